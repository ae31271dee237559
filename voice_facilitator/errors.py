"""Everything that can go wrong in a way the user can mend.

Each message is one sentence that says what is wrong and what to do next; the
command line prints it to stderr and exits with 2. Anything else that is raised
is a defect of ours.
"""


class FacilitatorError(Exception):
    """The root of all errors that are the user's to mend."""


class DataFileError(FacilitatorError):
    """A protocol, language or settings file is missing, unreadable or wrong.

    The message names the file and the key.
    """


class SettingsError(FacilitatorError):
    """A flag or environment variable has a value that cannot be used."""


class AudioFileError(FacilitatorError):
    """An audio file cannot be read or written."""


class DeviceError(FacilitatorError):
    """A sound device is missing or cannot be opened, or PortAudio is."""


class SpeechError(FacilitatorError):
    """No voice can be made: the engine is missing, crashed or hung."""


class HearingError(FacilitatorError):
    """No recogniser can be used: the engine or its model is missing or broken."""


class ModelError(FacilitatorError):
    """A model could not be found, fetched, verified or unpacked."""


class ControlError(FacilitatorError):
    """A running session cannot be reached, or does not take what it was asked."""


class JournalError(FacilitatorError):
    """A session's journal cannot be read."""


class BusyError(FacilitatorError):
    """A session is running already."""
