"""Two small elections, held once, and a fresh copy of a record for every test."""

from pathlib import Path

import pytest
from tests.support.city import Small
from tests.support.rebuild import Tampered
from tests.tamper.town import hold_annulled, hold_whole


@pytest.fixture(scope="session", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return hold_whole(tmp_path_factory.mktemp("tamper") / "record")


@pytest.fixture(scope="session", name="annulled")
def _annulled(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return hold_annulled(tmp_path_factory.mktemp("annulled") / "record")


@pytest.fixture(name="copy")
def _copy(held: Small, tmp_path: Path) -> Tampered:
    return Tampered.copy(held, tmp_path / "record")


@pytest.fixture(name="void")
def _void(annulled: Small, tmp_path: Path) -> Tampered:
    """The record with an annulled box."""
    return Tampered.copy(annulled, tmp_path / "record")
