"""The scripts that measure hearing tell of a corpus what anybody could hear in it."""

import csv

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from compare_hearing import main as compare
from evaluate_hearing import main as evaluate

from tests.hearing.voices import RATE, hush, say, scene

COLUMNS = ("file", "kind", "language", "words", "speaker", "subset")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Two words, a lone word that is none of ours, talk, and a hum."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [
        ("positive", "stop", "words", say("stop")),
        ("positive", "yes", "words", say("yes")),
        ("negative", "", "words of others", scene(1.0, say("umbrella"), 1.0)),
        ("negative", "", "walkers", scene(0.5, say("we walked along the river"), 0.5)),
        ("noise", "", "hum", hush(5.0, level_db=-30)),
        ("noise", "", "kitchen", hush(5.0, level_db=-30)),
        ("noise", "en", "babble_derived", hush(5.0, level_db=-30, seed=1)),
        ("rir", "", "rir", np.eye(1, RATE // 10)[0]),
    ]
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as manifest:
        writer = csv.writer(manifest)
        writer.writerow(COLUMNS)
        for number, (kind, words, subset, samples) in enumerate(rows):
            soundfile.write(folder / f"{number}.flac", samples, RATE)
            language = "" if kind in ("noise", "rir") else "en"
            writer.writerow((f"{number}.flac", kind, language, words, "Ann", subset))
    return folder


def test_words_in_a_hum_are_heard_and_an_umbrella_is_no_command(corpus, tmp_path):
    written = tmp_path / "report.md"
    options = ["--context", "question", "--noise", "hum", "--snr", "20", "--jobs", "1"]
    result = CliRunner().invoke(evaluate, [str(corpus), *options, "--report", str(written)])
    assert result.exit_code == 0, result.output
    report = written.read_text(encoding="utf-8")
    assert "| hum 20 dB | 2 | 100 [16-100] | 0 [0-84] |" in report
    [umbrella] = [line for line in report.splitlines() if line.startswith("| words of others")]
    assert [cell.strip() for cell in umbrella.split("|")[3:5]] == ["1", "0"]
    [walkers] = [line for line in report.splitlines() if line.startswith("| walkers")]
    assert "0.0 [0.0-" in walkers
    assert report in result.output


def test_ways_that_were_asked_for_stand_below_each_other(corpus):
    options = ["--way", "**scoring", "--way", "free text", "--jobs", "1"]
    result = CliRunner().invoke(compare, [str(corpus), *options])
    assert result.exit_code == 0, result.output
    rows = [line for line in result.stdout.splitlines() if line.startswith("| ")]
    names = [row.split("|")[1].strip() for row in rows]
    assert names == 2 * [
        "heard, wrong, %",
        "free text equals a command",
        "**scoring, our segments**",
    ]
    assert rows[2].split("|")[2].strip() == "100 [16-100], 0 [0-84]"
