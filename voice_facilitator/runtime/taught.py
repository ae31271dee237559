"""What a group has taught this device: its own sayings of phrases, as rows of numbers.

One file a language, in the state folder, which only its user can read. No sound is
kept, but whoever has the file could tell whose voice it was: it is theirs to forget.
"""

import contextlib
import logging
from pathlib import Path

from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import templates
from voice_facilitator.hearing.templates import Templates
from voice_facilitator.wholefile import replacing

log = logging.getLogger(__name__)


class Taught:
    """The templates of one language's taught phrases."""

    def __init__(self, folder: Path, language: str) -> None:
        """`language` is its code."""
        self.file = folder / f"{language}.npz"

    @property
    def texts(self) -> tuple[str, ...]:
        """The phrases that were taught. Raises HearingError when the file is broken."""
        return tuple(sorted(templates.texts(self.file))) if self.file.is_file() else ()

    @property
    def is_usable(self) -> bool:
        """Whether anything was taught; a file that is broken is told, and not used."""
        if not self.file.is_file():
            return False
        try:
            templates.load(self.file)
        except HearingError as error:
            log.warning("What was taught is not used. %s", error)
            return False
        return True

    def keep(self, new: Templates) -> None:
        """Keep the templates of one phrase, in place of those it had.

        Raises HearingError when they cannot be kept.
        """
        others = self.but(new.texts[0])
        self._write(new if others is None else templates.join(others, new))

    def but(self, text: str) -> Templates | None:
        """What was taught of other phrases than `text`. Raises HearingError."""
        if not self.file.is_file():
            return None
        others = templates.without(templates.load(self.file), text)
        return others if others.texts else None

    def forget(self, text: str | None = None) -> tuple[str, ...]:
        """Forget `text`, or everything; which phrases those were. Raises HearingError.

        A file that cannot be read is deleted with all that is in it.
        """
        known: tuple[str, ...] = ()
        with contextlib.suppress(HearingError):
            known = self.texts
        forgotten = tuple(each for each in known if text in (None, each))
        others = self.but(text) if text in known and text is not None else None
        if others is not None:
            self._write(others)
        elif text is None or forgotten:
            self.file.unlink(missing_ok=True)
        return forgotten

    def _write(self, kept: Templates) -> None:
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self.file) as part:
                kept.save(part)
        except OSError as error:
            raise HearingError(
                f"Cannot keep what was taught in {self.file.parent} ({error.strerror or error}); "
                "choose another folder with --state-dir."
            ) from None
