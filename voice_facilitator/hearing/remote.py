"""The parent's side of listening: feeds the child, and starts another when it dies or hangs.

A child that fails three times in a minute gives way to the next engine in line,
Vosk to the embedded one; after the last nothing listens. One whose memory grows
is replaced in a quiet moment by another that is loaded already.

Time is the stream's: seconds of sound fed so far, across restarts. Sound that is
fed while a child loads in the place of one that died (a second for the embedded engine) is not
heard.
"""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from voice_facilitator.child import Child, ChildDied, ChildError, ChildHung, Message
from voice_facilitator.commands import Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import weight
from voice_facilitator.hearing.own_voice import Masked, OwnVoice, Unmasked
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.hearing.weight import Weight

RATE = 16000
"""Samples a second."""
PATIENCE_S = 4.0
"""A child that has had sound for this long without a sign of life hangs."""
_BEHIND_S = 1.0
"""Sound that may be unanswered: twice the time between two signs of life."""
_LOADING_S = 60.0
"""A Vosk model loads for some ten seconds on a fast machine."""
_LOOK_S = 0.5
_LAST_WORDS_S = 0.3
"""A child that is fed no more and tells nothing for so long has told all that it heard."""
MANY_DEATHS = 3
"""So many failures ..."""
MANY_DEATHS_S = 60.0
"""... in so many seconds are no accident."""
_QUIET_S = 3.0
"""Nobody is in the middle of a command when nothing was heard for so long."""
_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 10.0
_MODULE = "voice_facilitator.hearing.worker"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listening:
    """What a child is to be told when it starts."""

    language: str
    """A name or path, as `load_language` takes it."""
    engine: str = "auto"
    """One of `choice.WANTED`."""
    model: Path | None = None
    """The folder of the language's Vosk model, where one is installed."""
    examples: tuple[Path, ...] = ()
    """Files of templates beside those that ship with us; they may come to be later."""
    wake_word: str = "off"
    """As `wake_word.wish` takes it."""


@dataclass(frozen=True, slots=True)
class Restart:
    """A child has been replaced, after some seconds in which nothing was heard."""

    sentence: str
    """Why, and what listens now."""
    is_another: bool
    """Whether it is another engine that listens."""


