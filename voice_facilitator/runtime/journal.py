"""The journal: a session's events on disk, so that no crash and no power cut loses it.

A file for each session, of JSON lines. The first tells what session it is, its
protocol included, so that the file needs nothing beside it; each other line is
an event and the wall clock's time. State is the fold of the events: whoever
reads a journal has the session as it was.

An event is written before the session answers to it, and is on the disk before
anything is done about it. Events that nothing is done about, such as the beats
that book time while nothing happens, are only handed to the system, which
writes them within seconds even if we die; so a killed process loses at most the
time between two beats, and a power cut some seconds more.

A journal holds commands and times: no audio, and none of what people say
otherwise. It can be read by its owner only.
"""

import contextlib
import logging
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from typing import Protocol as Port

import msgspec

from voice_facilitator.errors import DataFileError, JournalError
from voice_facilitator.session.events import Event
from voice_facilitator.session.machine import Advance, State, begin, handle
from voice_facilitator.session.protocol import Protocol, check
from voice_facilitator.session.state import Mode

log = logging.getLogger(__name__)

VERSION = 1
"""Of the lines' schema; another one is not read."""
KEPT = 20
"""So many journals stay; older ones go when a session begins."""
TOO_OLD_S = 12 * 3600.0
"""A session left longer ago than half a day is nobody's any more."""
LONGEST_BYTES = 50_000_000
"""A hundred times an hour's journal: what is longer is none of ours."""

Wall = Annotated[float, msgspec.Meta(ge=0, le=1e11)]
"""Seconds since 1970, by a clock that may be set meanwhile; no calendar goes on for ever."""

_NAME = re.compile(r"(\d{6})-.*\.jsonl")


class Head(msgspec.Struct, frozen=True):
    """The first line: which session."""

    version: int
    begun: Wall
    language: str
    """The language's name or path, as it was chosen."""
    advance: Advance
    start_now: bool
    protocol: Protocol

    def begin(self) -> State:
        """The session before its first event."""
        return begin(self.protocol, advance=self.advance, start_now=self.start_now)


class Entry(msgspec.Struct, frozen=True):
    """Every other line: what happened."""

    wall: Wall
    event: Event


@dataclass(frozen=True, slots=True)
class Record:
    """A journal that has been read."""

    path: Path
    head: Head
    entries: tuple[Entry, ...]
    size: int
    """How many bytes of the file are whole."""

    def fold(self) -> State:
        """Where the session stood after the last event."""
        state = self.head.begin()
        for entry in self.entries:
            state, _ = handle(state, entry.event)
        return state

    @property
    def latest(self) -> float:
        """When something was last written: seconds since 1970."""
        return self.entries[-1].wall if self.entries else self.head.begun


class Log(Port):
    """What takes the events of a session."""

    def write(self, event: Event) -> None:
        """Take one down. Never raises."""

    def secure(self) -> None:
        """See that all taken down outlives a power cut. Never raises."""

    def close(self) -> None:
        """That was all; harmless the second time."""


class NoJournal:
    """For sessions that need none, such as rehearsals."""

    def write(self, event: Event) -> None:
        """Forget it."""

    def secure(self) -> None:
        """Nothing to secure."""

    def close(self) -> None:
        """Nothing to close."""


class Journal:
    """A journal being written.

    When the disk refuses, `failed` is called, once, with a sentence, and the
    rest of the session is not written down.
    """

    def __init__(self, file: int, path: Path, failed: Callable[[str], None]) -> None:
        """Write to the open file descriptor; `begin` and `go_on` make these."""
        self.path = path
        self._file: int | None = file
        self._failed = failed
        self._secured = True

    def write(self, event: Event) -> None:
        """Hand one line to the system."""
        self._put(Entry(time.time(), event))

    def secure(self) -> None:
        """Wait until all lines are on the disk."""
        if self._file is None or self._secured:
            return
        try:
            os.fsync(self._file)
        except OSError as error:
            self._give_up(error)
        else:
            self._secured = True

    def close(self) -> None:
        """Secure what there is, and end; harmless the second time."""
        self.secure()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _put(self, line: Head | Entry) -> None:
        if self._file is None:
            return
        data = msgspec.json.encode(line) + b"\n"
        self._secured = False
        try:
            if os.write(self._file, data) != len(data):
                raise OSError("the disk is full")
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None
        reason = error.strerror or str(error)
        self._failed(f"The session is no longer written down in {self.path}: {reason}.")


