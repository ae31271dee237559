"""voice-facilitator keeps the time of a Case Clinic by ear.

Data goes round one ring::

    microphone -> hearing -> command -> session -> actions -> speech -> speaker

`session` is pure and the only place that decides. `hearing` turns air into
commands, `speech` turns words into samples, `sound` moves samples to and from
the air, and `runtime` turns the ring with a clock in its hand.

Nothing leaves the machine. onnxruntime, which runs the embedded recogniser,
sends usage data to its makers from its release 1.29 on, on Linux too, unless
this variable is set before it is loaded; the child processes inherit it.

Matrices here are small: numpy's linear algebra, left to itself, spreads them over
all cores and waits there spinning. With both cores of a machine busy, deciding on
a segment by example took 0.28 s of them instead of 0.04.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
for _limit in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_limit, "1")
