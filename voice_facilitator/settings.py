"""What can be chosen, and where: a flag wins over a variable, that over a file, that over us.

`Settings` is the table: each field's type says what may be given, its description
what to give instead of something wrong. A field called `cache_dir` is the flag
`--cache-dir`, the variable `VOICE_FACILITATOR_CACHE_DIR` and the key `cache_dir`
of the settings file; a new field needs nothing else.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from voice_facilitator import datafile, library
from voice_facilitator.errors import DataFileError, SettingsError
from voice_facilitator.modelstore.store import default_folder

PREFIX = "VOICE_FACILITATOR_"
CONFIG_VARIABLE = PREFIX + "CONFIG"
"""Names another settings file, as `--config` does."""
_NO_SETTINGS = frozenset({CONFIG_VARIABLE, PREFIX + "DEBUG"})
"""Ours too, but not a setting's."""
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def _say(description: str) -> msgspec.Meta:
    return msgspec.Meta(description=description)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be chosen."""

    language: Annotated[str, _say("give a language's code, such as en or fr, or a .toml file")]
    protocol: Annotated[str, _say("give a protocol's name or a .toml file")] = "case_clinic"
    engine: Annotated[
        Literal["auto", "vosk", "moonshine", "keys"], _say("give auto, vosk, moonshine or keys")
    ] = "auto"
    voice: Annotated[
        str | None, _say("give the id of a voice that “voice-facilitator voices” lists")
    ] = None
    """None: the language's own."""
    rate: Annotated[
        Annotated[int, msgspec.Meta(ge=80, le=450)] | None,
        _say("give a number of words a minute, 80 to 450"),
    ] = None
    """Words a minute, between espeak-ng's own limits. None: the language's own."""
    volume: Annotated[int, msgspec.Meta(ge=1, le=200), _say("give a percentage, 1 to 200")] = 100
    """Of the amplitude at which speech is about -20 dBFS; 50 is half as loud or so."""
    volume_follows: Annotated[bool, _say("give true or false")] = True
    """Speak up when the room gets louder, and down again."""
    advance: Annotated[Literal["ask", "auto"], _say("give ask or auto")] = "ask"
    """What happens when a phase's time is up: wait for “next”, or move on."""
    start_now: Annotated[bool, _say("give true or false")] = False
    """Begin without waiting for the group's word."""
    captions: Annotated[bool, _say("give true or false")] = True
    """Print what is said."""
    input_device: Annotated[
        str | None, _say("give a name that “voice-facilitator devices” lists")
    ] = None
    """The microphone, by a part of its name. None: the system's own choice."""
    output_device: Annotated[
        str | None, _say("give a name that “voice-facilitator devices” lists")
    ] = None
    """The speaker, likewise."""
    ask_back: Annotated[bool, _say("give true or false")] = True
    """Ask whether a command was meant that was not clear enough to obey."""
    wake_word: Annotated[
        str,
        _say(
            "give okay_nabu, hey_jarvis, hey_mycroft, alexa, a .tflite file, open: and a name or "
            "file of openWakeWord's, required, required: and one of these, or off"
        ),
    ] = "okay_nabu"
    """The name to call us by where a room is loud; behind `required:`, before every command."""
    echo_canceller: Annotated[bool, _say("give true or false")] = True
    """Take our own voice out of what the microphone hears, and stop when spoken over."""
    latency: Annotated[
        Annotated[float, msgspec.Meta(ge=0.005, le=2.0)] | Literal["auto"],
        _say("give auto, or a number of seconds, 0.005 to 2"),
    ] = "auto"
    """Seconds asked of the sound card, both ways. auto: as few as this machine keeps up with."""
    cache_dir: Annotated[Path, _say("give a folder")] = msgspec.field(
        default_factory=lambda: platformdirs.user_cache_path("voice-facilitator", appauthor=False)
    )
    """Where speech is kept, to be made only once."""
    state_dir: Annotated[Path, _say("give a folder")] = msgspec.field(
        default_factory=lambda: platformdirs.user_state_path("voice-facilitator", appauthor=False)
    )
    """Where sessions are written down, so that one cut off can go on."""
    models_dir: Annotated[Path, _say("give a folder")] = msgspec.field(
        default_factory=default_folder
    )
    """Where models are installed."""
    models_url: Annotated[str, _say("give an address that begins with https://")] = ""
    """A folder on the web to fetch models from, instead of each model's own address."""


_FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}
_MAY_BE_OWN_FILES = ("language", "protocol", "wake_word")


