#!/usr/bin/env python3
"""Measure what taking our own voice out of the microphone costs, and whether it holds.

Needs no sound card: on a PulseAudio of our own, the microphone hears all that
the loudspeaker plays.

    scripts/measure_echo.py cost --seconds 60 --load
    scripts/measure_echo.py session --minutes 5 --louder 6
"""

import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from measuring import bench, machine
from measuring.speaking import Speaking

from tests.runtime.group import SAYINGS, Group
from voice_facilitator.library import find
from voice_facilitator.sound.stream import LATENCY_S

PHASES = 7
SPOKEN_S = 231.0
"""What a Case Clinic's prompts take, one after the other."""


JUDGED_S = 0.8
"""By then a word has been judged, and is in the journal; who was not obeyed draws breath."""


@click.group()
def main() -> None:
    """Measure what taking our own voice out of the microphone costs, and whether it holds."""


@main.command()
@click.option("--seconds", default=60.0, show_default=True, help="How long to speak.")
@click.option("--louder", "louder_db", default=0.0, show_default=True, help="Echo, dB.")
@click.option("--latency", "latency_s", default=LATENCY_S, show_default=True, help="Asked, in s.")
@click.option("--load/--idle", help="Keep every core busy meanwhile.")
def cost(seconds: float, louder_db: float, latency_s: float, load: bool) -> None:
    """Speak all the time; tell the processor time of canceller and detector."""
    with bench.server() as pulse, tempfile.TemporaryDirectory() as folder:
        bench.echo(pulse, louder_db)
        with (
            Speaking(Path(folder), latency_s).going_on() as speaking,
            bench.busy_cores() if load else bench.idle_cores(),
        ):
            speaking.listener.begin()
            time.sleep(seconds)
            share, wait_s = speaking.listener.share, speaking.listener.longest_wait_s
    print(f"canceller and detector: {100 * share:.1f} % of a core while we speak all the time")
    print(f"the microphone waited for them {1e3 * wait_s:.0f} ms at most")
    print(f"stopped by ourselves {speaking.held} times, underflows {speaking.stream.underflows}")
    print(f"{seconds:g} s {'with every core busy ' if load else ''}on {machine.name()}", end="")
    print(f"; {os.getloadavg()[0]:.1f} processes were busy")


@main.command()
@click.option("--minutes", default=5.0, show_default=True, help="Of the session, roughly.")
@click.option("--louder", "louder_db", default=6.0, show_default=True, help="Echo, dB.")
def session(minutes: float, louder_db: float) -> None:
    """Hold a session beside its own loudspeaker; say “pause” over its last prompt till it obeys."""
    with bench.server() as pulse, tempfile.TemporaryDirectory() as folder:
        os.environ["VOICE_FACILITATOR_STATE_DIR"] = folder
        bench.echo(pulse, louder_db)
        protocol = Path(folder) / "short.toml"
        phase_minutes = max(0.05, (minutes - SPOKEN_S / 60) / PHASES)
        protocol.write_text(shortened("case_clinic", phase_minutes), encoding="utf-8")
        options = ("--language", "en", "--start-now", "--advance", "auto", "--echo-canceller")
        began = time.monotonic()
        group = Group(pulse, folder, *options, protocol=protocol)
        try:
            wait_for(group, "Step seven")
            before = heard(Path(folder))
            time.sleep(4)
            sayings = 0
            while sayings < SAYINGS and "pause" not in heard(Path(folder))[len(before) :]:
                group.says("pause", "en-us+m3")
                sayings += 1
                time.sleep(JUDGED_S)
            after = heard(Path(folder))[len(before) :]
        finally:
            group.close()
    print(f"{(time.monotonic() - began) / 60:.1f} minutes, the echo {louder_db:+g} dB")
    print(f"taken from our own voice: {', '.join(before) or 'nothing'}")
    print(f"taken when somebody said “pause” {sayings} times: {', '.join(after) or 'nothing'}")


def wait_for(group: Group, words: str) -> None:
    """Wait until we say `words`, however long it takes."""
    while not any(words in caption for caption in group.captions):
        if group.process.poll() is not None:
            raise click.ClickException(f"The session ended early: {group.errors}")
        time.sleep(0.5)


def shortened(protocol: str, minutes: float) -> str:
    """The text of one of our protocols, with every phase as long as `minutes`."""
    text = find(protocol, "protocols").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^warn_minutes_left = .*\n", "", text)
    return re.sub(r"(?m)^minutes = .*", f"minutes = {minutes:.2f}", text)


def heard(folder: Path) -> list[str]:
    """The commands by voice in the only journal below `folder`."""
    events = [
        json.loads(line).get("event", {})
        for path in folder.glob("sessions/*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [e["command"] for e in events if e.get("source") == "voice"]


if __name__ == "__main__":
    main()
