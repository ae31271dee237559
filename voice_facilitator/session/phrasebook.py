"""Gives a session's lines their words, in a language.

A language file has a wording for each key of `LINES`; what may stand in braces
in it is listed there:

- `{phase}`, `{next}`: the titles of the phase and of the one after it
- `{number}`, `{count}`: which phase, of how many
- `{time}`: a length of time, in words
- `{more}`: how much “more time” adds to the phase, in words
- `{slack}`, `{allowance}`: how much of the slack is used, and how much there is
- `{name}`: the wake word
- `{wording}`, `{other}`: in a lesson or trial, the phrase that it is about, and one that it
  sounds like; where we ask back, the first wording of the command

`welcome`, `prompt` and `goodbye` are the protocol's own texts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voice_facilitator.datafile import check_braces
from voice_facilitator.errors import DataFileError
from voice_facilitator.language import Language
from voice_facilitator.session.actions import Line
from voice_facilitator.session.protocol import Protocol, Texts


@dataclass(frozen=True, slots=True)
class Call:
    """The wake word, as people know it."""

    name: str
    """As it is said."""
    required: bool
    """Whether nothing else is obeyed than what follows it."""


_NOTHING: frozenset[str] = frozenset()
_PHASE = frozenset({"phase", "number", "count"})
_NEXT = _PHASE | {"next"}
_TIME = frozenset({"time"})
_NAME = frozenset({"name"})
_WORDING = frozenset({"wording"})

LINES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # Waiting to begin
        "ready": _NOTHING,
        "ready_reminder": _NOTHING,
        "no_hurry": _NOTHING,
        # The end of a phase's time
        "time_warning": _PHASE | _TIME,
        "time_up": _NEXT,
        "time_up_last": _PHASE,
        "time_up_auto": _NEXT,
        "time_up_auto_last": _PHASE,
        "time_up_reminder": _NEXT,
        "time_up_reminder_last": _PHASE,
        # Pause
        "paused": _NOTHING,
        "still_paused": _NOTHING,
        "paused_reminder": _NOTHING,
        "resumed": _PHASE | _TIME,
        "resumed_time_up": _PHASE,
        "not_paused": _NOTHING,
        # Back, more time
        "back_in": _PHASE | _TIME,
        "back_time_up": _PHASE,
        "more_time": _PHASE | _TIME | {"more"},
        "not_now": _NOTHING,
        # Where we are
        "time_before": _TIME | {"count"},
        "time_ahead": _PHASE | _TIME,
        "time_ahead_silence": _PHASE | _TIME,
        "time_left": _PHASE | _TIME,
        "time_over": _PHASE | _TIME,
        "time_none": _PHASE,
        "slack": frozenset({"slack", "allowance"}),
        "where": _PHASE,
        "where_next": _NEXT,
        "where_last": _PHASE,
        # What can be said
        "help_ready": _NOTHING,
        "help_talk": _NOTHING,
        "help_time_up": _NOTHING,
        "help_paused": _NOTHING,
        "help_question": _NOTHING,
        # Asking back whether a command was meant
        "ask_back": _WORDING,
        # Ending early
        "really_stop": _NOTHING,
        "go_on": _NOTHING,
        "goodbye_early": _NOTHING,
        # Faults survived
        "was_away": _TIME,
        "was_away_clock_stood": _TIME,
        "could_not_hear": _TIME,
        "was_deaf": _NOTHING,
        "other_ears": _NOTHING,
        "no_journal": _NOTHING,
        # What the welcome's chime has told
        "too_loud": _NOTHING,
        "dead_microphone": _NOTHING,
        # Back after a breakdown
        "returned_in": _PHASE | _TIME,
        "returned_time_up": _PHASE,
        "returned_after": _TIME,
        "returned_question": _NOTHING,
        "silence_again": _PHASE,
        # Having been taught
        "lesson_learned": _NOTHING,
        "lesson_nothing": _NOTHING,
        "lesson_impossible": _NOTHING,
        # Around the session
        "put_aside": _NOTHING,
        # A device that waits for a group
        "waiting_for_start": _NOTHING,
        "getting_ready": _NOTHING,
        "by_keys": _NOTHING,
        "out_of_reach": _NOTHING,
        "no_session": _NOTHING,
        # A length of time that the counted minutes cannot tell
        "minute_and_a_half": _NOTHING,
    }
)
"""Every key that a session needs of a language file's `lines`, and what may stand in braces."""

