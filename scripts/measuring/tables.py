"""Cases as tables in Markdown: hits, false accepts, and what other thresholds would give."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np

from measuring import intervals
from measuring.case import TALK, Case
from voice_facilitator.commands import Context
from voice_facilitator.hearing.decision import Insisting, Margins

_STEPS_UP, _STEPS_DOWN = 6, 4
_STEP = 0.5
_LEEWAYS = (0.0, 1.5, 3.0, 4.5, 6.0, 7.5, 9.0)
_COUNTED = ("hit", "wrong")


def report(cases: Sequence[Case], context: Context, margins: Margins) -> Iterator[str]:
    """The tables of one context, in Markdown, of what was heard with `margins`."""
    words = [c for c in cases if c.context is context and c.condition != TALK]
    talk = [c for c in cases if c.context is context and c.condition == TALK]
    yield f"## `{context}`, threshold {margins.of(context):g}\n"
    yield from _hits(words)
    yield from _false_accepts(talk)
    if isinstance(margins, Insisting):
        yield from _leeways(words, talk, margins)
    else:
        yield from _curve(words, talk, margins.of(context))


def costs(cases: Sequence[Case]) -> str:
    """What all `cases` cost, in a sentence."""
    segments = [cost_s for case in cases for cost_s in case.scoring_s] or [0.0]
    p50, p95 = np.percentile(segments, [50, 95])
    return (
        f"A scored segment costs {1000 * p50:.0f} ms of one core (p95 {1000 * p95:.0f}). "
        f"CPU seconds an audio second: {_share_of_core([c for c in cases if c.condition != TALK])} "
        f"of words with silence around them, "
        f"{_share_of_core([c for c in cases if c.condition == TALK])} of talk. "
        f"A process held {max(case.peak_mb for case in cases):.0f} MB at most (peak RSS, the "
        "corpus' rooms and noises included)."
    )


def _share_of_core(cases: Sequence[Case]) -> str:
    seconds = sum(case.seconds for case in cases)
    return f"{sum(case.cpu_s for case in cases) / seconds:.3f}" if seconds else "none"


def side_by_side(ways: Mapping[str, Sequence[Case]], context: Context) -> Iterator[str]:
    """A row for each of `ways`, named, in one context: what it hears, makes up, and costs."""
    rows = {name: [c for c in cases if c.context is context] for name, cases in ways.items()}
    conditions = list(
        dict.fromkeys(c.condition for cases in rows.values() for c in cases if c.condition != TALK)
    )
    columns = [
        "heard, wrong, %",
        *conditions,
        "false accepts/h",
        "a segment, ms",
        "talk, % of a core",
    ]
    yield "| " + " | ".join(columns) + " |"
    yield "|---" * len(columns) + "|"
    for name, cases in rows.items():
        of = {each: [c for c in cases if c.condition == each] for each in (*conditions, TALK)}
        heard = [f"{_share(of[each], 'hit')}, {_share(of[each], 'wrong')}" for each in conditions]
        yield "| " + " | ".join([name, *heard, *_talk_columns(of[TALK], cases)]) + " |"
    yield ""


def _talk_columns(talk: Sequence[Case], cases: Sequence[Case]) -> list[str]:
    """False accepts an hour, what a scored segment costs, and an hour of talk."""
    seconds = sum(case.seconds for case in talk)
    value, low, high = intervals.rate(sum(c.false_accepts for c in talk), seconds / 3600)
    scoring = [cost_s for case in cases for cost_s in case.scoring_s]
    return [
        f"{value:.1f} [{low:.1f}-{high:.1f}]",
        f"{1000 * np.median(scoring):.0f}" if scoring else "none",
        f"{100 * sum(case.cpu_s for case in talk) / seconds:.1f}",
    ]


def _hits(words: Sequence[Case]) -> Iterator[str]:
    conditions = list(dict.fromkeys(case.condition for case in words))
    if not conditions:
        return
    yield "| condition | said | hits, % | wrong, % | delay p50, p95, s |"
    yield "|---|---|---|---|---|"
    for condition in conditions:
        these = [case for case in words if case.condition == condition]
        delays = [h.delay_s for c in these for h in c.heard if h.accepted] or [float("nan")]
        p50, p95 = np.percentile(delays, [50, 95])
        row = [condition, str(len(these)), _share(these, "hit"), _share(these, "wrong")]
        yield "| " + " | ".join([*row, f"{p50:.2f}, {p95:.2f}"]) + " |"
    yield ""
    yield "| hits of, % | " + " | ".join(conditions) + " |"
    yield "|---" * (1 + len(conditions)) + "|"
    for word in sorted({case.recording.words for case in words}):
        these = [case for case in words if case.recording.words == word]
        each = [_share([c for c in these if c.condition == one], "hit") for one in conditions]
        yield "| " + " | ".join([word, *each]) + " |"
    yield ""


def _share(cases: Sequence[Case], what: str) -> str:
    return _percent(sum(getattr(c, what) for c in cases), len(cases))


def _percent(count: int, of: int, digits: int = 0) -> str:
    value, low, high = intervals.share(count, of)
    return f"{value:.{digits}f} [{low:.{digits}f}-{high:.{digits}f}]" if of else "none"


def _false_accepts(talk: Sequence[Case]) -> Iterator[str]:
    if not talk:
        return
    yield "| talk | minutes | short utterances | false accepts | an hour | of the short, % |"
    yield "|---|---|---|---|---|---|"
    for subset in [*dict.fromkeys(case.recording.subset for case in talk), "all"]:
        these = [case for case in talk if subset in (case.recording.subset, "all")]
        hours = sum(case.seconds for case in these) / 3600
        short = sum(len(case.heard) for case in these)
        count = sum(case.false_accepts for case in these)
        value, low, high = intervals.rate(count, hours)
        yield (
            f"| {subset} | {60 * hours:.1f} | {short} | {count} "
            f"| {value:.1f} [{low:.1f}-{high:.1f}] | {_percent(count, short, 1)} |"
        )
    yield ""


def _curve(words: Sequence[Case], talk: Sequence[Case], used: float) -> Iterator[str]:
    margins = sorted((h.margin for case in talk for h in case.heard), reverse=True)
    hours = sum(case.seconds for case in talk) / 3600
    conditions = list(dict.fromkeys(case.condition for case in words))
    if not margins or not conditions:
        return
    yield "| threshold | false accepts/h | " + " | ".join(conditions) + " |"
    yield "|---" * (2 + len(conditions)) + "|"
    for threshold in used + _STEP * np.arange(_STEPS_UP, -_STEPS_DOWN - 1, -1):
        count = sum(margin > threshold for margin in margins)
        hits = []
        for condition in conditions:
            these = [case for case in words if case.condition == condition]
            hit = sum(
                any(h.command is c.command and h.margin > threshold for h in c.heard) for c in these
            )
            hits.append(f"{100 * hit / len(these):.0f}")
        yield f"| {threshold:g} | {count / hours:.1f} | " + " | ".join(hits) + " |"
    yield ""


def _leeways(words: Sequence[Case], talk: Sequence[Case], margins: Insisting) -> Iterator[str]:
    """What other leeways would give: hits and, behind a stroke, wrong commands."""
    conditions = list(dict.fromkeys(case.condition for case in words))
    hours = sum(case.seconds for case in talk) / 3600
    if not hours or not conditions:
        return
    yield "| leeway | false accepts/h | " + " | ".join(f"{c}, %" for c in conditions) + " |"
    yield "|---" * (2 + len(conditions)) + "|"
    for leeway in _LEEWAYS:
        with_it = msgspec.structs.replace(margins, leeway=leeway)
        count = sum(case.insisting(with_it).false_accepts for case in talk)
        cells = []
        for condition in conditions:
            these = [c.insisting(with_it) for c in words if c.condition == condition]
            hit, wrong = (100 * sum(getattr(c, w) for c in these) / len(these) for w in _COUNTED)
            cells.append(f"{hit:.0f} / {wrong:.0f}")
        yield f"| {leeway:g} | {count / hours:.1f} | " + " | ".join(cells) + " |"
    yield ""
