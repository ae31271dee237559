#!/usr/bin/env python3
"""Measure how punctual we are at the loudspeaker, through a real audio server.

Needs no sound card: it starts a PulseAudio of its own with null devices, plays
through the very stream of a session, and looks in a recording of the speaker
for what came when.

    scripts/measure_timing.py bells --minutes 30 --load
    scripts/measure_timing.py commands --load
    scripts/measure_timing.py bargein --times 30
"""

import math
import os
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import click
import numpy as np
import soundfile
import soxr

sys.path.insert(0, str(Path(__file__).parent.parent))

from measuring import bench, machine
from measuring.speaking import Speaking

from tests.pulse import RATE, Pulse, Recording, find
from tests.runtime.group import PROTOCOL, Group, spoken
from voice_facilitator.runtime.fitter import Fitter
from voice_facilitator.runtime.keeper import Keeper
from voice_facilitator.runtime.latencies import Latencies
from voice_facilitator.sound import shelf
from voice_facilitator.sound.mixer import FADE_S, Mixer
from voice_facilitator.sound.stream import LATENCY_S, Stream, Wishes, always

STRIKE = shelf.load("chime_open")[:RATE]
"""The chime's first second, which is enough to find it."""
OPENING_S = 3.0
"""A card may take as long as that to be opened anew."""
LAY_AHEAD_S = 0.4
"""How long before its time a chime is laid into the mixer, as the session does it."""


@click.group()
def main() -> None:
    """Measure how punctual we are at the loudspeaker."""


@main.command()
@click.option("--minutes", default=2.0, show_default=True, help="How long to ring.")
@click.option("--every", "period_s", default=5.0, show_default=True, help="Seconds between bells.")
@click.option("--latency", default=str(LATENCY_S), show_default=True, help="auto, or in s.")
@click.option("--load/--idle", help="Keep every core busy meanwhile.")
def bells(minutes: float, period_s: float, latency: str, load: bool) -> None:
    """Ring at even times of the monotonic clock; tell how even they were in the air."""
    if period_s < 2:
        raise click.BadParameter("a bell needs 2 seconds", param_hint="--every")
    count = round(minutes * 60 / period_s)
    with bench.server() as pulse:
        with bench.busy_cores() if load else bench.idle_cores():
            stream, recording, cpu = ring(pulse, count, period_s, latency)
        report(recording.so_far()[0], count, period_s)
    latency_ms, asked_ms = 1e3 * stream.latency_s, 1e3 * stream.asked_latency_s
    print(f"latency {latency_ms:.0f} ms; asked at last: {asked_ms:.0f} ms ({latency})")
    print(f"underflows {stream.underflows}, jumps of the clock {stream.clock.jumps}")
    print(f"CPU {100 * cpu:.1f} % of a core")


@main.command()
@click.option("--times", default=30, show_default=True, help="How many commands to say.")
@click.option("--latency", default=str(LATENCY_S), show_default=True, help="auto, or in s.")
@click.option("--voice", default="en-us+m3", show_default=True, help="espeak-ng's, who says them.")
@click.option("--echo-canceller/--no-echo-canceller", default=True, show_default=True)
@click.option("--load/--idle", help="Keep every core busy meanwhile.")
def commands(times: int, latency: str, voice: str, echo_canceller: bool, load: bool) -> None:
    """Say “pause” and “resume” to a session; tell how long it takes to answer.

    From the word's last sample at the microphone to the first sample that is
    not silence at the speaker, both on one recording's clock.
    """
    with bench.server() as pulse, tempfile.TemporaryDirectory() as folder:
        keep_state_in(folder)
        protocol = Path(folder) / "long.toml"
        protocol.write_text(
            PROTOCOL.read_text()
            .replace("minutes = 1", "minutes = 90")
            .replace("minimum_minutes = 5", "minimum_minutes = 300")
        )
        options = ["--language", "en", "--engine", "moonshine", "--latency", latency]
        options.append("--echo-canceller" if echo_canceller else "--no-echo-canceller")
        group = Group(pulse, folder, "--start-now", *options, protocol=protocol)
        try:
            group.hears("Talk")
            with bench.busy_cores() if load else bench.idle_cores():
                waits_s = [
                    answer_s(group, pulse, word, voice)
                    for word in islice(cycle(["pause", "resume"]), times)
                ]
        finally:
            group.close()
    heard = [wait_s for wait_s in waits_s if wait_s is not None]
    print(
        f"{len(heard)} of {times} commands answered: p50 {np.percentile(heard, 50):.2f} s, "
        f"p95 {np.percentile(heard, 95):.2f} s, worst {max(heard):.2f} s"
    )
    print(f"latency asked, in s: {latency}; {os.getloadavg()[0]:.1f} processes were busy")


