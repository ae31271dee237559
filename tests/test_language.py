"""A language that somebody wrote: either it works, or the error says what to mend."""

import pytest

from voice_facilitator import datafile, library
from voice_facilitator.commands import Command
from voice_facilitator.errors import DataFileError
from voice_facilitator.language import Language, check
from voice_facilitator.session import phrasebook

ENGLISH = library.find("en", "languages").read_text(encoding="utf-8")

WORDINGS = {
    "en": {
        Command.NEXT: ["next"],
        Command.BACK: ["go back"],
        Command.PAUSE: ["pause"],
        Command.RESUME: ["resume", "continue"],
        Command.REPEAT: ["repeat"],
        Command.TIME: ["how much time is left", "time left"],
        Command.MORE_TIME: ["more time"],
        Command.HELP: ["help"],
        Command.STOP: ["stop"],
        Command.YES: ["yes"],
        Command.NO: ["no"],
        Command.LOUDER: ["louder"],
        Command.QUIETER: ["quieter"],
        Command.START: ["start"],
    },
    "fr": {
        Command.NEXT: ["suivant"],
        Command.BACK: ["retour"],
        Command.PAUSE: ["pause"],
        Command.RESUME: ["reprendre", "continuer"],
        Command.REPEAT: ["répéter"],
        Command.TIME: ["combien de temps", "temps restant"],
        Command.MORE_TIME: ["plus de temps"],
        Command.HELP: ["aide"],
        Command.STOP: ["arrêter", "stop"],
        Command.YES: ["oui"],
        Command.NO: ["non"],
        Command.LOUDER: ["plus fort"],
        Command.QUIETER: ["moins fort"],
        Command.START: ["commencer"],
    },
}


def read(text):
    language = check(datafile.parse(text, Language, "mine.toml"), "mine.toml")
    return phrasebook.check(language, "mine.toml")


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_what_people_would_say_is_understood(code):
    phrases = library.load_language(code).phrases
    for command, wordings in WORDINGS[code].items():
        assert set(wordings) <= set(phrases[command])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('pause = ["pause"]', "pause = []", ["phrases.pause", "give at least one"]),
        ('pause = ["pause"]', "", ["phrases.pause", "give at least one"]),
        ('pause = ["pause"]', 'pause = ["next"]', ["“next”", "one command only"]),
        ('pause = ["pause"]', 'pause = ["Pause!"]', ["“Pause!”", "phrases.pause", "lower case"]),
        ('pause = ["pause"]', 'pause = [" pause"]', ["phrases.pause", "single spaces"]),
        ('pause = ["pause"]', 'pause = [""]', ["phrases.pause", "lower case"]),
        ('pause = ["pause"]', 'pause = "pause"', ["phrases", "expected `array`"]),
        ('pause = ["pause"]', 'halt = ["pause"]', ["phrases", "halt"]),
        ('go_on = "We go on."', "", ["lines.go_on", "write one"]),
        ('go_on = "We go on."', 'go_on = ""', ["lines.go_on", "write one"]),
        ('go_on = "We go on."', 'go_on = "On."\ngoon = "On."', ["lines.goon", "mend or remove"]),
        ('go_on = "We go on."', 'go_on = "On to {next}."', ["lines.go_on", "nothing can stand"]),
        ('time_left = "{time} left."', 'time_left = "{tme} left."', ["lines.time_left", "{time}"]),
        ('time_left = "{time} left."', 'time_left = "{time:d}"', ["lines.time_left", "{time}"]),
        ('other = "{n} minutes"', 'other = "{m} minutes"', ["minutes.other", "{n}"]),
        ('name = "English"', "", ["name", "mend or remove"]),
    ],
)
def test_an_error_names_file_key_and_remedy(old, new, told):
    assert old in ENGLISH
    with pytest.raises(DataFileError) as error:
        read(ENGLISH.replace(old, new, 1))
    message = str(error.value)
    assert message.startswith("mine.toml")
    assert "\n" not in message
    for part in told:
        assert part.lower() in message.lower()
