"""Sessions in real time: a real sound server, a real voice, real recognisers, a synthetic group."""

import subprocess
from pathlib import Path

import pytest

from tests import pulse as air
from tests.runtime.group import Group
from voice_facilitator.sound import shelf

pytestmark = pytest.mark.pulse


@pytest.fixture
def gather(pulse, tmp_path):
    """Gather a group around a session with the options given."""
    groups = []

    def gather(*options, stdin=subprocess.DEVNULL):
        groups.append(Group(pulse, tmp_path, *options, stdin=stdin))
        return groups[-1]

    yield gather
    for group in groups:
        group.close()


def test_a_whole_session_by_voice_in_english(pulse, gather):
    recording = pulse.record()
    group = gather("--language", "en")
    group.hears("Welcome")
    group.hears("settled")
    group.lets_finish()
    group.says("start", "en-us+m3")
    group.hears("> start")
    group.hears("Talk")
    group.says("pause", "en-us+f2")
    group.hears("> pause")
    group.hears("clock stands")
    group.says("resume", "en-us+m3")
    group.hears("> resume")
    group.says("next", "en-us+m3")
    group.hears("> next")
    group.hears("Be silent")
    group.hears("bell: the silence begins")
    group.says("help", "en-us+m3")
    group.hears("bell: the silence is over")
    group.hears("Write")
    group.says("stop", "en-us+m3")
    group.hears("really")
    group.says("yes", "en-us+f2")
    group.hears("> yes")
    group.hears("Thank you")
    assert group.leaves() == 0
    speaker, _ = recording.stop()
    assert_bells_are_apart(speaker, 9.0)
    assert air.find(shelf.load("paused"), speaker)
    assert not [caption for caption in group.captions if "> help" in caption]


def assert_bells_are_apart(speaker, seconds):
    [opened] = air.find(shelf.load("chime_open"), speaker)
    [closed] = air.find(shelf.load("chime_close"), speaker)
    assert closed - opened == pytest.approx(seconds, abs=0.02)
    between = speaker[round((opened + 8) * air.RATE) : round((closed - 0.05) * air.RATE)]
    assert abs(between).max() < 10 ** (-60 / 20)


def test_a_session_by_voice_in_french(gather):
    group = gather("--language", "fr")
    group.hears("Bienvenue")
    group.hears("installés|prêts|oui")
    group.lets_finish()
    group.says("commencer", "fr+m3")
    group.hears("> start")
    group.hears("Parlez")
    group.says("pause", "fr+f2")
    group.hears("> pause")
    group.says("reprendre", "fr+m3")
    group.hears("> resume")
    group.says("arrêter", "fr+m3")
    group.hears("> stop")
    group.lets_finish()
    group.says("oui", "fr+f2")
    group.hears("> yes")
    assert group.leaves() == 0


def test_a_session_in_which_we_must_be_called(gather):
    group = gather("--language", "en", "--wake-word", "required", "--start-now")
    group.hears("Say “okay nabu” before each command")
    group.hears("Talk")
    group.lets_finish()
    group.says("pause", "en-us+m3")
    group.says("oh-kay nah-boo", "en-us")
    group.hears("I am listening")
    group.says("next", "en-us+m3")
    group.hears("> next")
    assert not [caption for caption in group.captions if "> pause" in caption]


def test_a_session_by_voice_with_vosk_in_korean(gather):
    """The only model of Vosk's that pip installs; everything but the language is the product's."""
    language = Path(__file__).parents[1] / "languages" / "ko.toml"
    group = gather("--language", str(language), "--engine", "vosk")
    group.hears("환영합니다")
    group.hears("준비되면")
    group.says("계속", "ko")
    group.hears("> next")
    group.hears("이야기하세요")
    group.says("일시 정지", "ko")
    group.hears("> pause")
    group.says("다시", "ko")
    group.hears("> resume")
    group.says("멈춰", "ko")
    group.hears("> stop")
    group.hears("정말")
    group.says("좋아요", "ko")
    group.hears("> yes")
    assert group.leaves() == 0
    assert any("Vosk" in line for line in group.errors)


def test_control_c_pauses_and_asks_and_twice_ends(gather):
    group = gather("--language", "en", "--engine", "keys", "--start-now", stdin=subprocess.PIPE)
    group.hears("Talk")
    group.interrupt()
    group.hears("> pause")
    group.hears("> stop")
    group.hears("really")
    group.interrupt()
    assert group.leaves() == 0
    assert not any("Traceback" in line for line in group.errors)