def answer_s(group: Group, pulse: Pulse, word: str, voice: str) -> float | None:
    """Say `word` in silence; seconds from its end to the answer, None without one."""
    time.sleep(4)
    recording = pulse.record()
    group.says(word, voice)
    time.sleep(2)
    recording.end()
    speaker, mouth = recording.so_far()
    said = np.flatnonzero(np.abs(mouth) > 0.01 * np.abs(mouth).max())
    answered = np.flatnonzero(np.abs(speaker[said[-1] :]) > 3)
    return float(answered[0]) / RATE if len(answered) else None


@main.command()
@click.option("--times", default=30, show_default=True, help="How often to speak over a prompt.")
@click.option("--latency", "latency_s", default=LATENCY_S, show_default=True, help="Asked, in s.")
@click.option("--voice", default="en-us+m3", show_default=True, help="espeak-ng's, who speaks.")
@click.option("--load/--idle", help="Keep every core busy meanwhile.")
def bargein(times: int, latency_s: float, voice: str, load: bool) -> None:
    """Speak over a prompt as loud as its echo; tell how soon the loudspeaker falls silent.

    From the first sound of “hello” at the microphone to the first sample of the
    prompt that is changed at the speaker, on one recording's clock.
    """
    word = hello(voice)
    with bench.server() as pulse, tempfile.TemporaryDirectory() as folder:
        bench.echo(pulse, 0.0)
        with (
            Speaking(Path(folder), latency_s).going_on() as speaking,
            bench.busy_cores() if load else bench.idle_cores(),
        ):
            time.sleep(8)
            own = speaking.held
            tried = [interrupted(speaking, pulse, word, n) for n in range(times)]
            stream = speaking.stream
    stops_s = [s for s in tried if s is not None and not math.isnan(s)]
    if not stops_s:
        raise click.ClickException("Nobody was noticed.")
    print(
        f"{len(stops_s)} of {times} interruptions changed the prompt, "
        f"{tried.count(None)} did not, the others fell between two words: "
        f"p50 {1e3 * np.percentile(stops_s, 50):.0f} ms, "
        f"p95 {1e3 * np.percentile(stops_s, 95):.0f} ms, worst {1e3 * max(stops_s):.0f} ms"
    )
    print(f"latency {1e3 * stream.latency_s:.0f} ms (asked {1e3 * latency_s:.0f} ms)")
    print(f"stopped by ourselves before: {own}; underflows {stream.underflows}")
    print(f"{machine.name()}; {os.getloadavg()[0]:.1f} processes were busy")


PAUSE_S = 1.0
"""We pause longer for somebody, and never so long between two words."""
SILENT = 3
"""Of 32768: what is less is silence that went through a sound server."""


def hello(voice: str) -> np.ndarray:
    """The word at the recording's rate, from its first sound on."""
    samples, rate = soundfile.read(spoken("hello", voice), dtype="float32")
    word = soxr.resample(samples, rate, RATE)
    return word[np.flatnonzero(np.abs(word) > 0.1 * np.abs(word).max())[0] :]


def interrupted(speaking: Speaking, pulse: Pulse, word: np.ndarray, number: int) -> float | None:
    """Say `word` over a new prompt; seconds until that changes, as `changed_s` tells it."""
    speaking.begin_another()
    time.sleep(3 + number % 10 / 7)
    recording = pulse.record()
    time.sleep(0.3)
    pulse.say(word, RATE)
    time.sleep(2)
    recording.end()
    speaker, mouth = recording.so_far()
    said = find(word, mouth)
    return None if not said else changed_s(speaker[round(said[0] * RATE) :])


