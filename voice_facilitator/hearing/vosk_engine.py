"""Vosk: any language it has a model for, with a grammar of the phrases and decoys.

A grammar decoder always hears one of its own words, so what it says is only as
good as its confidence, which in turn is 1.0 on many a wrong word: hence the
decoys and `[unk]` as rivals. The score of a phrase that was heard is the log of
the confidence of its least certain word, that of all the rest the log of what is
left of it.

Kaldi ends the process on a grammar that is empty or no JSON, and drops words it
does not know with a log line only; so each word is looked up first. It belongs in
a child process all the same.
"""

import json
import socket
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.vocabulary import Vocabulary

RATE = 16000
"""Samples a second; a segment at another rate would give silence without a word of warning."""
_UNKNOWN = "[unk]"
_LEFT = 1e-3
"""What is left for all else when Vosk is entirely sure: it is wrong that often at least."""


def _import_vosk() -> Any:
    """The library, without a look at the network.

    Vosk brings what it downloads models with, and that tries as it is imported
    whether it can open an IPv6 socket, unless Python says that there is none. A
    session opens no such socket.
    """
    had, socket.has_ipv6 = socket.has_ipv6, False
    try:
        import vosk
    finally:
        socket.has_ipv6 = had
    return vosk


vosk = _import_vosk()


class Vosk:
    """A Vosk model, loaded once; a segment of a second costs some 50-100 ms of one core."""

    name = "vosk"

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`. Raises HearingError when it is missing or broken."""
        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(folder))
        except Exception:  # noqa: BLE001 Vosk raises nothing more precise
            raise HearingError(
                f"{folder} is no Vosk model; install one with `voice-facilitator models install`."
            ) from None
        self._grammars: dict[Vocabulary, str | None] = {}

    def begin(self) -> None:
        """Nothing is learned of a stream."""

    def score(self, segment: npt.NDArray[np.float32], vocabulary: Vocabulary) -> Scores:
        """Weigh `segment` against `vocabulary`: logarithms of confidences."""
        text, confidence = self._heard(segment, vocabulary)
        sure = float(np.clip(confidence, _LEFT, 1 - _LEFT))
        rest = float(np.log(1 - sure))
        matched = any(phrase.text == text for phrase in vocabulary.phrases)
        return Scores(
            phrases={
                phrase: float(np.log(sure)) if phrase.text == text else float(np.log(_LEFT))
                for phrase in vocabulary.phrases
            },
            none=rest if matched else 0.0,
            text=text,
        )

    def _heard(
        self, segment: npt.NDArray[np.float32], vocabulary: Vocabulary
    ) -> tuple[str | None, float]:
        """The words heard, and the confidence of the least certain of them."""
        grammar = self._grammar(vocabulary)
        if grammar is None:
            return None, 0.0
        recogniser = vosk.KaldiRecognizer(self._model, RATE, grammar)
        recogniser.SetWords(True)
        samples = np.clip(segment * 32767, -32768, 32767).astype("<i2")
        recogniser.AcceptWaveform(samples.tobytes())
        result: dict[str, Any] = json.loads(recogniser.FinalResult())
        words = result.get("result", [])
        confidence = min((float(word["conf"]) for word in words), default=0.0)
        return str(result.get("text", "")), confidence

    def _grammar(self, vocabulary: Vocabulary) -> str | None:
        """All texts whose words the model knows, for Vosk; None when no phrase is left."""
        if vocabulary not in self._grammars:
            phrases = [p.text for p in vocabulary.phrases if self._knows(p.text)]
            others = [text for text in (*vocabulary.others, _UNKNOWN) if self._knows(text)]
            grammar = json.dumps([*phrases, *others], ensure_ascii=False) if phrases else None
            self._grammars[vocabulary] = grammar
        return self._grammars[vocabulary]

    def _knows(self, text: str) -> bool:
        return all(self._model.vosk_model_find_word(word) >= 0 for word in text.split())
