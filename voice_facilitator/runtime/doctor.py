"""Tries everything a session needs, aloud, and says what works and what to mend.

It speaks, rings, listens, loads the recogniser, and asks for a word to be said.
Each finding is printed as it is made, and spoken where that is possible: nobody
needs a screen for it. Our findings are English; what is asked of the group, and
how its answer came, is said in its own language.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import DeviceError, FacilitatorError
from voice_facilitator.hearing.clarity import Clarity, clarity
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Engine
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.runtime import opening, trouble
from voice_facilitator.runtime.calibration import measure
from voice_facilitator.runtime.verdict import verdict
from voice_facilitator.settings import Settings
from voice_facilitator.sound import shelf
from voice_facilitator.sound.air import Air
from voice_facilitator.sound.inflow import Inflow
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.stream import Stream
from voice_facilitator.sound.wavefile import HEARING_RATE
from voice_facilitator.speech.speaker import Speech

LISTENING_S = 3.0
"""Long enough to hear whether a room has any sound at all."""
QUIET_S = 1.0
"""To hear the room without us."""
PATIENCE_S = 8.0
"""Seconds that somebody has to say the word."""
_ECHO_S = 0.5
"""Our voice goes on in the room for a moment, and in what the microphone holds back."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that works, or does not."""

    works: bool
    about: str
    sentence: str
    """What was found; where it does not work, with the remedy."""
    to_group: str | None = None
    """What the group is told of it in its own language, in place of the sentence."""

    def line(self) -> str:
        """For print."""
        return f"{'ok  ' if self.works else 'MEND'}  {self.about}: {self.sentence}"


