#!/usr/bin/env python3
"""Write docs/session.md from the session's own table, timings and behaviour.

The tables come from `obey.TABLE`, the numbers from `timing.py`, and the diagram
from walking the machine itself: every event in every mode of a Case Clinic.

    scripts/document_session.py           # write the page
    scripts/document_session.py --check   # only tell whether it is up to date
"""

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from voice_facilitator import library
from voice_facilitator.commands import Command
from voice_facilitator.session import timing
from voice_facilitator.session.events import (
    CommandHeard,
    Event,
    PlaybackEnded,
    PlaybackStarted,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import Advance, State, begin, handle, next_deadline
from voice_facilitator.session.obey import TABLE, Obey
from voice_facilitator.session.situation import Situation
from voice_facilitator.session.state import Mode

PAGE = Path(__file__).resolve().parent.parent / "docs" / "session.md"

FORWARD = {Command.YES, Command.START, Command.NEXT, Command.MORE_TIME}
"""The commands that the diagram shows; the tables have all."""

INTRODUCTION = """\
<!-- Written by scripts/document_session.py; change the code, not this page. -->
# How a session moves

A session is a state machine that knows no clock, no file and no sound
(`voice_facilitator/session/`). Events go in: somebody said a command, a sound has
begun or ended, a deadline has come. Actions come out: say this, play that, ring the
bell at such a time, listen in such a way. This page is made from the machine.

Some rules hold everywhere, and a fuzzer tries to break them
(`scripts/fuzz_session.py`):

- Nothing is said in the silence. Earcons sound there only to answer a command, or to
  tell that the clock stands.
- Every second belongs to one account: the time of the phase, time overrun, time
  paused, or none of them while we speak. Nothing else moves the accounts, so no
  command can lose or invent time.
- Nobody is asked whether a command was meant in the silence, nor twice within a minute.
- Whatever is going on, some commands lead to the end.
- A fault loses no time: while nobody can hear us, or the session is cut off, the clock stands.
- “Back” within {undo:g} seconds brings back the place before the last action, its clock included.
"""

ASIDE = """\
Five things lie over the modes and are not drawn. A **pause** stops the clock of any mode, and
`resume` goes on in it. The **question** whether to end lies over any mode but the goodbye: the
clock runs on beneath, and unless somebody says `yes` within {question:g} seconds of it, we go on.
Where a command may have been said, but not clearly, we **ask back** (“Pause?”), only while time
runs, is up or stands, never over our own voice, and at most once in {ask_again:g} seconds: a `yes`
within {asked:g} seconds obeys it, and the clock, its marks and its end go on beneath.
While we wait to begin, and in a pause, a group can **teach** us how it says the commands: no clock
runs, nothing else is said, and any command ends it.
**`back`** leads to the place before the last action, or to the phase before.

A silence that has been left (by `stop` said twice, or by `next` said twice and then `back`) is
rung again for what is left of it. `next` and `stop` count in the silence when they are said
again within {once_more:g} seconds.

## When something breaks

What breaks around a session comes in as events too (`session/mishaps.py`):

- A **remark** tells of a fault that was survived, such as a recogniser started again. It is said
  after what is being said, but never in a silence: then only when the closing bell has died
  away. A remark that is interrupted before it has begun is said later.
- An **absence** means that nobody can hear us: the speaker is gone, or the machine slept. The
  clock stands until we are back, unless somebody types `resume` or goes to another phase. Back
  again we say how long we were away, and go on: a text that was cut off is said again, a
  silence goes on for what is left of it, and is told of the absence after its closing bell.
- A session that was **cut off** and comes back in another process says where it was and how long
  it was gone, and asks whether to go on there. The time it was gone counts as a pause. A silence
  that was cut off is begun again from its beginning.
"""


def steps(state: State) -> Iterator[tuple[str, list[Event]]]:
    """Each thing that can happen in `state`: what the diagram calls it, and its events."""
    now = state.now
    if state.place.mode is Mode.NEW:
        yield "it begins", [Started(now)]
    for command in Command:
        label = command.replace("_", " ") if command in FORWARD else ""
        yield label, [CommandHeard(now, command)]
    sounds = sorted(state.speaking, key=lambda sound: sound == state.awaited)
    if sounds:
        yield "all is said", [PlaybackEnded(now, sound) for sound in sounds]
    if state.bell is not None:
        yield "the bell sounds", [PlaybackStarted(max(now, state.bell.at), state.bell.sound)]
    deadline = next_deadline(state)
    if deadline is not None:
        yield "its time has come", [TimeReached(deadline)]


def arrows() -> dict[tuple[Mode, Mode], set[str]]:
    """What leads from one mode to another, found by trying everything everywhere."""
    found: dict[tuple[Mode, Mode], set[str]] = defaultdict(set)
    protocol = library.load_protocol("case_clinic")
    waiting = [begin(protocol, advance=advance) for advance in Advance]
    waiting.append(begin(protocol, start_now=True))
    seen: set[tuple[object, ...]] = set()
    while waiting:
        state = waiting.pop()
        for label, events in steps(state):
            after = state
            for event in events:
                before, (after, _) = after, handle(after, event)
                if label and is_drawn(before, after):
                    found[before.place.mode, after.place.mode].add(label)
            if kind(after) not in seen:
                seen.add(kind(after))
                waiting.append(after)
    return found


def is_drawn(before: State, after: State) -> bool:
    """Whether the step between the two belongs into the diagram."""
    over = any(state.question or state.place.paused for state in (before, after))
    return before.place.mode is not after.place.mode and not over


def kind(state: State) -> tuple[object, ...]:
    """What makes a state worth looking at again: all but its numbers."""
    place = state.place
    return (
        *(place.mode, place.index, place.paused, state.advance, state.question is None),
        *(state.doubt and state.doubt.command, state.bell is None, state.awaited is None),
        bool(state.speaking),
    )


def diagram() -> str:
    """The modes and what leads from one to the next, in mermaid."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for mode in Mode:
        if mode not in (Mode.NEW, Mode.ENDED):
            lines.append(f"    {mode} : {mode.replace('_', ' ')}")
    names = {Mode.NEW: "[*]", Mode.ENDED: "[*]"}
    order = list(Mode)
    for (start, end), causes in sorted(
        arrows().items(), key=lambda arrow: [order.index(mode) for mode in arrow[0]]
    ):
        label = ", ".join(sorted(causes)).replace("_", " ")
        lines.append(f"    {names.get(start, start)} --> {names.get(end, end)} : {label}")
    return "\n".join([*lines, "```"])


def meaning(obey: Obey) -> str:
    """What a function of the table says that it does."""
    function = obey.func if isinstance(obey, partial) else obey
    return " ".join((function.__doc__ or "").split())


def overview() -> str:
    """Which command is heard where, in one table."""
    rows = ["| situation | listens as | obeys |", "| --- | --- | --- |"]
    for where, row in TABLE.items():
        deaf = [f"`{command}`" for command in Command if command not in row.commands]
        heard = [f"`{command}`" for command in Command if command in row.commands]
        obeyed = ", ".join(heard)
        if len(deaf) <= 2:
            obeyed = " but ".join(["everything", *filter(None, [" and ".join(deaf)])])
        if heard:
            rows.append(f"| {where} | {row.context} | {obeyed} |")
    return "\n".join(rows)


def details() -> str:
    """What each command does; situations in which all do the same share a table."""
    tables: dict[str, list[Situation]] = defaultdict(list)
    for where, row in TABLE.items():
        by_meaning: dict[str, list[str]] = defaultdict(list)
        for command in Command:
            if command in row.commands:
                by_meaning[meaning(row.commands[command])].append(f"`{command}`")
        rows = [f"| {', '.join(words)} | {does} |" for does, words in by_meaning.items()]
        if rows:
            tables["\n".join(["| said | done |", "| --- | --- |", *rows])].append(where)
    parts = []
    for table, situations in tables.items():
        title = ", ".join(situations)
        parts.append(f"### {title[0].upper()}{title[1:]}\n\n{table}\n")
    return "\n".join(parts).rstrip()


def numbers() -> str:
    """The lengths of time in `timing.py`, with what is said about them there."""
    rows = ["| name | value | why |", "| --- | --- | --- |"]
    body = ast.parse(Path(timing.__file__).read_text(encoding="utf-8")).body
    for node, after in zip(body, [*body[1:], ast.Pass()], strict=True):
        match node, after:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(why))),
            ) if not name.startswith("_"):
                unit = " s" if name.endswith("_S") else ""
                value = f"{getattr(timing, name):g}{unit}"
                rows.append(f"| `{name}` | {value} | {' '.join(why.split())} |")
    return "\n".join(rows)


def page() -> str:
    """The whole page."""
    numbers_said = {
        "undo": timing.UNDO_S,
        "question": timing.QUESTION_S,
        "once_more": timing.ONCE_MORE_S,
        "asked": timing.ASKED_S,
        "ask_again": timing.ASK_AGAIN_S,
    }
    return "\n".join(
        [
            INTRODUCTION.format(**numbers_said),
            "## The modes\n",
            diagram() + "\n",
            ASIDE.format(**numbers_said),
            "## How we listen, and for what\n",
            overview() + "\n",
            "What a situation does not list does nothing at all there, not even a sound.\n",
            "## What each command does\n",
            details() + "\n",
            "## How long things last\n",
            numbers() + "\n",
        ]
    )


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing, tell if it is stale")
    if parser.parse_args().check:
        fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        print("up to date" if fresh else "stale: run scripts/document_session.py")
        return 0 if fresh else 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
