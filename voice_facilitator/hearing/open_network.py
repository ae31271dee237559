"""openWakeWord's networks, as `pyopen-wakeword` runs them: larger and slower than our own.

The library is an extra, since the wake words that it carries are published for
non-commercial use only: nobody should get them without having asked. One general
network makes 96 numbers of each 80 ms of sound; a small one for each wake word
judges the last of them. A user's own is such a small one, and is looked at first,
as in `wake_network`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.wake_network import WakeNetwork, takes

TERMS = "This wake word is openWakeWord's, for non-commercial use only (CC BY-NC-SA 4.0)."
"""What is to be told of those that the library carries."""
_FEATURES = 96
_CUTOFF = 0.5
"""What openWakeWord trains for."""
_LONGEST_BYTES = 2 * 1280
"""What the library is given at once: the step it works in, 80 ms of 16 bit samples."""


def builtin(name: str, words: str, cutoff: float) -> WakeNetwork:
    """The network called `name` that the library carries. Raises HearingError without it."""
    library = _library()
    try:
        features = library.OpenWakeWordFeatures.from_builtin()
        network = library.OpenWakeWord.from_builtin(library.Model(name))
    except (OSError, ValueError):
        raise _missing() from None
    return WakeNetwork(_judge(network, features), words, cutoff)


def from_file(file: Path) -> WakeNetwork:
    """The user's own. Raises HearingError when `file` is no such network."""
    library = _library()
    try:
        features = library.OpenWakeWordFeatures.from_builtin()
        if features.lib.TfLiteModelCreateFromFile(str(file.resolve()).encode()) is None:
            raise _unusable(file)
        network = library.OpenWakeWord.from_model(file)
    except (OSError, ValueError):
        raise _missing() from None
    except RuntimeError:
        raise _unusable(file) from None
    if not takes(network, _FEATURES):
        raise _unusable(file)
    return WakeNetwork(_judge(network, features), words_for(file), _CUTOFF)


def words_for(file: Path) -> str:
    """What the user's own waits for: its name."""
    return file.stem.replace("_", " ")


def _judge(network: Any, features: Any) -> Callable[[bytes], Iterator[float]]:
    def judge(pcm: bytes) -> Iterator[float]:
        for start in range(0, len(pcm), _LONGEST_BYTES):
            for step in features.process_streaming(pcm[start : start + _LONGEST_BYTES]):
                yield from network.process_streaming(step)

    return judge


def _library() -> Any:
    try:
        import pyopen_wakeword
    except (ImportError, OSError):
        raise _missing() from None
    return pyopen_wakeword


def _missing() -> HearingError:
    return HearingError(
        "openWakeWord's wake words need the library pyopen-wakeword: pip install "
        "'voice-facilitator[open-wake-word]' (Linux with glibc 2.35, macOS 15, Windows), or choose "
        "another --wake-word."
    )


def _unusable(file: Path) -> HearingError:
    return HearingError(
        f"{file} is no wake word that can be used; give a .tflite that openWakeWord has trained."
    )
