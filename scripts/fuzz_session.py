#!/usr/bin/env python3
"""Throw random events at the session and check that its rules hold at each.

The same rules as in the tests (`tests/session/invariants.py`): nothing is said in
the silence, no time is lost or invented, nobody is stranded, nothing raises.
A failure prints the seed and the latest events before it.

    scripts/fuzz_session.py --events 1000000 --seed 1
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.session.chance import begun, draw, event_of
from tests.session.invariants import Watcher, assert_back_undoes, assert_can_be_ended
from tests.session.small import SMALL
from voice_facilitator.commands import Command
from voice_facilitator.session.events import Event
from voice_facilitator.session.machine import Advance, begin, handle

EVENTS_A_SESSION = 400
EVENTS_SHOWN = 12
LOOK_AHEAD_EVERY = 20
"""How often it is tried whether the session could end from here, and what `back` would do."""


def play(random: Random, events: int, counts: Counter[str]) -> list[Event]:
    """Play one session of at most `events`; counts what happened, returns the events.

    Raises AssertionError, with the events so far as its second argument.
    """
    state = begin(SMALL, advance=random.choice(tuple(Advance)), start_now=random.random() < 0.5)
    if random.random() < 0.9:
        state = begun(state)
    watcher = Watcher()
    happened: list[Event] = []
    for number in range(events):
        event = event_of(state, draw(random))
        happened.append(event)
        try:
            before = state
            state, actions = handle(before, event)
            watcher.saw(before, event, state, actions)
            if number % LOOK_AHEAD_EVERY == 0 and not state.ended:
                assert_can_be_ended(state)
                assert_back_undoes(state, random.choice(tuple(Command)), random.uniform(0, 9.9))
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}", happened) from error
        counts["events"] += 1
        counts["actions"] += len(actions)
        counts[f"in {state.place.mode}"] += 1
        if state.ended:
            counts["sessions that came to their end"] += 1
            break
    counts["sessions"] += 1
    return happened


def main() -> int:
    """Fuzz, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = Random(options.seed)
    counts: Counter[str] = Counter()
    began = time.monotonic()
    while counts["events"] < options.events:
        left = options.events - counts["events"]
        try:
            play(random, min(EVENTS_A_SESSION, left), counts)
        except AssertionError as error:
            print(f"broken with --seed {options.seed}: {error.args[0]}")
            for event in error.args[1][-EVENTS_SHOWN:]:
                print(f"  {event}")
            return 1
    for what, count in counts.items():
        print(f"{count:>10,}  {what}")
    print(f"all rules held, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
