"""A group teaches us its words in the middle of a session, by voice alone."""

import contextlib
import subprocess

import pytest

from tests.hearing.voices import blocks, hush, say, scene
from tests.runtime.group import Group
from voice_facilitator.commands import Command
from voice_facilitator.hearing.ear import Utterance
from voice_facilitator.library import load_language
from voice_facilitator.runtime import classroom
from voice_facilitator.runtime.classroom import FIRST, Classroom
from voice_facilitator.runtime.live import Aside, Inbox
from voice_facilitator.runtime.performance import Stopped
from voice_facilitator.runtime.performer import Speak
from voice_facilitator.session.events import CommandHeard, LessonOver, Outcome
from voice_facilitator.settings import load as load_settings
from voice_facilitator.sound import inflow

STOP = Utterance(1.0, 1.5, 2.0, "stop", Command.STOP, accepted=True, reason="clear")
PAUSE = Utterance(1.0, 1.5, 2.0, "pause", Command.PAUSE, accepted=True, reason="clear")


class Ears:
    """Ears that lend out what they hear, and are told when they are to know more."""

    def __init__(self):
        self.pupil = None
        self.renewed = 0

    @contextlib.contextmanager
    def lent(self, pupil):
        self.pupil = pupil
        yield
        self.pupil = None

    def renew(self):
        self.renewed += 1


class Attentive(Classroom):
    """A classroom in which people answer what is said, at once."""

    answer = staticmethod(lambda _text: hush(2.0))

    def say(self, text):
        super().say(text)
        self._answer = self.answer(text)

    def hear(self):
        return blocks(self._answer)


class Circle:
    """People around a session that is taught, in French."""

    def __init__(self, folder, ears, classroom=Attentive, **flags):
        own = {"language": "fr", "state_dir": str(folder / "state"), "cache_dir": str(folder)}
        chosen = load_settings(own | flags, environment={}).settings
        self.ears = ears
        self.told = []
        self.inbox = Inbox()
        self.classroom = classroom(chosen, load_language("fr"), self.inbox, lambda: ears)

    def is_taught(self):
        """Let it speak, and end it when it is told to; what came of it."""
        assert self.classroom.begin()
        while not isinstance(item := self.inbox.get(timeout=30), LessonOver):
            match item:
                case Aside(Speak(sound, text)):
                    self.told.append(text)
                    self.classroom.notice(Stopped(0.0, sound))
                case CommandHeard(command=command):
                    self.told.append(command)
                    self.classroom.end()
        return item.outcome


@pytest.fixture
def circle(tmp_path, monkeypatch):
    monkeypatch.setattr(classroom, "_ECHO_S", 0.0)
    circle = Circle(tmp_path, Ears())
    yield circle
    circle.classroom.close()


def word_in(text):
    """What is asked for in a sentence of ours."""
    return text.split("«")[-1].split("»")[0].strip()


def test_a_group_teaches_one_word_after_the_other_and_is_heard_by_it_from_then_on(circle):
    circle.classroom.answer = lambda text: scene(0.5, say(word_in(text), "fr+m8"), 1.0)
    assert circle.is_taught() is Outcome.LEARNED
    asked = [word_in(line) for line in circle.told if line.startswith("Dites")]
    assert asked == [load_language("fr").phrases[command][0] for command in FIRST]
    assert circle.ears.renewed == 1
    assert circle.ears.pupil is None


def test_where_nobody_speaks_it_ends_by_itself_and_nothing_changes(circle):
    assert circle.is_taught() is Outcome.NOTHING
    assert circle.ears.renewed == 0


def test_stop_ends_it_and_what_was_learned_stays(circle, monkeypatch):
    monkeypatch.setattr(classroom, "FIRST", (Command.NEXT, Command.PAUSE))

    def answer(text):
        if word_in(text) == "pause":
            circle.ears.pupil.heard(STOP)
        return scene(0.5, say(word_in(text), "fr+m8"), 1.0)

    circle.classroom.answer = answer
    assert circle.is_taught() is Outcome.LEARNED
    assert circle.told[-1] is Command.STOP
    assert circle.ears.renewed == 1


def test_what_is_said_when_it_is_asked_for_ends_nothing(circle, monkeypatch):
    monkeypatch.setattr(classroom, "FIRST", (Command.STOP,))

    def answer(text):
        circle.ears.pupil.heard(STOP if word_in(text) == "arrêter" else PAUSE)
        return scene(0.5, say(word_in(text), "fr+m8"), 1.0)

    circle.classroom.answer = answer
    assert circle.is_taught() is Outcome.LEARNED
    assert Command.STOP not in circle.told


def test_where_it_can_not_be_taught_there_is_no_lesson(tmp_path):
    assert not Circle(tmp_path, None).classroom.begin()
    assert not Circle(tmp_path, Ears(), engine="vosk").classroom.begin()


def test_a_microphone_that_gives_nothing_is_told(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(inflow, "SILENT_S", 0.05)
    assert Circle(tmp_path, Ears(), Classroom).is_taught() is Outcome.IMPOSSIBLE
    assert "microphone" in caplog.text


@pytest.fixture
def gather(pulse, tmp_path):
    """Gather a group around a session with the options given."""
    groups = []

    def gather(*options, stdin=subprocess.DEVNULL):
        own = ("--state-dir", str(tmp_path / "state"), *options)
        groups.append(Group(pulse, tmp_path, *own, stdin=stdin))
        return groups[-1]

    yield gather
    for group in groups:
        group.close()


@pytest.mark.pulse
def test_a_word_is_taught_before_the_session_begins_and_heard_in_it(gather, tmp_path):
    group = gather("--language", "fr")
    group.hears("prêt")
    group.lets_finish(4.5)
    group.insists("apprends ma voix", "fr+m3", "> teach")
    for asked in ("Dites", "Encore", "Encore"):
        group.hears(f"{asked}.*« suivant »")
        group.lets_finish(2.5)
        group.says("suivant", "fr+m8")
    group.hears("Merci.*« suivant »")
    group.hears("Dites.*« pause »")
    group.lets_finish(2.5)
    group.says("stop", "fr+f2")
    group.hears("connais vos mots")
    assert (tmp_path / "state" / "taught" / "fr.npz").is_file()
    group.lets_finish(5)
    group.insists("commencer", "fr+m3", "> start")
    group.hears("Parlez")
    group.insists("suivant", "fr+m8", "> next")
