"""The command line: reads options, calls, prints.

Standard output is for results, standard error for everything else. What the
user can mend is one sentence and exit code 2. Rooms are entered only by the
commands that need them: a rehearsal needs no PortAudio, a list of models no
recogniser.
"""

import logging
import sys
from pathlib import Path

import click

from voice_facilitator.cli import listening, lists, session
from voice_facilitator.cli.failure import Main
from voice_facilitator.options import FILE


@click.group(cls=Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="voice-facilitator")
@click.option("--config", type=FILE, help="A settings file, in place of your own.")
@click.option("-v", "--verbose", is_flag=True, help="Tell on standard error what goes on.")
@click.pass_context
def main(context: click.Context, config: Path | None, verbose: bool) -> None:
    """Keeps the time of a Case Clinic by ear."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(message)s",
        stream=sys.stderr,
    )
    context.obj = config


for _command in (
    *(session.run, session.say, session.status, session.report, session.rehearse),
    *(listening.listen, listening.teach, listening.doctor),
    *(lists.voices, lists.devices, lists.models, lists.protocol, lists.config),
):
    main.add_command(_command)
