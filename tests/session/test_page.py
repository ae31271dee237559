"""The page about the session is made from the session, and is not older than it."""

import subprocess
import sys
from pathlib import Path

import pytest

from voice_facilitator import library

SCRIPT = Path(__file__).parents[2] / "scripts" / "document_session.py"


def test_the_page_is_up_to_date():
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_tells_every_situation_and_the_way_from_beginning_to_end():
    text = (SCRIPT.parents[1] / "docs" / "session.md").read_text(encoding="utf-8")
    for arrow in (
        "[*] --> welcome",
        "welcome --> ready",
        "ready --> prompting",
        "prompting --> running",
        "running --> time_up",
        "running --> moving_on",
        "prompting --> hush",
        "hush --> silent",
        "silent --> moving_on",
        "goodbye --> [*]",
    ):
        assert arrow in text
    assert "| silence | silence | `next`, `pause`, `resume`, `stop` |" in text


def table(text, heading):
    """The rows of the table in a section, without its head."""
    section = text.split(heading)[1].split("\n## ")[0]
    rows = [line.strip("| ").split("|") for line in section.splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.mark.parametrize(
    ("code", "steps", "words"),
    [
        ("en", "## The seven steps", "## Talking to the device"),
        ("fr", "## Les sept étapes", "## Parler à l’appareil"),
    ],
)
def test_the_handout_tells_the_steps_and_words_of_the_session(code, steps, words):
    text = (SCRIPT.parents[1] / "docs" / f"handout-{code}.md").read_text(encoding="utf-8")
    phases = library.load_protocol("case_clinic").phases
    minutes = [float(row[2]) for row in table(text, steps)]
    assert minutes == [phase.minutes for phase in phases]
    phrases = library.load_language(code).phrases.values()
    known = {phrase for wordings in phrases for phrase in wordings}
    told = {word for row in table(text, words) for word in row[1].split(", ")}
    assert len(told) > 10
    assert told <= known
