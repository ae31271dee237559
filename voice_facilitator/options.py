"""The settings as options of commands, each written once and taken by name."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from voice_facilitator import settings

_Command = TypeVar("_Command", bound=Callable[..., Any])

FILE = click.Path(dir_okay=False, path_type=Path)
"""A file that a command reads or writes."""
CHOSEN = "voice_facilitator.chosen"
"""Where the context keeps a command's settings."""

OPTIONS = {
    "language": click.option(
        "--language", metavar="CODE|FILE.toml", help="en, fr, or a file of your own."
    ),
    "protocol": click.option(
        "--protocol", metavar="NAME|FILE.toml", help="case_clinic, or a file of your own."
    ),
    "engine": click.option(
        "--engine",
        metavar="ENGINE",
        help="The recogniser: auto, vosk, moonshine, or keys for typed commands only.",
    ),
    "voice": click.option("--voice", metavar="ID", help="One that `voices` lists."),
    "rate": click.option("--rate", metavar="WORDS", help="Words a minute."),
    "volume": click.option("--volume", metavar="PERCENT", help="Of our own loudness, 1 to 200."),
    "volume_follows": click.option(
        "--volume-follows/--no-volume-follows",
        default=None,
        help="Speak up when the room gets louder.",
    ),
    "advance": click.option(
        "--advance", metavar="ask|auto", help="At the end of a step, wait for “next” or go on."
    ),
    "start_now": click.option(
        "--start-now", is_flag=True, default=None, help="Begin without waiting for a word."
    ),
    "captions": click.option(
        "--captions/--no-captions", default=None, help="Print all that is said."
    ),
    "wake_word": click.option(
        "--wake-word",
        metavar="NAME|FILE.tflite|open:NAME|required|off",
        help="What to say before a command in a loud room, or (required) always: okay_nabu, "
        "hey_jarvis, hey_mycroft, alexa. Both: required:hey_jarvis. open:alexa and the like are "
        "openWakeWord's (an extra), for non-commercial use only.",
    ),
    "input_device": click.option("--input-device", metavar="NAME", help="The microphone."),
    "output_device": click.option("--output-device", metavar="NAME", help="The loudspeaker."),
    "ask_back": click.option(
        "--ask-back/--no-ask-back",
        default=None,
        help="Ask whether a command was meant that was not clear.",
    ),
    "echo_canceller": click.option(
        "--echo-canceller/--no-echo-canceller",
        default=None,
        help="Take our own voice out of what is heard, and stop when spoken over; on by default.",
    ),
    "latency": click.option(
        "--latency",
        metavar="auto|SECONDS",
        help="How long sound waits for the card; auto is as short as the machine keeps up with.",
    ),
    "models_dir": click.option("--models-dir", metavar="FOLDER", help="Where models are."),
    "models_url": click.option(
        "--models-url",
        metavar="URL",
        help="Where to fetch models from.",
    ),
    "cache_dir": click.option("--cache-dir", metavar="FOLDER", help="Where speech is kept."),
    "state_dir": click.option(
        "--state-dir", metavar="FOLDER", help="Where sessions are written down."
    ),
}


def takes(*names: str) -> Callable[[_Command], _Command]:
    """Give a command the options `names` and, for them all, one argument `chosen`."""

    def decorate(command: _Command) -> _Command:
        def with_settings(context: click.Context, /, **options: Any) -> Any:
            flags = {name: options.pop(name) for name in names}
            chosen = settings.load(flags, config=context.find_root().obj)
            context.meta[CHOSEN] = chosen.settings
            return command(chosen=chosen, **options)

        decorated = functools.update_wrapper(click.pass_context(with_settings), command)
        for name in reversed(names):
            decorated = OPTIONS[name](decorated)
        return cast(_Command, decorated)

    return decorate


SPEECH = ("language", "protocol", "voice", "rate", "volume", "advance", "start_now", "cache_dir")
AIR = (
    "engine",
    "wake_word",
    "models_dir",
    "captions",
    "input_device",
    "output_device",
    "latency",
    "ask_back",
    "echo_canceller",
    "volume_follows",
)
