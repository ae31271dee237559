"""A speech worker that delivers no samples, then one, then a second of sound."""

import itertools
from collections.abc import Iterator

from voice_facilitator.child import Message, serve

payloads = itertools.chain([b"", bytes(2)], itertools.repeat(b"\x00\x10" * 22050))


def mumble(message: Message) -> Iterator[Message]:
    yield Message({"rate": 22050}, next(payloads))


serve(mumble)
