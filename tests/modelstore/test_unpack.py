"""No zip, whatever is in it, writes outside its folder or fills the disk."""

import io
import stat
import zipfile

import pytest

from tests.modelstore.site import make_zip
from voice_facilitator.errors import ModelError
from voice_facilitator.modelstore import unpack as unpack_module
from voice_facilitator.modelstore.unpack import unpack

GOOD = make_zip({"model/am/final.mdl": "x" * 3000, "model/README": "hello"})


def put(tmp_path, content):
    archive = tmp_path / "download.zip"
    archive.write_bytes(content)
    return archive


def test_a_good_zip_is_unpacked(tmp_path):
    folder = unpack(put(tmp_path, GOOD), "model", tmp_path / "here")
    assert (folder / "README").read_text() == "hello"


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "model/../../outside",
        "/outside",
        "model/..",
        "other/file",
        "model\\..\\..\\outside",
        "model/C:outside",
        "file",
    ],
)
def test_nothing_leaves_its_folder(tmp_path, name):
    target = tmp_path / "deep" / "here"
    with pytest.raises(ModelError):
        unpack(put(tmp_path, make_zip({"model/README": "hello", name: "bad"})), "model", target)
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert written <= {"download.zip", "README"}
    assert all(target in path.parents for path in tmp_path.rglob("README"))


def test_a_link_is_refused(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("model/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ModelError, match="neither a file nor a folder"):
        unpack(put(tmp_path, content.getvalue()), "model", tmp_path / "here")


def test_a_bomb_is_stopped_whatever_size_it_claims(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack_module, "LARGEST_BYTES", 2_000_000)
    bomb = make_zip({"model/a": "0" * 1_500_000, "model/b": "0" * 1_500_000})
    with pytest.raises(ModelError, match="too large"):
        unpack(put(tmp_path, bomb), "model", tmp_path / "here")
    written = sum(path.stat().st_size for path in (tmp_path / "here").rglob("*"))
    assert written < 2_100_000


def test_too_many_files_are_refused_before_the_first_is_written(tmp_path):
    many = make_zip({f"model/{n}": "" for n in range(1_001)})
    with pytest.raises(ModelError, match="1001 files"):
        unpack(put(tmp_path, many), "model", tmp_path / "here")
    assert not (tmp_path / "here").exists()


def test_the_same_name_twice_is_refused(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("model/a", "one")
        archive.writestr("model/a", "two")
    with pytest.raises(ModelError):
        unpack(put(tmp_path, content.getvalue()), "model", tmp_path / "here")
