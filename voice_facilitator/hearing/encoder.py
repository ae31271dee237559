"""The encoder of Moonshine *tiny*: a segment of sound becomes a row of frames.

The encoder was trained on English, but what its frames tell apart is sounds,
so two engines stand on it: scoring phrases with the decoder (English), and
comparing with examples (any language).

The model's files come inside the wheel of `moonshine-voice` 0.1.0 and are run by
plain onnxruntime: the wheel's own library takes 293 MB where this takes 160-200,
and only this way can a decoder be asked "which of these phrases".
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from voice_facilitator.errors import HearingError

RATE = 16000
"""Samples a second that the model takes."""
FRAME_S = 0.025
"""Seconds that one frame stands for (40 frames for 1 s of sound)."""
WIDTH = 288
"""Numbers in a frame."""
SHORTEST_S = 0.1
"""The encoder's convolutions need some sound; shorter segments are padded to this."""


def model_folder() -> Path:
    """The folder of the English model inside the installed `moonshine-voice`.

    Looked up without importing that package, which would load its library.
    Raises HearingError when it is not there.
    """
    spec = find_spec("moonshine_voice")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "assets" / "tiny-en"
        if (folder / "encoder_model.ort").is_file():
            return folder
    raise HearingError(
        "The embedded recogniser's model is missing: install it with "
        "`pip install moonshine-voice==0.1.0`, or use a Vosk model."
    )


def session(file: Path) -> onnxruntime.InferenceSession:
    """Load the ONNX model in `file`, to be run by one thread that sleeps when it has nothing to do.

    Memory is given back after each run: onnxruntime's own store of it would keep
    the most that any segment has needed, some 40 MB more after ten minutes of talk
    in English, and is not faster.

    Raises HearingError when the file is missing or broken.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(file), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # noqa: BLE001 onnxruntime's own errors have no common root
        reason = str(error).splitlines()[0]
        raise HearingError(
            f"Cannot load the recogniser's model {file} ({reason}); reinstall it with "
            "`pip install --force-reinstall moonshine-voice==0.1.0`."
        ) from None


class Encoder:
    """Moonshine's encoder, loaded once; takes about 12 ms of one core for a second of sound."""

    def __init__(self, folder: Path) -> None:
        self._session = session(folder / "encoder_model.ort")

    def frames(self, segment: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The frames of `segment` (mono, 16 kHz, -1 ... 1): an array [T, 288], T = 40 for 1 s."""
        samples = np.asarray(segment, dtype=np.float32)
        missing = round(SHORTEST_S * RATE) - len(samples)
        if missing > 0:
            samples = np.pad(samples, (0, missing))
        inputs = {
            "input_values": samples[None, :],
            "attention_mask": np.ones((1, len(samples)), np.int64),
        }
        frames: npt.NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return frames
