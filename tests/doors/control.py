"""The control socket: what comes in at a session's door, and what comes back to a caller."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from voice_facilitator import library
from voice_facilitator.commands import Command
from voice_facilitator.runtime.control import (
    LONGEST_LINE,
    PATIENCE_S,
    Control,
    Refused,
    Reply,
    Taken,
    socket_path,
)
from voice_facilitator.runtime.keys import read_command
from voice_facilitator.runtime.status import Status

FRENCH = library.load_language("fr")


class Session:
    """A session as its door sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.obeyed: list[Command] = []
        self.now = Status(situation="time runs", phase="talking", number=1, count=3)

    def control(self) -> Control:
        """Its door."""
        return Control(
            self.folder,
            lambda text: read_command(text, FRENCH),
            self.obeyed.append,
            lambda: self.now,
        )


def call(session: Session, *chunks: bytes) -> list[bytes]:
    """Send raw bytes, end the sending side, and return the lines that come back."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE_S)
        line.connect(str(socket_path(session.folder)))
        with contextlib.suppress(OSError):
            for chunk in chunks:
                line.sendall(chunk)
            line.shutdown(socket.SHUT_WR)
        answers = []
        with contextlib.suppress(ConnectionResetError):  # not all that we sent was read
            for answer in line.makefile("rb"):
                answers.append(answer)
        return answers


class ControlDoor:
    """Within this process garbage calls a session; as a command, a caller is answered garbage."""

    name = "control"
    sound = (
        b'{"ask":"status"}\n{"ask":"say","text":"dance"}\n',
        b'{"ask":"say","text":"dance with me"}\n{"ask":"follow"}\n',
        b'{"ask":"say","text":"pause"}\n',
        *(
            msgspec.json.encode(reply) + b"\n"
            for reply in (
                Taken(Command.PAUSE),
                Refused("“dance” is no command."),
                Status(situation="time runs", phase="talking", title="talking", number=1, count=3),
            )
        ),
    )

    def enter(self, content: bytes, folder: Path) -> None:
        """Call with it; whatever comes back is a reply, and the next caller is answered."""
        session = Session(folder / "out")
        with session.control():
            for answer in call(session, content):
                msgspec.json.decode(answer, type=Reply)
            (answer,) = call(session, b'{"ask":"status"}\n')
            assert msgspec.json.decode(answer, type=Reply) == session.now

    @contextmanager
    def command(self, content: bytes, folder: Path) -> Iterator[Sequence[str]]:
        """Ask a session that answers it."""
        asked = (["status"], ["status", "--json", "--follow"], ["say", "pause"])
        with answering(folder / "run" / "voice-facilitator", content):
            yield asked[len(content) % len(asked)]


@contextmanager
def answering(folder: Path, content: bytes) -> Iterator[None]:
    """A session's door at which the next caller gets `content` and no more."""
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(socket_path(folder)))
        door.listen()

        def answer() -> None:
            with contextlib.suppress(OSError), door.accept()[0] as line:
                line.recv(LONGEST_LINE)
                line.sendall(content)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield
        with contextlib.suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE_S)
