"""What has been said once is not synthesised again, and a damaged cache is not heard."""

import logging
import os
from pathlib import Path

import numpy as np
import pytest

from voice_facilitator.errors import SpeechError
from voice_facilitator.speech.cache import CachedVoice, prune
from voice_facilitator.speech.synthesiser import Clip


class CountingVoice:
    """Says a different second of noise each time, and counts."""

    def __init__(self, name="voice", version="1"):
        self.name, self.version, self.said = name, version, []

    def synthesise(self, text):
        self.said.append(text)
        noise = np.random.default_rng(len(self.said)).uniform(-1, 1, 22050)
        return Clip(noise.astype(np.float32), 22050)


def test_a_sentence_is_synthesised_once(tmp_path):
    voice = CountingVoice()
    first = CachedVoice(voice, tmp_path / "new" / "folder").synthesise("Hello.")
    again = CachedVoice(voice, tmp_path / "new" / "folder").synthesise("Hello.")
    assert voice.said == ["Hello."]
    assert again.rate == first.rate
    np.testing.assert_allclose(again.samples, first.samples, atol=1 / 32768)


def test_the_real_voices_clip_comes_back_to_the_sample(tmp_path, english):
    first = CachedVoice(english, tmp_path).synthesise("Hello.")
    again = CachedVoice(english, tmp_path).synthesise("Hello.")
    np.testing.assert_array_equal(again.samples, first.samples)


@pytest.mark.parametrize("other", [CountingVoice(name="other"), CountingVoice(version="2")])
def test_another_voice_or_version_does_not_get_its_clips(tmp_path, other):
    CachedVoice(CountingVoice(), tmp_path).synthesise("Hello.")
    CachedVoice(other, tmp_path).synthesise("Hello.")
    assert other.said == ["Hello."]


def damages():
    yield "cut", lambda content: content[: len(content) // 2]
    yield "empty", lambda content: b""
    yield "one bit", lambda content: content[:500] + bytes([content[500] ^ 1]) + content[501:]
    yield "text", lambda content: b"hello"


@pytest.mark.parametrize("damage", [pytest.param(d, id=name) for name, d in damages()])
def test_a_damaged_clip_is_made_again(tmp_path, damage):
    voice = CountingVoice()
    cached = CachedVoice(voice, tmp_path)
    cached.synthesise("Hello.")
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    cached.synthesise("Hello.")
    cached.synthesise("Hello.")
    assert voice.said == ["Hello.", "Hello."]


def test_a_folder_that_cannot_be_made_costs_one_warning_and_nothing_else(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    voice = CountingVoice()
    cached = CachedVoice(voice, blocked / "cache")
    with caplog.at_level(logging.WARNING):
        for text in ("One.", "Two.", "One.", "Two."):
            assert cached.synthesise(text).samples.size
    assert voice.said == ["One.", "Two."]
    (warning,) = caplog.messages
    assert "cache_dir" in warning


def test_no_half_written_file_is_left_behind(tmp_path, monkeypatch):
    def full(path, content):
        path.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert CachedVoice(CountingVoice(), tmp_path).synthesise("Hello.").samples.size
    assert list(tmp_path.iterdir()) == []


def test_a_missing_engine_is_not_hidden(tmp_path):
    class NoVoice:
        name, version = "none", "0"

        def synthesise(self, text):
            raise SpeechError("no engine")

    with pytest.raises(SpeechError):
        CachedVoice(NoVoice(), tmp_path).synthesise("Hello.")
    assert not list(tmp_path.iterdir())


def test_the_oldest_clips_make_room(tmp_path):
    cached = CachedVoice(CountingVoice(), tmp_path)
    for age, text in enumerate(("new", "middle", "old")):
        before = set(tmp_path.iterdir())
        cached.synthesise(text)
        (entry,) = set(tmp_path.iterdir()) - before
        os.utime(entry, (1_000_000 - age, 1_000_000 - age))
    oldest = min(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime)
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    prune(tmp_path, total - 1)
    assert len(list(tmp_path.iterdir())) == 2
    assert not oldest.exists()


def test_tidying_a_folder_that_is_not_there_is_nothing(tmp_path):
    prune(tmp_path / "nowhere")
