"""The zip of a model, as a web site might send it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.doors.door import put
from tests.modelstore.site import Site, make_zip, send
from voice_facilitator.modelstore import catalogue
from voice_facilitator.modelstore.store import ModelStore
from voice_facilitator.modelstore.unpack import unpack


class ModelDoor:
    """Within this process a zip is unpacked; as a command, it comes from a site and is checked."""

    name = "model"
    sound = (
        make_zip({"model/am/final.mdl": "x" * 3000, "model/README": "hello", "model/conf/": ""}),
        make_zip({"model/a": "one", "model/b/c/d": "two"}),
    )

    def enter(self, content: bytes, folder: Path) -> None:
        """Unpack it, as if its SHA-256 were the one that is promised."""
        unpack(put(folder, "download.zip", content), "model", folder / "out")

    @contextmanager
    def command(self, content: bytes, folder: Path) -> Iterator[Sequence[str]]:
        """Install it."""
        store = ModelStore(folder / "out")
        name = next(
            name
            for name, model in catalogue.load().items()
            if model.download is not None and store.path(name) is None
        )
        site = Site(send(content))
        try:
            place = ["--models-dir", str(folder / "out"), "--models-url", site.url]
            yield ["models", "install", name, *place]
        finally:
            site.close()
