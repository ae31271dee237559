"""Samples and air: what we play and hear, and when.

Everything that sounds goes through one `mixer`, which counts frames and knows
nothing of the world. Something with a clock draws frames from it: a live
`stream` (PortAudio), a `pump` where there is no sound card, or a rehearsal in
virtual time. `bell` computes the chimes and earcons, `shelf` loads their files,
`wavefile` reads and writes recordings, `devices` lists what is plugged in.

Samples are mono float32 in -1..1. The mixer runs at 48 kHz, hearing at 16 kHz.
PortAudio is imported only by the functions that need a device, so that a
machine without it can rehearse and read files.
"""
