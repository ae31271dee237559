"""What each speaker of this machine has needed so far, remembered from session to session.

One small file, of JSON, beside the sessions: a device's name and the seconds that
are asked of it. Whatever else stands in it is nobody's and is not believed; it is
written anew with the next figure.
"""

import logging
from pathlib import Path

import msgspec

from voice_facilitator.sound.devices import Device
from voice_facilitator.sound.latency import STEPS_S, first
from voice_facilitator.wholefile import replacing

log = logging.getLogger(__name__)

KEPT = 50
"""More speakers than any table sees."""
LONGEST_BYTES = 20_000
"""What is longer is none of ours."""


class Latencies:
    """The figures by device. Never raises: what cannot be kept is needed for one session only."""

    def __init__(self, file: Path) -> None:
        """`file` need not be there, nor its folder."""
        self._file = file
        self._known = _read(file)

    def of(self, device: Device) -> float:
        """Seconds to ask of this speaker."""
        return max(first(device.lowest_latency_s), self._known.get(device.full_name, 0.0))

    def is_known(self, device: Device) -> bool:
        """Whether it has needed more than what every device begins with."""
        return device.full_name in self._known

    def remember(self, device: Device, seconds: float) -> None:
        """Ask so much of this speaker from now on."""
        self._known.pop(device.full_name, None)
        self._known[device.full_name] = seconds
        self._known = dict(list(self._known.items())[-KEPT:])
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self._file) as part:
                part.write_bytes(msgspec.json.encode(self._known))
        except OSError as error:
            log.warning("The speaker's latency is not remembered in %s: %s", self._file, error)


def _read(file: Path) -> dict[str, float]:
    """What is known; nothing where the file is not there or is not ours."""
    try:
        if not file.is_file() or file.stat().st_size > LONGEST_BYTES:
            return {}
        known = msgspec.json.decode(file.read_bytes(), type=dict[str, float])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        log.info("%s is not believed: %s", file, error)
        return {}
    return {name: seconds for name, seconds in known.items() if seconds in STEPS_S}
