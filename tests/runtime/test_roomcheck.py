"""The chime that greets a group tells what the microphone hears of us."""

import re
import subprocess
import time

import msgspec
import numpy as np
import pytest

from tests import pulse as air
from tests.hearing.voices import say
from tests.runtime.group import Group
from voice_facilitator.runtime.journal import journals, read
from voice_facilitator.runtime.performance import EarconPlayed, Stopped
from voice_facilitator.runtime.report import Report
from voice_facilitator.runtime.roomcheck import REACH_S, RoomCheck
from voice_facilitator.session.actions import EarconName
from voice_facilitator.session.events import News, Remark, RoomMeasured
from voice_facilitator.sound import shelf
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.overheard import KEPT_S, Overheard

RATE = 16_000
CHIME = shelf.load("welcome", RATE)
CHIME_S = len(CHIME) / RATE


class Card:
    """A microphone whose clock began at nought and is never wrong."""

    opened_at = 0.0
    there = True

    def __init__(self):
        self.microphone_clock = AudioClock(RATE)
        for frame in range(0, RATE, 160):
            self.microphone_clock.observe(frame, frame / RATE)

    def hears(self):
        return self.there


class Table:
    """A device at which the chime sounds after two seconds."""

    def __init__(self):
        self.printed = []
        self.overheard = Overheard()
        self.listen = self.overheard.before(lambda *_: None)
        self.card = Card()
        self.check = RoomCheck(self.card, self.overheard, self.printed.append)
        self.events = []
        self.talk = np.zeros(6 * RATE)

    def greets(self, lasts_s=CHIME_S):
        self.check.notice(EarconPlayed(2.0, 1, EarconName.WELCOME, CHIME_S))
        self.check.notice(Stopped(2.0 + lasts_s, 1))
        return self

    def hears(self, chime, hiss_db=-60.0, seconds=6.0):
        sound = self.talk[: round(seconds * RATE)].copy()
        at = round(2.08 * RATE)
        sound[at : at + len(chime)] = chime
        sound += 10 ** (hiss_db / 20) * np.random.default_rng(1).standard_normal(len(sound))
        for place in range(0, len(sound), 1600):
            self.listen(sound[place : place + 1600].astype(np.float32), place)
            self.events += self.check.look()
        return self


def test_the_chime_tells_how_far_and_how_loud_we_are():
    table = Table().greets().hears(0.1 * CHIME)
    [measured] = table.events
    assert measured.heard
    assert measured.delay_s == pytest.approx(0.08, abs=0.001)
    assert measured.noise_dbfs == pytest.approx(-60, abs=1)
    assert measured.speech_dbfs == pytest.approx(-40, abs=1)
    assert not table.printed, "all is well"


def test_the_chime_is_found_under_talk():
    table = Table()
    talk = 0.5 * say("we were just talking about it, and about the river, and the sun")[: 6 * RATE]
    table.talk[: len(talk)] = talk
    [measured] = table.greets().hears(CHIME).events
    assert measured.heard and measured.delay_s == pytest.approx(0.08, abs=0.001)


def test_it_is_told_as_soon_as_the_longest_way_has_been_waited_for():
    assert not Table().greets().hears(CHIME, seconds=1.9 + CHIME_S + REACH_S).events
    assert Table().greets().hears(CHIME, seconds=2.2 + CHIME_S + REACH_S).events


def test_a_loudspeaker_over_which_nobody_is_heard_is_told_aloud():
    table = Table().greets().hears(4 * CHIME)
    assert [type(event) for event in table.events] == [RoomMeasured, Remark]
    assert table.events[1].news is News.TOO_LOUD
    assert "turn the loudspeaker down" in table.printed[0]


def test_a_muted_microphone_is_told_aloud():
    table = Table().greets().hears(0 * CHIME, hiss_db=-200)
    assert [event.news for event in table.events[1:]] == [News.DEAD_MICROPHONE]
    assert "muted" in table.printed[0]


