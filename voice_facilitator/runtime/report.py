"""What became of a session, as text, JSON or a picture, from its journal."""

import time
from pathlib import Path

import msgspec

from voice_facilitator import library
from voice_facilitator.errors import DataFileError, JournalError
from voice_facilitator.runtime.account import Account, Fault, PhaseAccount, account
from voice_facilitator.runtime.journal import Record, journals, read
from voice_facilitator.runtime.picture import draw
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.runtime.status import clock
from voice_facilitator.session.protocol import require_language

_ENDS = {
    "goodbye": "it came to its goodbye",
    "abandoned": "the group left before its end",
    "open": "it has not come to its end",
}
_FAULTS = {
    "not_heard": "the speaker was gone, or the machine slept",
    "cut_off": "the session was cut off, and came back",
    "could_not_hear": "the microphone was gone",
    "was_deaf": "the recogniser failed",
    "other_ears": "the recogniser failed again and again; another one took over",
    "by_keys": "nothing could be heard",
    "too_loud": "while we spoke, the microphone heard hardly anything but us",
    "dead_microphone": "the microphone gave no sound at all",
    "no_journal": "the session could no longer be written down",
}


def find(folder: Path, session: str | None) -> Path:
    """The journal that `session` means: the latest, a path, or a part of a name in `folder`.

    Raises JournalError that says which there are.
    """
    there = journals(folder)
    if session is None:
        if not there:
            raise JournalError(f"No session has been written down in {folder}; hold one first.")
        return there[0]
    if Path(session).is_file():
        return Path(session)
    matches = [path for path in there if session in path.stem]
    if len(matches) == 1:
        return matches[0]
    names = ", ".join(path.stem for path in matches or there) or "none"
    raise JournalError(
        f"“{session}” is {'more than one' if matches else 'no'} session; "
        f"give the path of a journal, or a part of one of these names: {names}."
    )


class Report:
    """The report of the session that was written down in a journal."""

    def __init__(self, path: Path) -> None:
        """Raises JournalError, or DataFileError when the session's language is gone."""
        self._record: Record = read(path)
        head = self._record.head
        language = library.load_language(head.language)
        require_language(head.protocol, language.code, str(path))
        plan = Plan(head.protocol, language, head.advance, head.start_now)
        events = (entry.event for entry in self._record.entries)
        self.account: Account = account(head.begin(), events, plan.words)
        self._legend = language.signs.get("picture", "")
        self._titles = {phase.id: phase.title[language.code] for phase in head.protocol.phases}
        begun = time.strftime("%Y-%m-%d %H:%M", time.localtime(head.begun))
        self._title = f"{head.protocol.title[language.code]}, {begun}"

    def json(self) -> str:
        """All of it, as one JSON object."""
        head = self._record.head
        about = {
            "session": self._record.path.stem,
            "begun": head.begun,
            "protocol": head.protocol.name,
        }
        return msgspec.json.format(
            msgspec.json.encode(about | msgspec.to_builtins(self.account)), indent=2
        ).decode()

    def svg(self) -> str:
        """A picture of it."""
        return draw(self.account.timeline, self._title, self._titles, self._legend)

    def draw(self, path: Path) -> None:
        """Put the picture into a file. Raises DataFileError when it cannot be written."""
        try:
            path.write_text(self.svg(), encoding="utf-8")
        except OSError as error:
            raise DataFileError(
                f"Cannot write the picture {path}: {error.strerror}; name another file."
            ) from None

    def text(self) -> str:
        """All of it, for people."""
        whole = self.account
        parts = [
            f"{self._title}: {clock(whole.seconds)} in all; {_ENDS[whole.end]}.",
            self._table(),
            f"Slack used: {clock(whole.slack_used_s)} of {clock(whole.slack_s)}.",
            _list(
                "Pauses",
                [self._pause(pause.at_s, pause.phase, pause.seconds) for pause in whole.pauses],
            ),
            _list(
                "Commands",
                [
                    f"{_at(taken.at_s)}  {taken.command} ({taken.source})"
                    for taken in whole.commands
                ],
            ),
            *([] if whole.room is None else [f"The microphone: {whole.room.sentence()}"]),
            _list(
                "Asked back",
                [
                    f"{_at(asked.at_s)}  {asked.command}? {asked.answer or 'no answer'}"
                    for asked in whole.asked_back
                ],
            ),
            _list("Faults survived", [_fault(fault) for fault in whole.faults]),
        ]
        return "\n\n".join(parts)

    def _table(self) -> str:
        titles = [f"{number}. {title}" for number, title in enumerate(self._titles.values(), 1)]
        width = max(map(len, [*titles, "step"]))
        lines = [f"{'step':{width}}  planned    given    clock     over   paused    words      all"]
        for title, phase in zip(titles, self.account.phases, strict=True):
            lines.append(f"{title:{width}}  {_row(phase)}")
        return "\n".join(lines)

    def _pause(self, at_s: float, phase: str | None, seconds: float | None) -> str:
        length = "to the end" if seconds is None else clock(seconds)
        where = f"in {self._titles[phase]}" if phase else "before the first step"
        return f"{_at(at_s)}  {length}, {where}"


def _row(phase: PhaseAccount) -> str:
    if phase.begun_s is None:
        return f"{clock(phase.planned_s):>7}        –"
    times = (
        phase.given_s,
        phase.clock_s,
        phase.over_s,
        phase.paused_s,
        phase.words_s,
        phase.real_s,
    )
    return f"{clock(phase.planned_s):>7}" + "".join(f"  {clock(seconds):>7}" for seconds in times)


def _fault(fault: Fault) -> str:
    lasted = "" if fault.seconds is None else f", {clock(fault.seconds)}"
    return f"{_at(fault.at_s)}  {_FAULTS[fault.what]}{lasted}"


def _at(seconds: float) -> str:
    return f"{clock(seconds):>7}"


def _list(title: str, lines: list[str]) -> str:
    if not lines:
        return f"{title}: none."
    return "\n".join([f"{title}:", *lines])
