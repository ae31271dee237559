"""A session in a virtual room: everything real but air, sound card and time.

The mixer's frames are the time. Ten milliseconds at a time the session acts,
the mixer is drawn, the air carries it to the microphone with what the talkers
say, the canceller and the ear hear, and the session is told.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from tests.room.acoustics import RATE, Floats
from tests.room.air import FRAME, Air, power
from tests.room.outcome import Outcome, Said
from tests.room.scenario import Saying, Scenario
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Engine
from voice_facilitator.hearing.insistence import added
from voice_facilitator.runtime import performance
from voice_facilitator.runtime.audiences import Audiences
from voice_facilitator.runtime.ears import Ears
from voice_facilitator.runtime.facilitator import Facilitator
from voice_facilitator.runtime.performer import Performer, Voice, our_sounds
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.events import CommandHeard, Started, TimeReached
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.echo_listener import EchoFree
from voice_facilitator.sound.echo_reference import Reference
from voice_facilitator.sound.echo_talker import TalkedOver
from voice_facilitator.sound.mixer import Mixer

FRAME_S = FRAME / RATE
REFRACTORY_S = 0.5
PATIENCE_S = 4.0
"""From a word's onset until nobody expects it to be obeyed any more."""
SAID_AGAIN_S = 1.2
"""People wait so long after a word for something to come of it before they say it again."""
REACH_S = 3.0
"""What is taken so long after somebody spoke was taken from them."""
MOST_PAUSED_S = 20.0
"""Who has said “resume” for so long and is not obeyed presses a key."""
NOTICED_S = 0.3
"""A line that stops longer after a word's end stops for something else."""
NOTICED_FRAMES = 7
"""So long it takes to notice that somebody speaks."""
LONGEST_S = 1800.0
"""No session of ours is meant to last longer."""


class SpeakerClock:
    """The loudspeaker plays a frame `latency_s` after it was drawn."""

    running = True
    jumps = 0

    def __init__(self, latency_s: float) -> None:
        self._latency_s = latency_s

    def time_of(self, frame: float) -> float:
        return frame / RATE + self._latency_s

    def frame_at(self, at: float) -> int:
        return round((at - self._latency_s) * RATE)


class CarelessEar:
    """Hearing that nobody told what we say."""

    def __init__(self, ear: Ear, masks: bool) -> None:
        self._ear = ear
        self._masks = masks

    @property
    def position_s(self) -> float:
        return self._ear.position_s

    def listen(self, context: Context) -> None:
        self._ear.listen(context)

    def mask(self, text: str, start_s: float, end_s: float) -> None:
        if self._masks:
            self._ear.mask(text, start_s, end_s)

    def unmask(self, from_s: float) -> None:
        self._ear.unmask(from_s)


