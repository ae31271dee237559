"""A real PulseAudio server with a loudspeaker and a microphone made of nothing.

Both are channels of one null sink, "air": what is played to `speaker` goes to its
left channel, what is played to `mouth` to its right, and the source `mic` hears
the right. Recording `air.monitor` therefore gives what the device says and what
the people say on one common clock, to the sample: latency is a distance in that
recording.

`norewinds=1` matters: without it streams stall for up to two seconds. The server
asks for precedence, as it does on people's machines.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import soxr

RATE = 48_000

_AIR = "sink_name=air norewinds=1 rate=48000 channels=2 channel_map=front-left,front-right"
_LEFT = "channels=1 channel_map=mono master_channel_map=front-left remix=no"
_RIGHT = "channels=1 channel_map=mono master_channel_map=front-right remix=no"
_DEVICES = {
    "speaker": f"module-remap-sink sink_name=speaker master=air {_LEFT}",
    "mouth": f"module-remap-sink sink_name=mouth master=air {_RIGHT}",
    "mic": f"module-remap-source source_name=mic master=air.monitor {_RIGHT}",
}
_MODULES = ["module-native-protocol-unix", f"module-null-sink {_AIR}", *_DEVICES.values()]


def is_installed():
    """Whether this machine can run the server and PortAudio can reach it."""
    return all(map(shutil.which, ("pulseaudio", "pactl", "parec", "pacat")))


class Pulse:
    """The server, from `start` to `stop`; everything of it lives in one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder
        self._recordings = 0
        self._log = folder / "pulseaudio.log"
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_SERVER": f"unix:{folder}/native",
        }
        """What a program needs to find this server."""
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server; sound can be played when this returns."""
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=yes"]
        options += ["--realtime=no", "--high-priority=yes"]
        for module in _MODULES:
            options += ["-L", module]
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                ["pulseaudio", *options], env=self._env(), stdout=log, stderr=log
            )
        self._set_defaults()

    def kill(self) -> None:
        """End the server as a crash would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End the server; harmless when it has ended."""
        self._signal(signal.SIGTERM)

    def freeze(self) -> None:
        """Make the server hang until it is killed or `thaw`ed."""
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        self._server.send_signal(signal.SIGCONT)

    def unplug(self, device: str) -> None:
        """Take away `speaker`, `mouth` or `mic`."""
        for line in self.control("list", "short", "modules").splitlines():
            number, _, module = line.partition("\t")
            if module.split() == _DEVICES[device].split():
                self.control("unload-module", number)

    def plug_in(self, device: str, *options: str) -> None:
        """Bring back what was unplugged, as the default device; options such as `rate=44100`."""
        self.control("load-module", *_DEVICES[device].split(), *options)
        self._set_defaults()

    def control(self, *arguments: str) -> str:
        """Run pactl, for instance `control("load-module", "module-loopback", ...)`."""
        run = subprocess.run(
            ["pactl", *arguments], env=self._env(), capture_output=True, text=True, check=True
        )
        return run.stdout

    def say(self, samples: np.ndarray, rate: int) -> None:
        """Play mono samples into the microphone; returns when they have been heard."""
        sound = soxr.resample(np.asarray(samples, np.float32), rate, RATE)
        subprocess.run(
            ["pacat", "--playback", "-d", "mouth", "--latency-msec=50", *_FORMAT, "--channels=1"],
            env=self._env(),
            input=np.round(32767 * np.clip(sound, -1, 1)).astype("<i2").tobytes(),
            check=True,
        )

    def record(self) -> "Recording":
        """Start to record the air."""
        self._recordings += 1
        return Recording(self._folder / f"air{self._recordings}.raw", self._env())

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _set_defaults(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                self.control("set-default-sink", "speaker")
                self.control("set-default-source", "mic")
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise RuntimeError(self._log.read_text()) from None
                time.sleep(0.05)
            else:
                return

    def _signal(self, number: int) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGCONT)
            self._server.send_signal(number)
            self._server.wait()


_FORMAT = ["--raw", f"--rate={RATE}", "--format=s16le"]


class Recording:
    """What is in the air from now on, written to a file by a process of its own."""

    def __init__(self, path: Path, env: dict[str, str]) -> None:
        self._path = path
        with path.open("wb") as file:
            self._process = subprocess.Popen(
                ["parec", "-d", "air.monitor", "--latency-msec=50", *_FORMAT, "--channels=2"],
                env=env,
                stdout=file,
            )
        while path.stat().st_size == 0:
            time.sleep(0.01)

    def so_far(self) -> tuple[np.ndarray, np.ndarray]:
        """What came out of the speaker, and what went into the microphone, until now.

        16 bit samples at 48 kHz, left in their file: slice them before you reckon.
        """
        frames = self._path.stat().st_size // 4
        both = np.memmap(self._path, "<i2", "r", shape=(frames, 2))
        return both[:, 0], both[:, 1]

    def waits_for_speech(self, after: int = 0) -> int:
        """Wait until the speaker has spoken, from sample `after` on, and been quiet for a second.

        Returns how many samples there are by then.
        """
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            time.sleep(0.05)
            speaker, _ = self.so_far()
            loud = np.flatnonzero(np.abs(speaker[after:]) > 1000)
            if len(loud) and len(speaker) - after - loud[-1] > RATE:
                return len(speaker)
        raise RuntimeError("nothing is said")

    def end(self) -> None:
        """Record no more."""
        self._process.terminate()
        self._process.wait()

    def stop(self) -> tuple[np.ndarray, np.ndarray]:
        """`end`, and give all of it as float32 in -1..1."""
        self.end()
        speaker, mouth = self.so_far()
        full_scale = np.float32(32768)
        return speaker / full_scale, mouth / full_scale


def find(sound: np.ndarray, recording: np.ndarray, threshold: float = 0.35) -> list[float]:
    """Where `sound` begins in `recording`, both at 48 kHz, any units: seconds, in order.

    A normalised matched filter: 1 for the sound alone, whatever its level; 0.35
    is twice what speech reaches by chance. Occurrences do not overlap, since a
    bell's tail is much like the bell; what is 30 dB below the loudest is silence.
    """
    recording = np.asarray(recording, np.float64)
    size = 1 << (len(recording) + len(sound) - 1).bit_length()
    spectrum = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(sound, size))
    match = np.fft.irfft(spectrum, size)[: len(recording) - len(sound) + 1]
    energy = np.concatenate([[0.0], np.cumsum(recording**2)])
    local = energy[len(sound) :] - energy[: -len(sound)]
    floor = 1e-3 * max(float(local.max(initial=0.0)), 1e-12)
    match /= np.sqrt(np.maximum(local, floor) * np.sum(sound.astype(np.float64) ** 2))
    places = []
    while match.size and match.max() > threshold:
        best = int(match.argmax())
        places.append(best / RATE)
        match[max(0, best - len(sound)) : best + len(sound)] = 0
    return sorted(places)
