"""Our own files are found by name, a group's by path."""

import pytest

from voice_facilitator import library
from voice_facilitator.errors import DataFileError


def test_our_own_by_name():
    assert library.load_language("fr").name == "Français"
    assert library.load_protocol("case_clinic").title["en"] == "Case Clinic"


@pytest.mark.parametrize(
    ("load", "name", "told"),
    [
        (library.load_language, "xx", ["“xx”", "languages", "en, fr", ".toml"]),
        (library.load_protocol, "clinic", ["“clinic”", "protocols", "case_clinic", ".toml"]),
        (library.load_protocol, "nowhere.toml", ["nowhere.toml", "give the path"]),
        (library.load_language, "nowhere.toml", ["nowhere.toml", "give the path"]),
    ],
)
def test_what_is_not_there_is_told_with_what_is(load, name, told):
    with pytest.raises(DataFileError) as error:
        load(name)
    for part in told:
        assert part in str(error.value)


def test_a_folder_or_a_picture_is_no_data_file(tmp_path):
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    for path in (folder, picture):
        with pytest.raises(DataFileError, match="Cannot read"):
            library.load_protocol(str(path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name = " + "[" * 5_000, "nested too deep"),
        ("minimum_minutes = " + "9" * 5_000, "too many digits"),
        ("# for ever\n" * 200_000, "too long"),
    ],
    ids=lambda value: value[:24],
)
def test_what_no_hand_has_written_is_told_in_a_sentence(tmp_path, content, told):
    path = tmp_path / "own.toml"
    path.write_text(content)
    with pytest.raises(DataFileError, match=told):
        library.load_protocol(str(path))


def test_what_never_ends_is_not_read_for_ever(tmp_path):
    path = tmp_path / "own.toml"
    path.symlink_to("/dev/zero")
    with pytest.raises(DataFileError, match="too long"):
        library.load_protocol(str(path))


def test_a_name_that_no_file_can_have_is_told():
    with pytest.raises(DataFileError, match="no file can be called that"):
        library.load_protocol("own\0.toml")


def test_a_group_can_add_a_language(tmp_path):
    path = tmp_path / "gb.toml"
    text = library.find("en", "languages").read_text(encoding="utf-8")
    path.write_text(text.replace('name = "English"', 'name = "British"'), encoding="utf-8")
    assert library.load_language(str(path)).name == "British"
