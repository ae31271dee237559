"""A model site on this machine, and a small model for it."""

import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from voice_facilitator.modelstore.catalogue import Download, Model

NAME = "vosk-model-small-xx-0.1"


def make_zip(files):
    """The bytes of a zip with `files`, text by name."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


SMALL_MODEL = make_zip(
    {f"{NAME}/am/final.mdl": "sound" * 50_000, f"{NAME}/conf/model.conf": "rules"}
)


def catalogue_of(content, size=None, name=NAME):
    """A catalogue with one model, whose zip is `content`."""
    download = Download(
        url=f"https://models.example/vosk/{name}.zip",
        sha256=hashlib.sha256(content).hexdigest(),
        folder=name,
        bytes=size or len(content),
    )
    return {name: Model(language="xx", engine="vosk", licence="Apache-2.0", download=download)}


class Site:
    """Serves whatever `respond(handler)` does; counts the requests."""

    def __init__(self, respond):
        self.requests = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler):  # noqa: N805
                self.requests.append(handler.path)
                respond(handler)

            def log_message(handler, *_):  # noqa: N805
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/models"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def send(content, promised=None):
    """A response that promises `promised` bytes and sends `content`."""

    def respond(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content) if promised is None else promised))
        handler.end_headers()
        handler.wfile.write(content)

    return respond
