"""What came of sessions in virtual rooms, as tables in Markdown."""

from collections.abc import Iterable, Sequence

import numpy as np

from measuring import intervals
from tests.room.outcome import Outcome


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """A line of the table."""
    first = [(o, said) for o in outcomes for said in o.first_sayings_over_us]
    once = sum(said.obeyed_at is not None for _, said in first)
    twice = sum(o.is_obeyed_in_the_end(said) for o, said in first)
    share, low, high = intervals.share(twice, len(first))
    silent = [said for o in outcomes for said in o.first_sayings_in_silence]
    in_silence = sum(said.obeyed_at is not None for said in silent)
    hours = sum(o.seconds for o in outcomes) / 3600
    accepts, _, most = intervals.rate(sum(len(o.false_accepts) for o in outcomes), hours)
    lines, whole = sum(o.lines for o in outcomes), sum(o.whole_lines for o in outcomes)
    cells = [
        f"{len(outcomes)}",
        f"{len(first)}",
        f"{100 * once / max(1, len(first)):.0f} %",
        f"{share:.0f} % [{low:.0f}-{high:.0f}]",
        f"{100 * in_silence / max(1, len(silent)):.0f} % of {len(silent)}",
        f"{sum(len(o.wrong) for o in outcomes)}",
        f"{sum(len(o.self_triggers) for o in outcomes)}",
        f"{accepts:.1f} [-{most:.1f}]",
        f"{sum(len(o.own_stops) for o in outcomes)}",
        f"{sum(len(o.noise_stops) for o in outcomes)}",
        latencies(outcomes),
        f"{whole} of {lines}",
    ]
    return f"| {name} | " + " | ".join(cells) + " |"


def latencies(outcomes: Iterable[Outcome]) -> str:
    """From the onset of a word over a line to the decision to stop: median, 95th percentile."""
    all_ms = [
        1000 * (said.stopped_at - said.onset)
        for o in outcomes
        for said in o.first_sayings_over_us
        if said.stopped_at is not None
    ]
    if not all_ms:
        return ""
    return f"{np.percentile(all_ms, 50):.0f}, {np.percentile(all_ms, 95):.0f} ms ({len(all_ms)})"


HEAD = (
    "| | sessions | said over us | obeyed at once | at the first or second saying "
    "| once, in silence | wrong | self-triggers | false accepts/h | stopped by ourselves "
    "| by noise | onset to stop: median, 95 % | lines to the end |\n" + "|---" * 13 + "|"
)


def table(title: str, groups: dict[str, list[Outcome]]) -> str:
    """One table, and what set us off."""
    lines = [f"### {title}", "", HEAD, *(row(name, groups[name]) for name in sorted(groups)), ""]
    for name, outcomes in sorted(groups.items()):
        for outcome in outcomes:
            for kind in ("self_triggers", "false_accepts", "wrong"):
                for at, command in getattr(outcome, kind):
                    seed = outcome.scenario.seed
                    what = kind.replace("_", " ").removesuffix("s")
                    lines.append(f"- {name}, seed {seed}: {what}, “{command}” at {at:.1f} s")
    return "\n".join(lines).rstrip() + "\n"


def spread(outcomes: Sequence[tuple[str, Outcome]]) -> dict[str, list[Outcome]]:
    """By language and loudspeaker level, by language and noise, and by language."""
    groups: dict[str, list[Outcome]] = {}
    for _, outcome in outcomes:
        scenario = outcome.scenario
        snr = "clean" if scenario.snr_db is None else f"SNR {scenario.snr_db:.0f} dB"
        level = f"loudspeaker {scenario.loudspeaker_db:+.0f} dB"
        for name in ("all", level, snr):
            groups.setdefault(f"{scenario.language}, {name}", []).append(outcome)
    return groups
