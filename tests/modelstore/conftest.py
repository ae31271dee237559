import pytest

from tests.modelstore.site import SMALL_MODEL, Site, catalogue_of
from voice_facilitator.modelstore.store import ModelStore


@pytest.fixture
def serve():
    sites = []

    def start(respond):
        sites.append(Site(respond))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "models", catalogue_of(SMALL_MODEL))
