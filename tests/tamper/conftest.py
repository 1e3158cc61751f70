"""A small election, held once, and a fresh copy of its record for every test."""

from pathlib import Path

import pytest
from tests.support.city import Small, hold
from tests.support.rebuild import Tampered


@pytest.fixture(scope="session", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return hold(tmp_path_factory.mktemp("tamper") / "record")


@pytest.fixture(name="copy")
def _copy(held: Small, tmp_path: Path) -> Tampered:
    return Tampered.copy(held, tmp_path / "record")
