"""voice-facilitator keeps the time of a Case Clinic by ear.

Data goes round one ring::

    microphone -> hearing -> command -> session -> actions -> speech -> speaker

`session` is pure and the only place that decides. `hearing` turns air into
commands, `speech` turns words into samples, `sound` moves samples to and from
the air, and `runtime` turns the ring with a clock in its hand.

Nothing leaves the machine. onnxruntime, which runs the embedded recogniser,
sends usage data to its makers from its release 1.29 on, on Linux too, unless
this variable is set before it is loaded; the child processes inherit it.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
