"""What the measuring of the wake word makes, and what its table says of it."""

from pathlib import Path

import numpy as np
import pytest
from measuring.air import RATE, Condition
from measuring.calls import Answer, Caller, Talk, report
from measuring.corpus import Corpus, Recording

from tests.hearing.voices import say, scene
from voice_facilitator.commands import Context
from voice_facilitator.hearing.wake_word import Wish

WISH = Wish("okay_nabu", required=True)
NO_PEOPLE = "our own voices"


class Spoken(Recording):
    """Somebody says a word, or talks."""

    def samples(self):
        return scene(0.3, say(self.words), 0.3)


def spoken(words):
    return Spoken(Path(f"{words}.flac"), "positive", "en", words, "somebody", NO_PEOPLE)


@pytest.fixture(scope="module")
def caller(english):
    return Caller(Corpus(()), english, "moonshine", WISH)


def test_a_word_behind_the_wake_word_is_a_hit(caller):
    answer = caller.do(([spoken("next")], Condition("clean"), Context.CONVERSATION))
    assert (answer.woke, answer.hit, answer.wrong) == (True, True, False)
    assert answer.delay_s > 0


def test_talk_in_which_nobody_calls_is_not_obeyed_though_it_has_commands(caller):
    talk = caller.do(([spoken("next"), spoken("pause")], None, Context.CONVERSATION))
    assert (talk.woke, talk.accepted) == (0, 0)
    assert talk.seconds == pytest.approx(
        sum(len(spoken(word).samples()) / RATE for word in ("next", "pause"))
    )


def test_the_table_counts_commands_only_behind_what_was_heard():
    answers = [
        Answer("clean", woke=True, hit=True, wrong=False, delay_s=0.5),
        Answer("clean", woke=True, hit=False, wrong=True, delay_s=np.nan),
        Answer("clean", woke=False, hit=False, wrong=False, delay_s=np.nan),
    ]
    talk = [Talk(Context.CONVERSATION, NO_PEOPLE, 3600.0, woke=2, accepted=1, cpu_s=36.0)]
    table = "\n".join(report(answers + talk, WISH))
    assert "| clean | 3 | 67 [9-99] | 50 [1-99] | 50 [1-99] | 0.50, 0.50 |" in table
    assert "| 60.0 | 2 | 1 | 1.0 [0.0-5.6] |" in table
    assert "1.0 % of a core" in table
