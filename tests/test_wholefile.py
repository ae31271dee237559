"""A file is whole, or it is as it was."""

import stat

import pytest

from voice_facilitator.wholefile import replacing


def test_what_was_written_takes_the_place_of_the_old(tmp_path):
    file = tmp_path / "kept.txt"
    file.write_text("old")
    with replacing(file) as part:
        part.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_what_fails_leaves_the_old_one_and_nothing_else(tmp_path):
    file = tmp_path / "kept.txt"
    file.write_text("old")
    with pytest.raises(OSError, match="full"), replacing(file) as part:
        part.write_text("half")
        raise OSError("full")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
