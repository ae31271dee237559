"""Plays what the session asks for and says what was played.

Lines and earcons wait for one another in a queue; chimes are laid into the
mixer at their own time. What the mixer notes (a sound has begun, has ended)
comes back as events for the session and as news for the audience.

A line that somebody speaks over is held and goes on by itself. The session does
not know: for it, the line lasts until it has been said, or is stopped.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voice_facilitator.errors import SpeechError
from voice_facilitator.runtime.calibration import TOO_LOUD_DBFS
from voice_facilitator.runtime.clocks import FrameClock
from voice_facilitator.runtime.interruption import (
    CALLED_S,
    LISTENING_S,
    Hold,
    Manners,
    Rest,
    hold,
    rest,
)
from voice_facilitator.runtime.laid import Laid, Sound
from voice_facilitator.runtime.loudness import Loudness
from voice_facilitator.runtime.performance import (
    Audience,
    EarconPlayed,
    Held,
    Rang,
    Said,
    Stopped,
    WentOn,
)
from voice_facilitator.session.actions import (
    Action,
    CancelChime,
    ChimeName,
    EarconName,
    Line,
    PlayEarcon,
    RingChime,
    Say,
    SetVolume,
    StopSpeaking,
)
from voice_facilitator.session.events import Event, PlaybackEnded, PlaybackStarted
from voice_facilitator.sound import shelf
from voice_facilitator.sound.mixer import Mixer
from voice_facilitator.speech.spoken import Spoken

log = logging.getLogger(__name__)

GAP_S = 0.12
"""Between two sounds of the queue, so that an earcon does not stick to the words after it."""


class Voice(Protocol):
    """Turns text into speech at the mixer's rate."""

    def speak(self, text: str) -> Spoken:
        """Raises SpeechError when no speech can be made."""


def our_sounds(rate: int) -> dict[EarconName | ChimeName, npt.NDArray[np.float32]]:
    """All earcons and chimes that ship with us, at `rate` Hz."""
    chimes = {name: shelf.load(f"chime_{name}", rate) for name in ChimeName}
    return chimes | {name: shelf.load(name, rate) for name in EarconName}


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak a text that is no session's line, as one is."""

    sound: int
    text: str


