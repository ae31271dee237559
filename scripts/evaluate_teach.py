#!/usr/bin/env python3
"""Measures what `voice-facilitator teach` is worth, on people's words.

One saying of a word by a speaker is taught, another by the same speaker is then
heard; beside it what the examples by synthetic voices are worth alone, and both
together; for a language that is scored by spelling, also that and all three. All
commands of the language are weighed, as after a question. Then each speaker's
examples listen to talk in which nobody speaks to us.

    scripts/evaluate_teach.py CORPUS

CORPUS is a folder with `manifest.csv`, as scripts/evaluate_hearing.py takes it.
"""

import datetime
import platform
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from measuring import intervals
from measuring.air import CONDITIONS, Air
from measuring.corpus import Corpus, Recording, Samples, load

from voice_facilitator.commands import Context
from voice_facilitator.hearing import decision, templates
from voice_facilitator.hearing.accents import Accents
from voice_facilitator.hearing.alignment import Bank
from voice_facilitator.hearing.choice import is_scored
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.engine import Engine
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.hearing.lesson import frames_of
from voice_facilitator.hearing.moonshine import Moonshine
from voice_facilitator.hearing.relistening import Relistening
from voice_facilitator.hearing.segmenter import Segmenter
from voice_facilitator.hearing.templates import Templates
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.language import Language
from voice_facilitator.library import load_language
from voice_facilitator.runtime.own_examples import OwnExamples

RATE = 16_000
QUERY, TAUGHT = 1, 0
"""Which of a speaker's sayings is which."""
SYNTHETIC, OWN, BOTH = "synthetic voices", "one own saying", "both"
SPELT, SPELT_AND_BOTH = "none: scored by spelling", "both, beside scoring"
"""For a language whose phrases are scored."""


@dataclass(frozen=True)
class Pair:
    """Two sayings of a word by one speaker."""

    text: str
    taught: templates.Templates
    frames: Samples
    query: Samples
    """The segment that is to be heard."""


@dataclass(frozen=True)
class Heard:
    """Distances of a segment of talk, by the examples of everybody."""

    distances: Samples
    patchwork: float


class Meter:
    """Weighs the three ways."""

    def __init__(self, corpus: Corpus, language: Language, examples: Templates) -> None:
        self._encoder = Encoder(model_folder())
        self._air = Air(corpus, language.code)
        self._corpus = corpus
        self._language = language
        self._examples = examples
        self._thresholds = decision.load()
        self._scoring = Relistening(Moonshine(model_folder())) if is_scored(language) else None
        self.words = vocabulary(language, Context.QUESTION)

    def pairs(self) -> list[Pair]:
        """Of all speakers who say a command at least twice."""
        texts = {phrase.text for phrase in self.words.phrases}
        said: dict[tuple[str, str], list[Recording]] = {}
        for recording in self._corpus.of("positive", self._language.code):
            if recording.words in texts:
                said.setdefault((recording.words, recording.speaker), []).append(recording)
        return [self._pair(two) for two in said.values() if len(two) > 1]

    def _pair(self, sayings: Sequence[Recording]) -> Pair:
        text = sayings[TAUGHT].words
        taught, query = (self._segment(sayings[number]) for number in (TAUGHT, QUERY))
        frames = frames_of(taught, self._encoder)
        return Pair(text, templates.taught(self._examples, text, [frames]), frames, query)

    def _segment(self, recording: Recording) -> Samples:
        """The longest stretch of speech, cut out as in a session."""
        clean = CONDITIONS["clean"]
        segmenter = Segmenter()
        stream = self._air.carry(recording, clean)
        segments = segmenter.feed(stream) + segmenter.flush()
        found = [each.samples for each in segments if each.samples is not None]
        return max(found, key=len, default=stream)

    @property
    def ways(self) -> tuple[str, ...]:
        """All that can be compared in this language."""
        ways = (SYNTHETIC, OWN, BOTH)
        return ways if self._scoring is None else (*ways, SPELT, SPELT_AND_BOTH)

    def _engine(self, way: str, pair: Pair) -> Engine:
        if way == SPELT and self._scoring is not None:
            return self._scoring
        examples = Examples(self._encoder, self.known(way, pair))
        if way == SPELT_AND_BOTH and self._scoring is not None:
            return Accents(self._scoring, examples, frozenset({pair.text}))
        return examples

    def known(self, way: str, pair: Pair) -> Templates:
        """All examples of `way`."""
        if way == SYNTHETIC:
            return self._examples
        others = templates.without(self._examples, pair.text) if way == OWN else self._examples
        return templates.join(others, pair.taught)

    def heard(self, way: str, pair: Pair) -> tuple[bool, bool]:
        """Whether the query is taken for what it is, and whether for something else."""
        mine = next(p.command for p in self.words.phrases if p.text == pair.text)
        engine = self._engine(way, pair)
        thresholds = self._thresholds[engine.name]
        scores = engine.score(pair.query, self.words)
        decided = decision.decide(scores, thresholds.question, thresholds.weights)
        return (
            decided.accepted and decided.command is mine,
            decided.accepted and decided.command is not mine,
        )

    def likeness(self, pairs: Sequence[Pair]) -> tuple[list[float], list[float]]:
        """Distances of a speaker's saying from his other one, and from other words' sayings."""
        same, other = [], []
        for pair in pairs:
            query = frames_of(pair.query, self._encoder)
            for rival in pairs:
                if rival is pair or rival.text != pair.text:
                    two = templates.taught(self._examples, "", [rival.frames, query]).rows
                    distance = float(Bank(two[:1]).distances(two[1])[0])
                    (same if rival is pair else other).append(distance)
        return same, other

    def talk(self, pairs: Sequence[Pair]) -> tuple[list[Heard], float]:
        """Every segment that could be a command, and the hours that they are from."""
        everything = self._examples
        for pair in pairs:
            everything = templates.join(everything, pair.taught)
        heard, seconds = [], 0.0
        for recording in self._corpus.of("negative", self._language.code):
            engine, segmenter = Examples(self._encoder, everything), Segmenter()
            samples = recording.samples()
            seconds += len(samples) / RATE
            for segment in segmenter.feed(samples) + segmenter.flush():
                if segment.samples is not None:
                    heard.append(Heard(*engine.distances(segment.samples)))
        return heard, seconds / 3600

    def false_accepts(self, pairs: Sequence[Pair], talk: Sequence[Heard], way: str) -> list[int]:
        """For each pair, how many segments of talk are taken for its word after a question."""
        count = len(self._examples.texts)
        counts = []
        for number, pair in enumerate(pairs):
            kept = np.arange(count)
            if way == OWN:
                kept = np.flatnonzero(np.array(self._examples.texts) != pair.text)
            columns = kept if way == SYNTHETIC else np.append(kept, count + number)
            engine = Examples(self._encoder, self.known(way, pair))
            counts.append(sum(self._is_taken(engine, pair, each, columns) for each in talk))
        return counts

    def _is_taken(self, engine: Examples, pair: Pair, heard: Heard, columns: np.ndarray) -> bool:
        evidence = engine.evidence(heard.distances[columns], heard.patchwork, self.words)
        phrase = max(evidence, key=lambda phrase: evidence[phrase].log_odds)
        return (
            phrase.text == pair.text
            and evidence[phrase].log_odds > self._thresholds[engine.name].question
        )


