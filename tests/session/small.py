"""A short protocol with everything in it that a session can meet."""

from voice_facilitator.session.protocol import Kind, Phase, Protocol, check


def _both(text: str) -> dict[str, str]:
    return {"en": text, "fr": text}


SMALL = check(
    Protocol(
        name="small",
        title=_both("Small"),
        welcome=_both("Welcome to {time} together. " * 3),
        goodbye=_both("Goodbye and thank you."),
        minimum_minutes=15,
        phases=(
            Phase("arriving", _both("arriving"), 1, _both("Arrive. You have {time}. " * 3)),
            Phase(
                "talking",
                _both("talking"),
                4,
                _both("Talk for {time}. " * 4),
                half_time=True,
                warn_minutes_left=(1,),
            ),
            Phase("silence", _both("silence"), 3, _both("Be silent. " * 5), kind=Kind.SILENCE),
            Phase("leaving", _both("leaving"), 2, _both("Say what is left. " * 3)),
        ),
    ),
    "small",
)
