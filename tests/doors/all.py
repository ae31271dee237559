"""All the doors."""

from collections.abc import Callable

from tests.doors.control import ControlDoor
from tests.doors.door import Door
from tests.doors.journal import JournalDoor
from tests.doors.model import ModelDoor
from tests.doors.recording import RecordingDoor
from tests.doors.written import LanguageDoor, ProtocolDoor, SettingsDoor

DOORS: dict[str, Callable[[], Door]] = {
    "protocol": ProtocolDoor,
    "language": LanguageDoor,
    "settings": SettingsDoor,
    "journal": JournalDoor,
    "control": ControlDoor,
    "listen": RecordingDoor,
    "model": ModelDoor,
}
"""By name; a door is built when it is needed."""
