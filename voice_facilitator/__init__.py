"""voice-facilitator keeps the time of a Case Clinic by ear.

Data goes round one ring::

    microphone -> hearing -> command -> session -> actions -> speech -> speaker

`session` is pure and the only place that decides. `hearing` turns air into
commands, `speech` turns words into samples, `sound` moves samples to and from
the air, and `runtime` turns the ring with a clock in its hand.
"""
