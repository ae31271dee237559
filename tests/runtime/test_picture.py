"""A session's picture shows each phase, bell and command where it was."""

from xml.etree import ElementTree

from voice_facilitator.runtime.picture import draw

TIMELINE = [
    {"t": 0.0, "kind": "say", "text": "Welcome <friends> & all.", "seconds": 5.0},
    {"t": 10.0, "kind": "phase", "phase": "talking"},
    {"t": 20.0, "kind": "command", "command": "more_time"},
    {"t": 50.0, "kind": "phase", "phase": "silence"},
    {"t": 60.0, "kind": "bell", "which": "open"},
    {"t": 90.0, "kind": "bell", "which": "close"},
    {"t": 100.0, "kind": "end"},
]


def test_everything_is_drawn_and_named():
    svg = ElementTree.fromstring(draw(TIMELINE, "A try", {"talking": "la parole"}, "minutes"))
    words = [text for text in svg.itertext() if text.strip()]
    for shown in ("A try", "la parole", "minutes", "▴ more time", "Welcome <friends> & all."):
        assert shown in words
    assert words.count("♪") == 2


def test_a_phase_is_as_wide_as_it_was_long():
    svg = ElementTree.fromstring(draw(TIMELINE, "A try", {}, ""))
    bands = [e for e in svg.iter() if e.tag.endswith("rect") and e.get("height") == "44.0"]
    widths = [float(band.get("width")) for band in bands]
    assert abs(widths[0] / widths[1] - 40 / 50) < 0.01


def test_the_minutes_of_a_day_do_not_run_into_each_other():
    day = [*TIMELINE, {"t": 86_400.0, "kind": "end"}]
    svg = ElementTree.fromstring(draw(day, "A try", {}, ""))
    minutes = [float(e.text) for e in svg.iter() if e.get("font-size") == "11" and e.text]
    assert 20 <= len(minutes) <= 41
    assert minutes[-1] > 1_300


def test_an_empty_timeline_is_an_empty_picture():
    ElementTree.fromstring(draw([], "Nothing", {}, ""))
