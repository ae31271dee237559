"""The commands that hold a session, talk with one, and tell of one."""

import functools
import sys
from pathlib import Path

import click

from voice_facilitator import settings
from voice_facilitator.options import AIR, FILE, SPEECH, takes


@click.command()
@takes(*SPEECH, *AIR, "state_dir")
@click.option("--output", type=FILE, help="Record what we say, as .wav or .flac.")
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


@click.command()
@click.argument("words", metavar="COMMAND", nargs=-1, required=True)
def say(words: tuple[str, ...]) -> None:
    """Tell a running session what to do, from another terminal.

    COMMAND is whatever could be typed there: next, pause, resume, status, ...,
    a wording of the session's language, or a letter.
    """
    from voice_facilitator.runtime import control
    from voice_facilitator.runtime.caller import Caller

    click.echo(Caller(control.folder()).say(" ".join(words)))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--follow", is_flag=True, help="Go on until the session ends, a line a change.")
def status(as_json: bool, follow: bool) -> None:
    """Tell where a running session is."""
    from voice_facilitator.runtime import control
    from voice_facilitator.runtime.caller import Caller

    session = Caller(control.folder())
    for now in session.follow() if follow else [session.status()]:
        click.echo(now.json() if as_json else now.line())


@click.command()
@takes("state_dir")
@click.argument("session", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--svg", type=FILE, help="Draw it into this file too.")
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


@click.command()
@takes(*SPEECH)
@click.option("--output", type=FILE, help="The sound, as .wav or .flac.")
@click.option("--timeline", type=FILE, help="What sounds when, as JSON lines.")
@click.option("--script", type=FILE, help="Commands, as lines of SECONDS COMMAND.")
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
