"""The demonstration on 12,684 real ballots: belenios-tool accepts each of its twelve boxes."""

import json
import time
from pathlib import Path

import pytest
from tests.conformance.peer import Peer
from tests.conformance.records import archives, verify_all
from tests.conformance.shora_says import command_json

pytestmark = [pytest.mark.conformance, pytest.mark.slow, pytest.mark.timeout(1800)]

BOXES, BALLOTS, PROCESSES = 12, 12_684, 2


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of ``shora demo westminster``, and its own verdict."""
    path = tmp_path_factory.mktemp("demo") / "record"
    answer = command_json("demo", "westminster", "--out", str(path))
    assert answer["verdict"]["verified"], json.dumps(answer["verdict"]["failures"][:3])
    assert (answer["verdict"]["boxes"], answer["verdict"]["ballots"]) == (BOXES, BALLOTS)
    return path


def test_the_peer_accepts_every_box(peer: Peer, record: Path, tmp_path: Path, observe: list[str]) -> None:
    paths = archives(record)
    assert len(paths) == BOXES
    start = time.monotonic()
    answers = verify_all(peer, paths, tmp_path, PROCESSES)
    seconds = time.monotonic() - start
    observe.append(
        f"belenios-tool {peer.version} verified the {BALLOTS:,} ballots of {BOXES} boxes"
        f" in {seconds:.0f} s ({PROCESSES} processes)"
    )
    refused = {p.name: a.err[-300:] for p, a in zip(paths, answers, strict=True) if not a.accepted}
    assert not refused


def test_the_peer_s_tally_of_every_box_is_the_record_s(peer: Peer, record: Path, tmp_path: Path) -> None:
    """3.0 does not compare the recorded tally with the ballots when it verifies; so it is asked for its own."""
    for path in archives(record):
        (tmp_path / path.name).write_bytes(path.read_bytes())
        tally = peer.do("election", "compute-encrypted-tally", folder=tmp_path)
        (tmp_path / path.name).unlink()
        assert all(line in path.read_bytes() for line in tally.split(b"\n"))
