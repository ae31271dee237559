"""Whatever a recording is, hearing gets the same sound of it; what is no recording is told so."""

import contextlib
import itertools
import os
import resource
import struct
import subprocess
import sys
import threading

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.errors import AudioFileError
from voice_facilitator.sound.wavefile import Recorder, read

PLAIN = ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"]
KINDS = [
    *((".wav", subtype, 48_000) for subtype in PLAIN),
    (".wav", "IMA_ADPCM", 22_050),
    (".wav", "PCM_16", 8_000),
    (".flac", "PCM_16", 44_100),
    (".ogg", "VORBIS", 44_100),
    (".opus", "OPUS", 48_000),
    (".mp3", "MPEG_LAYER_III", 44_100),
    (".aiff", "PCM_16", 16_000),
]


def a_tone(rate, seconds=2.0, hz=440.0):
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)


def hear(source):
    return np.concatenate(list(read(source)))


def through_a_pipe(data):
    """What is heard of a WAV that another program writes into a pipe."""
    reading, writing = os.pipe()

    def write():
        with contextlib.suppress(BrokenPipeError), os.fdopen(writing, "wb") as pipe:
            pipe.write(data)

    threading.Thread(target=write).start()
    try:
        return hear(f"/dev/fd/{reading}")
    finally:
        os.close(reading)


def claiming(wav, length):
    """The WAV with another length of its samples in the header."""
    place = wav.index(b"data") + 4
    return (
        wav[:4]
        + struct.pack("<I", length)
        + wav[8:place]
        + struct.pack("<I", length)
        + (wav[place + 4 :])
    )


def loudest_hz(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 16_000))
    return int(spectrum.argmax())


@pytest.mark.parametrize(("ending", "subtype", "rate"), KINDS)
def test_any_format_rate_and_channels_come_as_16_khz_mono(tmp_path, ending, subtype, rate):
    path = tmp_path / f"tone{ending}"
    left = a_tone(rate)
    kind = "OGG" if ending == ".opus" else None
    soundfile.write(path, np.stack([left, left], 1), rate, subtype=subtype, format=kind)
    heard = hear(path)
    assert len(heard) == pytest.approx(32_000, rel=0.05)
    assert heard.dtype == np.float32
    middle = heard[8_000:24_000]
    assert abs(loudest_hz(middle) - 440) <= 1
    assert middle.std() == pytest.approx(0.5 / np.sqrt(2), rel=0.1)


def test_blocks_are_short_so_that_hours_need_no_memory(tmp_path):
    soundfile.write(tmp_path / "long.wav", a_tone(48_000, seconds=20), 48_000)
    sizes = [len(block) for block in read(tmp_path / "long.wav")]
    assert max(sizes) <= 0.2 * 16_000
    assert sum(sizes) == 20 * 16_000


@pytest.mark.parametrize("subtype", PLAIN)
@given(levels=st.lists(st.integers(-32768, 32767), min_size=1, max_size=40))
def test_a_pipe_gives_what_the_file_gives(tmp_path_factory, subtype, levels):
    path = tmp_path_factory.getbasetemp() / "any.wav"
    soundfile.write(path, np.array(levels) / 32768, 16_000, subtype=subtype)
    assert np.allclose(through_a_pipe(path.read_bytes()), hear(path), atol=1e-6)


@pytest.fixture
def wav(tmp_path):
    """Two seconds of stereo, one channel silent."""
    path = tmp_path / "tone.wav"
    tone = a_tone(16_000)
    soundfile.write(path, np.stack([tone, 0 * tone], 1), 16_000, subtype="PCM_16")
    return path


