"""The door for other programs: a session obeys and answers over a UNIX socket.

One request a line, as JSON: `{"ask": "say", "text": "pause"}`, `{"ask": "status"}`
or `{"ask": "follow"}`; one JSON object a line comes back, for `follow` one for
each change. Whatever else comes in is answered by one `{"reply": "error"}` and
the end of the connection; it never reaches the session.

Only the user who runs the session gets in: the socket's folder is theirs alone,
and the system is asked who calls. There is no network door.

A thread of its own serves all callers. It hands commands over and reads the
session's state, which is immutable; it can make no session wait.
"""

import asyncio
import contextlib
import logging
import os
import socket
import stat
import struct
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import platformdirs

from voice_facilitator.commands import Command
from voice_facilitator.errors import ControlError
from voice_facilitator.runtime.status import Status

log = logging.getLogger(__name__)

LONGEST_LINE = 1024
"""Bytes; our longest request has about sixty."""
MOST_CALLERS = 16
PATIENCE_S = 10.0
"""How long a caller may say nothing, or not read what it asked for."""
BETWEEN_COMMANDS_S = 0.1
"""Nobody means more than ten commands a second."""
LOOK_S = 0.2
"""How often a session that is followed is looked at."""


class Say(msgspec.Struct, frozen=True, tag_field="ask", tag="say"):
    """Do as if `text` had been typed."""

    text: str


class AskStatus(msgspec.Struct, frozen=True, tag_field="ask", tag="status"):
    """Where are we?"""


class Follow(msgspec.Struct, frozen=True, tag_field="ask", tag="follow"):
    """Where are we, now and whenever that changes?"""


class Taken(msgspec.Struct, frozen=True, tag_field="reply", tag="taken"):
    """The session has got this command."""

    command: Command


class Refused(msgspec.Struct, frozen=True, tag_field="reply", tag="error"):
    """The session has got nothing."""

    error: str


Request = Say | AskStatus | Follow
Reply = Taken | Refused | Status


def folder() -> Path:
    """Where the socket is: the user's folder for what lives as long as they are logged in.

    Raises ControlError where somebody else has taken its place.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns where there is no such folder
            return platformdirs.user_runtime_path("voice-facilitator", appauthor=False)
    except PermissionError:
        raise ControlError(
            "The folder for running programs belongs to somebody else; "
            "set XDG_RUNTIME_DIR to one of your own."
        ) from None


def socket_path(folder: Path) -> Path:
    """The socket in `folder`."""
    return folder / "control.sock"


class Control:
    """Opens the door for as long as it is entered; a session without one still goes on."""

    def __init__(
        self,
        folder: Path,
        read: Callable[[str], Command | None],
        obey: Callable[[Command], None],
        look: Callable[[], Status],
    ) -> None:
        """`read` understands words, `obey` takes a command, `look` tells where we are.

        They are called from the door's own thread.
        """
        self._folder = folder
        self._read = read
        self._obey = obey
        self._look = look
        self._callers = 0
        self._closing = asyncio.Event()
        self._taking = asyncio.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        try:
            self._socket = _open(self._folder)
        except (ControlError, OSError) as error:
            reason = str(error).rstrip(".")
            log.warning("This session cannot be reached from other programs: %s.", reason)
        else:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._socket is None:
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(PATIENCE_S)  # a caller must not keep a session from ending
        socket_path(self._folder).unlink(missing_ok=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with contextlib.closing(self._loop):
            self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        callers: set[asyncio.Task[None]] = set()

        def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(self._attend(reader, writer))
            callers.add(task)
            task.add_done_callback(callers.discard)

        server = await asyncio.start_unix_server(welcome, sock=self._socket, limit=LONGEST_LINE)
        await self._closing.wait()
        server.close()
        for task in callers:
            task.cancel()
        await asyncio.gather(*callers, return_exceptions=True)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """See one caller in and out."""
        self._callers += 1
        try:
            if not _is_ours(writer.get_extra_info("socket")):
                await _answer(writer, Refused("This session is another user's."))
            elif self._callers > MOST_CALLERS:
                await _answer(writer, Refused("Too many programs are asking; try again later."))
            else:
                await self._talk(reader, writer)
        except (OSError, TimeoutError):
            pass  # gone, or asleep
        finally:
            self._callers -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one caller's requests, up to its last or its first that is none."""
        while line := await _line(reader):
            try:
                request = msgspec.json.decode(line, type=Request)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                await _answer(writer, Refused("That is no request; send one JSON object a line."))
                return
            match request:
                case Say(text):
                    await _answer(writer, await self._take(text))
                case AskStatus():
                    await _answer(writer, self._look())
                case Follow():
                    await self._tell_changes(reader, writer)
                    return

    async def _take(self, text: str) -> Reply:
        command = self._read(text)
        if command is None:
            shown = " ".join(text.split())
            return Refused(f"“{shown}” is no command; “voice-facilitator say help” tells what is.")
        async with self._taking:
            self._obey(command)
            await asyncio.sleep(BETWEEN_COMMANDS_S)
        return Taken(command)

    async def _tell_changes(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        told: Status | None = None
        while not reader.at_eof():
            now = self._look()
            if now.differs(told):
                await _answer(writer, now)
                told = now
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 that may swallow a cancellation.
                async with asyncio.timeout(LOOK_S):
                    await reader.read(LONGEST_LINE)


async def _line(reader: asyncio.StreamReader) -> bytes:
    """The next line; what came before the end or is too long counts as one. Raises TimeoutError."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await reader.readuntil()
    except asyncio.IncompleteReadError as error:
        return error.partial
    except asyncio.LimitOverrunError:
        return b"too long"


async def _answer(writer: asyncio.StreamWriter, reply: Reply) -> None:
    writer.write(msgspec.json.encode(reply) + b"\n")
    async with asyncio.timeout(PATIENCE_S):
        await writer.drain()


def _open(folder: Path) -> socket.socket:
    """The socket in `folder`, which nobody else can reach.

    Raises ControlError, or OSError, when it cannot be had.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise ControlError("this system has no UNIX sockets.")
    _make_private(folder)
    path = socket_path(folder)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            door.connect(str(path))
            raise ControlError(f"another session answers at {path}.")
        path.unlink(missing_ok=True)  # of a session that died
        door.close()
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        door.bind(str(path))
        path.chmod(0o600)
        door.listen(2 * MOST_CALLERS)
    except BaseException:
        door.close()
        raise
    return door


def _make_private(folder: Path) -> None:
    """Make `folder`, or make sure that it is ours alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ControlError(f"{folder} belongs to somebody else.")
    folder.chmod(0o700)


def _is_ours(caller: socket.socket) -> bool:
    """Whether the same user calls, or root; where that is not told, the folder has to do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    size = struct.calcsize("3i")
    _pid, uid, _gid = struct.unpack(
        "3i", caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    )
    return uid in (0, os.geteuid())
