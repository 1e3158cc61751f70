"""The peers, each proved by canaries before it is believed; and what was observed, printed at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conformance.canary import what_passes
from tests.conformance.peer import VERSIONS, Peer, PeerError, find_peer

OBSERVED = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[OBSERVED] = []


@pytest.fixture(scope="session", params=VERSIONS)
def peer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Peer:
    """belenios-tool, of each version. Missing, it fails; deaf to forgeries, it ends the whole run."""
    version: str = request.param
    try:
        found = find_peer(version)
    except PeerError as error:
        pytest.fail(str(error), pytrace=False)
    wrong = what_passes(found, tmp_path_factory.mktemp(f"canary-{version}"))
    if wrong:
        pytest.exit(f"belenios-tool {version} is not to be believed: {'; '.join(wrong)}", returncode=1)
    return found


@pytest.fixture
def observe(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Lines for the end of the run: what was seen and is asserted nowhere."""
    seen: list[str] = []
    yield seen
    request.config.stash[OBSERVED].extend(seen)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for one archive."""
    path = tmp_path / "box"
    path.mkdir()
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[OBSERVED]:
        terminalreporter.section("observed")
        for line in config.stash[OBSERVED]:
            terminalreporter.line(line)
