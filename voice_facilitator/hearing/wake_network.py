"""The small networks that know a wake word: microWakeWord's, as `pymicro-wakeword` runs them.

The library comes with four of them, and with TensorFlow Lite, which ends the whole
process when a file is none of its own: so a user's file is looked at first. What
its trainer wrote beside it, `NAME.json`, tells its words and when to believe it.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from voice_facilitator.errors import HearingError

_FEATURES = 40
"""Numbers that such a network takes every 10 ms."""
_CUTOFF = 0.9
"""Where nothing is written beside a file."""
_WINDOW = 5
"""Probabilities that are averaged, likewise: 150 ms."""
_FULL = 32767


class _Micro(msgspec.Struct, frozen=True):
    probability_cutoff: float = _CUTOFF
    sliding_window_size: int = _WINDOW


class _Beside(msgspec.Struct, frozen=True):
    """The part of the trainer's file that matters here."""

    wake_word: str
    micro: _Micro = _Micro()


class WakeNetwork:
    """One network at work on one stream."""

    def __init__(
        self, judge: Callable[[bytes], Iterable[float]], words: str, cutoff: float
    ) -> None:
        """`judge` takes what comes next, 16 bit at 16 kHz, and gives what the network says of it.

        Use `builtin` or `from_file`.
        """
        self._judge = judge
        self.words = words
        """What it waits for, as it is said."""
        self.cutoff = cutoff
        """The probability from which it is to be believed."""

    def feed(self, samples: npt.NDArray[np.float32]) -> float:
        """How likely the word has just ended, within `samples` (mono, 16 kHz, -1 ... 1)."""
        pcm = (np.clip(samples, -1, 1) * _FULL).astype(np.int16).tobytes()
        return max(self._judge(pcm), default=0.0)


def builtin(name: str, words: str, cutoff: float) -> WakeNetwork:
    """The network called `name` that the library carries. Raises HearingError without it."""
    micro = library()
    try:
        network = micro.MicroWakeWord.from_builtin(micro.Model(name))
        return WakeNetwork(_judge(micro, network), words, cutoff)
    except OSError:
        raise missing() from None


def from_file(file: Path) -> WakeNetwork:
    """The user's own. Raises HearingError when `file` is no such network."""
    micro = library()
    beside = _beside(file)
    try:
        usual = micro.MicroWakeWord.from_builtin(micro.Model.OKAY_NABU)
        if usual.lib.TfLiteModelCreateFromFile(str(file.resolve()).encode()) is None:
            raise _unusable(file)
        network = micro.MicroWakeWord(
            id=file.stem,
            wake_word=beside.wake_word,
            tflite_model=file,
            probability_cutoff=beside.micro.probability_cutoff,
            sliding_window_size=beside.micro.sliding_window_size,
            trained_languages=[],
            libtensorflowlite_c_path=usual.libtensorflowlite_c_path,
        )
    except OSError:
        raise missing() from None
    except (ValueError, RuntimeError):
        raise _unusable(file) from None
    if not takes(network, _FEATURES):
        raise _unusable(file)
    return WakeNetwork(_judge(micro, network), beside.wake_word, beside.micro.probability_cutoff)


def takes(network: Any, features: int) -> bool:
    """Whether `network` judges so many numbers a step."""
    dimensions = network.lib.TfLiteTensorNumDims(network.input_tensor)
    return bool(
        dimensions == 3 and network.lib.TfLiteTensorDim(network.input_tensor, 2) == features
    )


def words_for(file: Path) -> str:
    """What the user's own waits for, as it is said. Raises HearingError as `from_file` does."""
    return _beside(file).wake_word


def _judge(micro: Any, network: Any) -> Callable[[bytes], Iterator[float]]:
    features = micro.MicroWakeWordFeatures()

    def judge(pcm: bytes) -> Iterator[float]:
        return map(network.process_streaming_prob, features.process_streaming(pcm))

    return judge


def _beside(file: Path) -> _Beside:
    written = file.with_suffix(".json")
    if not written.is_file():
        return _Beside(file.stem.replace("_", " "))
    try:
        return msgspec.json.decode(written.read_bytes(), type=_Beside)
    except (msgspec.DecodeError, OSError) as error:
        raise HearingError(
            f"{written} cannot be used ({error}); mend it, or take it away for the usual values."
        ) from None


def library() -> Any:
    """`pymicro_wakeword`. Raises HearingError where it cannot be had."""
    try:
        import pymicro_wakeword
    except (ImportError, OSError):
        raise missing() from None
    return pymicro_wakeword


def missing() -> HearingError:
    """What to tell where the library cannot be had."""
    return HearingError(
        "There is no wake word on this machine, for want of the library pymicro-wakeword "
        "(Linux with glibc 2.35, macOS on ARM, Windows); choose --wake-word off."
    )


def _unusable(file: Path) -> HearingError:
    return HearingError(
        f"{file} is no wake word that can be used; give a .tflite that microWakeWord has trained."
    )
