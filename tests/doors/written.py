"""Files that people write by hand: protocols, languages, settings."""

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.doors.door import put, refusal_names
from voice_facilitator import library
from voice_facilitator.commands import Context
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.runtime import opening, sheet
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.machine import Advance
from voice_facilitator.settings import load

_TESTS = Path(__file__).parents[1]
_PACKAGE = _TESTS.parent / "voice_facilitator"
_CASE_CLINIC = library.load_protocol("case_clinic")
_language = functools.cache(library.load_language)


class ProtocolDoor:
    """A protocol file, which is read and put on paper in each language it speaks."""

    name = "protocol"
    sound = ((_TESTS / "protocols" / "short.toml").read_bytes(),)

    def enter(self, content: bytes, folder: Path) -> None:
        """Read it, and word all that is said."""
        with refusal_names(put(folder, "own.toml", content)) as path:
            protocol = library.load_protocol(str(path))
        sheet.summary(protocol)
        for code in sorted(protocol.title.keys() & set(library.names("languages"))):
            sheet.sheet(Plan(protocol, _language(code), Advance.ASK, False))

    @contextmanager
    def command(self, content: bytes, folder: Path) -> Iterator[Sequence[str]]:
        """Have it checked."""
        yield ["protocol", "check", str(put(folder, "own.toml", content))]


class LanguageDoor:
    """A language file."""

    name = "language"
    sound = ((_PACKAGE / "languages" / "en.toml").read_bytes(),)

    def enter(self, content: bytes, folder: Path) -> None:
        """Read it, word what our own protocol says in it, and list what can be said to us."""
        with refusal_names(put(folder, "own.toml", content)) as path:
            language = library.load_language(str(path))
        if language.code in _CASE_CLINIC.title:
            sheet.sheet(Plan(_CASE_CLINIC, language, Advance.ASK, False))
        for context in Context:
            vocabulary(language, context)

    @contextmanager
    def command(self, content: bytes, folder: Path) -> Iterator[Sequence[str]]:
        """Have a protocol shown in it."""
        yield ["protocol", "show", "--language", str(put(folder, "own.toml", content))]


class SettingsDoor:
    """The settings file, and what it leads to."""

    name = "settings"
    sound = (
        b"""\
language = "fr"
protocol = "case_clinic"
engine = "keys"
voice = "roa/fr"
rate = 140
volume = 80
advance = "auto"
start_now = true
captions = true
input_device = "USB"
latency = 0.2
cache_dir = "speech"
models_url = "https://models.example"
""",
        b'protocol = "case_clinic"\nlanguage = "en"\nstate_dir = "~/state"\n',
    )

    def enter(self, content: bytes, folder: Path) -> None:
        """Read it, and open the session that it asks for."""
        with refusal_names(put(folder, "settings.toml", content)) as path:
            chosen = load({}, {}, path).settings
        opening.sitting(chosen, opening.After.ASK)

    @contextmanager
    def command(self, content: bytes, folder: Path) -> Iterator[Sequence[str]]:
        """Have the protocol shown that it asks for."""
        yield ["--config", str(put(folder, "settings.toml", content)), "protocol", "show"]