def begin_journal(folder: Path, head: Head, failed: Callable[[str], None]) -> Log:
    """A new journal in `folder`, where the oldest ones make room for it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _prune(folder)
        path = _next_path(folder, head.begun)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        _secure_folder(folder)
    except OSError as error:
        failed(f"The session is not written down in {folder}: {error.strerror or error}.")
        return NoJournal()
    journal = Journal(file, path, failed)
    journal._put(head)
    journal.secure()
    return journal


def go_on(record: Record, failed: Callable[[str], None]) -> Log:
    """Go on writing the journal that was read as `record`; what is torn at its end goes."""
    try:
        file = os.open(record.path, os.O_WRONLY | os.O_APPEND)
        os.ftruncate(file, record.size)
    except OSError as error:
        failed(f"The session is not written down in {record.path}: {error.strerror or error}.")
        return NoJournal()
    return Journal(file, record.path, failed)


def journals(folder: Path) -> list[Path]:
    """All journals in `folder`, the latest first."""
    try:
        return sorted((p for p in folder.iterdir() if _NAME.fullmatch(p.name)), reverse=True)
    except OSError:
        return []


def read(path: Path) -> Record:
    """The journal in the file `path`, up to its first line that is not whole.

    Raises JournalError when it is none.
    """
    try:
        if path.stat().st_size > LONGEST_BYTES:
            raise JournalError(f"{path} is too long for a journal; remove it.")
        content = path.read_bytes()
    except OSError as error:
        raise JournalError(
            f"Cannot read the journal {path}: {error.strerror or error}; "
            "give the path of a file that you may read."
        ) from None
    first, newline, rest = content.partition(b"\n")
    head = _head(first if newline else b"", path)
    entries, size = _entries(rest, path)
    return Record(path, head, entries, len(first) + 1 + size)


def unfinished(folder: Path, now: float | None = None) -> Record | None:
    """The latest session, if it was cut off in the middle and not too long ago.

    `now` is in seconds since 1970. A clock that has been set back since says
    nothing: then it was just now.
    """
    latest = journals(folder)[:1]
    if not latest:
        return None
    try:
        record = read(latest[0])
    except JournalError as error:
        log.warning("%s", error)
        return None
    state = record.fold()
    is_over = state.ended or state.place.mode is Mode.GOODBYE
    if is_over or state.place.index < 0:
        return None
    return record if gone_s(record, now) <= TOO_OLD_S else None


def gone_s(record: Record, now: float | None = None) -> float:
    """How many seconds ago the session was cut off."""
    return max(0.0, (time.time() if now is None else now) - record.latest)


def _head(line: bytes, path: Path) -> Head:
    try:
        head = msgspec.json.decode(line, type=Head)
        if head.version == VERSION:
            check(head.protocol, str(path))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, DataFileError):
        raise JournalError(f"{path} is no journal of a session; remove it.") from None
    if head.version != VERSION:
        raise JournalError(
            f"{path} was written by another version of this program (its schema is "
            f"{head.version}, ours {VERSION}); read it with that one, or remove it."
        )
    return head


def _entries(lines: bytes, path: Path) -> tuple[tuple[Entry, ...], int]:
    """The entries up to the first line that is not whole, and how many bytes they take."""
    decoder = msgspec.json.Decoder(Entry)
    entries: list[Entry] = []
    size = 0
    for line in lines.splitlines(keepends=True):
        try:
            if not line.endswith(b"\n"):
                raise msgspec.DecodeError("it has no end")
            entries.append(decoder.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            log.warning(
                "%s: line %d is torn (%s); all before it counts.", path, len(entries) + 2, error
            )
            break
        size += len(line)
    return tuple(entries), size


def _next_path(folder: Path, begun: float) -> Path:
    """A name that sorts after all others, whatever the clock says."""
    latest = journals(folder)[:1]
    number = int(latest[0].name[:6]) + 1 if latest else 1
    return folder / f"{number:06}-{time.strftime('%Y-%m-%d-%H%M%S', time.localtime(begun))}.jsonl"


def _prune(folder: Path) -> None:
    for old in journals(folder)[KEPT - 1 :]:
        old.unlink(missing_ok=True)


def _secure_folder(folder: Path) -> None:
    """See that a new file's name outlives a power cut too, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
