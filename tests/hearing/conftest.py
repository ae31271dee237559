"""The English ear's parts, loaded once."""

import pytest

from voice_facilitator.hearing.encoder import model_folder
from voice_facilitator.hearing.moonshine import Moonshine
from voice_facilitator.library import load_language


@pytest.fixture(scope="session")
def english():
    return load_language("en")


@pytest.fixture(scope="session")
def moonshine():
    return Moonshine(model_folder())
