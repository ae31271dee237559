"""The page about the session is made from the session, and is not older than it."""

import subprocess
import sys
from pathlib import Path

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
