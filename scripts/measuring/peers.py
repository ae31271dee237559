"""Other ways to hear commands, to measure ours against: none of them is ours to ship.

Each makes a listener for a language (see `meter`).
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

from measuring.air import RATE
from measuring.corpus import Samples
from measuring.ears import Ears
from measuring.meter import meanings
from voice_facilitator.commands import Context
from voice_facilitator.hearing import choice, templates
from voice_facilitator.hearing.accents import Accents
from voice_facilitator.hearing.cut import Cut
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.hearing.moonshine import Moonshine
from voice_facilitator.hearing.relistening import Relistening
from voice_facilitator.hearing.templates import Templates
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.hearing.vocabulary import Vocabulary
from voice_facilitator.language import Language
from voice_facilitator.runtime.own_examples import OwnExamples

_BLOCK = RATE // 10
_SURE = 100.0
"""A score beyond all thresholds and weights."""
_DETECTOR_ALONE = Cut(over_floor_db=-np.inf, under_peak_db=np.inf)
"""All that the voice-activity detector takes for speech, however soft."""


class Spotting:
    """PocketSphinx looks for all phrases at once, in the stream as it is.

    That is what its tutorials do: a list of phrases, each with a threshold, and whatever
    is found is obeyed, then the search begins anew.
    """

    def __init__(self, language: Language, threshold: float = 1e-20) -> None:
        """`threshold` is that of every phrase."""
        self.costs_s: list[float] = []
        self._language = language
        self._threshold = threshold
        self._decoders: dict[Context, Decoder] = {}

    def hear(self, stream: Samples, context: Context) -> Iterator[Utterance]:
        """Each phrase that is found in `stream`."""
        known = meanings(self._language, context)
        decoder = self._decoder(context)
        samples = (np.clip(stream, -1, 1) * 32767).astype("<i2")
        decoder.start_utt()
        for start in range(0, len(samples), _BLOCK):
            decoder.process_raw(samples[start : start + _BLOCK].tobytes())
            if decoder.hyp() is not None:
                found = [part.word.strip() for part in decoder.seg()]
                decoder.end_utt()
                decoder.start_utt()
                now_s = (start + _BLOCK) / RATE
                for text in found:
                    times = (now_s, now_s, now_s)
                    yield Utterance(
                        *times, text, known[text], accepted=True, reason="clear", margin=_SURE
                    )
        decoder.end_utt()

    def _decoder(self, context: Context) -> Decoder:
        if context not in self._decoders:
            lines = [
                f"{text} /{self._threshold:g}/\n" for text in meanings(self._language, context)
            ]
            with tempfile.NamedTemporaryFile("w", suffix=".kws") as file:
                file.writelines(lines)
                file.flush()
                self._decoders[context] = Decoder(lm=None, kws=file.name, loglevel="FATAL")
        return self._decoders[context]


class _FreeText:
    """An engine that asks what was said, and compares that with the phrases."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self._engine = engine

    def begin(self) -> None:
        self._engine.begin()

    def score(self, segment: Samples, vocabulary: Vocabulary) -> Scores:
        text = self._engine.score(segment, Vocabulary((), ())).text
        fits = {each: _SURE if each.text == text else -_SURE for each in vocabulary.phrases}
        return Scores(fits, 0.0, text)


def free_text(language: Language) -> Ears:
    """What Moonshine would write down, as a command where it is one."""
    return Ears(language, _FreeText(choice.choose(language, "moonshine").load()))


def detector_alone(language: Language) -> Ears:
    """Our recogniser, of segments that the voice-activity detector cuts."""
    return Ears(language, choice.choose(language, "moonshine").load(), cut=_DETECTOR_ALONE)


def once(language: Language) -> Ears:
    """Our recogniser, which does not listen again to what is doubtful."""
    return Ears(language, Moonshine(model_folder()))


def by_example(language: Language, folder: Path) -> Ears:
    """Our recogniser of other languages, with what espeak-ng's voices say.

    The templates are made in `folder` as on a user's machine, which takes half a minute.
    """
    return Ears(language, Examples(Encoder(model_folder()), _said_by_espeak(language, folder)))


def fused(language: Language, folder: Path) -> Ears:
    """Scoring and the same examples; of each phrase whichever is surer is believed.

    That is how what a group has taught counts beside scoring (see `accents`).
    """
    engine, known = Moonshine(model_folder()), _said_by_espeak(language, folder)
    examples = Examples(engine.encoder, known)
    return Ears(language, Accents(Relistening(engine), examples, frozenset(known.texts)))


def _said_by_espeak(language: Language, folder: Path) -> Templates:
    own = OwnExamples(language, folder)
    own.make()
    return templates.load(own.file)