class Performer:
    """Actions in, events out.

    `sounds` holds earcons and chimes by name, float32 mono at the mixer's rate.
    """

    def __init__(
        self,
        mixer: Mixer,
        clock: FrameClock,
        voice: Voice,
        sounds: Mapping[EarconName | ChimeName, npt.NDArray[np.float32]],
        words: Callable[[Line], str],
        audience: Audience,
        volume: float = 1.0,
    ) -> None:
        """`volume` is the amplitude of all sounds, 1 as they are."""
        self._mixer = mixer
        self._clock = clock
        self._voice = voice
        self._sounds = sounds
        self._words = words
        self._audience = audience
        self._waiting: deque[Say | Speak | PlayEarcon] = deque()
        self._laid = Laid(mixer, clock)
        self._speaking: int | None = None
        self._hold: Hold | None = None
        self._manners = Manners()
        self._free_from = 0
        """The frame from which the next line or earcon of the queue may sound."""
        self._loudness = Loudness(volume)
        self._bell_gain = volume
        self._events: list[Event] = []

    @property
    def is_quiet(self) -> bool:
        """Whether nothing sounds, waits or is laid for later."""
        return not (self._laid or self._waiting or self._events or self._hold)

    def perform(self, action: Action | Speak) -> None:
        """Do what `action` asks, as far as it is a matter of sound."""
        match action:
            case Say() | Speak() | PlayEarcon():
                self._waiting.append(action)
                self._start_waiting()
            case RingChime(sound, name, at):
                if name is ChimeName.OPEN:
                    self._bell_gain = self._loudness.gain
                samples = self._sounds[name]
                rang = Rang(at, sound, name, self._seconds(samples))
                self._laid.ring(rang, samples, self._bell_gain)
            case CancelChime(sound):
                self._laid.take_up_chime(sound)
            case StopSpeaking():
                self._stop_speaking()
            case SetVolume(steps):
                self._loudness = replace(self._loudness, steps=steps)

    def follow(self, room_db: float) -> None:
        """Be so much louder than at first, from the next line on; the bells of a silence agree."""
        self._loudness = replace(self._loudness, room_db=room_db)

    def keep_below_too_loud(self, speech_dbfs: float) -> None:
        """Our speech, as loud as it is now, has `speech_dbfs` at the microphone."""
        most_db = self._loudness.above_db + TOO_LOUD_DBFS - speech_dbfs
        self._loudness = replace(self._loudness, most_db=most_db)

    def fall_silent(self) -> None:
        """Stop speaking, and take back the chimes that have not begun."""
        self._stop_speaking()
        self._laid.take_up_chimes()

    def hold(self, lasted_s: float) -> None:
        """Somebody speaks over us, by now for `lasted_s` seconds: fall silent and listen.

        Only a line can be held; one that is lets those who speak finish.
        """
        if self._hold is not None:
            self._hold = self._hold.heard(self._now())
            return
        left = self._left()
        if left is not None and self._manners.yields(left.sound, lasted_s):
            self._keep_back(left, LISTENING_S)

    def attend(self, sound: int) -> None:
        """Somebody calls us: sound that we listen, and let them say a command.

        `sound` is the number of the earcon, which waits for nothing.
        """
        samples = self._sounds[EarconName.LISTENING]
        news = EarconPlayed(0, sound, EarconName.LISTENING, self._seconds(samples))
        self._laid.play(Sound(news, samples, self._loudness.gain))
        if self._hold is not None:
            self._hold = self._hold.called(self._now())
        elif (left := self._left()) is not None:
            self._keep_back(left, CALLED_S)

    def go_on(self) -> None:
        """Say the rest of the line that is held, if one is."""
        if self._hold is not None:
            left, self._hold = self._hold.rest, None
            self._manners.stopped_for_nothing(left.sound)
            self._start(WentOn(0, left.sound, left.sentences), left.samples)

    def collect(self) -> list[Event]:
        """What has been played since the last call, in order; starts what waits."""
        for note in self._mixer.notes():
            if note.kind == "started":
                self._began(note.handle, note.frame)
            else:
                self._ended(note.handle, note.frame)
        if self._hold is not None and self._now() >= self._hold.until:
            self.go_on()
        self._start_waiting()
        events, self._events = self._events, []
        return events

    def settle_chimes(self) -> None:
        """Lay chimes anew where the clock by now knows their frame better."""
        self._laid.settle_chimes()

    def _now(self) -> float:
        return self._clock.time_of(self._mixer.position)

    def _left(self) -> Rest | None:
        """The rest of the line that is being said; None when none is, or all of it was said."""
        laid = self._laid.get(self._speaking)
        if laid is None or laid.began is None or not isinstance(laid.news, Said | WentOn):
            return None
        said_s = (self._mixer.position - laid.began) / self._mixer.rate
        sentences = laid.news.sentences
        return rest(laid.news.sound, laid.samples, self._mixer.rate, sentences, said_s)

    def _keep_back(self, left: Rest, for_s: float) -> None:
        assert self._speaking is not None
        self._laid.take_up(self._speaking)
        self._speaking = None
        self._hold = hold(left, self._now(), for_s)
        self._audience.notice(Held(self._now(), left.sound))

    def _seconds(self, samples: npt.NDArray[np.float32]) -> float:
        return len(samples) / self._mixer.rate

    def _start_waiting(self) -> None:
        while self._speaking is None and self._hold is None and self._waiting:
            match self._waiting.popleft():
                case Say(sound, line):
                    self._start_line(sound, self._words(line))
                case Speak(sound, text):
                    self._start_line(sound, text)
                case PlayEarcon(sound, name):
                    samples = self._sounds[name]
                    self._start(EarconPlayed(0, sound, name, self._seconds(samples)), samples)

    def _start_line(self, sound: int, text: str) -> None:
        try:
            spoken = self._voice.speak(text)
        except SpeechError as error:
            log.warning("Could not say “%s”: %s", text, error)
            # An earcon in its place: its words still reach the audience, and time goes on.
            samples = self._sounds[EarconName.WORKING]
            self._start(Said(0, sound, text, (), self._seconds(samples)), samples)
        else:
            seconds = self._seconds(spoken.samples)
            self._start(Said(0, sound, text, spoken.sentences, seconds), spoken.samples)

    def _start(self, news: Said | WentOn | EarconPlayed, samples: npt.NDArray[np.float32]) -> None:
        self._speaking = self._laid.play(Sound(news, samples, self._loudness.gain), self._free_from)

    def _stop_speaking(self) -> None:
        dropped = [waiting.sound for waiting in self._waiting]
        self._waiting.clear()
        if self._hold is not None:
            dropped.insert(0, self._hold.rest.sound)
            self._hold = None
        if self._speaking is not None:
            laid = self._laid.get(self._speaking)
            if laid is None or laid.began is not None:
                self._mixer.stop(self._speaking)
            else:
                self._laid.take_up(self._speaking)
                self._speaking = None
                dropped.insert(0, laid.news.sound)
        self._events += [PlaybackEnded(self._now(), sound) for sound in dropped]

    def _began(self, handle: int, frame: int) -> None:
        laid = self._laid.began(handle, frame)
        if laid is not None:
            at = self._clock.time_of(frame)
            self._audience.notice(replace(laid.news, at=at))
            if not isinstance(laid.news, WentOn):
                self._events.append(PlaybackStarted(at, laid.news.sound))

    def _ended(self, handle: int, frame: int) -> None:
        laid = self._laid.ended(handle)
        if laid is not None:
            if handle == self._speaking:
                self._speaking = None
                self._free_from = frame + round(GAP_S * self._mixer.rate)
            at = self._clock.time_of(frame)
            self._audience.notice(Stopped(at, laid.news.sound))
            self._events.append(PlaybackEnded(at, laid.news.sound))
