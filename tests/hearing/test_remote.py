"""Hearing in a process of its own outlives its crashes."""

import errno
import os
import queue
import signal
import threading
import time

import numpy as np
import pytest

from tests.hearing.voices import blocks, say, scene
from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import remote, weight
from voice_facilitator.hearing.remote import Listening, Remote

ENGLISH = Listening("en", engine="moonshine")


class Table:
    """A group around a listening child process."""

    def __init__(self, context):
        self.heard = queue.Queue()
        self.restarts = queue.Queue()
        self.given_up = queue.Queue()
        self.hearing = Remote(
            ENGLISH, context, self.heard.put, self.restarts.put, self.given_up.put
        )
        self.sentence = self.hearing.start()

    def say(self, text):
        """Say it in a pause, and return what was made of it."""
        for block in blocks(scene(0.8, say(text), 0.8)):
            self.hearing.feed(block)
        return self.heard.get(timeout=20)

    def begins_to_say(self, text):
        """Say three quarters of it."""
        word = blocks(scene(0.8, say(text)))
        for block in word[: len(word) * 3 // 4]:
            self.hearing.feed(block)

    def dies(self):
        """Kill the child, and return how that was mended."""
        os.kill(self.hearing.pid, signal.SIGKILL)
        return self.restarts.get(timeout=40)


@pytest.fixture
def table(request):
    table = Table(getattr(request, "param", Context.WAITING))
    yield table
    table.hearing.close()


def test_tells_which_engine_listens_and_obeys(table):
    assert "English" in table.sentence
    utterance = table.say("next")
    assert (utterance.command, utterance.accepted) == (Command.NEXT, True)


def test_context_and_mask_reach_the_child(table):
    table.hearing.listen(Context.QUESTION)
    assert table.say("yes").accepted
    now_s = table.hearing.position_s
    table.hearing.mask("say pause", now_s, now_s + 5)
    assert table.say("pause").reason == "while we said it"


def test_killed_in_mid_word_it_hears_the_next_command(table):
    table.say("next")
    table.begins_to_say("pause")
    os.kill(table.hearing.pid, signal.SIGKILL)
    assert "-9" in table.restarts.get(timeout=20).sentence
    before_s = table.hearing.position_s
    utterance = table.say("pause")
    assert (utterance.command, utterance.accepted) == (Command.PAUSE, True)
    assert before_s < utterance.start_s < table.hearing.position_s


def test_hung_in_mid_word_it_is_replaced_and_hears_the_next_command(table, monkeypatch):
    monkeypatch.setattr(remote, "PATIENCE_S", 1.0)
    table.begins_to_say("pause")
    hung = table.hearing.pid
    os.kill(hung, signal.SIGSTOP)
    for block in blocks(scene(3.0)):
        table.hearing.feed(block)
    assert "not answer" in table.restarts.get(timeout=20).sentence
    assert table.hearing.pid != hung
    assert table.say("next").accepted


GARBAGE = {
    "no message": b"garbage" * 10,
    "a message without sense": b"\x02\0\0\0\0\0\0\0[]",
    "half a sample": b"\x0e\0\0\0\x03\0\0\0" + b'{"do": "feed"}' + b"abc",
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_fed_garbage_in_mid_word_it_hears_the_next_command(table, kind):
    table.begins_to_say("pause")
    stream = table.hearing._child._process.stdin
    stream.write(GARBAGE[kind])
    stream.flush()
    for block in blocks(scene(0.5)):
        table.hearing.feed(block)
    if kind != "a message without sense":
        assert "ended" in table.restarts.get(timeout=20).sentence
    assert table.say("next").accepted


def test_sound_that_is_no_sound_in_mid_word_costs_that_word_at_most(table):
    table.begins_to_say("pause")
    for bad in (float("nan"), float("inf"), 1e30):
        table.hearing.feed(np.full(320, bad, np.float32))
    for block in blocks(scene(8.0)):
        table.hearing.feed(block)
    while not table.heard.empty():
        table.heard.get()
    assert table.say("next").accepted
    assert table.restarts.empty()


def test_the_third_death_in_a_minute_of_the_last_engine_is_told_and_final(table):
    for _ in range(remote.MANY_DEATHS - 1):
        os.kill(table.hearing.pid, signal.SIGKILL)
        assert not table.restarts.get(timeout=20).is_another
    os.kill(table.hearing.pid, signal.SIGKILL)
    assert "nothing listens" in table.given_up.get(timeout=20)
    table.hearing.feed(blocks(scene(0.1))[0])
    assert table.hearing.pid is None


def test_a_model_that_fails_again_and_again_gives_way_to_the_embedded_engine(table, tmp_path):
    table.hearing._listening = Listening("en", "auto", tmp_path / "a model that is gone")
    restart = table.dies()
    assert restart.is_another
    assert "embedded" in restart.sentence
    assert table.say("next").accepted


def test_a_child_that_starts_in_the_middle_of_a_line_knows_what_we_say(table):
    begin_s = table.hearing.position_s
    table.hearing.mask("Say next, please, when you are ready.", begin_s, begin_s + 60)
    table.dies()
    utterance = table.say("next")
    assert (utterance.accepted, utterance.reason) == (False, "while we said it")
    table.hearing.unmask(table.hearing.position_s)
    table.dies()
    for block in blocks(scene(1.5)):
        table.hearing.feed(block)
    assert table.say("next").accepted


def test_where_no_child_can_be_started_a_sentence_tells_so(monkeypatch):
    def fail(*_):
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(remote, "Child", fail)
    hearing = Remote(ENGLISH, Context.WAITING, print, print, print)
    with pytest.raises(HearingError, match="close what else is running"):
        hearing.start()


def test_what_the_last_child_heard_while_another_loads_is_passed_on(table):
    first = table.hearing.pid
    table.hearing.renew(Listening("fr", engine="moonshine"))
    for block in blocks(scene(0.8, say("next"), 0.8)):
        table.hearing.feed(block)
    while table.hearing.pid == first:
        time.sleep(0.01)
    assert table.heard.get(timeout=20).command is Command.NEXT


def test_a_child_that_grows_is_replaced_without_a_gap(table, monkeypatch):
    monkeypatch.setattr(weight, "LOOK_EVERY_S", 0.0)
    first = table.hearing.pid
    for block in blocks(scene(5.0)):
        table.hearing.feed(block)
    time.sleep(1)
    assert table.hearing.pid == first
    monkeypatch.setattr(weight, "GROWTH_BYTES", -(1 << 40))
    while table.hearing.pid == first:
        for block in blocks(scene(1.0)):
            table.hearing.feed(block)
        time.sleep(0.1)
    monkeypatch.setattr(weight, "GROWTH_BYTES", 1 << 40)
    assert table.say("next").accepted
    assert table.restarts.empty()


def test_what_it_is_to_listen_with_can_be_renewed_without_a_gap(table):
    first = table.hearing.pid
    table.hearing.renew(Listening("fr", engine="moonshine"))
    while table.hearing.pid == first:
        for block in blocks(scene(1.0)):
            table.hearing.feed(block)
        time.sleep(0.1)
    for block in blocks(scene(0.8, say("étape suivante", "fr+m3"), 0.8)):
        table.hearing.feed(block)
    assert table.heard.get(timeout=20).command is Command.NEXT
    assert table.restarts.empty()


def test_no_sound_for_a_while_is_not_a_hang(table, monkeypatch):
    monkeypatch.setattr(remote, "PATIENCE_S", 2.0)
    table.say("next")
    time.sleep(3.5)
    assert table.say("next").accepted
    assert table.restarts.empty()


def test_closing_leaves_no_process_and_no_thread(table):
    pid = table.hearing.pid
    table.hearing.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert "hearing" not in {thread.name for thread in threading.enumerate()}


def test_a_language_that_is_not_there_is_a_sentence(tmp_path):
    listening = Listening(str(tmp_path / "xx.toml"))
    with pytest.raises(HearingError, match=r"xx\.toml"):
        Remote(listening, Context.WAITING, print, print, print).start()
