"""English by scoring phrases: Moonshine *tiny* is asked how likely each would be written.

The decoder's probabilities are summed over the ways a phrase is written (see
`trie`), for the phrases and for the decoys. Another rival is, in part, the
probability that is left over for what is in no list.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing import encoder
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.tokenizer import BEGIN, END, Tokenizer
from voice_facilitator.hearing.trie import Node, Walk, grow
from voice_facilitator.hearing.vocabulary import Vocabulary

_LAYERS = 6
_HEADS = 8
_WIDTH = 36
_BATCH = 48
"""Paths a decoder call: larger batches bring nothing more and take memory."""
_MARKS = ".!,"
_UNLISTED = 0.3
"""How much what is in no list counts as a rival. In noise the model writes people's words as
something odd, so all of it would be too much."""
_SENTENCE = 4
"""With so many different words besides a phrase's own, the model writes a sentence: then all that
is in no list is a rival. Of 1,381 words that people said to be believed, clean, by telephone and in
noise, two had such a transcript; of 970 short segments of an hour of talk, 263."""
_GOES_ON = 2
"""With so many behind the phrase itself it does too ("speak up for everyone"). Of 1,650 words that
people said, in rooms and in noise, two are lost by this."""
_LEAST_LEFT = 1e-4
_SPELLINGS: Mapping[str, tuple[str, ...]] = {"quieter": ("quiet her",)}
"""What else the model writes for a phrase that it does not expect."""
_PHRASES = {spelling: phrase for phrase, each in _SPELLINGS.items() for spelling in each}
_TOKENS_A_SECOND = 7
"""More than this many tokens a second are not speech but the decoder going round in circles."""

_Floats = npt.NDArray[np.float32]


class Moonshine:
    """The scoring engine."""

    name = "moonshine"

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`. Raises HearingError when it is missing or broken."""
        self.encoder = encoder.Encoder(folder)
        """What makes frames of a segment, also for others that need them."""
        self._decoder = Decoder(folder / "decoder_model_merged.ort")
        self._tokenizer = Tokenizer(folder / "tokenizer.bin")
        self._marks = [self._tokenizer.number(mark) for mark in _MARKS]
        self._trees: dict[Vocabulary, Node] = {}

    def begin(self) -> None:
        """Nothing is learned of a stream."""

    def score(self, segment: _Floats, vocabulary: Vocabulary) -> Scores:
        """Weigh `segment` against `vocabulary`, in natural logarithms of probabilities."""
        longest = 2 + round(_TOKENS_A_SECOND * len(segment) / encoder.RATE)
        walk = Walk(self._tree(vocabulary), END, longest)
        state = self._decoder.begin(self.encoder.frames(segment))
        while parents := walk.advance(state.logits):
            state = self._decoder.step(state, parents, [path.tokens[-1] for path in walk.paths])
        return self._scores(walk, vocabulary)

    def _tree(self, vocabulary: Vocabulary) -> Node:
        if vocabulary not in self._trees:
            phrases = [text for phrase in vocabulary.phrases for text in _spellings(phrase.text)]
            self._trees[vocabulary] = grow(
                phrases, vocabulary.others, self._tokenizer.encode, self._marks
            )
        return self._trees[vocabulary]

    def _scores(self, walk: Walk, vocabulary: Vocabulary) -> Scores:
        phrases = {
            phrase: _sum(walk.texts[text] for text in _spellings(phrase.text))
            for phrase in vocabulary.phrases
        }
        rivals = [walk.texts[text] for text in vocabulary.others if text in walk.texts]
        written = plain(self._tokenizer.decode(list(walk.greedy.tokens)))
        greedy = _PHRASES.get(written, written)
        likeliest = max(phrases, key=lambda phrase: phrases[phrase], default=None)
        part = 1.0 if likeliest and is_sentence(greedy, likeliest.text) else _UNLISTED
        listed = float(np.exp([*phrases.values(), *rivals]).sum())
        rivals.append(float(np.log(part * max(1 - listed, _LEAST_LEFT))))
        return Scores(phrases, _sum(rivals), greedy)


@dataclass(frozen=True, slots=True)
class State:
    """What the decoder remembers of some paths."""

    logits: _Floats
    """[paths, tokens]: what may come next."""
    own: list[_Floats]
    """Keys and values of the tokens written, each [paths, heads, tokens, width]."""
    heard: list[_Floats]
    """Keys and values of the segment, each [1, heads, frames, width]: the same for all paths."""
    hidden: _Floats
    """The segment's frames [1, frames, 288]."""


class Decoder:
    """Moonshine's decoder, fed a token a path at a time."""

    def __init__(self, file: Path) -> None:
        self._session = encoder.session(file)
        kinds = ("key", "value")
        self._own = [f"{i}.decoder.{kind}" for i in range(_LAYERS) for kind in kinds]
        self._heard = [f"{i}.encoder.{kind}" for i in range(_LAYERS) for kind in kinds]

    def begin(self, frames: _Floats) -> State:
        """What may come first, for the segment whose encoder frames [T, 288] are given."""
        hidden = frames[None]
        nothing = [np.zeros((1, _HEADS, 0, _WIDTH), np.float32) for _ in self._own]
        outputs = [f"present.{name}" for name in (*self._own, *self._heard)]
        logits, *cache = self._run(hidden, [BEGIN], nothing, nothing, ["logits", *outputs])
        count = len(self._own)
        return State(logits[:, -1], cache[:count], cache[count:], hidden)

    def step(self, state: State, parents: list[int], tokens: list[int]) -> State:
        """Write `tokens`, each behind the path in row `parents` of `state`."""
        parts = [
            self._part(state, parents[i : i + _BATCH], tokens[i : i + _BATCH])
            for i in range(0, len(tokens), _BATCH)
        ]
        logits, *own = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return State(logits[:, -1], own, state.heard, state.hidden)

    def _part(self, state: State, parents: list[int], tokens: list[int]) -> list[_Floats]:
        own = [array[parents] for array in state.own]
        outputs = [f"present.{name}" for name in self._own]
        return self._run(state.hidden, tokens, own, state.heard, ["logits", *outputs])

    def _run(
        self,
        hidden: _Floats,
        tokens: list[int],
        own: list[_Floats],
        heard: list[_Floats],
        outputs: list[str],
    ) -> list[_Floats]:
        begun = own[0].shape[2] > 0
        inputs = {
            "input_ids": np.array(tokens, np.int64)[:, None],
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": np.ones((len(tokens), hidden.shape[1]), np.int64),
            "use_cache_branch": np.array([begun]),
        }
        inputs |= {f"past_key_values.{n}": a for n, a in zip(self._own, own, strict=True)}
        inputs |= {f"past_key_values.{n}": a for n, a in zip(self._heard, heard, strict=True)}
        results: list[_Floats] = self._session.run(outputs, inputs)
        return results


def is_sentence(written: str, phrase: str) -> bool:
    """Whether `written` has too many other words to be how a voice said `phrase`.

    What the model repeats in noise ("stop stop stop") counts once.
    """
    most = _GOES_ON if written.startswith(f"{phrase} ") else _SENTENCE
    return len(set(written.split()) - set(phrase.split())) >= most


def _spellings(text: str) -> tuple[str, ...]:
    return (text, *_SPELLINGS.get(text, ()))


def _sum(scores: Iterable[float]) -> float:
    return float(np.logaddexp.reduce(list(scores)))


def plain(text: str) -> str:
    """`text` in lower case, without punctuation."""
    return " ".join(re.findall(r"[\w'’-]+", text.lower()))
