"""Somebody wants to know afterwards how the session went."""

import json
import time
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings

from tests.session.chance import event_of
from tests.session.room import Room
from tests.session.small import SMALL
from tests.session.test_properties import walks
from voice_facilitator.commands import Command
from voice_facilitator.errors import DataFileError, JournalError
from voice_facilitator.runtime.account import account
from voice_facilitator.runtime.journal import VERSION, Head, begin_journal
from voice_facilitator.runtime.report import Report, find
from voice_facilitator.session.events import (
    Abandoned,
    Absent,
    CommandDoubted,
    News,
    Present,
    Remark,
    Restored,
    Started,
)
from voice_facilitator.session.machine import begin, handle
from voice_facilitator.session.state import Advance

KOREAN = Path(__file__).parents[1] / "languages" / "ko.toml"


class WrittenDown(Room):
    """A room whose events are kept."""

    def __init__(self, **options):
        self.events = []
        super().__init__(SMALL, **options)

    def _tell(self, event):
        self.events.append(event)
        super()._tell(event)

    def account(self):
        return account(begin(SMALL), self.events, lambda line: line.key)


def by_id(whole):
    return {phase.id: phase for phase in whole.phases}


def to_the_end(room):
    while not room.state.ended:
        room.wait(1).say("next")
        room.wait(600 if room.state.place.in_silence else 0).hear_out()
    return room


def test_every_second_of_a_step_is_on_one_account():
    room = WrittenDown(at=1000).go_to("talking").wait(100).say("pause").wait(60).say("resume")
    room.hear_out()
    room.say("more_time").wait(6 * 60).say("next")
    talking = by_id(room.account())["talking"]
    assert (talking.planned_s, talking.given_s) == (240, 360)
    assert talking.clock_s == pytest.approx(360)
    assert talking.paused_s == pytest.approx(60)
    assert talking.over_s == pytest.approx(room.state.place.overrun_s)
    assert talking.over_s > 50
    assert talking.words_s == pytest.approx(20), "the prompt"
    begun = room.last("prompt").at - 1000
    assert begun == pytest.approx(talking.begun_s + talking.real_s), "where the next step began"


def test_a_silence_counts_from_bell_to_bell():
    room = WrittenDown().go_to("silence").wait(200)
    silence = by_id(room.account())["silence"]
    assert silence.clock_s == pytest.approx(180)
    bells = [entry for entry in room.account().timeline if entry["kind"] == "bell"]
    assert [bell["which"] for bell in bells] == ["open", "close"]
    assert bells[1]["t"] - bells[0]["t"] == pytest.approx(180)


def test_pauses_and_commands_are_told_with_their_step():
    room = WrittenDown().go_to("talking").wait(10).say("pause").wait(42).say("resume", "pause")
    whole = room.account()
    assert [(pause.phase, pause.seconds) for pause in whole.pauses] == [
        ("talking", pytest.approx(42)),
        ("talking", None),
    ]
    assert [taken.command for taken in whole.commands][-3:] == ["pause", "resume", "pause"]
    assert whole.commands[-1].phase == "talking"


def test_what_we_asked_back_is_told_with_its_answer():
    room = WrittenDown().go_to("talking").wait(10)
    for answer in ("yes", None):
        room.happens(CommandDoubted(room.now, Command.PAUSE)).wait(6)
        if answer:
            room.say(answer)
        room.wait(60).say("resume").hear_out()
    whole = room.account()
    told = [(asked.command, asked.phase, asked.answer) for asked in whole.asked_back]
    assert told == [("pause", "talking", "yes"), ("pause", "talking", None)]


def test_faults_survived_are_told_with_their_length():
    room = WrittenDown().go_to("talking").wait(10)
    room.happens(Absent(room.now)).wait(20).happens(Present(room.now, 100.0)).wait(30)
    room.happens(Remark(room.now, News.WAS_DEAF, 4.0)).wait(30)
    whole = room.account()
    assert [(fault.what, fault.seconds) for fault in whole.faults] == [
        ("not_heard", pytest.approx(120)),
        ("was_deaf", 4.0),
    ]
    assert by_id(whole)["talking"].paused_s == pytest.approx(120)


