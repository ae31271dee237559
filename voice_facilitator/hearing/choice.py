"""Which recogniser listens, and the sentence that tells the group.

A Vosk model for the language is the first choice where one is installed; else
the embedded recogniser: by scoring phrases in English, whose model it has, by
example in any other language that has examples. What a group has taught counts in
both (see `accents`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.engine import Engine
from voice_facilitator.language import Language

WANTED = ("auto", "vosk", "moonshine")
"""What can be asked for: `moonshine` is the embedded recogniser in any language."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine that is not loaded yet."""

    sentence: str
    """Which engine it is and why, for the group."""
    load: Callable[[], Engine]
    """Load it, which takes a second or, for Vosk, several. Raises HearingError."""


def is_embedded(wanted: str = "auto", model: Path | None = None) -> bool:
    """Whether `choose` would take the embedded recogniser, which examples are for."""
    return wanted != "vosk" and (model is None or wanted == "moonshine")


def is_scored(language: Language) -> bool:
    """Whether the embedded recogniser has a model of `language` and needs no examples of it."""
    return language.code == "en"


def choose(
    language: Language,
    wanted: str = "auto",
    model: Path | None = None,
    examples: Sequence[Path] = (),
) -> Choice:
    """The engine for `language`.

    `model` is the folder of its Vosk model where one is installed; `examples` are the
    files of templates that are used beside those that ship with us, as far as they
    are there: last what the group has taught. Raises HearingError when `wanted` cannot
    be had.
    """
    if wanted == "vosk" and model is None:
        raise HearingError(
            f"There is no Vosk model for {language.name}; install one with "
            f"`voice-facilitator models install {language.code}`, or use --engine moonshine."
        )
    if model is not None and wanted in ("auto", "vosk"):
        sentence = f"Listening in {language.name} with Vosk and its model {model.name}."
        return Choice(sentence, lambda: _vosk(model))
    how = "scoring phrases" if is_scored(language) else "comparing with examples"
    sentence = f"Listening in {language.name} with the embedded recogniser, by {how}"
    sentence += (
        "."
        if wanted == "moonshine"
        else f", since no Vosk model is installed; `voice-facilitator models install "
        f"{language.code}` gets one."
    )
    if is_scored(language):
        return Choice(sentence, lambda: _moonshine(examples))
    return Choice(sentence, lambda: _examples(language, examples))


# Each engine is imported where it is used: the libraries are large, and one is enough.


def _vosk(model: Path) -> Engine:
    from voice_facilitator.hearing.vosk_engine import Vosk

    return Vosk(model)


def _moonshine(examples: Sequence[Path]) -> Engine:
    from voice_facilitator.hearing.encoder import model_folder
    from voice_facilitator.hearing.moonshine import Moonshine
    from voice_facilitator.hearing.relistening import Relistening

    moonshine = Moonshine(model_folder())
    engine = Relistening(moonshine)
    if not examples or not all(file.is_file() for file in examples):
        return engine
    from voice_facilitator.hearing import templates
    from voice_facilitator.hearing.accents import Accents
    from voice_facilitator.hearing.examples import Examples

    known = templates.join_all([templates.load(file) for file in examples])
    return Accents(engine, Examples(moonshine.encoder, known), templates.texts(examples[-1]))


def _examples(language: Language, more: Sequence[Path]) -> Engine:
    from voice_facilitator.hearing import templates
    from voice_facilitator.hearing.encoder import Encoder, model_folder
    from voice_facilitator.hearing.examples import Examples

    files = [file for file in (templates.shipped(language.code), *more) if file.is_file()]
    if not files:
        raise HearingError(
            f"There are no examples of {language.name} phrases; install espeak-ng, whose voice "
            "makes them, or a Vosk model with "
            f"`voice-facilitator models install {language.code}`."
        )
    known = templates.join_all([templates.load(file) for file in files])
    return Examples(Encoder(model_folder()), known)
