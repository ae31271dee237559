"""Cases as tables in Markdown: hits, false accepts, and what other thresholds would give."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np

from measuring import intervals
from measuring.case import TALK, Case
from voice_facilitator.commands import Context
from voice_facilitator.hearing.decision import Insisting, Margins

_FEW = 40
"""Where more was wrongly obeyed, it is not listed."""
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
    yield from _strays(talk)
    yield from _calls(talk)
    if isinstance(margins, Insisting):
        yield from _leeways(words, talk, margins)
    else:
        yield from curve(words, talk, margins.of(context))


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
        short = sum(len(case.strays) for case in these)
        count = sum(case.false_accepts for case in these)
        value, low, high = intervals.rate(count, hours)
        yield (
            f"| {subset} | {60 * hours:.1f} | {short} | {count} "
            f"| {value:.1f} [{low:.1f}-{high:.1f}] | {_percent(count, short, 1)} |"
        )
    yield ""


def _strays(talk: Sequence[Case]) -> Iterator[str]:
    """What was wrongly obeyed, to be listened to: at which second of which recording."""
    strays = [(stray, case) for case in talk for stray in case.strays if stray.accepted]
    if not 0 < len(strays) <= _FEW:
        return
    yield "| wrongly obeyed | margin | recording | at, s |"
    yield "|---|---|---|---|"
    for stray, case in strays:
        cells = [f"{stray.command}", f"{stray.margin:.1f}", case.recording.path.name]
        yield "| " + " | ".join([*cells, f"{stray.start_s:.1f}"]) + " |"
    yield ""


def _calls(talk: Sequence[Case]) -> Iterator[str]:
    """How what is said to us in the middle of talk is obeyed."""
    calls = [(call, case.obeyed(call)) for case in talk for call in case.calls]
    if not calls:
        return
    yield "| said in the middle of talk | times | hits, % | wrong, % |"
    yield "|---|---|---|---|"
    for words in [*sorted({call.said.words for call, _ in calls}), "all"]:
        these = [(c.command, obeyed) for c, obeyed in calls if words in (c.said.words, "all")]
        hits = sum(command in obeyed for command, obeyed in these)
        wrong = sum(bool(obeyed - {command}) for command, obeyed in these)
        cells = [words, str(len(these)), _percent(hits, len(these)), _percent(wrong, len(these))]
        yield "| " + " | ".join(cells) + " |"
    yield ""


def curve(words: Sequence[Case], talk: Sequence[Case], used: float) -> Iterator[str]:
    """The operating curve around the threshold that is used: hits by condition, and in talk."""
    hours = sum(case.seconds for case in talk) / 3600
    said = {case.condition: [w for w in words if w.condition == case.condition] for case in words}
    if calling := [case for case in talk if case.calls]:
        said["in talk"] = calling
    if not hours or not said:
        return
    yield "| threshold | false accepts/h | " + " | ".join(said) + " |"
    yield "|---" * (2 + len(said)) + "|"
    for threshold in used + _STEP * np.arange(_STEPS_UP, -_STEPS_DOWN - 1, -1):
        count = sum(case.believed_from(threshold).false_accepts for case in talk)
        hits = [f"{100 * _heard_of(cases, threshold):.0f}" for cases in said.values()]
        yield f"| {threshold:g} | {count / hours:.1f} | " + " | ".join(hits) + " |"
    yield ""


def _heard_of(cases: Sequence[Case], threshold: float) -> float:
    """Of all that was said to us, as one word or in the middle of talk, the part that is obeyed."""
    believed = [case.believed_from(threshold) for case in cases]
    hits = [case.hit for case in believed if case.condition != TALK]
    hits += [call.command in case.obeyed(call) for case in believed for call in case.calls]
    return float(np.mean(hits))


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