def _synthetic(language: Language, folder: Path) -> Templates:
    own = OwnExamples(language, folder)
    own.make()
    files = [file for file in (templates.shipped(language.code), own.file) if file.is_file()]
    return templates.join_all([templates.load(file) for file in files])


def _hits(meter: Meter) -> Iterator[str]:
    pairs = meter.pairs()
    yield "| word | speakers | examples | heard, % (95 %) | wrong, % |"
    yield "|---|---|---|---|---|"
    for text in sorted({pair.text for pair in pairs}):
        mine = [pair for pair in pairs if pair.text == text]
        for way in meter.ways:
            results = [meter.heard(way, pair) for pair in mine]
            hits, wrong = (sum(each) for each in zip(*results, strict=True))
            share, low, high = intervals.share(hits, len(mine))
            yield (
                f"| {text} | {len(mine)} | {way} | {share:.0f} ({low:.0f}-{high:.0f}) "
                f"| {100 * wrong / len(mine):.0f} |"
            )
    same, other = meter.likeness(pairs)
    parts = (5, 50, 95, 98)
    yield ""
    yield "Distance of a saying from another of the same word by the same speaker, percentiles "
    yield f"{parts}: " + ", ".join(f"{each:.2f}" for each in np.percentile(same, parts))
    yield "and from another word: " + ", ".join(
        f"{each:.2f}" for each in np.percentile(other, parts)
    )


def _false_accepts(meter: Meter, most: int) -> Iterator[str]:
    pairs = meter.pairs()
    texts = sorted({pair.text for pair in pairs})
    some = [pair for text in texts for pair in [p for p in pairs if p.text == text][:most]]
    talk, hours = meter.talk(some)
    yield ""
    yield f"False accepts an hour of {hours:.2f} h of talk ({len(talk)} short segments), as after "
    yield f"a question, for {most} speakers a word:"
    yield ""
    yield "| word | examples | mean | most |"
    yield "|---|---|---|---|"
    for way in (SYNTHETIC, OWN, BOTH):
        counts = meter.false_accepts(some, talk, way)
        for text in texts:
            mine = [c for pair, c in zip(some, counts, strict=True) if pair.text == text]
            yield f"| {text} | {way} | {np.mean(mine) / hours:.1f} | {max(mine) / hours:.1f} |"


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--language", "code", default="en", show_default=True)
@click.option("--talk", default=10, show_default=True, help="Speakers a word who hear talk.")
def main(corpus: Path, code: str, talk: int) -> None:
    """Print what teaching is worth."""
    language = load_language(code)
    with tempfile.TemporaryDirectory() as folder:
        examples = _synthetic(language, Path(folder))
    meter = Meter(load(corpus), language, examples)
    click.echo(f"{corpus}, {datetime.date.today()}, {platform.platform()}\n")
    for line in _hits(meter):
        click.echo(line)
    if talk:
        for line in _false_accepts(meter, talk):
            click.echo(line)


if __name__ == "__main__":
    main()