LESSON_LINES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "teach_begin": _NOTHING,
        "teach_ask": _WORDING,
        "teach_again": _WORDING,
        "teach_unclear": _WORDING,
        "teach_learned": _WORDING,
        "teach_faint": _WORDING,
        "teach_alike": _WORDING | {"other"},
        "teach_gave_up": _WORDING,
    }
)
"""Those that a lesson needs (see `runtime/teacher.py`)."""

TRIAL_LINES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "try_begin": _NOTHING,
        "try_clear": _WORDING,
        "try_just": _WORDING,
        "try_called": _NOTHING,
        "try_twice": _WORDING,
        "try_nearly": _WORDING,
        "try_not_here": _WORDING,
        "try_too_long": _NOTHING,
        "try_other": _NOTHING,
        "try_nothing": _NOTHING,
    }
)
"""Those that somebody needs who tries how well he is heard (see `runtime/verdict.py`)."""

CALL_LINES: Mapping[str, frozenset[str]] = MappingProxyType(
    {"call_first": _NAME, "call_always": _NAME}
)
"""Those that tell of the wake word, behind others (see `reminder`)."""
_ALL_LINES = {**LINES, **LESSON_LINES, **TRIAL_LINES, **CALL_LINES}


def words(line: Line, protocol: Protocol, language: Language) -> str:
    """What to say for `line`, as one paragraph.

    The protocol has been checked for the language, the language for its lines.
    """
    phase = protocol.phase(line.phase) if line.phase is not None else None
    after = protocol.phase(line.next_phase) if line.next_phase is not None else None
    minutes = phase.minutes if phase is not None else protocol.minimum_minutes
    own: dict[str, Texts] = {
        "welcome": protocol.welcome,
        "prompt": phase.prompt if phase is not None else protocol.welcome,
        "goodbye": protocol.goodbye,
    }
    wording = own[line.key][language.code] if line.key in own else language.lines[line.key]
    text = wording.format(
        phase=phase.title[language.code] if phase is not None else "",
        next=after.title[language.code] if after is not None else "",
        number=line.number,
        count=line.count,
        time=duration(minutes * 60 if line.seconds is None else line.seconds, language),
        more=duration(phase.more_time_minutes * 60 if phase is not None else 0, language),
        slack=duration(line.slack_seconds or 0, language),
        allowance=duration(protocol.slack_s, language),
        wording=language.phrases[line.command][0] if line.command is not None else "",
    )
    text = re.sub(r"[ \t\r\n]+", " ", text.strip())
    return text[:1].upper() + text[1:]


def reminder(call: Call, line: Line, language: Language) -> str:
    """What to add about the wake word to a `line` that tells what can be said, or ""."""
    if line.key.startswith("help_") or (call.required and line.key == "welcome"):
        key = "call_always" if call.required else "call_first"
        return language.lines[key].format(name=call.name)
    return ""


def duration(seconds: float, language: Language) -> str:
    """A length of time in words, never wrong by more than half a minute.

    Under a minute in steps of five seconds, because nobody acts on single ones.
    """
    if seconds < 10:
        return language.seconds.of(max(1, round(seconds)))
    if seconds < 57.5:
        return language.seconds.of(round(seconds / 5) * 5)
    if 75 <= seconds < 105:
        return language.lines["minute_and_a_half"]
    return language.minutes.of(max(1, round(seconds / 60)))


def check(language: Language, name: str) -> Language:
    """Return `language` if it has every line; `name` is what errors call it.

    Raises DataFileError that names the key and the remedy.
    """
    for key in _ALL_LINES:
        if not language.lines.get(key, "").strip():
            raise DataFileError(
                f"{name}: no wording at lines.{key}; write one, as in languages/en.toml."
            )
    for key, wording in language.lines.items():
        if key not in _ALL_LINES:
            raise DataFileError(f"{name}: nothing is called lines.{key}; mend or remove that key.")
        check_braces(wording, _ALL_LINES[key], f"{name}: lines.{key}")
    for key, plural in (("minutes", language.minutes), ("seconds", language.seconds)):
        check_braces(plural.one, frozenset({"n"}), f"{name}: {key}.one")
        check_braces(plural.other, frozenset({"n"}), f"{name}: {key}.other")
    return language