def test_a_microphone_that_does_not_hear_us_is_only_written_down():
    table = Table().greets().hears(0 * CHIME)
    [measured] = table.events
    assert not measured.heard
    assert "do not hear each other" in table.printed[0]


def test_a_chime_that_somebody_cut_short_tells_nothing():
    assert Table().greets(lasts_s=0.4).hears(0 * CHIME).events == []


@pytest.mark.parametrize("fault", [{"there": False}, {"opened_at": 2.5}])
def test_a_microphone_that_was_lost_meanwhile_is_not_judged(fault):
    table = Table().greets()
    for name, value in fault.items():
        setattr(table.card, name, value)
    assert table.hears(0 * CHIME).events == []


def test_what_was_overheard_is_forgotten_after_seconds():
    handed_on = []
    overheard = Overheard()
    listen = overheard.before(lambda samples, position: handed_on.append(position))
    for place in range(0, 20 * RATE, 1600):
        listen(np.full(1600, place, np.float32), place)
    first, kept = overheard.since(0)
    assert len(kept) <= (KEPT_S + 0.1) * RATE
    assert (first + len(kept), kept[0], kept[-1]) == (20 * RATE, first, 20 * RATE - 1600)
    assert len(handed_on) == 200
    first, kept = overheard.since(19 * RATE + 5)
    assert (first, len(kept)) == (19 * RATE + 5, RATE - 5)


@pytest.fixture
def begin(pulse, tmp_path):
    """Begins sessions, with the state of each in a folder; ends them."""
    groups = []

    def begin(*options):
        state = tmp_path / "state"
        own = ["--engine", "keys", "--language", "en", "--state-dir", str(state)]
        groups.append(Group(pulse, tmp_path, *own, *options, stdin=subprocess.PIPE))
        return groups[-1], state / "sessions"

    yield begin
    for group in groups:
        group.close()


def measured(folder):
    """The journal of the session, once the room is in it."""
    latest = time.monotonic() + 30
    while time.monotonic() < latest:
        for path in journals(folder):
            if any(isinstance(entry.event, RoomMeasured) for entry in read(path).entries):
                return path
        time.sleep(0.05)
    raise AssertionError("the room was not measured")


@pytest.mark.pulse
def test_a_session_says_that_it_is_too_loud_and_the_report_tells(pulse, begin):
    loop = ["source=speaker.monitor", "sink=mouth", "latency_msec=40"]
    pulse.control("load-module", "module-loopback", *loop)
    pulse.control("set-sink-volume", "mouth", "150%")
    group, folder = begin()
    group.hears("Welcome")
    group.hears("my microphone hears hardly anything but me")
    told = Report(measured(folder))
    assert re.search(r"it hears our bell about \d+ ms after it was rung", told.text())
    room = msgspec.json.decode(told.json())["room"]
    assert room["heard"] and room["speech_dbfs"] == pytest.approx(-9.5, abs=3)
    assert 0.02 < room["delay_s"] < 0.5


@pytest.fixture
def hiss(pulse, tmp_path):
    """A room that is never quite silent."""
    file = tmp_path / "hiss.raw"
    hiss = 0.003 * np.random.default_rng(2).standard_normal(air.RATE * 60)
    file.write_bytes(np.round(32767 * hiss).astype("<i2").tobytes())
    play = ["pacat", "--playback", "-d", "mouth", "--raw", f"--rate={air.RATE}", "--channels=1"]
    with file.open("rb") as source:
        playing = subprocess.Popen(play, stdin=source)
    yield
    playing.kill()
    playing.wait()


@pytest.mark.pulse
def test_a_device_that_takes_its_own_sound_out_is_told_in_the_report(hiss, begin):
    group, folder = begin()
    group.hears("Welcome")
    assert "do not hear each other" in Report(measured(folder)).text()
    assert not any("microphone" in caption for caption in group.captions)
