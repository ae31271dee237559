"""A child that sends every message back, and prints, babbles, crashes or sleeps when told to."""

import os
import signal
import time
from collections.abc import Iterator

from voice_facilitator.child import Message, serve

OUT = os.dup(1)
"""Where messages go; what is printed does not."""


def echo(message: Message) -> Iterator[Message]:
    if "print" in message.head:
        print(message.head["print"])
    if "babble" in message.head:
        os.write(OUT, message.head["babble"].encode())
        time.sleep(60)
    if "crash" in message.head:
        os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(message.head.get("sleep", 0))
    yield message


serve(echo)
