#!/usr/bin/env python3
"""Render the chimes and earcons of voice_facilitator/sound/bell.py into audio/.

Run it after a change there, listen, and commit the files with the change.
The same code gives the same samples on every machine.
"""

from pathlib import Path

import soundfile

from voice_facilitator.sound import bell
from voice_facilitator.sound.mixer import RATE

AUDIO = Path(__file__).parent.parent / "audio"


def main() -> None:
    """Write one FLAC file (48 kHz, mono, 16 bit) for each sound."""
    for name, render in bell.SOUNDS.items():
        path = AUDIO / f"{name}.flac"
        samples = render(RATE)
        soundfile.write(path, samples, RATE, subtype="PCM_16")
        print(f"{path.name:18} {len(samples) / RATE:5.2f} s {path.stat().st_size / 1024:6.1f} KiB")


if __name__ == "__main__":
    main()
