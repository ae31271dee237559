"""The command line: reads options, calls, prints.

Standard output is for results, standard error for everything else. What the
user can mend is one sentence and exit code 2. Rooms are entered only by the
commands that need them: a rehearsal needs no PortAudio, a list of models no
recogniser.
"""

import contextlib
import functools
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from voice_facilitator import library, settings
from voice_facilitator.commands import Context
from voice_facilitator.errors import BusyError, FacilitatorError
from voice_facilitator.language import Language
from voice_facilitator.options import AIR, CHOSEN, OPTIONS, SPEECH, takes
from voice_facilitator.settings import Settings

if TYPE_CHECKING:
    from voice_facilitator.hearing.ear import Ear
    from voice_facilitator.hearing.utterance import Utterance

_FILE = click.Path(dir_okay=False, path_type=Path)
_ALOUD = "voice_facilitator.aloud"
"""Where the context keeps whether somebody listens who may not read."""


class _Failure(click.ClickException):
    """What the user can mend."""

    exit_code = 2


class _Main(click.Group):
    """A group whose commands fail in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BusyError as error:
            # The session that runs is not to be talked over.
            raise _Failure(str(error)) from None
        except FacilitatorError as error:
            raise self._told(ctx, _Failure(str(error))) from None
        except BrokenPipeError:
            # Whoever read our results has had enough of them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except Exception as error:
            if os.environ.get("VOICE_FACILITATOR_DEBUG"):
                raise
            broken = _Failure(
                f"Something broke in us ({type(error).__name__}: {error}); please report it with "
                "what VOICE_FACILITATOR_DEBUG=1 prints."
            )
            raise self._told(ctx, broken) from None

    def _told(self, ctx: click.Context, failure: _Failure) -> Exception:
        """What to raise: who was to be talked with is told why not aloud, once it is printed."""
        if ctx.invoked_subcommand != "run" and not ctx.meta.get(_ALOUD):
            return failure
        from voice_facilitator.runtime import trouble

        failure.show()
        trouble.tell(failure.format_message(), ctx.meta.get(CHOSEN) or settings.fallback())
        return click.exceptions.Exit(failure.exit_code)


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="voice-facilitator")
@click.option("--config", type=_FILE, help="A settings file, in place of your own.")
@click.option("-v", "--verbose", is_flag=True, help="Tell on standard error what goes on.")
@click.pass_context
def main(context: click.Context, config: Path | None, verbose: bool) -> None:
    """Keeps the time of a Case Clinic by ear."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(message)s",
        stream=sys.stderr,
    )
    context.obj = config


@main.command()
@takes(*SPEECH, *AIR, "state_dir")
@click.option("--output", type=_FILE, help="Record what we say, as .wav or .flac.")
@click.option("--resume", "after", flag_value="resume", help="Go on with a session cut off.")
@click.option("--fresh", "after", flag_value="fresh", help="Begin anew, whatever was cut off.")
@click.option("--wait", is_flag=True, help="Wait for “start”, hold a session, wait again.")
def run(chosen: settings.Chosen, output: Path | None, after: str | None, wait: bool) -> None:
    """Hold a session: speak, keep the time, listen.

    Commands can be said, or typed: a word or letter and Enter. Ctrl-C pauses
    and asks; twice ends. A session that was cut off asks whether to go on.
    """
    from voice_facilitator.runtime import control, opening, seat
    from voice_facilitator.runtime.table import Table

    tell = functools.partial(click.echo, err=True)
    with seat.taken(control.folder()):
        sitting = opening.sitting(chosen.settings, opening.After(after or "ask"))
        if sitting.after is opening.After.RESUME and sitting.cut_off is None:
            tell("No session was cut off in the last hours; a new one begins.")
        table = Table(sitting, output, sys.stdin, sys.stdout, tell)
        if wait:
            table.receive()
        else:
            table.hold()


@main.command()
@click.argument("words", metavar="COMMAND", nargs=-1, required=True)
def say(words: tuple[str, ...]) -> None:
    """Tell a running session what to do, from another terminal.

    COMMAND is whatever could be typed there: next, pause, resume, status, ...,
    a wording of the session's language, or a letter.
    """
    from voice_facilitator.runtime import control
    from voice_facilitator.runtime.caller import Caller

    click.echo(Caller(control.folder()).say(" ".join(words)))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--follow", is_flag=True, help="Go on until the session ends, a line a change.")
def status(as_json: bool, follow: bool) -> None:
    """Tell where a running session is."""
    from voice_facilitator.runtime import control
    from voice_facilitator.runtime.caller import Caller

    session = Caller(control.folder())
    for now in session.follow() if follow else [session.status()]:
        click.echo(now.json() if as_json else now.line())


