"""Speaks a whole text, and knows when each sentence of it is said."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import soxr

from voice_facilitator.speech.level import gain, trim
from voice_facilitator.speech.pronunciation import Pronunciations
from voice_facilitator.speech.sentences import split
from voice_facilitator.speech.spoken import Sentence, Spoken
from voice_facilitator.speech.synthesiser import Clip, Samples, Synthesiser

SENTENCE_PAUSE_S = 0.45
PARAGRAPH_PAUSE_S = 0.9
"""Long enough to take in what was said; a reader aloud pauses 0.4 to 1 s."""


class Speech:
    """Turns texts into samples of `rate_hz`; may be used from any thread."""

    def __init__(
        self,
        synthesiser: Synthesiser,
        rate_hz: int,
        pronunciations: Mapping[str, str] | None = None,
    ) -> None:
        self._synthesiser = synthesiser
        self._rate = rate_hz
        self._pronunciations = Pronunciations(pronunciations or {})

    def prepare(
        self, texts: Iterable[str], progress: Callable[[int, int], object] | None = None
    ) -> None:
        """Have every sentence of `texts` synthesised, so that a cache holds it when it is needed.

        `progress` is told after each sentence how many are done, of how many.
        Raises SpeechError.
        """
        sentences = dict.fromkeys(part.text for text in texts for part in split(text))
        for done, sentence in enumerate(sentences, 1):
            self._synthesise(sentence)
            if progress is not None:
                progress(done, len(sentences))

    def speak(self, text: str) -> Spoken:
        """Speak `text`, whatever its length. Raises SpeechError."""
        pieces: list[Samples] = []
        sentences: list[Sentence] = []
        frames, pause_s = 0, 0.0
        for part in split(text):
            clip = self._synthesise(part.text)
            if clip.samples.size == 0:
                continue
            pause = np.zeros(round(pause_s * self._rate), np.float32)
            start = frames + pause.size
            frames = start + clip.samples.size
            pieces += [pause, clip.samples]
            sentences.append(Sentence(part.text, start / self._rate, frames / self._rate))
            pause_s = PARAGRAPH_PAUSE_S if part.ends_paragraph else SENTENCE_PAUSE_S
        samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
        levelled = samples * np.float32(gain(samples, self._rate))
        return Spoken(levelled, self._rate, tuple(sentences))

    def _synthesise(self, sentence: str) -> Clip:
        """The sentence's clip, trimmed, at our rate; empty if there is nothing to say in it."""
        if not any(map(str.isalnum, sentence)):
            return Clip(np.zeros(0, np.float32), self._rate)
        clip = trim(self._synthesiser.synthesise(self._pronunciations.apply(sentence)))
        return Clip(soxr.resample(clip.samples, clip.rate, self._rate), self._rate)
