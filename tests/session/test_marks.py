"""Half time and “two minutes left” are told where they help, and only there."""

import pytest

from tests.session.small import SMALL
from voice_facilitator.session.protocol import Phase
from voice_facilitator.session.timing import Mark, marks

TITLE = SMALL.title


def phase(minutes, *, half=False, warn=()):
    return Phase("p", TITLE, minutes, TITLE, half_time=half, warn_minutes_left=warn)


@pytest.mark.parametrize(
    ("phase", "length_s", "told"),
    [
        (phase(15, half=True, warn=(2,)), 900, [Mark(450, True), Mark(780, False)]),
        (phase(15, half=True, warn=(2,)), 1080, [Mark(450, True), Mark(960, False)]),
        (phase(20, warn=(2, 5)), 1200, [Mark(900, False), Mark(1080, False)]),
        (phase(3, warn=(2,)), 180, []),
        (phase(4, half=True, warn=(2,)), 240, [Mark(120, False)]),
        (phase(8), 480, []),
    ],
)
def test_what_is_told_when(phase, length_s, told):
    assert marks(phase, length_s) == told
