"""A speech worker that never makes a sound."""

from collections.abc import Iterator

from voice_facilitator.child import Message, serve


def keep_quiet(message: Message) -> Iterator[Message]:
    yield Message({"rate": 22050})


serve(keep_quiet)
