"""The wake word: a name to call us by, heard in a stream without any silence around it.

Small networks (see `wake_network`) say every 30 ms how likely the word has just
ended; behind `open:` larger ones (see `open_network`), every 80 ms. Which one
listens is chosen in one line, `wanted` below: a name, a file, either of them
behind `required:`, `required` alone for the usual name, or `off`.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from voice_facilitator import datafile
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import open_network, wake_network
from voice_facilitator.hearing.wake_network import WakeNetwork

USUAL = "okay_nabu"
OFF = "off"
_REQUIRED = "required"
_OPEN = "open:"
"""Before the name or the file of one of openWakeWord's."""
_SUFFIX = ".tflite"
_RATE = 16_000
_WHILE_WE_SPEAK = 0.9
"""The cutoff then: of all that we say in two languages nothing comes above 0.72 for “okay nabu”,
but that itself."""
_AGAIN_S = 1.0
"""While a word is being said it is heard again and again; so much later it is another one."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A wake word that we know."""

    words: str
    """As it is said."""
    cutoff: float
    """The probability from which it is believed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was chosen."""

    name: str
    """One that we know, or a file, which may be behind `open:`."""
    required: bool
    """Whether it is the only way to be heard."""

    @property
    def words(self) -> str:
        """How it is said. Raises HearingError when what is written beside a file is damaged."""
        model = known().get(self.name)
        if model is not None:
            return model.words
        if self.name.startswith(_OPEN):
            return open_network.words_for(self.file)
        return wake_network.words_for(self.file)

    @property
    def file(self) -> Path:
        """Where it is, if it is not one that we know."""
        return Path(self.name.removeprefix(_OPEN))

    @property
    def terms(self) -> str:
        """A sentence about what it may be used for; empty when that is everything."""
        is_theirs = self.name.startswith(_OPEN) and self.name in known()
        return open_network.TERMS if is_theirs else ""


def known() -> dict[str, Model]:
    """The wake words that we know, by name."""
    return datafile.read(Path(__file__).with_name("wake_words.toml"), dict[str, Model])


def wish(wanted: str) -> Wish | None:
    """What `wanted` asks for; None for no wake word.

    Raises HearingError when there is no such name or file.
    """
    if wanted == OFF:
        return None
    first, _, rest = wanted.partition(":")
    required = first == _REQUIRED
    wished = Wish((rest or USUAL) if required else wanted, required)
    if wished.name not in known() and not (wished.file.suffix == _SUFFIX and wished.file.is_file()):
        raise HearingError(
            f"There is no wake word “{wished.name}”; choose {', '.join(known())}, a {_SUFFIX} file "
            "that is there, required, or off."
        )
    return wished


def _network(wish: Wish) -> WakeNetwork:
    """Raises HearingError when it cannot be loaded."""
    model = known().get(wish.name)
    if wish.name.startswith(_OPEN):
        if model is None:
            return open_network.from_file(wish.file)
        return open_network.builtin(wish.name.removeprefix(_OPEN), model.words, model.cutoff)
    if model is None:
        return wake_network.from_file(wish.file)
    return wake_network.builtin(wish.name, model.words, model.cutoff)


class WakeWord:
    """Waits in one stream for one wake word."""

    def __init__(self, wish: Wish) -> None:
        """Raises HearingError when what was wished for cannot be loaded."""
        self.required = wish.required
        """Whether nothing else is to be obeyed."""
        self._network = _network(wish)
        self._heard = 0
        self._position = _RATE

    @property
    def words(self) -> str:
        """What it waits for, as it is said."""
        return self._network.words

    def feed(self, samples: npt.NDArray[np.float32], while_we_speak: bool = False) -> bool:
        """Whether the word has just been said (`samples`: mono, 16 kHz, -1 ... 1, some ms).

        More is asked of it `while_we_speak`: it may be our own voice.
        """
        self._position += len(samples)
        least = _WHILE_WE_SPEAK if while_we_speak else 0.0
        if self._network.feed(samples) <= max(self._network.cutoff, least):
            return False
        before, self._heard = self._heard, self._position
        return self._position - before >= _AGAIN_S * _RATE
