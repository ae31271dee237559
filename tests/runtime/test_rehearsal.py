"""A whole Case Clinic, in both languages, as it sounds: real session, mixer and voice."""

import json
from dataclasses import dataclass

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from scipy.signal import fftconvolve

from voice_facilitator.cli import main
from voice_facilitator.sound import shelf

PHASES = ["choosing", "intention", "silence", "mirroring", "dialogue", "closing", "journal"]
MINUTES = [2, 15, 3, 10, 20, 8, 2]


@dataclass
class Recording:
    samples: np.ndarray
    rate: int
    timeline: list

    def of(self, kind):
        return [entry for entry in self.timeline if entry["kind"] == kind]

    def between(self, start_s, end_s):
        return self.samples[round(start_s * self.rate) : round(end_s * self.rate)]


@pytest.fixture(scope="module", params=["en", "fr"])
def clinic(request, tmp_path_factory):
    return rehearse(tmp_path_factory.mktemp("clinic"), "--language", request.param)


def rehearse(folder, *options):
    sound, timeline = folder / "s.flac", folder / "s.jsonl"
    arguments = ["rehearse", "--advance", "auto", "--start-now", *options]
    done = CliRunner().invoke(
        main, [*arguments, "--output", str(sound), "--timeline", str(timeline)]
    )
    assert done.exit_code == 0, done.output
    samples, rate = soundfile.read(sound, dtype="float32")
    lines = timeline.read_text().splitlines()
    return Recording(samples, rate, [json.loads(line) for line in lines])


def test_seven_phases_in_order_with_the_minutes_of_the_sheet(clinic):
    began = clinic.of("phase")
    assert [entry["phase"] for entry in began] == PHASES
    said = clinic.of("say")
    for phase, minutes in zip(began, MINUTES, strict=True):
        prompt = next(entry for entry in said if entry["t"] == phase["t"])
        after = prompt["t"] + prompt["seconds"]
        over = next(
            e["t"]
            for e in clinic.timeline
            if e["t"] > after + 60 and e.get("which", e.get("name")) in ("close", "time_up")
        )
        assert over - after == pytest.approx(minutes * 60, abs=3)


def test_the_whole_session_is_between_sixty_and_seventy_minutes(clinic):
    assert clinic.timeline[-1]["kind"] == "end"
    assert 60 <= clinic.timeline[-1]["t"] / 60 <= 70
    assert len(clinic.samples) / clinic.rate == pytest.approx(clinic.timeline[-1]["t"], abs=1)


def test_the_bells_are_three_minutes_apart_in_the_sound(clinic):
    opened, closed = (entry["t"] for entry in clinic.of("bell"))
    onset_open = onset(clinic, "chime_open", opened)
    onset_close = onset(clinic, "chime_close", closed)
    assert onset_close - onset_open == pytest.approx(180, abs=0.0005)


def onset(clinic, name, near_s):
    """Where a chime begins in the recording, by matched filter, in seconds."""
    chime = shelf.load(name, clinic.rate)
    start = near_s - 1
    heard = clinic.between(start, near_s + 1 + len(chime) / clinic.rate)
    match = fftconvolve(heard, chime[::-1], mode="valid")
    return start + np.argmax(match) / clinic.rate


def test_the_silence_is_silent(clinic):
    opened, closed = (entry["t"] for entry in clinic.of("bell"))
    assert np.abs(clinic.between(opened + 10, closed - 0.01)).max() < 10 ** (-60 / 20)
    assert not clinic.between(opened - 1, opened - 0.01).any()
    assert not [entry for entry in clinic.of("say") if opened - 1 < entry["t"] < closed]


def test_all_that_is_said_can_be_heard(clinic):
    for entry in clinic.of("say"):
        heard = clinic.between(entry["t"], entry["t"] + entry["seconds"])
        assert 20 * np.log10(np.sqrt(np.mean(heard**2))) > -45, entry["text"]


def test_a_script_is_obeyed(tmp_path):
    script = tmp_path / "script"
    script.write_text("# a group in a hurry\n60 next\n\n90 pause\n100 resume\n120 stop\n125 yes\n")
    recording = rehearse(tmp_path, "--language", "en", "--script", str(script))
    assert [(e["t"], e["command"]) for e in recording.of("command")] == [
        (60, "next"),
        (90, "pause"),
        (100, "resume"),
        (120, "stop"),
        (125, "yes"),
    ]
    assert [entry["phase"] for entry in recording.of("phase")] == PHASES[:2]
    assert recording.timeline[-1]["t"] < 150


def test_nobody_is_there_to_be_taught_by(tmp_path):
    script = tmp_path / "script"
    script.write_text("60 pause\n70 teach\n80 stop\n85 yes\n")
    recording = rehearse(tmp_path, "--language", "en", "--script", str(script))
    [told] = [entry for entry in recording.of("say") if 70 <= entry["t"] < 80]
    assert told["text"] == "I cannot be taught here."


def test_a_rehearsal_that_nobody_moves_on_ends_all_the_same(tmp_path, caplog):
    timeline = tmp_path / "t.jsonl"
    done = CliRunner().invoke(
        main, ["rehearse", "--language", "en", "--timeline", str(timeline)], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "--advance auto" in caplog.text
    assert "phase" not in timeline.read_text()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("sixty next", "SECONDS COMMAND"),
        ("60 jump", "jump"),
        ("-1 next", "-1"),
        ("nan next", "nan"),
    ],
)
def test_a_wrong_script_is_one_sentence_with_file_and_line(tmp_path, line, problem):
    script = tmp_path / "script"
    script.write_text(f"10 next\n{line}\n")
    done = CliRunner().invoke(main, ["rehearse", "--script", str(script)])
    assert done.exit_code == 2
    assert f"{script}, line 2" in done.stderr and problem in done.stderr
