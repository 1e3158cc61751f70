"""The towns of ``tests/tamper``, and the second verifier in a process that stays."""

from collections.abc import Iterator

import pytest
from tests.differential.both import Second
from tests.support.city import Small
from tests.tamper.town import hold_annulled, hold_whole


@pytest.fixture(scope="session", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return hold_whole(tmp_path_factory.mktemp("differential") / "record")


@pytest.fixture(scope="session", name="annulled")
def _annulled(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return hold_annulled(tmp_path_factory.mktemp("annulled") / "record")


@pytest.fixture(scope="session", name="process")
def _process() -> Iterator[Second]:
    with Second() as process:
        yield process
