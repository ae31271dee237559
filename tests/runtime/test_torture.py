"""A few sessions under torture; `scripts/torture.py` does it to hundreds."""

from random import Random

import pytest

from tests.runtime.ordeal import Ordeal


@pytest.mark.parametrize("seed", range(12))
def test_whatever_befalls_a_session_it_comes_to_its_end_by_the_rules(seed, tmp_path):
    Ordeal(Random(seed), tmp_path, faults=8).run()
