"""Text into samples.

A *synthesiser* turns one sentence into a clip. Ours is pyttsx3 over espeak-ng, a
C library that can crash, hang or end its process, so `worker` owns it in a child
process and `pyttsx3_voice` is the parent's end: it gives the child a time limit,
checks that what comes back is long enough for its text, asks again, and starts
another child when one is lost. `cache` keeps the clips on disk.

`speaker` is what the rest of the house uses: it cuts a text into sentences,
respells what the voice gets wrong, has each sentence synthesised apart and joins
them at one loudness, knowing when each one begins and ends. That is what a mask
needs (do not obey a word while we say it) and what going on after an
interruption needs (from the start of the sentence).
"""