@main.command()
@takes("state_dir")
@click.argument("session", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--svg", type=_FILE, help="Draw it into this file too.")
def report(chosen: settings.Chosen, session: str | None, as_json: bool, svg: Path | None) -> None:
    """Tell how a session went: each step's time, pauses, commands, faults.

    SESSION is a journal, or a part of its name; the latest if none is given.
    """
    from voice_facilitator.runtime.opening import journals_folder
    from voice_facilitator.runtime.report import Report, find

    told = Report(find(journals_folder(chosen.settings), session))
    if svg is not None:
        told.draw(svg)
    click.echo(told.json() if as_json else told.text())


@main.command()
@takes(*SPEECH)
@click.option("--output", type=_FILE, help="The sound, as .wav or .flac.")
@click.option("--timeline", type=_FILE, help="What sounds when, as JSON lines.")
@click.option("--script", type=_FILE, help="Commands, as lines of SECONDS COMMAND.")
def rehearse(
    chosen: settings.Chosen, output: Path | None, timeline: Path | None, script: Path | None
) -> None:
    """Run a whole session faster than life, into a file.

    The session, the voice and the mixer are the real ones; only the time is not.
    """
    from voice_facilitator.runtime import opening, progress, studio
    from voice_facilitator.runtime.script import read_script

    plan = opening.plan(chosen.settings)
    cues = read_script(script) if script else ()
    voice = opening.voice(chosen.settings, plan.language)
    with progress.steps("Getting ready") as bar:
        voice.prepare(plan.texts(), bar)
    heard = studio.record(plan, voice, cues, output, chosen.settings.volume / 100)
    if timeline:
        heard.write(timeline)
    click.echo(heard.summary())


class _Helpers(NamedTuple):
    """What `listen` adds to judging each utterance alone."""

    insistence: bool
    wake_word: str
    ask_back: bool


@main.command()
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
        click.get_current_context().meta[_ALOUD] = aloud
        with contextlib.suppress(KeyboardInterrupt):
            _try_room(chosen.settings, Context(context), helpers, aloud, as_json)
        return
    if aloud:
        raise _Failure("Only what the microphone hears is told --aloud; leave it or FILE out.")
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


@main.command()
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


@main.command()
@takes(*SPEECH, *AIR)
def doctor(chosen: settings.Chosen) -> None:
    """Speak, ring, listen, ask for a word, and say what works and what to mend."""
    from voice_facilitator.runtime.doctor import Doctor

    for finding in Doctor(chosen.settings, functools.partial(click.echo, err=True)).findings():
        click.echo(finding.line())


@main.command()
@takes("language")
def voices(chosen: settings.Chosen) -> None:
    """List the voices that --voice takes."""
    from voice_facilitator.speech.pyttsx3_voice import voices as list_voices

    own = library.load_language(chosen.settings.language)
    for voice in sorted(list_voices(), key=lambda voice: (voice.language, voice.id)):
        mark = "*" if voice.id == own.voice else " "
        click.echo(f"{mark} {voice.id:24} {voice.language:12} {voice.name}")


@main.command()
def devices() -> None:
    """List the loudspeakers and microphones that are there."""
    from voice_facilitator.sound.devices import devices as list_devices

    there = list_devices()
    for device in there:
        click.echo(device.line())
    if not there:
        click.echo(
            "There is neither loudspeaker nor microphone; plug one in, and see that the system's "
            "sound is on.",
            err=True,
        )


@main.group()
def models() -> None:
    """The recognisers' models: list, install, path."""


@models.command("list")
@takes("models_dir")
def list_models(chosen: settings.Chosen) -> None:
    """List the models we know, and where those are that you have."""
    store = _store(chosen.settings)
    for name, model in store.models.items():
        where = store.path(name) or "not installed"
        click.echo(f"{name:32} {model.language:3} {model.engine:10} {model.licence:12} {where}")


@models.command()
@takes("language", "models_dir", "models_url")
@click.argument("model", metavar="NAME|LANGUAGE", required=False)
def install(chosen: settings.Chosen, model: str | None) -> None:
    """Fetch a model: by its name, or the Vosk model of a language, else of the session's."""
    from voice_facilitator.runtime.progress import download

    model = model or library.load_language(chosen.settings.language).code
    with download(model) as progress:
        path = _store(chosen.settings).install(model, progress, chosen.settings.models_url)
    click.echo(path)


@models.command("path")
@takes("language", "models_dir")
@click.argument("model", metavar="NAME|LANGUAGE", required=False)
def path_of_model(chosen: settings.Chosen, model: str | None) -> None:
    """Print where an installed model is: by name or language, else of the session's language."""
    model = model or library.load_language(chosen.settings.language).code
    store = _store(chosen.settings)
    path = store.path(model) or store.installed(model)
    if path is None:
        raise _Failure(
            f"No model “{model}” is installed; “voice-facilitator models install {model}” gets it."
        )
    click.echo(path)


def _store(chosen: Settings) -> Any:
    from voice_facilitator.modelstore.store import ModelStore

    return ModelStore(chosen.models_dir)


@main.group()
def protocol() -> None:
    """Protocols, ours and your own: check, show."""


@protocol.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Say whether a protocol file can be used, or what to mend."""
    from voice_facilitator.runtime.sheet import summary

    click.echo(summary(library.load_protocol(str(file))))


@protocol.command()
@takes("language", "protocol")
def show(chosen: settings.Chosen) -> None:
    """Print a protocol's phases and all that is said."""
    from voice_facilitator.runtime import opening
    from voice_facilitator.runtime.sheet import sheet

    click.echo(sheet(opening.plan(chosen.settings)))


@main.group()
def config() -> None:
    """Settings: show."""


@config.command("show")
@takes(*OPTIONS)
def show_config(chosen: settings.Chosen) -> None:
    """Print every setting and where it came from."""
    for name, origin in chosen.origins.items():
        click.echo(f"{name:14} {getattr(chosen.settings, name)!s:32} {origin}")
