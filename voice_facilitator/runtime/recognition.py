"""A session's hearing: what is heard, and what becomes of the recogniser, as events."""

import contextlib
import logging
import math
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from voice_facilitator.commands import Context
from voice_facilitator.hearing.remote import Remote, Restart
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.language import Language
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.live import Called, Inbox
from voice_facilitator.session.events import CommandDoubted, CommandHeard, News, Remark
from voice_facilitator.settings import Settings
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

log = logging.getLogger(__name__)

DEAF_TOLD_EVERY_S = 60.0
"""A group that hears every few seconds that we were deaf would rather we said nothing."""


def event_of(utterance: Utterance, at: float) -> CommandHeard | CommandDoubted | None:
    """What an utterance is to a session, if it is anything."""
    if utterance.command is None:
        return None
    if utterance.accepted:
        return CommandHeard(at, utterance.command, "voice")
    return CommandDoubted(at, utterance.command) if utterance.ask else None


class Pupil(Protocol):
    """Who is lent the microphone for a while."""

    def take(self, samples: Samples, position: int) -> None:
        """A block of the microphone, 16 kHz mono, that begins at its sample `position`."""

    def heard(self, utterance: Utterance) -> None:
        """What was said, which the session does not get to know."""


class Recognition:
    """Puts what the hearing child tells into a session's inbox."""

    def __init__(
        self,
        chosen: Settings,
        language: Language,
        inbox: Inbox,
        tell: Callable[[str], None],
        lost: Callable[[], None],
    ) -> None:
        """`tell` takes sentences for print; `lost` is called when no recogniser is left."""
        self._chosen = chosen
        self._language = language
        self._inbox = inbox
        self._tell = tell
        self._lost = lost
        self._told_deaf_at = -math.inf
        self._clock: AudioClock | None = None
        self._first = 0
        """The microphone's sample that hearing's stream begins with, as it counts now."""
        self._pupil: Pupil | None = None
        listening = opening.listening(chosen, language)
        self.hearing = Remote(
            listening, Context.CONVERSATION, self._heard, self._missed, self._gone
        )
        """What is to be told when to listen and how."""

    def wake(self, progress: Callable[[int, int], None]) -> str:
        """Make what examples are lacking, then listen; the sentence that tells by what.

        Raises HearingError when nothing can.
        """
        if (own := opening.own_examples(self._chosen, self._language)) is not None:
            own.make(progress)
        return self.hearing.start()

    def follow(self, microphone: AudioClock) -> None:
        """Begin: this tells which of the microphone's samples is when."""
        self._clock = microphone

    def listen(self, samples: Samples, position: int) -> None:
        """Take a block of the microphone, 16 kHz mono, that begins at its sample `position`."""
        self._first = position - round(self.hearing.position_s * HEARING_RATE)
        self.hearing.feed(samples)
        if (pupil := self._pupil) is not None:
            pupil.take(samples, position)

    @contextlib.contextmanager
    def lent(self, pupil: Pupil) -> Iterator[None]:
        """Let `pupil` have all that is heard, instead of the session."""
        self._pupil = pupil
        try:
            yield
        finally:
            self._pupil = None

    def renew(self) -> None:
        """Listen with all that has been taught by now."""
        self.hearing.renew(opening.listening(self._chosen, self._language))

    def place_s(self, at: float) -> float:
        """The second of hearing's stream that the microphone takes up at `at`.

        It may be long heard, or still to come; on a busy machine sound waits for a while
        before it gets here, so where the stream is now does not tell.
        """
        if self._clock is None or not self._clock.running:
            return self.hearing.position_s + at - time.monotonic()
        return (self._clock.frame_at(at) - self._first) / HEARING_RATE

    def close(self) -> None:
        """Stop listening."""
        self.hearing.close()

    def _heard(self, utterance: Utterance) -> None:
        log.info("Heard %s", utterance.json())
        if (pupil := self._pupil) is not None:
            pupil.heard(utterance)
            return
        if utterance.calls:
            self._inbox.put(Called())
        event = event_of(utterance, time.monotonic())
        is_unwanted = isinstance(event, CommandDoubted) and not self._chosen.ask_back
        if event is not None and not is_unwanted:
            self._inbox.put(event)

    def _missed(self, restart: Restart) -> None:
        """The recogniser was started again: tell, but not again and again."""
        self._tell(restart.sentence)
        now = time.monotonic()
        if restart.is_another:
            self._inbox.put(Remark(now, News.OTHER_EARS))
        elif now - self._told_deaf_at > DEAF_TOLD_EVERY_S:
            self._told_deaf_at = now
            self._inbox.put(Remark(now, News.WAS_DEAF))

    def _gone(self, sentence: str) -> None:
        """No recogniser is left."""
        self._tell(sentence)
        self._inbox.put(Remark(time.monotonic(), News.BY_KEYS))
        self._lost()
