"""A protocol that a group wrote: either it works, or the error says what to mend."""

from pathlib import Path

import pytest

from voice_facilitator import datafile, library
from voice_facilitator.errors import DataFileError
from voice_facilitator.session.protocol import Kind, Protocol, check, require_language

OURS = (library.find("case_clinic", "protocols")).read_text(encoding="utf-8")


def read(text):
    return check(datafile.parse(text, Protocol, "mine.toml"), "mine.toml")


def test_the_case_clinic_has_the_steps_and_minutes_of_the_sheet():
    protocol = library.load_protocol("case_clinic")
    assert [(phase.id, phase.minutes) for phase in protocol.phases] == [
        ("choosing", 2),
        ("intention", 15),
        ("silence", 3),
        ("mirroring", 10),
        ("dialogue", 20),
        ("closing", 8),
        ("journal", 2),
    ]
    assert protocol.minimum_minutes == 70
    assert protocol.slack_s == 600
    assert [phase.id for phase in protocol.phases if phase.kind is Kind.SILENCE] == ["silence"]


@pytest.mark.parametrize("code", library.names("languages"))
def test_the_case_clinic_speaks_each_language_in_less_than_seven_minutes(code):
    protocol = library.load_protocol("case_clinic")
    require_language(protocol, code, "case_clinic")
    texts = [protocol.welcome, protocol.goodbye, *(phase.prompt for phase in protocol.phases)]
    words = sum(len(text[code].split()) for text in texts)
    assert words / 160 < 7


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minimum_minutes = 70", "minimum_minutes = 50", ["minimum_minutes = 50", "raise that"]),
        ('id = "journal"', 'id = "closing"', ["phase 7", "“closing”", "id of its own"]),
        ('id = "journal"', 'id = "The Journal"', ["phases[6].id", "mend or remove"]),
        ("minutes = 15", "minutes = 0", ["phases[1].minutes"]),
        ("minutes = 15", 'minutes = "fifteen"', ["phases[1].minutes", "expected `float`"]),
        ("warn_minutes_left = [2]", "warn_minutes_left = [15]", ["intention", "smaller number"]),
        ('kind = "silence"', 'kind = "silence"\nhalf_time = true', ["silence", "leave out"]),
        ('kind = "silence"', 'kind = "hush"', ["phases[2].kind", "mend or remove"]),
        ('kind = "silence"', 'kindness = "silence"', ["kindness", "mend or remove"]),
        ('en = "mirroring"\n', "", ["phases.mirroring.title.en", "write it there"]),
        ('en = "mirroring"', 'en = "  "', ["phases.mirroring.title.en"]),
        ("You have {time}. Decide", "You have {minutes}. Decide", ["choosing.prompt.en", "{time}"]),
        ("You have {time}. Decide", "You have {time!r}. Decide", ["choosing.prompt.en", "{time}"]),
        ("You have {time}. Decide", "You have {time. Decide", ["choosing.prompt.en", "{time}"]),
        ('en = "mirroring"', 'en = "{time}"', ["mirroring.title.en", "nothing can stand"]),
        ("[goodbye]", "[goodbye", ["is not TOML", "mend that place"]),
    ],
)
def test_an_error_names_file_key_and_remedy(old, new, told):
    assert old in OURS
    with pytest.raises(DataFileError) as error:
        read(OURS.replace(old, new, 1))
    message = str(error.value)
    assert message.startswith("mine.toml")
    assert "\n" not in message
    for part in told:
        assert part.lower() in message.lower()


def test_a_protocol_without_phases_is_none():
    with pytest.raises(DataFileError, match="phases"):
        read(OURS.split("[[phases]]")[0].replace("[title]", "phases = []\n[title]"))


def test_a_language_that_the_protocol_does_not_speak_is_told_with_those_that_it_does():
    with pytest.raises(DataFileError) as error:
        require_language(read(OURS), "ko", "mine.toml")
    assert "title.ko" in str(error.value)
    assert "en, fr" in str(error.value)


def test_a_group_can_copy_ours(tmp_path: Path):
    path = tmp_path / "evening.toml"
    path.write_text(OURS.replace("minutes = 15", "minutes = 20"), encoding="utf-8")
    assert library.load_protocol(str(path)).phases[1].minutes == 20
