#!/usr/bin/env python3
"""Write down a session as a group hears it: what is said, rung and commanded, and when.

It is a rehearsal of the real session, with a group that keeps to a script, in
the language given. --into FILE replaces what stands there between the markers
`<!-- transcript LANGUAGE -->` and `<!-- end -->`.

    scripts/transcribe_session.py en --into README.md
"""

import re
import textwrap
from pathlib import Path
from typing import Any

import click

from voice_facilitator.commands import Command
from voice_facilitator.runtime import opening, studio
from voice_facilitator.runtime.script import Cue
from voice_facilitator.settings import load

SCRIPT = (
    *(Cue(70, Command.START), Cue(190, Command.NEXT), Cue(700, Command.TIME)),
    *(Cue(800, Command.PAUSE), Cue(860, Command.RESUME), Cue(980, Command.NEXT)),
    *(Cue(1700, Command.NEXT), Cue(1704, Command.BACK), Cue(1900, Command.NEXT)),
    *(Cue(3300, Command.NEXT), Cue(3900, Command.NEXT), Cue(4060, Command.NEXT)),
)
"""A group that chooses fast, pauses once, and takes back a “next”."""
SENTENCES = 2
"""Of longer texts only the first are shown."""


@click.command(help=__doc__)
@click.argument("language")
@click.option("--into", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(language: str, into: Path | None) -> None:
    lines = transcript(language)
    if into is None:
        click.echo(lines, nl=False)
        return
    marked = re.compile(rf"(<!-- transcript {language} -->\n).*?(<!-- end -->)", re.DOTALL)
    text, found = marked.subn(
        lambda match: f"{match[1]}```text\n{lines}```\n{match[2]}", into.read_text()
    )
    if not found:
        raise click.ClickException(f"{into} has no place marked for a transcript in {language}.")
    into.write_text(text)


def transcript(language: str) -> str:
    """The whole session, a line each."""
    chosen = load({"language": language, "captions": False}, environment={}).settings
    plan = opening.plan(chosen)
    timeline = studio.record(plan, opening.voice(chosen, plan.language), SCRIPT, None)
    lines = [_line(entry, plan.language.signs) for entry in timeline.ordered()]
    return "".join(line + "\n" for line in lines if line)


def _line(entry: dict[str, Any], signs: dict[str, str]) -> str:
    match entry["kind"]:
        case "say":
            told = _beginning(entry["text"])
        case "bell":
            told = f"[{signs[entry['which']]}]"
        case "earcon" if entry["name"] in signs:
            told = f"[{signs[entry['name']]}]"
        case "command":
            told = f"> {entry['command'].replace('_', ' ')}"
        case _:
            return ""
    minutes, seconds = divmod(int(entry["t"]), 60)
    return textwrap.fill(f"{minutes:02}:{seconds:02}  {told}", 88, subsequent_indent=" " * 7)


def _beginning(text: str) -> str:
    sentences = re.split(r"(?<=[.?!»”]) (?=[A-ZÀÉ])", text)
    rest = " …" if len(sentences) > SENTENCES else ""
    return " ".join(sentences[:SENTENCES]) + rest


if __name__ == "__main__":
    main()
