"""Several audiences as one."""

from collections.abc import Sequence

from voice_facilitator.runtime.performance import Audience, Performed


class Audiences:
    """Tells everything to each of `audiences`, in their order."""

    def __init__(self, audiences: Sequence[Audience]) -> None:
        self._audiences = audiences

    def notice(self, performed: Performed) -> None:
        """Pass it on."""
        for audience in self._audiences:
            audience.notice(performed)
