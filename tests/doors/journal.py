"""A journal that a power cut, or somebody, has mangled."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from tests.doors.door import put, refusal_names
from voice_facilitator import library
from voice_facilitator.commands import Command
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.journal import VERSION, Head, begin_journal
from voice_facilitator.runtime.report import Report
from voice_facilitator.runtime.status import status
from voice_facilitator.session.events import (
    Absent,
    CommandHeard,
    Event,
    News,
    PlaybackEnded,
    PlaybackStarted,
    Present,
    Remark,
    Restored,
    RoomMeasured,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import Advance, next_deadline
from voice_facilitator.settings import load

_SHORT = Path(__file__).parents[1] / "protocols" / "short.toml"
_HAPPENED: tuple[Event, ...] = (
    Started(0.0),
    PlaybackStarted(0.1, 1),
    PlaybackEnded(1.3, 1),
    PlaybackStarted(1.4, 2),
    RoomMeasured(2.5, -58.0, True, 0.08, -31.0),
    PlaybackEnded(4.0, 2),
    CommandHeard(5.0, Command.NEXT),
    PlaybackStarted(6.0, 3),
    PlaybackEnded(9.0, 3),
    TimeReached(30.0),
    CommandHeard(31.0, Command.PAUSE, "keys"),
    CommandHeard(40.0, Command.RESUME),
    Remark(41.0, News.COULD_NOT_HEAR, 3.0),
    Absent(42.0),
    Present(50.0, 5.0),
    Restored(3.0, 60.0),
)


class JournalDoor:
    """The journal of the latest session: it is gone on with, and told of in a report."""

    name = "journal"

    def __init__(self) -> None:
        with TemporaryDirectory() as folder:
            head = Head(VERSION, 1.7e9, "en", Advance.ASK, True, library.load_protocol(str(_SHORT)))
            journal = begin_journal(Path(folder), head, print)
            for event in _HAPPENED:
                journal.write(event)
            journal.close()
            (path,) = Path(folder).iterdir()
            self.sound = (path.read_bytes(),)

    def enter(self, content: bytes, folder: Path) -> None:
        """Go on with the session, and tell of it."""
        path = _as_latest(folder, content)
        chosen = msgspec.structs.replace(load({}, {}).settings, state_dir=folder)
        sitting = opening.sitting(chosen, opening.After.RESUME)
        if sitting.cut_off is not None:
            state = sitting.cut_off.fold()
            sitting.plan.texts()
            status(sitting.plan, state, state.now + 1).line()
            next_deadline(state)
        with refusal_names(path):
            report = Report(path)
        report.text()
        report.json()
        (folder / "out").mkdir()
        report.draw(folder / "out" / "session.svg")

    @contextmanager
    def command(self, content: bytes, folder: Path) -> Iterator[Sequence[str]]:
        """Have it told and drawn."""
        path = _as_latest(folder, content)
        (folder / "out").mkdir()
        yield ["report", str(path), "--svg", str(folder / "out" / "session.svg")]


def _as_latest(folder: Path, content: bytes) -> Path:
    (folder / "sessions").mkdir()
    return put(folder / "sessions", "000001-2023-11-14-221320.jsonl", content)
