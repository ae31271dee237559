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
    group.insists("start", "en-us+m3", "> start")
    group.hears("Talk")
    group.insists("pause", "en-us+f2", "> pause")
    group.hears("clock stands")
    group.insists("resume", "en-us+m3", "> resume")
    group.insists("next", "en-us+m3", "> next")
    group.hears("Be silent")
    group.hears("bell: the silence begins")
    group.says("help", "en-us+m3")
    group.hears("bell: the silence is over")
    group.hears("Write")
    group.insists("stop", "en-us+m3", "really")
    group.insists("yes", "en-us+f2", "> yes")
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
    group.insists("commencer", "fr+m3", "> start")
    group.hears("Parlez")
    group.insists("pause", "fr+f2", "> pause")
    group.insists("reprendre", "fr+m3", "> resume")
    group.insists("arrêter", "fr+m3", "> stop")
    group.lets_finish()
    group.insists("oui", "fr+f2", "> yes")
    assert group.leaves() == 0


def test_a_session_in_which_we_must_be_called(gather):
    group = gather("--language", "en", "--wake-word", "required", "--start-now")
    group.hears("Say “okay nabu” before each command")
    group.hears("Talk")
    group.lets_finish()
    group.says("pause", "en-us+m3")
    group.insists("oh-kay nah-boo", "en-us", "I am listening")
    group.insists("next", "en-us+m3", "> next")
    assert not [caption for caption in group.captions if "> pause" in caption]


def test_a_session_by_voice_with_vosk_in_korean(gather):
    """The only model of Vosk's that pip installs; everything but the language is the product's."""
    language = Path(__file__).parents[1] / "languages" / "ko.toml"
    group = gather("--language", str(language), "--engine", "vosk")
    group.hears("환영합니다")
    group.hears("준비되면")
    group.insists("계속", "ko", "> next")
    group.hears("이야기하세요")
    group.insists("일시 정지", "ko", "> pause")
    group.insists("다시", "ko", "> resume")
    group.insists("멈춰", "ko", "> stop")
    group.hears("정말")
    group.insists("좋아요", "ko", "> yes")
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
