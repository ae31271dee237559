"""What was written down is read again, whatever has happened to the file meanwhile."""

import errno
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.session.small import SMALL
from voice_facilitator.commands import Command
from voice_facilitator.errors import JournalError
from voice_facilitator.runtime import journal as module
from voice_facilitator.runtime.journal import (
    KEPT,
    TOO_OLD_S,
    VERSION,
    Head,
    begin_journal,
    go_on,
    gone_s,
    journals,
    read,
    unfinished,
)
from voice_facilitator.session.events import (
    Abandoned,
    Absent,
    CommandDoubted,
    CommandHeard,
    LessonOver,
    News,
    Outcome,
    PlaybackEnded,
    PlaybackStarted,
    Present,
    Remark,
    Restored,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import Advance, handle

HEAD = Head(VERSION, 1.7e9, "en", Advance.ASK, True, SMALL)
TALK = [
    Started(5.0),
    PlaybackStarted(5.1, 1),
    PlaybackEnded(9.0, 1),
    PlaybackEnded(12.0, 2),
    CommandHeard(15.0, Command.MORE_TIME, "keys"),
    TimeReached(40.0),
]

times = st.floats(0, 1e6)
sounds = st.integers(0, 50)
events = st.one_of(
    st.builds(Started, times),
    st.builds(CommandHeard, times, st.sampled_from(Command), st.sampled_from(["voice", "keys"])),
    st.builds(CommandDoubted, times, st.sampled_from(Command)),
    st.builds(LessonOver, times, st.sampled_from(Outcome)),
    st.builds(PlaybackStarted, times, sounds),
    st.builds(PlaybackEnded, times, sounds),
    st.builds(TimeReached, times),
    st.builds(Remark, times, st.sampled_from(News), st.none() | times),
    st.builds(Absent, times),
    st.builds(Present, times, times),
    st.builds(Restored, times, times),
    st.builds(Abandoned, times),
)


def written(folder, happened, failed=pytest.fail):
    log = begin_journal(folder, HEAD, failed)
    for event in happened:
        log.write(event)
    log.close()
    return journals(folder)[0]


def folded(happened):
    state = HEAD.begin()
    for event in happened:
        state, _ = handle(state, event)
    return state


@given(st.lists(events, max_size=30))
@settings(max_examples=60, deadline=None)
def test_the_session_that_is_read_is_the_one_that_was_written(tmp_path_factory, happened):
    record = read(written(tmp_path_factory.mktemp("journal"), happened))
    assert [entry.event for entry in record.entries] == happened
    assert record.fold() == folded(happened)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_no_journal_is_a_sentence(tmp_path, content):
    path = tmp_path / "000001-x.jsonl"
    path.write_bytes(content)
    with pytest.raises(JournalError):
        read(path)
    assert unfinished(tmp_path) is None


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_goes_and_writing_goes_on_after_it(tmp_path, cut, caplog):
    path = written(tmp_path, TALK)
    path.write_bytes(path.read_bytes()[:-cut])
    record = read(path)
    assert [entry.event for entry in record.entries] == TALK[: len(record.entries)]
    assert len(record.entries) >= len(TALK) - 2
    assert "torn" in caplog.text
    log = go_on(record, pytest.fail)
    log.write(Restored(1.0, 60.0))
    log.close()
    assert read(path).entries[-1].event == Restored(1.0, 60.0)
    assert len(read(path).entries) == len(record.entries) + 1


def test_only_a_session_in_its_middle_is_offered(tmp_path):
    assert unfinished(tmp_path) is None
    written(tmp_path, TALK)
    record = unfinished(tmp_path)
    assert record is not None
    assert unfinished(tmp_path, record.latest + TOO_OLD_S - 1) is not None
    assert unfinished(tmp_path, record.latest + TOO_OLD_S + 1) is None
    written(tmp_path, TALK[:2])
    assert unfinished(tmp_path) is None, "it had not begun"
    written(tmp_path, [*TALK, Abandoned(41.0)])
    assert unfinished(tmp_path) is None, "it was over"


def test_a_clock_set_back_meanwhile_counts_as_no_time(tmp_path):
    written(tmp_path, TALK)
    record = unfinished(tmp_path, 0.0)
    assert record is not None
    assert gone_s(record, 0.0) == 0


def test_old_journals_make_room_and_the_latest_is_last_whatever_the_clock_says(tmp_path):
    for number in range(KEPT + 5):
        log = begin_journal(tmp_path, Head(VERSION, 2e9 - number * 1e6, *HEAD_REST), pytest.fail)
        log.close()
    kept = journals(tmp_path)
    assert len(kept) == KEPT
    assert read(kept[0]).head.begun == min(read(path).head.begun for path in kept)


HEAD_REST = ("en", Advance.ASK, True, SMALL)


def test_another_version_is_refused_with_a_sentence(tmp_path):
    path = written(tmp_path, TALK)
    path.write_text(path.read_text().replace('"version":1', '"version":2', 1))
    with pytest.raises(JournalError, match="another version"):
        read(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"minimum_minutes":', '"minimum_minutes":0.01,"was":'),
        ('"title":{"en":', '"title":{"de":'),
        ('"begun":1700000000.0', '"begun":1e300'),
    ],
)
def test_a_first_line_that_contradicts_itself_is_none(tmp_path, old, new):
    path = written(tmp_path, TALK)
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new, 1))
    with pytest.raises(JournalError, match="no journal"):
        read(path)


@pytest.mark.parametrize(
    ("time", "damage"), [(r'"at":40.0', '"at":1e300'), (r'"wall":[^,]+', '"wall":-1')]
)
def test_a_time_that_cannot_be_is_a_torn_line(tmp_path, time, damage, caplog):
    path = written(tmp_path, TALK)
    *whole, last = path.read_text().splitlines(keepends=True)
    path.write_text("".join(whole) + re.sub(time, damage, last))
    assert [entry.event for entry in read(path).entries] == TALK[:-1]
    assert "torn" in caplog.text


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_is_told_once_and_what_was_written_before_counts(tmp_path, monkeypatch, call):
    told = []
    log = begin_journal(tmp_path, HEAD, told.append)
    for event in TALK[:3]:
        log.write(event)
    log.secure()
    before = open_files()
    monkeypatch.setattr(module.os, call, full)
    for event in TALK[3:]:
        log.write(event)
        log.secure()
    monkeypatch.undo()
    log.close()
    [sentence] = told
    assert "No space left" in sentence
    assert open_files() == before - 1
    record = read(journals(tmp_path)[0])
    assert [entry.event for entry in record.entries][:3] == TALK[:3]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    told = []
    log = begin_journal(tmp_path / "file", HEAD, told.append)
    log.write(TALK[0])
    log.secure()
    log.close()
    assert len(told) == 1
