"""A scenario in the virtual room: a whole short session, with people, walls and noise."""

import msgspec
import pytest

from tests.room import session
from tests.room.scenario import Moment, read

SCENARIO = """
protocol = "{protocol}"
phase_minutes = 0.1
loudspeaker_db = 5
snr_db = 30
seed = 3

[room]
reverberation_s = 0.3

[[says]]
during = "first"
seconds = 4.5
text = "repeat"
place = [2.0, 1.6, 1.1]
voice = "en-us+m3"
"""

PROTOCOL = """
name = "tale"
minimum_minutes = 2
[title]
en = "A tale"
[welcome]
en = "Welcome. Let us begin slowly, so that the room can be learned. Nobody is in a hurry today."
[goodbye]
en = "Goodbye."
[[phases]]
id = "first"
minutes = 1
title = { en = "the first" }

[phases.prompt]
en = "You have {time}. Tell each other what you saw, and whom you met. Then listen to the others."
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    protocol = folder / "tale.toml"
    protocol.write_text(PROTOCOL, encoding="utf-8")
    path = folder / "scenario.toml"
    path.write_text(SCENARIO.format(protocol=protocol), encoding="utf-8")
    return read(path)


def test_somebody_speaks_over_a_prompt_and_is_obeyed_and_we_are_not(scenario, tmp_path):
    outcome = session.run(scenario, tmp_path)
    first = outcome.first_sayings_over_us[0]
    assert first.stopped_at - first.onset < 0.35
    assert outcome.is_obeyed_in_the_end(first)
    assert outcome.self_triggers == outcome.wrong == outcome.own_stops == []


def test_a_bad_sound_card_does_not_make_it_obey_itself_twice_the_same(scenario, tmp_path):
    bad = msgspec.structs.replace(
        scenario,
        drift_ppm=100.0,
        delay_s=0.35,
        lost=(Moment(9.0, 1.0),),
        jumps=(Moment(12.0, 0.1),),
    )
    first, again = (session.run(bad, tmp_path) for _ in range(2))
    assert first.self_triggers == first.wrong == []
    assert (first.said, first.seconds) == (again.said, again.seconds)
