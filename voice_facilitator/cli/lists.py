"""The commands that list what there is: voices, devices, models, protocols, settings."""

from pathlib import Path
from typing import Any

import click

from voice_facilitator import library, settings
from voice_facilitator.cli.failure import Failure
from voice_facilitator.options import FILE, OPTIONS, takes
from voice_facilitator.settings import Settings


@click.command()
@takes("language")
def voices(chosen: settings.Chosen) -> None:
    """List the voices that --voice takes."""
    from voice_facilitator.speech.pyttsx3_voice import voices as list_voices

    own = library.load_language(chosen.settings.language)
    for voice in sorted(list_voices(), key=lambda voice: (voice.language, voice.id)):
        mark = "*" if voice.id == own.voice else " "
        click.echo(f"{mark} {voice.id:24} {voice.language:12} {voice.name}")


@click.command()
def devices() -> None:
    """List the loudspeakers and microphones that are there."""
    from voice_facilitator.sound.devices import devices as list_devices

    there = list_devices()
    for device in there:
        click.echo(device.line())
    if not there:
        click.echo(
            "There is neither loudspeaker nor microphone; plug one in, and see that the system's "
            "sound is on.",
            err=True,
        )


@click.group()
def models() -> None:
    """The recognisers' models: list, install, path."""


@models.command("list")
@takes("models_dir")
def list_models(chosen: settings.Chosen) -> None:
    """List the models we know, and where those are that you have."""
    store = _store(chosen.settings)
    for name, model in store.models.items():
        where = store.path(name) or "not installed"
        click.echo(f"{name:32} {model.language:3} {model.engine:10} {model.licence:12} {where}")


@models.command()
@takes("language", "models_dir", "models_url")
@click.argument("model", metavar="NAME|LANGUAGE", required=False)
def install(chosen: settings.Chosen, model: str | None) -> None:
    """Fetch a model: by its name, or the Vosk model of a language, else of the session's."""
    from voice_facilitator.runtime.progress import download

    model = model or library.load_language(chosen.settings.language).code
    with download(model) as progress:
        path = _store(chosen.settings).install(model, progress, chosen.settings.models_url)
    click.echo(path)


@models.command("path")
@takes("language", "models_dir")
@click.argument("model", metavar="NAME|LANGUAGE", required=False)
def path_of_model(chosen: settings.Chosen, model: str | None) -> None:
    """Print where an installed model is: by name or language, else of the session's language."""
    model = model or library.load_language(chosen.settings.language).code
    store = _store(chosen.settings)
    path = store.path(model) or store.installed(model)
    if path is None:
        raise Failure(
            f"No model “{model}” is installed; “voice-facilitator models install {model}” gets it."
        )
    click.echo(path)


def _store(chosen: Settings) -> Any:
    from voice_facilitator.modelstore.store import ModelStore

    return ModelStore(chosen.models_dir)


@click.group()
def protocol() -> None:
    """Protocols, ours and your own: check, show."""


@protocol.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Say whether a protocol file can be used, or what to mend."""
    from voice_facilitator.runtime.sheet import summary

    click.echo(summary(library.load_protocol(str(file))))


@protocol.command()
@takes("language", "protocol")
def show(chosen: settings.Chosen) -> None:
    """Print a protocol's phases and all that is said."""
    from voice_facilitator.runtime import opening
    from voice_facilitator.runtime.sheet import sheet

    click.echo(sheet(opening.plan(chosen.settings)))


@click.group()
def config() -> None:
    """Settings: show."""


@config.command("show")
@takes(*OPTIONS)
def show_config(chosen: settings.Chosen) -> None:
    """Print every setting and where it came from."""
    for name, origin in chosen.origins.items():
        click.echo(f"{name:14} {getattr(chosen.settings, name)!s:32} {origin}")
