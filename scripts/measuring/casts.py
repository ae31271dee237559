"""Who speaks the examples of a language: voices whose output may be shipped.

espeak-ng's formants are far from people: 118 words of French people are told apart
as well by the one that is French here as by ten of espeak-ng's and Pico together
(scripts/evaluate_words.py).
"""

from dataclasses import dataclass

from measuring.voices import Espeak, Kokoro, Pico, Voice


@dataclass(frozen=True)
class Cast:
    """Who speaks for a language."""

    phrases: tuple[Voice, ...]
    """Who says the phrases: several voices, and slowly too, as people speak to a machine."""
    decoys: tuple[Voice, ...]
    """Who says the rest."""


ROBOTS: tuple[Voice, ...] = (
    *(Espeak(voice) for voice in ("fr", "fr-be", "fr-ch", "fr+f2", "fr+f5", "fr+m3")),
    *(Espeak(voice) for voice in ("fr+klatt2", "fr+Annie", "fr-be+f5", "fr-ch+m7")),
    *(Espeak(voice, 100) for voice in ("fr", "fr+f2", "fr+m3", "fr-be+f5", "fr-ch+m7")),
    *(Pico("fr-FR", speed) for speed in (65, 80, 100, 125)),
    *(Pico("fr-FR", *how) for how in ((60, 80), (85, 85), (65, 120), (100, 130))),
)
"""French voices of the old kind."""

SPEAKERS: tuple[Voice, ...] = (Kokoro("ff_siwis"),)
"""A French voice learned from a person. Kokoro's voices of other tongues add 0.2 points."""

CASTS = {
    "fr": Cast(
        phrases=(*ROBOTS, *SPEAKERS),
        decoys=(
            Espeak("fr+f2"),
            Espeak("fr-be+f5", 130),
            Pico("fr-FR"),
            Pico("fr-FR", 75, 120),
        ),
    ),
}
