"""`python -m voice_facilitator` is the same as `voice-facilitator`."""

from voice_facilitator.cli import main

if __name__ == "__main__":
    main()
