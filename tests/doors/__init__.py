"""The doors through which something comes in that we have not made, and what is thrown at them.

`mangling.py` mangles what is sound, the same way for hypothesis, which shrinks
it, and for `scripts/fuzz_doors.py`, which makes thousands. Each other module is
a door or a few: what a sound input looks like, how it is let in within this
process, and as what command. `trial.py` lets one in and judges.
"""
