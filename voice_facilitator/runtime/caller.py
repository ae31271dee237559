"""The other side of the door: asks a running session, from another program."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from voice_facilitator.commands import Command
from voice_facilitator.errors import ControlError
from voice_facilitator.runtime.control import (
    AskStatus,
    Follow,
    Refused,
    Reply,
    Request,
    Say,
    Taken,
    socket_path,
)
from voice_facilitator.runtime.status import Status

ANSWER_S = 5.0
"""A session that has not answered by then hangs."""


class Caller:
    """Calls the session whose socket is in `folder`. All methods raise ControlError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, text: str) -> Command:
        """Have the session do as if `text` had been typed; the command that it is."""
        with self._call(Say(text)) as (_, answers):
            reply = _next(answers)
        assert isinstance(reply, Taken)
        return reply.command

    def status(self) -> Status:
        """Where the session stands."""
        with self._call(AskStatus()) as (_, answers):
            reply = _next(answers)
        assert isinstance(reply, Status)
        return reply

    def follow(self) -> Iterator[Status]:
        """Where the session stands, now and at each change, until it ends."""
        with self._call(Follow()) as (line, answers):
            line.settimeout(None)
            with contextlib.suppress(OSError):
                for answer in answers:
                    reply = _decoded(answer)
                    assert isinstance(reply, Status)
                    yield reply

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


def _next(answers: BinaryIO) -> Reply:
    try:
        return _decoded(answers.readline())
    except OSError:
        raise ControlError("The session does not answer; stop it and start it again.") from None


def _decoded(answer: bytes) -> Reply:
    try:
        reply: Reply = msgspec.json.decode(answer, type=Reply)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ControlError("The session has just ended; start another.") from None
    if isinstance(reply, Refused):
        raise ControlError(reply.error)
    return reply
