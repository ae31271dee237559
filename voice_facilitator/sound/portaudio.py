"""Brings PortAudio in where a device is needed, and only there."""

import atexit
import ctypes
import ctypes.util
import functools
import logging
from types import ModuleType

from voice_facilitator.errors import DeviceError

log = logging.getLogger(__name__)


def load() -> ModuleType:
    """The sounddevice module. Raises DeviceError when PortAudio is not installed."""
    _quieten_alsa()
    try:
        import sounddevice
    except (ImportError, OSError):
        raise DeviceError(
            "Sound needs PortAudio, which is not installed; install it (Debian, Raspberry Pi: "
            "sudo apt-get install libportaudio2; Mac: brew install portaudio)."
        ) from None
    module: ModuleType = sounddevice
    return module


def look_again() -> None:
    """Make PortAudio see what is plugged in now; all its streams must be closed."""
    sounddevice = load()
    sounddevice._terminate()
    sounddevice._initialize()


def abandon() -> None:
    """Let the process end without closing PortAudio, whose closing hangs."""
    atexit.unregister(load()._exit_handler)


@functools.cache
def _quieten_alsa() -> None:
    """Send ALSA's messages to our log.

    On opening, and on every underflow, it writes lines to standard error that
    would stand between the captions.
    """
    name = ctypes.util.find_library("asound")
    if name is None:
        return
    try:
        ctypes.CDLL(name).snd_lib_error_set_handler(_alsa_handler)
    except (OSError, AttributeError):
        return


def _log_alsa(file: bytes, line: int, function: bytes, code: int, form: bytes) -> None:
    log.debug("ALSA: %r line %d, %r: %r (%d)", file, line, function, form, code)


_alsa_handler = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)(_log_alsa)
"""Kept for ever: ALSA calls it whenever it likes."""