class Doctor:
    """One examination."""

    def __init__(self, chosen: Settings, show: Callable[[str], None]) -> None:
        """`show` prints what the group is asked for.

        Raises DataFileError when the language's file cannot be used.
        """
        self._chosen = chosen
        self._show = show
        self._plan = opening.plan(chosen)
        self._voice = opening.voice(chosen, self._plan.language)
        self._telling = trouble.english(chosen)
        self._mixer = Mixer()
        self._heard: list[tuple[Samples, int]] = []
        self._inflow = Inflow()
        self._air: Air | None = None
        self._hears = False
        self._engine: Engine | None = None

    def findings(self) -> Iterator[Finding]:
        """Examine, one thing after the other; each finding is also spoken."""
        with contextlib.ExitStack() as stack:
            for examine in (
                self._speech,
                lambda: self._speaker(stack),
                self._microphone,
                self._recogniser,
                self._cache,
                self._command,
            ):
                found = examine()
                if found is not None:
                    self._tell(found)
                    yield found

    def _speech(self) -> Finding:
        voice = self._chosen.voice or self._plan.language.voice
        try:
            self._voice.speak(self._plan.language.name)
        except FacilitatorError as error:
            return Finding(False, "voice", str(error))
        return Finding(True, "voice", f"{voice} speaks {self._plan.language.name}.")

    def _speaker(self, stack: contextlib.ExitStack) -> Finding:
        stream = Stream(self._mixer, self._listen, opening.wishes(self._chosen))
        try:
            stream.start()
        except FacilitatorError as error:
            return Finding(False, "loudspeaker", str(error))
        stack.callback(stream.stop)
        self._air = stream
        return Finding(
            True,
            "loudspeaker",
            f"it plays, {1000 * stream.latency_s:.0f} ms after we ask it to; "
            f"{1000 * stream.asked_latency_s:.0f} ms are asked of it, {self._why(stream)}.",
        )

    def _why(self, stream: Stream) -> str:
        """Where the latency that is asked for comes from."""
        if self._chosen.latency != "auto":
            return "as you chose"
        known = stream.speaker and opening.latencies(self._chosen).is_known(stream.speaker)
        return "which this machine has turned out to need" if known else "as at first of any"

    def _microphone(self) -> Finding | None:
        if not isinstance(self._air, Stream):
            return None
        if self._air.microphone_problem is not None:
            return Finding(False, "microphone", self._air.microphone_problem)
        self._heard.clear()
        frame = self._mixer.position + round(QUIET_S * self._mixer.rate)
        self._mixer.play(
            shelf.load("chime_open", self._mixer.rate), at=frame, gain=self._chosen.volume / 100
        )
        time.sleep(QUIET_S + LISTENING_S)
        if not self._heard:
            return Finding(False, "microphone", "it gives nothing; plug it in anew.")
        self._hears = True
        heard, first = list(self._heard), self._heard[0][1]
        rung_at = self._air.microphone_clock.frame_at(self._air.clock.time_of(frame)) - first
        bell = shelf.load("chime_open", HEARING_RATE)
        found = measure(np.concatenate([samples for samples, _ in heard]), bell, rung_at)
        works = not (found.is_dead or found.is_too_loud)
        return Finding(works, "microphone", found.sentence())

    def _recogniser(self) -> Finding:
        try:
            if (own := opening.own_examples(self._chosen, self._plan.language)) is not None:
                own.make()
            choice = opening.recogniser(self._chosen, self._plan.language)
            self._engine = choice.load()
        except FacilitatorError as error:
            return Finding(False, "recogniser", str(error))
        return Finding(True, "recogniser", choice.sentence)

    def _cache(self) -> Finding:
        folder = self._chosen.cache_dir
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if os.access(existing, os.W_OK):
            return Finding(True, "folder for speech", f"{folder} can be written.")
        return Finding(
            False,
            "folder for speech",
            f"{folder} cannot be written, so starting takes longer; choose another: --cache-dir.",
        )

    def _command(self) -> Finding | None:
        """Ask for “pause”, and tell how clearly it came."""
        if self._engine is None or not self._hears:
            return None
        language = self._plan.language
        wording = language.phrases[Command.PAUSE][0]
        request = language.lines["teach_ask"].format(wording=wording)
        self._show(request)
        self._say(request, self._voice)
        self._inflow.forget()
        ear = Ear(language, self._engine, Context.CONVERSATION)
        try:
            heard = clearest(ear.hear(self._inflow.take(PATIENCE_S)), Command.PAUSE)
        except DeviceError as error:
            return Finding(False, "command", str(error))
        told = language.lines["try_nothing"] if heard is None else verdict(heard, language)
        works = heard is not None and heard.accepted
        return Finding(works, "command", _how(heard, wording), told)

    def _listen(self, samples: Samples, position: int) -> None:
        self._heard.append((samples, position))
        self._inflow(samples, position)

    def _tell(self, found: Finding) -> None:
        if found.to_group is None:
            self._say(f"{found.about}. {found.sentence}", self._telling)
        else:
            self._say(found.to_group, self._voice)

    def _say(self, text: str, voice: Speech) -> None:
        if self._air is None:
            return
        with contextlib.suppress(FacilitatorError):
            spoken = voice.speak(text)
            self._mixer.play(spoken.samples, gain=self._chosen.volume / 100)
            time.sleep(spoken.seconds + self._air.latency_s + _ECHO_S)


def clearest(utterances: Iterable[Utterance], command: Command) -> Utterance | None:
    """The first that is obeyed as `command`, else what came nearest to it; None if nothing did."""
    doubtful = []
    for utterance in utterances:
        if utterance.command is command:
            if utterance.accepted:
                return utterance
            doubtful.append(utterance)
    near = [utterance for utterance in doubtful if clarity(utterance) is Clarity.NEARLY]
    return max(near, key=lambda utterance: utterance.margin or 0.0, default=None)


def _how(heard: Utterance | None, wording: str) -> str:
    """How clearly it came, with the remedy where one is needed."""
    if heard is None:
        return (
            f"nobody was heard to say “{wording}”; come nearer, or turn the microphone up, and "
            "try “voice-facilitator listen”."
        )
    match clarity(heard):
        case Clarity.CLEAR:
            return f"“{wording}” was heard clearly."
        case Clarity.JUST:
            return f"“{wording}” was only just heard; come nearer, or leave a pause around it."
    return (
        f"“{wording}” was not clear enough; come nearer, leave a pause around it, or teach me "
        f"your voice with “voice-facilitator teach {wording}”."
    )
