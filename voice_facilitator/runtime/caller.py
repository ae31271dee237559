"""The other side of the door: asks a running session, from another program."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from voice_facilitator.commands import Command
from voice_facilitator.errors import ControlError
from voice_facilitator.runtime.control import (
    AskStatus,
    Follow,
    Refused,
    Request,
    Say,
    Taken,
    socket_path,
)
from voice_facilitator.runtime.status import Status

ANSWER_S = 5.0
"""A session that has not answered by then hangs."""
LONGEST_ANSWER = 1_000_000
"""Bytes; titles make a session's answers a few hundred."""

_R = TypeVar("_R", Taken, Status)


class Caller:
    """Calls the session whose socket is in `folder`. All methods raise ControlError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, text: str) -> Command:
        """Have the session do as if `text` had been typed; the command that it is."""
        with self._call(Say(text)) as (_, answers):
            return _next(answers, Taken).command

    def status(self) -> Status:
        """Where the session stands."""
        with self._call(AskStatus()) as (_, answers):
            return _next(answers, Status)

    def follow(self) -> Iterator[Status]:
        """Where the session stands, now and at each change, until it ends."""
        with self._call(Follow()) as (line, answers):
            line.settimeout(None)
            with contextlib.suppress(OSError):
                for answer in answers:
                    yield _decoded(answer, Status)

    @contextlib.contextmanager
    def _call(self, request: Request) -> Iterator[tuple[socket.socket, BinaryIO]]:
        if not hasattr(socket, "AF_UNIX"):
            raise ControlError("This system has no UNIX sockets; type commands to the session.")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(ANSWER_S)
            try:
                line.connect(str(socket_path(self._folder)))
                with contextlib.suppress(BrokenPipeError):  # turned away before we asked
                    line.sendall(msgspec.json.encode(request) + b"\n")
            except (FileNotFoundError, ConnectionRefusedError):
                raise ControlError(
                    "No session is running; “voice-facilitator run” begins one."
                ) from None
            except OSError as error:
                raise ControlError(
                    f"The session cannot be reached ({error}); call it as the user who runs it."
                ) from None
            with line.makefile("rb") as answers:
                yield line, answers


def _next(answers: BinaryIO, kind: type[_R]) -> _R:
    try:
        return _decoded(answers.readline(LONGEST_ANSWER), kind)
    except OSError:
        raise ControlError("The session does not answer; stop it and start it again.") from None


def _decoded(answer: bytes, kind: type[_R]) -> _R:
    if not answer.endswith(b"\n"):
        raise ControlError("The session has just ended; start another.")
    try:
        reply: _R | Refused = msgspec.json.decode(answer, type=kind | Refused)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ControlError(
            "The session’s answer makes no sense; stop it and start it again."
        ) from None
    if isinstance(reply, Refused):
        raise ControlError(" ".join(reply.error.split()) or "The session refuses; ask it again.")
    return reply
