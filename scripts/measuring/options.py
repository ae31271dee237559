"""What every script that measures hearing is told: what to hear, in what, and by whom."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from voice_facilitator.hearing import choice

_OPTIONS = (
    click.argument(
        "folders",
        metavar="CORPUS...",
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path, exists=True),
    ),
    click.option("--language", "name", default="en", show_default=True),
    click.option("--engine", default="auto", type=click.Choice(choice.WANTED)),
    click.option("--model", type=click.Path(path_type=Path), help="The folder of a Vosk model."),
    click.option("--jobs", default=2, show_default=True, help="Processes at work."),
)


def of_hearing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give `command` the arguments `folders`, `name`, `engine`, `model` and `jobs`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
