"""Another terminal, and whatever else may come through the door of a session."""

import contextlib
import json
import os
import socket
import stat
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import msgspec
import platformdirs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doors.control import Session, answering, call
from voice_facilitator.commands import Command
from voice_facilitator.errors import ControlError
from voice_facilitator.runtime import control
from voice_facilitator.runtime.caller import Caller
from voice_facilitator.runtime.control import (
    BETWEEN_COMMANDS_S,
    LONGEST_LINE,
    LOOK_S,
    MOST_CALLERS,
    socket_path,
)


@pytest.fixture
def session(tmp_path):
    session = Session(tmp_path / "door")
    with session.control():
        yield session


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("pause", Command.PAUSE),
        ("p", Command.PAUSE),
        ("Continuer", Command.RESUME),
        ("+", "louder"),
    ],
)
def test_whatever_can_be_typed_can_be_sent(session, typed, command):
    assert Caller(session.folder).say(typed) == command
    assert session.obeyed == [command]


def test_what_is_no_command_is_told_and_not_obeyed(session):
    with pytest.raises(ControlError, match="“dance” is no command"):
        Caller(session.folder).say("dance")
    assert session.obeyed == []


def test_a_display_is_told_of_each_change_and_of_nothing_else(tmp_path):
    session = Session(tmp_path / "door")
    with session.control():
        told = Caller(session.folder).follow()
        first = next(told)
        assert first == session.now
        session.now = msgspec.structs.replace(first, left_s=59)
        time.sleep(3 * LOOK_S)
        session.now = msgspec.structs.replace(first, left_s=58, paused=True)
        assert next(told) == session.now
    assert list(told) == [], "the session has ended"


def test_without_a_session_it_says_so(tmp_path):
    with pytest.raises(ControlError, match="No session is running"):
        Caller(tmp_path).status()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"", "just ended"),
        (b'{"reply":"tak', "just ended"),
        (b'{"reply":"status","situation":"time runs"}\n', "makes no sense"),
        (b"\xff\n", "makes no sense"),
        (b"[" * 5_000 + b"\n", "makes no sense"),
        (b'{"reply":"error","error":"No.\\nNever."}\n', "^No. Never.$"),
    ],
    ids=lambda value: repr(value[:24]),
)
def test_an_answer_that_is_none_is_told_in_a_sentence(tmp_path, answer, told):
    with answering(tmp_path / "door", answer), pytest.raises(ControlError, match=told):
        Caller(tmp_path / "door").say("pause")


def test_a_folder_that_somebody_else_has_made_first_is_told(monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("runtime directory belongs to another user")

    monkeypatch.setattr(platformdirs, "user_runtime_path", refuse)
    with pytest.raises(ControlError, match="set XDG_RUNTIME_DIR"):
        control.folder()


def test_after_a_crash_the_door_opens_again(tmp_path):
    session = Session(tmp_path / "door")
    session.folder.mkdir()
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(socket_path(session.folder)))
    dead.close()
    with pytest.raises(ControlError, match="No session is running"):
        Caller(session.folder).status()
    with session.control():
        assert Caller(session.folder).status() == session.now
    assert list(session.folder.iterdir()) == []


def test_a_second_session_leaves_the_door_to_the_first(session, caplog):
    second = Session(session.folder)
    with second.control():
        assert Caller(session.folder).say("pause") is Command.PAUSE
    assert (session.obeyed, second.obeyed) == ([Command.PAUSE], [])
    assert "another session answers" in caplog.text
    assert Caller(session.folder).status() == session.now


@pytest.mark.parametrize("folder", ["file", "x" * 120], ids=["no folder", "too long for a socket"])
def test_where_no_door_can_be_made_the_session_goes_on(tmp_path, caplog, folder):
    (tmp_path / "file").touch()
    with Session(tmp_path / folder).control():
        pass
    [warning] = caplog.messages
    assert warning.startswith("This session cannot be reached from other programs")


def test_the_door_is_the_users_alone(session):
    assert stat.S_IMODE(session.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket_path(session.folder).stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_another_user_is_sent_away_even_where_the_files_let_them_in():
    with tempfile.TemporaryDirectory() as name, Session(Path(name)).control():
        Path(name).chmod(0o755)
        socket_path(Path(name)).chmod(0o666)
        answer = subprocess.run(
            ["/usr/bin/python3", "-c", AS_SOMEBODY, str(socket_path(Path(name)))],
            user=65534,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    assert json.loads(answer)["reply"] == "error"
    assert b"another user" in answer


AS_SOMEBODY = """
import contextlib, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
with contextlib.suppress(BrokenPipeError):
    line.sendall(b'{"ask": "say", "text": "stop"}\\n')
print(line.makefile().readline())
"""


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\n",
        b"{}\n",
        b"null",
        b'{"ask": "end the world"}\n',
        b'{"ask": "say"}\n',
        b'{"ask": "say", "text": 3}\n',
        b'{"ask": "say", "text": "\xff"}\n',
        b"[" * 100_000,
        b"a" * LONGEST_LINE + b"\n",
        b"\0" * 1_000_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=lambda garbage: repr(garbage[:24]),
)
def test_garbage_gets_one_answer_and_does_no_harm(session, garbage):
    [answer] = call(session, garbage)
    assert json.loads(answer)["reply"] == "error"
    assert Caller(session.folder).say("pause") is Command.PAUSE
    assert session.obeyed == [Command.PAUSE]


def test_all_before_the_garbage_counts(session):
    said = b'{"ask": "say", "text": "pause"}\n'
    answers = call(session, said, said, b"!\n", said)
    assert [json.loads(answer)["reply"] for answer in answers] == ["taken", "taken", "error"]
    assert session.obeyed == [Command.PAUSE] * 2


_ASKED = st.sampled_from([b'{"ask":"status"}', b'{"ask":"say","text":"dance"}', b'{"ask":"say"'])
_CHUNK = st.one_of(st.binary(max_size=40), _ASKED, st.just(b"\n"), st.just(b"{"))


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_CHUNK, max_size=8))
def test_whatever_comes_in_what_goes_out_is_json_and_the_session_is_untouched(session, chunks):
    for answer in call(session, *chunks):
        assert json.loads(answer)["reply"] in ("status", "error")
    assert session.obeyed == []
    assert Caller(session.folder).status() == session.now


def test_many_callers_at_once_wait_or_are_sent_away(session):
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(MOST_CALLERS)]
        for line in silent:
            line.connect(str(socket_path(session.folder)))
        with pytest.raises(ControlError, match="Too many"):
            Caller(session.folder).status()
        silent[0].close()
        answered = []
        while not answered:
            with contextlib.suppress(ControlError):
                answered.append(Caller(session.folder).status())
    assert answered == [session.now]


def test_a_flood_is_slowed_down_and_none_of_it_is_lost(session):
    flood = b'{"ask": "say", "text": "n"}\n' * 5
    callers = [threading.Thread(target=call, args=(session, flood)) for _ in range(3)]
    began = time.monotonic()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert session.obeyed == [Command.NEXT] * 15
    assert time.monotonic() - began >= 14 * BETWEEN_COMMANDS_S
