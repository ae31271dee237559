#!/usr/bin/env python3
"""Draw a session's timeline as an SVG picture.

voice-facilitator rehearse --advance auto --start-now --timeline s.jsonl --output s.flac
scripts/draw_session.py s.jsonl docs/session.svg --language en
"""

import json
from pathlib import Path

import click

from voice_facilitator.library import load_language, load_protocol
from voice_facilitator.runtime.picture import draw


@click.command(help=__doc__)
@click.argument("timeline", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("picture", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--protocol", default="case_clinic", show_default=True)
@click.option("--language", default="en", show_default=True)
def main(timeline: Path, picture: Path, protocol: str, language: str) -> None:
    entries = [json.loads(line) for line in timeline.read_text(encoding="utf-8").splitlines()]
    plan = load_protocol(protocol)
    names = {phase.id: phase.title[language] for phase in plan.phases}
    legend = load_language(language).signs["picture"]
    picture.write_text(draw(entries, plan.title[language], names, legend), encoding="utf-8")


if __name__ == "__main__":
    main()