def changed_s(speaker: np.ndarray) -> float | None:
    """When a prompt begins to fade; None if it goes on, NaN if it was between two words anyway."""
    sounds = np.append(np.flatnonzero(np.abs(speaker) > SILENT), len(speaker))
    long = np.flatnonzero(np.diff(sounds) > PAUSE_S * RATE)
    if not len(long):
        return None
    fading = int(sounds[long[0]]) - round(FADE_S * RATE)
    spoke = np.abs(speaker[max(0, fading - round(FADE_S * RATE)) : fading]).max(initial=0)
    return fading / RATE if spoke > 100 * SILENT else math.nan


def keep_state_in(folder: str) -> None:
    """Let the sessions that we start write into `folder` only."""
    os.environ["VOICE_FACILITATOR_STATE_DIR"] = folder


def ring(
    pulse: Pulse, count: int, period_s: float, latency: str
) -> tuple[Stream, Recording, float]:
    """Ring `count` bells; return the stream, what came of it, and CPU seconds a second."""
    mixer = Mixer()
    with tempfile.TemporaryDirectory() as folder:
        latencies = Latencies(Path(folder) / "latency.json")
        fits = latency == "auto"
        latency_of = latencies.of if fits else always(float(latency))
        stream = Stream(mixer, lambda *_: None, Wishes(latency_of=latency_of))
        stream.start()
        lull = Lull(mixer)
        keeper = Keeper(stream, mixer, lull.is_now, Fitter(stream, latencies) if fits else None)
        recording = pulse.record()
        first_at = time.monotonic() + 1
        cpu_s, began_at = time.process_time(), time.monotonic()
        for bell in range(count):
            at = first_at + bell * period_s
            lull.until = at - OPENING_S
            keep_until(at - LAY_AHEAD_S, keeper)
            mixer.play(STRIKE, stream.clock.frame_at(at))
        keep_until(at + 2, keeper)
        cpu = (time.process_time() - cpu_s) / (time.monotonic() - began_at)
        keeper.close()
        stream.stop()
        recording.end()
    return stream, recording, cpu


class Lull:
    """The time between two bells."""

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self.until = 0.0

    def is_now(self) -> bool:
        """Whether nothing sounds, or will while a card is opened."""
        return self._mixer.next_change() is None and time.monotonic() < self.until


def onsets(speaker: np.ndarray, count: int, period_s: float) -> list[float]:
    """Where each bell begins, seconds in the recording; raises when one is missing."""
    found = find(STRIKE, speaker[: 4 * RATE])[:1]
    while len(found) < count:
        expected = round((found[-1] + period_s - 0.5) * RATE)
        near = find(STRIKE, speaker[expected : expected + 2 * RATE])
        if not near:
            raise click.ClickException(f"Of {count} bells number {len(found) + 1} is missing.")
        found.append(expected / RATE + near[0])
    return found


def report(speaker: np.ndarray, count: int, period_s: float) -> None:
    """Print how far the distances between neighbours, and between any two, are from right."""
    onsets_s = onsets(speaker, count, period_s)
    late_ms = 1e3 * (np.array(onsets_s) - onsets_s[0] - period_s * np.arange(count))
    between_ms = np.abs(np.diff(late_ms))
    torn = sum(is_torn(speaker[round(onset_s * RATE) :]) for onset_s in onsets_s)
    print(
        f"{count} bells, {period_s:g} s from one to the next: error median "
        f"{np.median(between_ms):.2f} ms, 95 % {np.percentile(between_ms, 95):.2f} ms, "
        f"worst {between_ms.max():.2f} ms"
    )
    print(f"any two bells: worst {np.ptp(late_ms):.2f} ms; torn by lost frames: {torn}")


def is_torn(played: np.ndarray) -> bool:
    """Whether a bell was not played as it is, to -40 dBFS."""
    return bool(np.abs(played[: len(STRIKE)] / 32768 - STRIKE).max() > 0.01)


def keep_until(at: float, keeper: Keeper) -> None:
    """Wait for a time of the monotonic clock, and look after the stream as a session does."""
    while (left_s := at - time.monotonic()) > 0:
        for event in keeper.look():
            print(event)
        time.sleep(min(left_s, 0.1))


if __name__ == "__main__":
    main()
