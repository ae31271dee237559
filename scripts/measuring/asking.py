"""What asking back would bring: words obeyed after a yes, and questions in an hour of talk.

Reckoned from cases that were heard without it. Whoever is asked about the word that they
have said answers “yes”, and is heard as often as a “yes” is in the same air after a
question. In talk a session's distance between two questions is kept.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from measuring import intervals
from measuring.case import TALK, Case, Heard
from voice_facilitator.commands import ASKED_BACK, Command, Context
from voice_facilitator.hearing.decision import Margins
from voice_facilitator.hearing.utterance import AMBIGUOUS, DOUBTFUL
from voice_facilitator.session.timing import ASK_AGAIN_S

_STEPS = 10
_STEP = 0.5
_DOUBTFUL = (DOUBTFUL, AMBIGUOUS)
"""The reasons of what is not obeyed, but may be asked about."""


def report(
    cases: Sequence[Case], context: Context, margins: Margins, asking: Margins | None
) -> Iterator[str]:
    """The tables of one context: other margins than `asking`, and where its questions come from.

    `margins` are those from which a word is obeyed at once.
    """
    answered = _yes(cases)
    words = [c for c in cases if c.context is context and c.condition in answered]
    talk = [c for c in cases if c.context is context and c.condition == TALK]
    if context is Context.QUESTION or not words:
        return
    yield "Obeyed at once, and after a yes, in %; behind a stroke, asked about another command.\n"
    yield "| asked from | questions/h | " + " | ".join(answered) + " |"
    yield "|---" * (2 + len(answered)) + "|"
    for threshold in _thresholds(margins.of(context), asking and asking.of(context)):
        cells = [
            _cell([c for c in words if c.condition == condition], threshold, yes)
            for condition, yes in answered.items()
        ]
        yield f"| {threshold:g} | {_rate(talk, threshold)} | " + " | ".join(cells) + " |"
    yield ""
    if asking is not None and np.isfinite(asking.of(context)):
        yield from _sources(talk, asking.of(context))


def questions(case: Case, threshold: float) -> list[Heard]:
    """What a session would ask about, from this margin on."""
    asked: list[Heard] = []
    for heard in case.heard:
        is_doubtful = heard.reason in _DOUBTFUL and heard.margin > threshold
        is_soon = asked and heard.end_s - asked[-1].end_s < ASK_AGAIN_S
        if is_doubtful and heard.command in ASKED_BACK and not is_soon:
            asked.append(heard)
    return asked


def _thresholds(obeyed: float, asked: float | None) -> list[float]:
    """Some from `obeyed` down, and the one that is used."""
    used = {asked} if asked is not None and np.isfinite(asked) else set()
    return sorted(used | {float(obeyed - _STEP * step) for step in range(_STEPS)}, reverse=True)


def _yes(cases: Sequence[Case]) -> Mapping[str, float]:
    """How often a “yes” is heard after a question, by condition."""
    said: dict[str, list[bool]] = {}
    for case in cases:
        if case.context is Context.QUESTION and case.command is Command.YES:
            said.setdefault(case.condition, []).append(case.hit)
    return {condition: sum(hits) / len(hits) for condition, hits in said.items()}


def _cell(words: Sequence[Case], threshold: float, yes: float) -> str:
    first = [(case, questions(case, threshold)[:1]) for case in words if not case.hit]
    right = sum(asked[0].command is case.command for case, asked in first if asked)
    wrong = sum(asked[0].command is not case.command for case, asked in first if asked)
    at_once = len(words) - len(first)
    parts = (100 * share / len(words) for share in (at_once, at_once + right * yes, wrong))
    return "{:.0f}, {:.0f} / {:.0f}".format(*parts)


def _rate(talk: Sequence[Case], threshold: float) -> str:
    hours = sum(case.seconds for case in talk) / 3600
    if not hours:
        return "none"
    count = sum(len(questions(case, threshold)) for case in talk)
    value, low, high = intervals.rate(count, hours)
    return f"{value:.1f} [{low:.1f}-{high:.1f}]"


def _sources(talk: Sequence[Case], threshold: float) -> Iterator[str]:
    yield f"| talk, asked from {threshold:g} | minutes | questions | an hour |"
    yield "|---|---|---|---|"
    for subset in dict.fromkeys(case.recording.subset for case in talk):
        these = [case for case in talk if case.recording.subset == subset]
        minutes = sum(case.seconds for case in these) / 60
        count = sum(len(questions(case, threshold)) for case in these)
        yield f"| {subset} | {minutes:.1f} | {count} | {_rate(these, threshold)} |"
    yield ""
