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


def test_a_group_can_add_a_language(tmp_path):
    path = tmp_path / "gb.toml"
    text = library.find("en", "languages").read_text(encoding="utf-8")
    path.write_text(text.replace('name = "English"', 'name = "British"'), encoding="utf-8")
    assert library.load_language(str(path)).name == "British"
