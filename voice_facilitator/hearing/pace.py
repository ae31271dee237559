"""How fast a phrase can be said: what is faster is a scrap of something else."""

from voice_facilitator.commands import Command
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.segmenter import Segment

LETTER_S = 0.03
"""Of speech for each letter of a phrase. Where a soft voice follows a loud one only scraps of it
are speech, and phrases are found in those: in 1.5 h of synthetic talk this takes 18 of 21 false
accepts away, and of 110 words that people said one."""
OUR_LETTER_S = 0.05
"""Nobody says a phrase in less time a letter; in scraps of our voice whole phrases are found."""


def is_scrap(segment: Segment, scores: Scores, command: Command | None, letter_s: float) -> bool:
    """Whether it is too short to be the likeliest phrase of `command`, at so much time a letter."""
    phrases = [phrase for phrase in scores.phrases if phrase.command is command]
    likeliest = max(phrases, key=lambda phrase: scores.phrases[phrase], default=None)
    spoken_s = segment.end_s - segment.start_s
    return likeliest is not None and spoken_s < letter_s * len(likeliest.text)


def is_fragment(segment: Segment, scores: Scores, command: Command | None, letter_s: float) -> bool:
    """Whether it is shorter than `letter_s` a letter, and the engine would write something else.

    A syllable of a sentence, "stuff", "how", "yep", is like a command and short.
    """
    if scores.text is None or not is_scrap(segment, scores, command, letter_s):
        return False
    written = f"{scores.text} "
    mine = [phrase.text for phrase in scores.phrases if phrase.command is command]
    return not any(written.startswith(f"{text} ") for text in mine)
