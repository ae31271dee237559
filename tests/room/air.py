"""The air between loudspeaker, talkers and microphone, ten milliseconds at a time."""

from collections import deque
from pathlib import Path

import numpy as np
from scipy import signal

from tests.hearing.voices import say
from tests.room.acoustics import RATE, Floats, Shoebox
from tests.room.scenario import Room, Saying, Scenario
from voice_facilitator.sound.echo_presence import level_db
from voice_facilitator.sound.wavefile import read

FRAME = 160
TALKER_DB = -32.0
"""A talker's words at the microphone, dBFS while speaking: some 60 dB SPL at a laptop."""
SILENCE_DB = -70.0
"""A quiet room."""
SPEECH_DB = -20.0
"""Our own speech before the loudspeaker, while speaking."""
RINGING_S = 0.1
"""So long the loudspeaker itself rings."""
_NOTHING = np.zeros(FRAME, np.float32)


class Convolver:
    """A sound through a response, in frames; the response in parts of a frame (overlap-save)."""

    def __init__(self, response: Floats) -> None:
        parts = -(-len(response) // FRAME)
        padded = np.pad(response, (0, parts * FRAME - len(response))).reshape(parts, FRAME)
        self._response = np.fft.rfft(padded, 2 * FRAME)
        self._sounds = np.zeros_like(self._response)
        self._last = np.zeros(FRAME, np.float32)

    @property
    def seconds(self) -> float:
        """How long a sound goes on."""
        return len(self._sounds) * FRAME / RATE

    def frame(self, sound: Floats) -> Floats:
        self._sounds = np.roll(self._sounds, 1, axis=0)
        self._sounds[0] = np.fft.rfft(np.concatenate([self._last, sound]))
        self._last = sound
        heard = (self._sounds * self._response).sum(axis=0)
        return np.fft.irfft(heard)[FRAME:].astype(np.float32)


class Loudspeaker:
    """A small one: nothing below 150 Hz or above 7 kHz, and it distorts at full level."""

    def __init__(self) -> None:
        self._band = signal.butter(2, (150, 7000), "band", fs=RATE, output="sos")
        self._state = signal.sosfilt_zi(self._band) * 0

    def frame(self, sound: Floats) -> Floats:
        driven = np.tanh(1.2 * sound) / 1.2
        played, self._state = signal.sosfilt(self._band, driven, zi=self._state)
        return played.astype(np.float32)


class Air:
    """What the microphone hears."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        room = scenario.room
        self._box = Shoebox(room.size, room.reverberation_s)
        self._loudspeaker = Loudspeaker()
        self._response = echo_path(room)
        self._echo = Convolver(self._response * self._gain())
        self._silent_s = 0.0
        self._delay_s = scenario.latency_s + scenario.delay_s
        self._played: deque[Floats] = deque(maxlen=RATE // FRAME * 3)
        self._talk = np.zeros(0, np.float32)
        self._random = np.random.default_rng(scenario.seed)
        self._noise = self._noise_source()
        self._frames = 0
        self.echo_power = self.noise_power = self.talk_power = 0.0
        """Of the last frame."""

    def speak(self, saying: Saying) -> tuple[float, float]:
        """Somebody says something from now on; seconds until its first and its last sound."""
        recorded = saying.recording
        word = say(saying.text, saying.voice) if recorded is None else _recorded(recorded)
        heard = np.convolve(word, self._box.response(saying.place, self._scenario.room.microphone))
        loud = np.flatnonzero(np.abs(heard) > 0.1 * np.abs(heard).max())
        heard = heard * 10 ** ((TALKER_DB + saying.louder_db) / 20) / _active(heard)
        longer = max(len(heard), len(self._talk))
        self._talk = _padded(self._talk, longer) + _padded(heard, longer)
        return float(loud[0]) / RATE, float(loud[-1]) / RATE

    @property
    def is_somebody_speaking(self) -> bool:
        """Whether a talker's words are in the air."""
        return len(self._talk) > 0

    def frame(self, played: Floats) -> Floats:
        """What the microphone hears while the mixer gives `played`."""
        now = self._frames * FRAME / RATE
        for jump in self._scenario.jumps:
            if jump.at <= now:
                self._delay_s = self._scenario.latency_s + jump.seconds
        echo = self._delayed(self._echoed(played))
        talk, self._talk = _padded(self._talk[:FRAME], FRAME), self._talk[FRAME:]
        noise = self._noise_frame()
        self.echo_power, self.noise_power, self.talk_power = map(power, (echo, noise, talk))
        self._frames += 1
        heard = np.clip(echo + talk + noise, -1, 1)
        return np.round(heard * 32767).astype(np.float32) / 32767

    def is_lost(self) -> bool:
        """Whether the microphone's sound is lost just now."""
        now = self._frames * FRAME / RATE
        return any(lost.at <= now < lost.at + lost.seconds for lost in self._scenario.lost)

    def _echoed(self, played: Floats) -> Floats:
        """Of most of a session there is no echo, and nothing to be reckoned."""
        self._silent_s = 0.0 if played.any() else self._silent_s + FRAME / RATE
        if self._silent_s > self._echo.seconds + RINGING_S:
            return _NOTHING
        return self._echo.frame(self._loudspeaker.frame(played))

    def _delayed(self, echo: Floats) -> Floats:
        self._played.append(echo)
        samples = round(self._delay_s * RATE)
        back = samples // FRAME + 2
        recent = [self._played[-i] for i in range(min(back, len(self._played)), 0, -1)]
        line = np.concatenate(recent)
        line = np.concatenate([np.zeros(back * FRAME - len(line), np.float32), line])
        end = len(line) - samples
        return line[end - FRAME : end]

    def _gain(self) -> float:
        """Brings our speech to its level at the microphone."""
        speech = say("This is how loud we are, at the place where the microphone stands.")
        played = Loudspeaker().frame(speech * 10 ** (SPEECH_DB / 20) / _active(speech))
        heard = _active(np.convolve(played, self._response))
        return float(10 ** ((TALKER_DB + self._scenario.loudspeaker_db) / 20) / heard)

    def _noise_source(self) -> Floats | None:
        if self._scenario.noise is None:
            return None
        noise = _recorded(self._scenario.noise)
        return np.roll(noise, self._random.integers(len(noise))) / np.sqrt(np.mean(noise**2))

    def _noise_frame(self) -> Floats:
        hiss = self._random.standard_normal(FRAME).astype(np.float32)
        quiet = hiss * 10 ** (SILENCE_DB / 20)
        if self._scenario.snr_db is None:
            return quiet
        if self._noise is None:
            noise = hiss
        else:
            places = (self._frames * FRAME + np.arange(FRAME)) % len(self._noise)
            noise = self._noise[places]
        return quiet + noise * 10 ** ((TALKER_DB - self._scenario.snr_db) / 20)


def echo_path(room: Room) -> Floats:
    """How a room carries a sound from the loudspeaker to the microphone."""
    if room.response is None:
        box = Shoebox(room.size, room.reverberation_s)
        return box.response(room.loudspeaker, room.microphone)
    return _recorded(room.response)[: 2 * RATE]


def _recorded(path: str) -> Floats:
    return np.concatenate(list(read(Path(path))))


def _active(sound: Floats) -> float:
    loud = sound[np.abs(sound) > 0.1 * np.abs(sound).max()]
    return float(np.sqrt(np.mean(loud.astype(float) ** 2)))


def _padded(sound: Floats, length: int) -> Floats:
    return np.concatenate([sound, np.zeros(length - len(sound))]).astype(np.float32)


def power(frame: Floats) -> float:
    """The power of a frame as whoever listens for a talker reckons it."""
    return float(10 ** (level_db(frame) / 10))