@pytest.mark.parametrize("length", [0, 0xFFFF_FFFF, 0x7FFF_F000])
def test_a_header_that_does_not_know_the_length_costs_nothing(wav, length):
    expected, unsure = hear(wav), claiming(wav.read_bytes(), length)
    assert np.array_equal(through_a_pipe(unsure), expected)
    wav.write_bytes(unsure)
    assert np.array_equal(hear(wav), expected)


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 50_001])
def test_a_wav_that_ends_early_ends_there(wav, cut):
    short = wav.read_bytes()[:-cut]
    whole_frames = 32_000 - -(-cut // 4)
    assert len(through_a_pipe(short)) == whole_frames
    wav.write_bytes(short)
    assert len(hear(wav)) == whole_frames


def test_tags_after_the_samples_are_not_heard(wav):
    tagged = wav.read_bytes() + b"LIST" + struct.pack("<I", 8000) + bytes(8000)
    assert len(through_a_pipe(tagged)) == 32_000


def test_channels_are_averaged(wav):
    assert np.abs(hear(wav)).max() == pytest.approx(0.25, rel=0.01)


def test_an_endless_stream_is_heard_as_it_comes(wav):
    reading, writing = os.pipe()

    def write_for_ever():
        with contextlib.suppress(BrokenPipeError):
            os.write(writing, claiming(wav.read_bytes(), 0)[:44])
            while True:
                os.write(writing, bytes(4096))

    threading.Thread(target=write_for_ever, daemon=True).start()
    blocks = read(f"/dev/fd/{reading}")
    os.close(reading)
    assert sum(len(block) for block in itertools.islice(blocks, 50)) >= 4 * 16_000
    blocks.close()


def test_standard_input_is_a_dash(wav):
    count = (
        "from voice_facilitator.sound.wavefile import read;print(sum(len(b) for b in read('-')))"
    )
    with wav.open("rb") as file:
        for stdin in (file, subprocess.Popen(["cat", wav], stdout=subprocess.PIPE).stdout):
            run = subprocess.run([sys.executable, "-c", count], stdin=stdin, capture_output=True)
            assert run.stdout == b"32000\n"


def test_what_is_no_number_does_not_silence_the_rest(tmp_path):
    samples = a_tone(48_000).astype(np.float32)
    samples[1000:1010] = np.nan
    samples[2000:2010] = np.inf
    soundfile.write(tmp_path / "broken.wav", samples, 48_000, subtype="FLOAT")
    heard = hear(tmp_path / "broken.wav")
    assert np.isfinite(heard).all()
    assert np.abs(heard[16_000:]).max() == pytest.approx(0.5, rel=0.01)


BAD_FILES = {
    "empty": (b"", "empty"),
    "text": (b"I am not a recording.\n" * 100, "not audio"),
    "half a header": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "not audio"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_no_recording_is_told_in_a_sentence(tmp_path, kind):
    content, told = BAD_FILES[kind]
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(AudioFileError, match=told) as error:
        read(path)
    assert str(path) in str(error.value)


def test_bare_samples_are_not_guessed_at(tmp_path):
    path = tmp_path / "bare.raw"
    path.write_bytes(bytes(1_000))
    with pytest.raises(AudioFileError, match="not audio"):
        read(path)


def test_a_missing_file_and_a_folder_are_told_in_a_sentence(tmp_path):
    for path in (tmp_path / "missing.wav", tmp_path):
        with pytest.raises(AudioFileError, match="give"):
            read(path)


FORMAT = struct.Struct("<4sIHHIIHH")
BAD_STREAMS = {
    "nothing": (b"", "empty"),
    "text": (b"I am not a recording.\n" * 100, "not a WAV"),
    "no samples": (b"RIFF\0\0\0\0WAVE", "damaged"),
    "no format": (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", "damaged"),
    "huge chunk": (b"RIFF\0\0\0\0WAVEfmt \xff\xff\xff\x7f" + bytes(100), "damaged"),
    "no channels": (
        b"RIFF\0\0\0\0WAVE" + FORMAT.pack(b"fmt ", 16, 1, 0, 16_000, 0, 0, 16) + b"data\0\0\0\0",
        "damaged",
    ),
    "no rate": (
        b"RIFF\0\0\0\0WAVE" + FORMAT.pack(b"fmt ", 16, 1, 1, 0, 0, 2, 16) + b"data\0\0\0\0",
        "0 samples a second",
    ),
    "a crowd of channels": (
        b"RIFF\0\0\0\0WAVE"
        + FORMAT.pack(b"fmt ", 16, 3, 0xFFFF, 999_999, 0, 0, 64)
        + b"data\0\0\0\0",
        "damaged",
    ),
    "compressed": (
        b"RIFF\0\0\0\0WAVE" + FORMAT.pack(b"fmt ", 16, 17, 1, 8_000, 0, 1, 4) + b"data\0\0\0\0",
        "compressed",
    ),
}


@pytest.mark.parametrize("kind", BAD_STREAMS)
def test_a_pipe_that_brings_no_wav_is_told_in_a_sentence(kind):
    content, told = BAD_STREAMS[kind]
    with pytest.raises(AudioFileError, match=told):
        through_a_pipe(content)


@given(st.binary(max_size=200))
def test_no_bytes_from_a_pipe_do_worse_than_a_sentence(rest):
    header = b"RIFF\0\0\0\0WAVE" + FORMAT.pack(b"fmt ", 16, 3, 1, 16_000, 0, 4, 32)
    for content in (rest, b"RIFF\0\0\0\0WAVE" + rest, header + rest, header + b"data" + rest):
        with contextlib.suppress(AudioFileError):
            assert np.isfinite(through_a_pipe(content)).all()


@pytest.mark.parametrize("ending", [".wav", ".flac", ".FLAC"])
def test_what_is_recorded_is_what_was_played(tmp_path, ending):
    path, tone = tmp_path / f"out{ending}", a_tone(48_000).astype(np.float32)
    with Recorder(path, 48_000) as recorder:
        for block in np.array_split(tone, 7):
            recorder.write(block)
    written, rate = soundfile.read(path)
    assert rate == 48_000
    assert np.abs(written - tone).max() <= 1 / 32768


def test_a_recording_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    (tmp_path / "folder.wav").mkdir()
    for name in ("out.mp3", "nowhere/out.wav", "folder.wav"):
        with pytest.raises(AudioFileError, match=name):
            Recorder(tmp_path / name, 48_000)


def test_a_full_disk_is_told_in_a_sentence(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    recorder = Recorder(tmp_path / "full.wav", 48_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(AudioFileError, match=r"full\.wav"):
            recorder.write(np.zeros(480_000, np.float32))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