class Chosen(msgspec.Struct, frozen=True):
    """Settings and where each of them came from."""

    settings: Settings
    origins: Mapping[str, str]
    """For each field a flag, a variable (which may be the locale's), a file, or `default`."""


def load(
    flags: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    config: Path | None = None,
) -> Chosen:
    """Put together what was chosen.

    `flags` holds the command's options by field name, None where one was not
    given. `config` is the settings file; without it the one that the environment
    names, else the user's own if there is one. Raises SettingsError, or
    DataFileError for the file, saying which value is wrong and what to give.
    """
    values: dict[str, Any] = {}
    origins = dict.fromkeys(_FIELDS, "default")
    for layer in (
        _from_locale(environment),
        _from_file(environment, config),
        _from_environment(environment),
        _from_flags(flags),
    ):
        for name, value, origin in layer:
            values[name], origins[name] = value, origin
    return Chosen(Settings(**values), origins)


def fallback(environment: Mapping[str, str] = os.environ) -> Settings:
    """Our own, in the locale's language: to tell that what was chosen cannot be used."""
    return Settings(**{name: value for name, value, _ in _from_locale(environment)})


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The settings file that is read when none is given; it need not be there."""
    if named := environment.get(CONFIG_VARIABLE):
        return Path(named)
    return platformdirs.user_config_path("voice-facilitator", appauthor=False) / "settings.toml"


_Layer = Iterator[tuple[str, Any, str]]
"""Name, value and origin of each setting that is chosen in one place."""


def _from_locale(environment: Mapping[str, str]) -> _Layer:
    """The locale's language where we have it, else English."""
    variable = next((name for name in _LOCALE_VARIABLES if environment.get(name)), "LANG")
    code = re.split(r"[_.@]", environment.get(variable, "").lower())[0]
    known = code in library.names("languages")
    yield "language", code if known else "en", variable if known else "default"


def _from_environment(environment: Mapping[str, str]) -> _Layer:
    for variable, value in environment.items():
        if variable.startswith(PREFIX) and variable not in _NO_SETTINGS and value:
            name = variable.removeprefix(PREFIX).lower()
            if name not in _FIELDS:
                raise SettingsError(
                    f"There is no setting for the variable {variable}; "
                    "unset it, or see “voice-facilitator config show” for those there are."
                )
            wrong = f"The variable {variable}={value}"
            yield name, _checked(name, value, wrong, SettingsError), variable


def _from_file(environment: Mapping[str, str], config: Path | None) -> _Layer:
    path = config or config_file(environment)
    if config is None and CONFIG_VARIABLE not in environment and not path.is_file():
        return
    for name, value in datafile.read(path, dict[str, Any]).items():
        if name not in _FIELDS:
            raise DataFileError(
                f"{path}: there is no setting {name}; "
                "remove it, or see “voice-facilitator config show” for those there are."
            )
        checked = _checked(name, value, f"{path}: {name} = {value}", DataFileError)
        yield name, _beside(path, name, checked), str(path)


def _from_flags(flags: Mapping[str, Any]) -> _Layer:
    for name, value in flags.items():
        if value is not None:
            flag = "--" + name.replace("_", "-")
            yield name, _checked(name, value, f"{flag} {value}", SettingsError), flag


def _checked(name: str, value: Any, wrong: str, error: type[Exception]) -> Any:
    """`value` as the field wants it; raises `error`, which begins with `wrong`."""
    field = _FIELDS.get(name)
    assert field is not None, f"no such setting: {name}"
    try:
        return msgspec.convert(value, field.type, strict=False, dec_hook=_path)
    except (msgspec.ValidationError, ValueError, RuntimeError):
        help_ = next(meta.description for meta in field.type.__metadata__ if meta.description)
        raise error(f"{wrong} cannot be used; {help_}.") from None


def _path(kind: type, value: Any) -> Path:
    if kind is not Path or not isinstance(value, str) or not value or "\0" in value:
        raise ValueError
    return Path(value).expanduser()


def _beside(file: Path, name: str, value: Any) -> Any:
    """Paths in a settings file start from the folder it is in."""
    if isinstance(value, Path):
        return file.parent / value
    if name in _MAY_BE_OWN_FILES and value.endswith((".toml", ".tflite")):
        how = re.match("(required:)?(open:)?", value)
        assert how is not None, "it matches nothing too"
        return how[0] + str(file.parent / value.removeprefix(how[0]))
    return value
