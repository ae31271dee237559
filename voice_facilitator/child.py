"""A child process that takes and gives messages over its standard streams.

Speech and recognition engines are C libraries that can crash, hang or call
`exit`: each lives in a child of its own, and what dies there costs a restart,
not the session. Parent and child exchange messages: a JSON object and, for
audio, a block of bytes.

The parent never blocks on a child: what it sends is queued for a thread that
writes, what comes back is queued by a thread that reads. The child dies with
its parent, however that goes.
"""

import contextlib
import ctypes
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

_LENGTHS = struct.Struct("<II")
_QUEUED_MESSAGES = 500
"""Ten seconds of 20 ms audio blocks: a child that far behind is hung."""


_LONGEST_HEAD = 1 << 20
_LONGEST_PAYLOAD = 1 << 28
"""Bytes; more is no message but what is left of one that was torn, and would never end."""


class ChildError(Exception):
    """The child process is of no more use: start another."""


class ChildDied(ChildError):
    """The child process has ended."""


class ChildHung(ChildError):
    """The child process has not answered, or not read, in time."""


class _GarbledError(Exception):
    """What came is no message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message in either direction."""

    head: dict[str, Any] = field(default_factory=dict)
    """A JSON object."""
    payload: bytes = b""
    """Raw bytes, for samples."""


class Child:
    """The parent's end: a running child process.

    The child's module is run as `python -m MODULE ARGUMENTS` and calls `serve`.
    Start it from a thread that lives as long as it is needed: on Linux the
    child dies with the thread that started it.
    """

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._outbox: queue.Queue[Message | None] = queue.Queue(_QUEUED_MESSAGES)
        self._inbox: queue.Queue[Message | None] = queue.Queue()
        for work in (self._write, self._read):
            threading.Thread(target=work, name=f"{module} {work.__name__}", daemon=True).start()

    @property
    def pid(self) -> int:
        """The child's process number."""
        return self._process.pid

    def send(self, message: Message) -> None:
        """Queue a message for the child.

        Raises ChildDied when it has ended, ChildHung when it has not read for
        so long that the queue is full.
        """
        if self._process.poll() is not None:
            raise ChildDied(f"ended with status {self._process.returncode}")
        try:
            self._outbox.put_nowait(message)
        except queue.Full:
            raise ChildHung("has stopped reading") from None

    def receive(self, timeout_s: float | None = None) -> Message:
        """Wait for the child's next message, for at most `timeout_s` seconds.

        Raises ChildDied when it has ended, ChildHung when the time is over.
        """
        try:
            message = self._inbox.get(timeout=timeout_s)
        except queue.Empty:
            raise ChildHung(f"no answer in {timeout_s:g} s") from None
        if message is None:
            self._inbox.put(None)
            raise ChildDied(f"ended with status {self._process.wait()}")
        return message

    def close(self) -> None:
        """End the child now; harmless when it has ended already."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(queue.Full):
            self._outbox.put_nowait(None)

    def _write(self) -> None:
        stream = self._process.stdin
        assert stream is not None
        with contextlib.suppress(OSError):
            while (message := self._outbox.get()) is not None:
                _put(stream, message)
        with contextlib.suppress(OSError):
            stream.close()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            while (message := _take(stream)) is not None:
                self._inbox.put(message)
        except _GarbledError:
            self._process.kill()
        stream.close()
        self._inbox.put(None)


def serve(handle: Callable[[Message], Iterable[Message]]) -> None:
    """The child's end: answer each message with those that `handle` yields, until the parent goes.

    Standard output is kept for messages; whatever a library prints goes to
    standard error. What comes and is no message ends the child.
    """
    incoming, outgoing = _take_over_streams()
    _die_with_parent()
    try:
        while (message := _take(incoming)) is not None:
            for answer in handle(message):
                _put(outgoing, answer)
    except _GarbledError:
        sys.exit("What the parent sends is no message.")


def _take_over_streams() -> tuple[IO[bytes], IO[bytes]]:
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return incoming, outgoing


def _die_with_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _put(stream: IO[bytes], message: Message) -> None:
    head = json.dumps(message.head).encode()
    stream.write(_LENGTHS.pack(len(head), len(message.payload)) + head + message.payload)
    stream.flush()


def _take(stream: IO[bytes]) -> Message | None:
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_size, payload_size = _LENGTHS.unpack(lengths)
    if head_size > _LONGEST_HEAD or payload_size > _LONGEST_PAYLOAD:
        raise _GarbledError
    body = stream.read(head_size + payload_size)
    if len(body) < head_size + payload_size:
        return None
    try:
        head = json.loads(body[:head_size])
    except ValueError:
        raise _GarbledError from None
    return Message(head, body[head_size:])