class VirtualRoom:
    """One scenario under way."""

    def __init__(self, scenario: Scenario, plan: Plan, voice: Voice, engine: Engine) -> None:
        """`voice` speaks at 16 kHz."""
        self.outcome = Outcome(scenario)
        self._scenario = scenario
        self._air = Air(scenario)
        self._mixer = Mixer(RATE)
        self._clock = SpeakerClock(scenario.latency_s)
        insistence = added(engine.name)
        self._ear = Ear(plan.language, engine, Context.CONVERSATION, REFRACTORY_S, insistence)
        masked = CarelessEar(self._ear, scenario.care != "none")
        audience = Audiences([Ears(masked, self._place_s), self])
        self._performer = Performer(
            self._mixer, self._clock, voice, our_sounds(RATE), plan.words, audience
        )
        self._facilitator = Facilitator(plan.begin(), self._performer, audience)
        self._card = Microphone(scenario, self._listener())
        self._meaning = meanings(plan)
        self._due: list[tuple[float, Saying, int]] = []
        self._line: int | None = None
        self._ran_at = 0.0
        self._powers: deque[tuple[float, float]] = deque(maxlen=NOTICED_FRAMES)
        self._taken: list[Command] = []
        self._is_first_line = True
        self._prompted = ""

    def run(self) -> Outcome:
        """Run the session to its end."""
        self._facilitator.take(Started(0.0))
        while not self._facilitator.state.ended and self._now < LONGEST_S:
            self._act()
            self._speak()
            heard = self._air.frame(self._mixer.render(FRAME))
            self._card.take(heard, self._air.is_lost(), self._now)
        self.outcome.seconds = self._now
        return self.outcome

    def _place_s(self, at: float) -> float:
        return self._ear.position_s + at - self._now

    def notice(self, performed: performance.Performed) -> None:
        """Take note of what we do, and have the talkers answer to it."""
        self.outcome.performed.append(performed)
        match performed:
            case performance.Said(at, sound, _, _, _):
                self._line = sound
                self.outcome.lines += 1
                if self._is_first_line:
                    self._is_first_line = False
                    self._cue("welcome", at)
            case performance.PhaseBegan(at, phase):
                self._prompted = phase
                self._cue(phase, at)
            case performance.Held(at, _):
                self._stopped()
            case performance.Stopped(at, sound) if sound == self._line:
                self._line = None
                self.outcome.whole_lines += not self._just_obeyed()
                self._cue(f"after {self._prompted}", at)
                self._prompted = ""

    @property
    def _now(self) -> float:
        return self._mixer.position / RATE

    def _listener(self) -> Callable[[Floats, int], None]:
        if self._scenario.care in ("none", "mask"):
            return self._hear
        listener = EchoFree(self._mixer, self._hear, self._talked_over)
        self._microphone_clock = AudioClock(RATE)
        listener.follow(self._clock, self._microphone_clock)  # type: ignore[arg-type]
        return listener

    def _hear(self, samples: Floats, _position: int) -> None:
        self._powers.append((self._air.noise_power, power(samples[-FRAME:])))
        for utterance in self._ear.feed(samples):
            if utterance.accepted and utterance.command is not None:
                self._obey(utterance.command)

    def _talked_over(self, noticed: TalkedOver) -> None:
        if self._scenario.care == "pause":
            self._performer.hold(noticed.lasted_s)

    def _act(self) -> None:
        for event in self._performer.collect():
            self._facilitator.take(event)
        deadline = self._facilitator.next_deadline
        if deadline is not None and deadline <= self._now:
            self._facilitator.take(TimeReached(self._now))
        self._take_up_again()
        self._performer.settle_chimes()

    def _take_up_again(self) -> None:
        if not self._facilitator.state.place.paused:
            self._ran_at = self._now
        elif self._now - self._ran_at > MOST_PAUSED_S:
            self._facilitator.take(CommandHeard(self._now, Command.RESUME, "keys"))

    def _cue(self, during: str, at: float) -> None:
        self._due += [(at + s.seconds, s, 1) for s in self._scenario.says if s.during == during]

    def _speak(self) -> None:
        for cue in [cue for cue in self._due if cue[0] <= self._now]:
            self._due.remove(cue)
            _, saying, attempt = cue
            if not self._is_called_for(saying, attempt):
                continue
            onset, end = (self._now + at for at in self._air.speak(saying))
            over_us = self._line is not None
            command = self._meaning.get(saying.text)
            self.outcome.said.append(Said(onset, end, command, over_us, attempt))
            if saying.again and attempt == 1:
                self._due.append((end + SAID_AGAIN_S, saying, 2))

    def _is_called_for(self, saying: Saying, attempt: int) -> bool:
        obeyed = bool(self.outcome.said) and self.outcome.said[-1].obeyed_at is not None
        return not obeyed if attempt == 2 else obeyed or not saying.answers

    def _obey(self, command: Command) -> None:
        at = self._now
        recent = [said for said in self.outcome.said if 0 <= at - said.onset < PATIENCE_S]
        meant = [said for said in recent if said.command is command and said.obeyed_at is None]
        if meant:
            meant[-1].obeyed_at = at
        elif recent and at - recent[-1].onset < REACH_S:
            self.outcome.wrong.append((at, command))
        elif self._line is not None or self._air.echo_power > self._air.noise_power:
            self.outcome.self_triggers.append((at, command))
        else:
            self.outcome.false_accepts.append((at, command))
        self._facilitator.take(CommandHeard(at, command))

    def _just_obeyed(self) -> bool:
        return any(
            said.obeyed_at is not None and self._now - said.obeyed_at < 0.2
            for said in self.outcome.said
        )

    def _stopped(self) -> None:
        speaking = [s for s in self.outcome.said if s.onset <= self._now < s.end + NOTICED_S]
        if speaking and speaking[-1].stopped_at is None:
            speaking[-1].stopped_at = self._now
        elif self._is_noisy:
            self.outcome.noise_stops.append(self._now)
        elif not speaking:
            self.outcome.own_stops.append(self._now)

    @property
    def _is_noisy(self) -> bool:
        """Whether what was left of the microphone lately was mostly the room's noise."""
        noise, left = np.sum(self._powers, axis=0)
        return bool(2 * noise > left)


class Microphone:
    """The sound card's input: its own crystal, and what it loses."""

    def __init__(self, scenario: Scenario, listener: Callable[[Floats, int], None]) -> None:
        self._listener = listener
        self._rate = 1 - scenario.drift_ppm * 1e-6
        self.clock = (
            listener._clocks[1] if isinstance(listener, EchoFree) and listener._clocks else None
        )
        self._sound = Reference(RATE)
        self._frames = 0
        self._read = 0.0
        self._position = 0

    def take(self, heard: Floats, lost: bool, now: float) -> None:
        """Deliver what the microphone heard in the frame before `now`."""
        self._sound.write(heard, self._frames * FRAME)
        self._frames += 1
        count = FRAME if self._rate == 1 else self._due()
        place, self._read = self._read, self._read + count / self._rate
        if lost:
            return
        if self.clock is not None:
            self.clock.observe(self._position, place / RATE)
        self._listener(self._sound.read(place, count), self._position)
        self._position += count

    def _due(self) -> int:
        """As many samples as the crystal has counted; what the interpolation needs stays back."""
        return int((self._frames * FRAME - 64 - self._read) * self._rate)


def meanings(plan: Plan) -> dict[str, Command]:
    """What each wording means."""
    phrases = plan.language.phrases
    return {text: Command(name) for name, texts in phrases.items() for text in texts}
