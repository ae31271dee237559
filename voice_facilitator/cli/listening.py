"""The commands with which a group tries how it is heard, and teaches how it speaks."""

import contextlib
import functools
import logging
from typing import TYPE_CHECKING, NamedTuple

import click

from voice_facilitator import library, settings
from voice_facilitator.cli.failure import ALOUD, Failure
from voice_facilitator.commands import Context
from voice_facilitator.language import Language
from voice_facilitator.options import AIR, SPEECH, takes
from voice_facilitator.settings import Settings

if TYPE_CHECKING:
    from voice_facilitator.hearing.ear import Ear
    from voice_facilitator.hearing.utterance import Utterance


class _Helpers(NamedTuple):
    """What `listen` adds to judging each utterance alone."""

    insistence: bool
    wake_word: str
    ask_back: bool


@click.command()
@takes(
    *("language", "engine", "voice", "rate", "volume", "input_device", "output_device"),
    *("latency", "models_dir", "cache_dir", "state_dir"),
)
@click.argument("recording", metavar="[FILE|-]", required=False)
@click.option(
    "--context",
    type=click.Choice([context.value for context in Context]),
    default=Context.CONVERSATION.value,
    show_default=True,
    help="What has just been asked, and so how easily a command is believed.",
)
@click.option(
    "--insistence", is_flag=True, help="Ask more of a single command, and less of one said twice."
)
@click.option(
    "--wake-word",
    metavar="NAME|FILE.tflite|open:NAME|required|off",
    default="off",
    show_default=True,
    help="Obey what follows this name more easily, or (required) nothing else.",
)
@click.option("--ask-back", "ask", is_flag=True, help="Tell what a session would ask about.")
@click.option("--aloud", is_flag=True, help="Say what came of each utterance; without FILE only.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def listen(
    chosen: settings.Chosen,
    recording: str | None,
    context: str,
    insistence: bool,
    wake_word: str,
    ask: bool,
    aloud: bool,
    as_json: bool,
) -> None:
    """Listen, and print each utterance and what comes of it.

    Without FILE to the microphone, until Ctrl-C: to try your room. FILE is
    anything libsndfile reads; - is a WAV on standard input. Each utterance is
    judged alone unless --insistence or --wake-word is given. No sound is kept.
    """
    helpers = _Helpers(insistence, wake_word, ask)
    if recording is None:
        click.get_current_context().meta[ALOUD] = aloud
        with contextlib.suppress(KeyboardInterrupt):
            _try_room(chosen.settings, Context(context), helpers, aloud, as_json)
        return
    if aloud:
        raise Failure("Only what the microphone hears is told --aloud; leave it or FILE out.")
    from voice_facilitator.sound.wavefile import read

    blocks = read(recording)
    language = library.load_language(chosen.settings.language)
    for utterance in _ear(chosen.settings, language, Context(context), helpers).hear(blocks):
        click.echo(utterance.json() if as_json else _told(utterance))


def _try_room(
    chosen: Settings, context: Context, helpers: _Helpers, aloud: bool, as_json: bool
) -> None:
    from voice_facilitator.runtime import control, seat, tryout

    def show(utterance: "Utterance", sentence: str) -> None:
        click.echo(utterance.json() if as_json else f"{_told(utterance):56}  {sentence}")

    language = library.load_language(chosen.language)
    with seat.taken(control.folder()):
        ear = _ear(chosen, language, context, helpers)
        click.echo(tryout.hint(language, context), err=True)
        if aloud:
            click.echo(language.lines["try_begin"], err=True)
            tryout.hold_aloud(chosen, language, ear, show)
        else:
            tryout.hold(chosen, language, ear, show)


def _ear(chosen: Settings, language: Language, context: Context, helpers: _Helpers) -> "Ear":
    from voice_facilitator.hearing import decision
    from voice_facilitator.hearing.ear import Ear
    from voice_facilitator.hearing.insistence import strict
    from voice_facilitator.hearing.wake_word import WakeWord, wish
    from voice_facilitator.runtime import opening, progress

    wished = wish(helpers.wake_word)
    word = WakeWord(wished) if wished else None
    if wished and wished.terms:
        click.echo(wished.terms, err=True)
    if (own := opening.own_examples(chosen, language)) is not None:
        with progress.steps("Making examples") as bar:
            own.make(bar)
    choice = opening.recogniser(chosen, language)
    logging.getLogger(__name__).info("%s", choice.sentence)
    engine = choice.load()
    twice = strict(engine.name) if helpers.insistence else None
    asking = decision.asking(engine.name) if helpers.ask_back else None
    return Ear(language, engine, context, insistence=twice, asking=asking, wake_word=word)


def _told(utterance: "Utterance") -> str:
    what = utterance.command if utterance.accepted else f"({utterance.reason})"
    if utterance.ask:
        what = f"({utterance.command}?)"
    return f"{utterance.start_s:8.2f} s  {what:24}  {utterance.text or ''}"


@click.command()
@takes(
    *("language", "engine", "voice", "rate", "volume", "input_device", "output_device"),
    *("latency", "models_dir", "cache_dir", "state_dir"),
)
@click.argument("words", metavar="[WORD]", nargs=-1)
@click.option("--forget", is_flag=True, help="Forget WORD, or all that was taught.")
def teach(chosen: settings.Chosen, words: tuple[str, ...], forget: bool) -> None:
    """Learn how your group says a command, three times each.

    WORD is a command, or a wording of it in the language's file; without it, all
    commands are asked for, until Ctrl-C. Only numbers are kept, no sound, on this
    device. The embedded recogniser then uses them beside what it knows.
    """
    from voice_facilitator.runtime import control, opening, progress, school, seat

    language = library.load_language(chosen.settings.language)
    wanted = school.wording(" ".join(words), language) if words else None
    if forget:
        forgotten = opening.taught(chosen.settings, language).forget(wanted)
        click.echo(f"Forgotten: {', '.join(forgotten)}." if forgotten else "Nothing was taught.")
        return
    school.require_examples(chosen.settings, language)
    texts = school.first_wordings(language) if wanted is None else [wanted]
    with seat.taken(control.folder()):
        with progress.steps("Making examples") as bar:
            lessons = school.open_school(chosen.settings, language, bar)
        lessons.hold(texts, click.echo)


@click.command()
@takes(*SPEECH, *AIR)
def doctor(chosen: settings.Chosen) -> None:
    """Speak, ring, listen, ask for a word, and say what works and what to mend."""
    from voice_facilitator.runtime.doctor import Doctor

    for finding in Doctor(chosen.settings, functools.partial(click.echo, err=True)).findings():
        click.echo(finding.line())