def test_a_session_that_was_cut_off_goes_on_counting():
    room = WrittenDown(at=5000).go_to("talking").wait(60)
    before = room.account()
    events = [*room.events, Restored(3, 300)]
    whole = account(begin(SMALL), events, lambda line: line.key)
    assert whole.seconds == pytest.approx(before.seconds + 300)
    assert [(fault.what, fault.seconds) for fault in whole.faults] == [("cut_off", 300)]
    assert by_id(whole)["talking"].paused_s == pytest.approx(300)
    assert by_id(whole)["talking"].clock_s == by_id(before)["talking"].clock_s


def test_how_it_ended_is_told():
    assert WrittenDown().go_to("talking").account().end == "open"
    assert WrittenDown().go_to("talking").happens(Abandoned(9999)).account().end == "abandoned"
    assert to_the_end(WrittenDown()).account().end == "goodbye"


@given(walks)
@settings(max_examples=200, deadline=None)
def test_whatever_happens_no_second_is_counted_twice(chances):
    state, _ = handle(begin(SMALL), Started(0.0))
    events = [Started(0.0)]
    for chance in chances:
        events.append(event_of(state, chance))
        state, _ = handle(state, events[-1])
    whole = account(begin(SMALL), events, lambda line: line.key)
    assert all(min(p.clock_s, p.over_s, p.paused_s, p.words_s) >= 0 for p in whole.phases)
    assert sum(phase.real_s for phase in whole.phases) <= whole.seconds + 1e-3
    assert all(pause.seconds is None or pause.seconds >= 0 for pause in whole.pauses)


@pytest.fixture
def sessions(tmp_path):
    """A folder with the journal of one session."""
    head = Head(VERSION, time.time(), "en", Advance.ASK, False, SMALL)
    room = to_the_end(WrittenDown().go_to("talking").wait(10).say("pause").wait(42).say("resume"))
    journal = begin_journal(tmp_path, head, pytest.fail)
    for event in room.events:
        journal.write(event)
    journal.close()
    return tmp_path


def test_the_text_is_the_sheet_with_what_became_of_it(sessions):
    text = Report(find(sessions, None)).text()
    assert "it came to its goodbye" in text
    [row] = [line for line in text.splitlines() if line.startswith("2. talking")]
    assert row.split()[2:] == ["4:00", "4:00", "0:11", "0:00", "0:42", "0:20", "1:13"]
    assert "0:42, in talking" in text
    assert "pause (voice)" in text
    assert "Faults survived: none." in text


def test_the_json_holds_it_all(sessions):
    [path] = sessions.iterdir()
    told = json.loads(Report(path).json())
    assert told["session"] == path.stem
    assert [phase["id"] for phase in told["phases"]] == [phase.id for phase in SMALL.phases]
    assert told["pauses"][0]["seconds"] == pytest.approx(42)


def test_the_picture_has_a_band_a_step_and_both_bells(sessions):
    picture = Xml.fromstring(Report(find(sessions, "000001")).svg())
    titles = [title.text for title in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert [text for text in titles if text.endswith(" min")][2].startswith("silence")
    assert [text for text in titles if text[:4] == "bell"] == ["bell: open", "bell: close"]


def test_a_session_that_is_none_is_told_with_those_there_are(sessions):
    with pytest.raises(JournalError, match="No session has been written down"):
        find(sessions / "nowhere", None)
    with pytest.raises(JournalError, match=r"“yesterday” is no session.*000001-"):
        find(sessions, "yesterday")


def test_a_journal_that_does_not_speak_its_language_is_told_in_a_sentence(sessions):
    path = find(sessions, None)
    path.write_text(path.read_text().replace('"language":"en"', f'"language":"{KOREAN}"', 1))
    with pytest.raises(DataFileError, match=r"no text at title\.ko"):
        Report(path)
