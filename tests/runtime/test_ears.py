"""Hearing is told how to listen, and what we say ourselves."""

import pytest

from voice_facilitator.commands import Context
from voice_facilitator.runtime.ears import Ears
from voice_facilitator.runtime.performance import Held, ListeningChanged, Said, Stopped, WentOn
from voice_facilitator.speech.spoken import Sentence


class Notes:
    """Hearing that writes down what it is told."""

    def __init__(self):
        self.told = []

    def listen(self, context):
        self.told.append(context)

    def mask(self, text, start_s, end_s):
        self.told.append((text, start_s, end_s))

    def unmask(self, from_s):
        self.told.append(from_s)


def in_stream(at):
    """Of hearing that was given its first sound at 95 s."""
    return at - 95


def test_the_context_is_passed_on():
    notes = Notes()
    Ears(notes, in_stream).notice(ListeningChanged(0, Context.SILENCE))
    assert notes.told == [Context.SILENCE]


def test_each_sentence_is_masked_where_it_is_said():
    notes = Notes()
    sentences = (Sentence("Say next.", 0, 1), Sentence("Or pause.", 1.5, 2.5))
    Ears(notes, in_stream).notice(Said(100.5, 1, "", sentences, 2.5))
    assert notes.told == [("Say next.", 5.5, 6.5), ("Or pause.", 7.0, 8.0)]


def line(sound):
    return Said(100.5, sound, "", (Sentence("Say next.", 0, 1),), 1)


def test_what_was_never_said_is_not_masked():
    notes = Notes()
    ears = Ears(notes, in_stream)
    ears.notice(line(1))
    ears.notice(Stopped(101, 1))
    assert notes.told[1:] == [6]


@pytest.mark.parametrize("stop", [Stopped, Held])
def test_a_line_that_is_held_or_goes_on_and_is_stopped_is_unmasked(stop):
    notes = Notes()
    ears = Ears(notes, in_stream)
    for each in (line(1), Held(101, 1), WentOn(103, 1, ()), stop(104, 1)):
        ears.notice(each)
    assert notes.told[1:] == [6, 9]


def test_a_bell_that_ends_under_a_line_takes_no_mask_away():
    notes = Notes()
    ears = Ears(notes, in_stream)
    ears.notice(line(2))
    ears.notice(Stopped(101, 1))
    assert notes.told[1:] == []
