"""A child that answers, dies or hangs costs its parent one exception."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from voice_facilitator.child import Child, ChildDied, ChildHung, Message

ECHO = "tests.children.echo"


@pytest.fixture
def child():
    child = Child(ECHO)
    yield child
    child.close()


def test_answers_with_the_bytes_it_was_sent(child):
    child.send(Message({"n": 1}, b"\x00\xff" * 40_000))
    answer = child.receive(10)
    assert answer == Message({"n": 1}, b"\x00\xff" * 40_000)


def test_what_a_library_prints_does_not_disturb_the_messages(child):
    child.send(Message({"print": "hello"}))
    child.send(Message({"n": 2}))
    assert child.receive(10).head == {"print": "hello"}
    assert child.receive(10).head == {"n": 2}


def test_a_crash_is_an_exception_here(child):
    child.send(Message({"crash": True}))
    with pytest.raises(ChildDied):
        child.receive(10)
    with pytest.raises(ChildDied):
        child.receive(10)


@pytest.mark.parametrize("garbage", [b"garbage" * 10, b"\x03\0\0\0\0\0\0\0{n}", b"\xff" * 8])
def test_a_child_that_gets_no_messages_any_more_ends(child, garbage):
    child.send(Message({"n": 1}))
    child.receive(10)
    child._process.stdin.write(garbage)
    child._process.stdin.flush()
    with pytest.raises(ChildDied):
        child.receive(10)


@pytest.mark.parametrize("garbage", ["garbage" * 10, "\x03\0\0\0\0\0\0\0{n}"])
def test_a_child_that_sends_no_messages_any_more_is_ended(child, garbage):
    child.send(Message({"babble": garbage}))
    with pytest.raises(ChildDied):
        child.receive(10)


def test_a_child_that_does_not_answer_is_hung(child):
    child.send(Message({"n": 1}))
    child.receive(10)
    child.send(Message({"sleep": 60}))
    with pytest.raises(ChildHung):
        child.receive(0.2)


def test_sending_to_a_hung_child_never_blocks(child):
    os.kill(child.pid, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(ChildHung):
        for _ in range(1000):
            child.send(Message({}, bytes(10_000)))
    os.kill(child.pid, signal.SIGCONT)
    assert time.monotonic() - started < 30


@pytest.mark.skipif(sys.platform != "linux", reason="uses /proc")
def test_the_child_dies_with_its_parent():
    read, write = os.pipe()
    parent = os.fork()
    if parent == 0:
        orphan = Child(ECHO)
        orphan.send(Message({"n": 1}))
        orphan.receive(10)
        orphan.send(Message({"sleep": 600}))
        os.write(write, f"{orphan.pid}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(write)
    with os.fdopen(read) as pipe:
        pid = int(pipe.readline())
    os.waitpid(parent, 0)
    for _ in range(100):
        if _state(pid) in ("", "Z"):
            return
        time.sleep(0.1)
    pytest.fail(f"child {pid} outlived its parent")


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return ""