class Remote:
    """Hearing in a child process. The callbacks are called from a thread of its own."""

    def __init__(
        self,
        listening: Listening,
        context: Context,
        heard: Callable[[Utterance], None],
        restarted: Callable[[Restart], None],
        gave_up: Callable[[str], None],
    ) -> None:
        """`heard` takes each utterance; `restarted` is told when there is a new child.

        `gave_up` is told, in a sentence, that there will be none.
        """
        self._listening = listening
        self._context = context
        self._heard = heard
        self._restarted = restarted
        self._gave_up = gave_up
        self._failed_at: deque[float] = deque(maxlen=MANY_DEATHS)
        self._heard_at = 0.0
        self._weight = Weight()
        self._own_voice = OwnVoice()
        self._is_outdated = False
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._fed = 0
        self._began_s = 0.0
        self._answered_s = 0.0
        self._closing = threading.Event()
        self._ready: Future[str] = Future()
        # The child dies with the thread that starts it, so that thread stays.
        self._thread = threading.Thread(target=self._supervise, name="hearing", daemon=True)

    def start(self) -> str:
        """Start, and wait until it listens; the sentence that tells which engine does.

        Raises HearingError when the engine cannot be had.
        """
        self._thread.start()
        return self._ready.result()

    @property
    def position_s(self) -> float:
        """Seconds of sound fed so far."""
        return self._fed / RATE

    @property
    def behind_s(self) -> float:
        """Seconds of sound that the child has not told to have dealt with."""
        return self.position_s - self._began_s - self._answered_s

    @property
    def pid(self) -> int | None:
        """The child's process number; None while there is none that listens."""
        child = self._child
        return child.pid if child else None

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        """Hand over a block (mono, 16 kHz, -1 ... 1). Never waits."""
        with self._lock:
            self._send({"do": "feed"}, np.asarray(block, np.float32).tobytes())
            self._fed += len(block)

    def listen(self, context: Context) -> None:
        """From now on judge by `context`."""
        with self._lock:
            self._context = context
            self._send({"do": "listen", "context": context})

    def mask(self, text: str, start_s: float, end_s: float) -> None:
        """Ignore the words of `text` that are heard while we say it, in seconds of the stream."""
        self._say(Masked(text, start_s, end_s))

    def unmask(self, from_s: float) -> None:
        """We have stopped speaking at `from_s`, in seconds of the stream."""
        self._say(Unmasked(from_s))

    def renew(self, listening: Listening) -> None:
        """Have the child followed by one that is told `listening`, without a gap in hearing."""
        self._listening = listening
        self._is_outdated = True

    def close(self) -> None:
        """Stop listening."""
        self._closing.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def _say(self, news: Masked | Unmasked) -> None:
        with self._lock:
            self._own_voice.add(news, self.position_s)
            self._send(news.head(self._began_s))

    def _send(self, head: dict[str, Any], payload: bytes = b"") -> None:
        if self._child is not None:
            try:
                self._child.send(Message(head, payload))
            except ChildError as error:
                # Its thread finds out too, and starts another.
                _log.debug("hearing %s", error)

    def _supervise(self) -> None:
        try:
            sentence = self._begin()
        except HearingError as error:
            self._ready.set_exception(error)
            return
        self._ready.set_result(sentence)
        while (reason := self._attend()) is not None:
            _log.warning("hearing %s; starting it again", reason)
            self._end()
            if not self._begin_again(reason):
                break
        self._end()

    def _begin(self) -> str:
        """Have a new child listen; the one before, if any, does so while it loads."""
        before, before_s = self._child, self._began_s
        child, sentence = self._load()
        with self._lock:
            self._child = child
            self._began_s = self._fed / RATE
            self._answered_s = 0.0
            self._send({"do": "listen", "context": self._context})
            for head in self._own_voice.heads(self._began_s):
                self._send(head)
        if before is not None:
            self._dismiss(before, before_s)
        return sentence

    def _load(self) -> tuple[Child, str]:
        """A new child that is ready to listen, and what it says of itself."""
        options = self._listening
        try:
            child = Child(_MODULE)
        except OSError as error:
            raise HearingError(
                f"The recogniser cannot be started ({error.strerror}); close what else is running."
            ) from None
        try:
            child.send(
                Message(
                    {
                        "do": "start",
                        "language": options.language,
                        "context": self._context,
                        "engine": options.engine,
                        "model": str(options.model) if options.model else None,
                        "examples": [str(file) for file in options.examples],
                        "wake_word": options.wake_word,
                    }
                )
            )
            answer = self._loaded(child)
        except ChildError as error:
            child.close()
            raise HearingError(
                f"The recogniser {error} while it was loading; try another with --engine."
            ) from None
        if "failed" in answer:
            child.close()
            raise HearingError(answer["failed"])
        return child, str(answer["ready"])

    def _loaded(self, child: Child) -> dict[str, Any]:
        """What a new child answers when it has loaded; what is heard meanwhile is passed on."""
        latest = time.monotonic() + _LOADING_S
        while True:
            if self._child is not None:
                with contextlib.suppress(ChildError):
                    self._take(self._child.receive(0).head)
            try:
                return child.receive(_LOOK_S / 10).head
            except ChildHung:
                if self._closing.is_set() or time.monotonic() > latest:
                    raise ChildHung(f"gave no answer in {_LOADING_S:g} s") from None

    def _dismiss(self, child: Child, began_s: float) -> None:
        """End a child that has listened since `began_s` when it has told what it heard."""
        with contextlib.suppress(ChildError):
            while True:
                head = child.receive(_LAST_WORDS_S).head
                if "heard" in head:
                    self._pass_on(head["heard"], began_s)
        child.close()

    def _begin_again(self, reason: str) -> bool:
        """Have another child, of another engine if need be; False if there is to be none."""
        wait_s = _FIRST_WAIT_S
        is_another = False
        while not self._closing.wait(wait_s):
            if self._fails_too_often():
                if not self._take_next_engine():
                    self._gave_up(f"The recogniser {reason}, again and again; nothing listens now.")
                    return False
                is_another = True
            try:
                sentence = self._begin()
            except HearingError as error:
                _log.warning("%s", error)
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
            else:
                self._restarted(Restart(f"The recogniser {reason}. {sentence}", is_another))
                return True
        return False

    def _fails_too_often(self) -> bool:
        """Count a failure, and judge."""
        now = time.monotonic()
        self._failed_at.append(now)
        return len(self._failed_at) == MANY_DEATHS and now - self._failed_at[0] < MANY_DEATHS_S

    def _take_next_engine(self) -> bool:
        """Whether there is one."""
        self._failed_at.clear()
        listening = self._listening
        if listening.model is None or listening.engine == "moonshine":
            return False
        self._listening = replace(listening, engine="moonshine", model=None)
        return True

    def _attend(self) -> str | None:
        """Pass on what the child hears, until it is of no more use: why, or None if we close."""
        alive_s = time.monotonic()
        while not self._closing.is_set() and self._child is not None:
            try:
                self._take(self._child.receive(_LOOK_S).head)
                self._replace_if_due()
                alive_s = time.monotonic()
            except ChildDied as error:
                return str(error)
            except ChildHung:
                if self.behind_s < _BEHIND_S:
                    alive_s = time.monotonic()
                elif time.monotonic() - alive_s > PATIENCE_S:
                    return "does not answer"
        return None

    def _take(self, head: dict[str, Any]) -> None:
        if "position_s" in head:
            self._answered_s = head["position_s"]
        elif "heard" in head:
            self._heard_at = self.position_s
            self._pass_on(head["heard"], self._began_s)

    def _pass_on(self, heard: dict[str, Any], began_s: float) -> None:
        """Tell what a child has heard that has listened since `began_s`."""
        self._heard(msgspec.convert(heard, Utterance).later(began_s))

    def _replace_if_due(self) -> None:
        """Have a child that is outdated or too heavy followed by another, which loads meanwhile."""
        child = self._child
        if child is None or not (self._is_outdated or self._is_heavy(child)):
            return
        self._is_outdated = False
        try:
            self._begin()
        except HearingError as error:
            if not self._closing.is_set():
                _log.warning("%s", error)

    def _is_heavy(self, child: Child) -> bool:
        """Whether its memory has grown, in a quiet moment."""
        is_quiet = self.position_s - self._heard_at >= _QUIET_S
        if not is_quiet or not self._weight.has_grown(child.pid):
            return False
        _log.warning("hearing has grown by %d MB; replacing it", weight.GROWTH_BYTES // 1_000_000)
        return True

    def _end(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.close()
