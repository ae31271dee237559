"""A voice that is waited for only so long, so that a hung engine makes nothing late.

What takes longer goes on in its thread. Until it is over the engine is taken
for hung, and further lines get only the moment that one from the cache needs.
"""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from voice_facilitator.errors import SpeechError
from voice_facilitator.speech.speaker import Speech
from voice_facilitator.speech.spoken import Spoken

LIMIT_S = 2.0
"""A line that is not in the cache takes some 50 ms, a second on the slowest machines."""
LIMIT_WHILE_HUNG_S = 0.3
"""A line from the cache takes 20 ms or so."""


class PatientVoice:
    """The same as a `Speech`, but `speak` never takes long."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._hung: Future[Spoken] | None = None

    def prepare(self, texts: Iterable[str], progress: Callable[[int, int], object]) -> None:
        """Have `texts` ready, however long that takes. Raises SpeechError."""
        self._speech.prepare(texts, progress)

    def speak(self, text: str) -> Spoken:
        """Speak `text`. Raises SpeechError, also when it takes too long."""
        is_hung = self._hung is not None and not self._hung.done()
        limit_s = LIMIT_WHILE_HUNG_S if is_hung else LIMIT_S
        future: Future[Spoken] = Future()
        threading.Thread(
            target=self._speak, args=(text, future), name="speaking", daemon=True
        ).start()
        try:
            return future.result(limit_s)
        except TimeoutError:
            if not is_hung:
                self._hung = future
            raise SpeechError(
                f"The speech engine takes more than {limit_s:g} s; see whether it still runs."
            ) from None

    def _speak(self, text: str, future: Future[Spoken]) -> None:
        try:
            future.set_result(self._speech.speak(text))
        except BaseException as error:  # noqa: BLE001 - it is raised in the other thread
            future.set_exception(error)
