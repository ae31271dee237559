"""Fetches one file by HTTPS, of the size and content that was promised."""

import errno
import logging
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import pooch
import requests

from voice_facilitator.errors import ModelError

Progress = Callable[[int, int | None], object]
"""Told how many bytes are here, of how many (None: not known)."""

CONNECT_TIMEOUT_S = 10
READ_TIMEOUT_S = 30
LARGEST_BYTES = 150_000_000
"""Where the catalogue does not know a size: three times the largest that it knows."""
_CHUNK_BYTES = 1 << 16
_OUR_OWN = frozenset({"localhost", "127.0.0.1", "::1"})


def fetch(url: str, sha256: str, size: int | None, folder: Path, progress: Progress) -> Path:
    """Fetch `url` into `folder`; the file's path.

    Raises ModelError that says what to do. What is half fetched is removed.
    """
    pooch.get_logger().setLevel(logging.WARNING)
    try:
        return Path(
            pooch.retrieve(
                url,
                known_hash=f"sha256:{sha256}",
                fname="download.zip",
                path=folder,
                downloader=_Downloader(size, progress),
            )
        )
    except requests.RequestException as error:
        raise ModelError(
            f"Cannot fetch {url} ({_reason(error)}); "
            "try again when this machine reaches the internet."
        ) from None
    except ValueError:  # pooch's word for a wrong hash
        raise _not_the_model(url) from None
    except OSError as error:
        remedy = "make room" if error.errno == errno.ENOSPC else "choose another with models_dir"
        raise ModelError(f"Cannot write to {folder}: {error.strerror}; {remedy}.") from None


class _Downloader:
    """What pooch asks to bring a file: by HTTPS all the way, and never more than was promised."""

    def __init__(self, size: int | None, progress: Progress) -> None:
        self._size = size
        self._progress = progress

    def __call__(self, url: str, output_file: str, _pooch: Any) -> None:
        _require_https(url)
        with requests.get(
            url,
            stream=True,
            timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
            hooks={"response": _check_redirection},
        ) as response:
            if not response.ok:
                raise ModelError(
                    f"{url} answers {response.status_code} {response.reason}; "
                    "try again later, or look for a newer version of voice-facilitator."
                )
            with Path(output_file).open("wb") as file:
                self._copy(url, response, file)

    def _copy(self, url: str, response: requests.Response, file: IO[bytes]) -> None:
        done = 0
        self._progress(done, self._size)
        for chunk in response.iter_content(_CHUNK_BYTES):
            done += len(chunk)
            if done > (self._size or LARGEST_BYTES):
                raise _not_the_model(url)
            file.write(chunk)
            self._progress(done, self._size)


def _check_redirection(response: requests.Response, **_: Any) -> None:
    if response.is_redirect:
        _require_https(urljoin(response.url, response.headers["location"]))


def _require_https(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _OUR_OWN):
        raise ModelError(f"{url} is not a secure address; give one that begins with https://.")


def _not_the_model(url: str) -> ModelError:
    return ModelError(
        f"What came from {url} is not the model (it was cut short or changed on the way); "
        "nothing of it was kept, try again."
    )


def _reason(error: requests.RequestException) -> str:
    match error:
        case requests.Timeout():
            return "it does not answer"
        case requests.exceptions.SSLError():
            return "its certificate cannot be trusted"
        case requests.ConnectionError() | requests.exceptions.ChunkedEncodingError():
            return "it cannot be reached, or the connection broke"
        case _:
            return str(error) or type(error).__name__
