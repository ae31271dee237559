"""What the user can mend is one sentence and exit code 2, aloud too where somebody may not read."""

import os
import sys
from typing import Any

import click

from voice_facilitator import settings
from voice_facilitator.errors import BusyError, FacilitatorError
from voice_facilitator.options import CHOSEN

ALOUD = "voice_facilitator.aloud"
"""Where the context keeps whether somebody listens who may not read."""


class Failure(click.ClickException):
    """What the user can mend."""

    exit_code = 2


class Main(click.Group):
    """A group whose commands fail in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BusyError as error:
            # The session that runs is not to be talked over.
            raise Failure(str(error)) from None
        except FacilitatorError as error:
            raise self._told(ctx, Failure(str(error))) from None
        except BrokenPipeError:
            # Whoever read our results has had enough of them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except Exception as error:
            if os.environ.get("VOICE_FACILITATOR_DEBUG"):
                raise
            broken = Failure(
                f"Something broke in us ({type(error).__name__}: {error}); please report it with "
                "what VOICE_FACILITATOR_DEBUG=1 prints."
            )
            raise self._told(ctx, broken) from None

    def _told(self, ctx: click.Context, failure: Failure) -> Exception:
        """What to raise: who was to be talked with is told why not aloud, once it is printed."""
        if ctx.invoked_subcommand != "run" and not ctx.meta.get(ALOUD):
            return failure
        from voice_facilitator.runtime import trouble

        failure.show()
        trouble.tell(failure.format_message(), ctx.meta.get(CHOSEN) or settings.fallback())
        return click.exceptions.Exit(failure.exit_code)
