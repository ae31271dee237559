#!/usr/bin/env python3
"""Throw mangled inputs at every door that something of other people's comes in at.

Protocols, languages, settings, journals, the control socket, recordings and the
zips of models: sound ones, mangled by chance (`tests/doors/mangling.py`). What
may come of each is a result, or one of our errors in one sentence, within ten
seconds, with nothing written outside our folders (`tests/doors/trial.py`). Each
other thing is printed with what was thrown, and kept in `--keep` if that is
given; so many for each door, alike ones once.

    scripts/fuzz_doors.py --inputs 10000 --commands 100 --seed 1
"""

import logging
import os
import platform
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.doors.all import DOORS
from tests.doors.door import Door
from tests.doors.mangling import draw, mangled
from tests.doors.trial import Defect, Outcome, commanded, within

SHOWN = 300
"""So many bytes of an input are shown."""


@dataclass
class Tally:
    """What came of the inputs at one door, let in one way."""

    door: str
    way: str
    inputs: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    defects: dict[str, int] = field(default_factory=dict)
    """How often each was found, by where it comes from."""

    def line(self) -> str:
        """For people."""
        found = sum(self.defects.values())
        return (
            f"{self.door:9} {self.way:9} {self.inputs:6} inputs  "
            f"{self.inputs - self.refused - found:6} results  {self.refused:6} our errors  "
            f"slowest {self.slowest_s:5.2f} s  {found} defects of {len(self.defects)} kinds"
        )


@click.command(help=__doc__)
@click.option("--inputs", default=10_000, show_default=True, help="A door, within one process.")
@click.option("--commands", default=100, show_default=True, help="A door, each a whole command.")
@click.option("--seed", default=1, show_default=True)
@click.option("--door", "names", type=click.Choice(list(DOORS)), multiple=True, help="Only this.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="For what is found.")
def main(inputs: int, commands: int, seed: int, names: tuple[str, ...], keep: Path | None) -> None:
    logging.disable()
    warnings.simplefilter("ignore")
    print(f"seed {seed}, {platform.machine()}, {os.cpu_count()} cores, ", end="")
    print(f"Python {platform.python_version()}", flush=True)
    broken = False
    for name in names or DOORS:
        door = DOORS[name]()
        for way, count in ((within, inputs), (commanded, commands)):
            random = Random(f"{seed} {name} {way.__name__}")
            tally = throw(door, way, count, random, keep)
            print(tally.line(), flush=True)
            broken |= bool(tally.defects)
    sys.exit(int(broken))


def throw(
    door: Door,
    way: Callable[[Door, bytes], Outcome],
    count: int,
    random: Random,
    keep: Path | None,
) -> Tally:
    """Throw `count` inputs at one door."""
    tally = Tally(door.name, way.__name__)
    for _ in range(count):
        content = mangled(random.choice(door.sound), draw(random))
        tally.inputs += 1
        try:
            outcome = way(door, content)
        except Defect as defect:
            where = origin(defect)
            if where not in tally.defects:
                print(f"  {door.name}: {defect} ({where})\n    {content[:SHOWN]!r}", flush=True)
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{door.name}-{way.__name__}-{tally.inputs}").write_bytes(content)
            tally.defects[where] = tally.defects.get(where, 0) + 1
        else:
            tally.refused += outcome.refused is not None
            tally.slowest_s = max(tally.slowest_s, outcome.seconds)
    return tally


def origin(defect: Defect) -> str:
    """What tells one defect from another: where it was raised, or its beginning."""
    if defect.__cause__ is None:
        return str(defect)[:60]
    last = traceback.extract_tb(defect.__cause__.__traceback__)[-1]
    return f"{type(defect.__cause__).__name__} in {Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    main()
