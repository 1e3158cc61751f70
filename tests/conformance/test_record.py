"""A small election held through the command line: every box of its record is accepted by the peer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conformance.peer import Peer, lay
from tests.conformance.records import archives, set_up_of, verify_all
from tests.conformance.shora_says import command
from typer.testing import CliRunner

from shora.cli.app import app

pytestmark = pytest.mark.conformance

VILLAGE = Path(__file__).with_name("village.toml")
VOTES: Mapping[str, list[tuple[str, str]]] = {
    "b1": [("11,12", "1"), ("blank", "2"), ("۱۳", "blank"), ("91", "1"), ("11, 13", "blank")],
    "b2": [("12", "1"), ("blank", "blank")],
    "b3": [],
}
"""What is typed for the council and for the park."""
STAGES = ("open", "voted", "closed", "tallied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The record, and the archives as they were after each step."""

    record: Path
    stages: Mapping[str, Mapping[str, bytes]]


def shora(*words: str) -> None:
    """One command, in this process: the same code as the program, without its start."""
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """define, open, vote, close, tally."""
    folder = tmp_path_factory.mktemp("village")
    record, secrets = folder / "record", folder / "secrets"
    stages: dict[str, dict[str, bytes]] = {}

    def keep(stage: str) -> None:
        stages[stage] = {path.name: path.read_bytes() for path in archives(record)}

    shora("define", str(VILLAGE), "--out", str(record), "--secrets", str(secrets))
    for box in VOTES:
        shora("open", str(record), "--box", box, "--launch-code", f"7K3M-92QD-{box.upper()}")
    keep("open")
    for box, votes in VOTES.items():
        cards = (secrets / "cards" / f"{box}.txt").read_text(encoding="ascii").splitlines()[1:]
        for card, (council, park) in zip(cards, votes, strict=False):
            choices = ("--choose", council, "--choose", park)
            shora("vote", str(record), "--box", box, "--card", card, *choices)
    keep("voted")
    for box in VOTES:
        shora("close", str(record), "--box", box)
    keep("closed")
    trustees = [str(secrets / "trustees" / f"{name}.json") for name in ("executive", "school")]
    shora("tally", str(record), "--trustee", trustees[0], "--trustee", trustees[1])
    keep("tallied")
    return Held(record=record, stages=stages)


def test_shora_verify_ends_with_0(held: Held) -> None:
    done = command("verify", str(held.record))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verified: 3 boxes, 7 ballots" in done.stdout


@pytest.mark.parametrize("stage", STAGES)
def test_the_peer_verifies_every_box(peer: Peer, held: Held, stage: str, tmp_path: Path) -> None:
    assert len(held.stages[stage]) == len(VOTES)
    for name, archive in held.stages[stage].items():
        lay(tmp_path / name, name, archive)
        answer = peer.verify(tmp_path / name)
        assert answer.accepted, answer.err


def test_the_peer_verifies_every_ballot(peer: Peer, held: Held, tmp_path: Path) -> None:
    count = 0
    for path in archives(held.record):
        box = set_up_of(path)
        assert box.archive == held.stages["open"][path.name]
        lay(tmp_path / path.stem, box.file, box.archive)
        for ballot in box.ballots:
            assert peer.verify_ballot(tmp_path / path.stem, ballot).accepted
            count += 1
    assert count == sum(len(votes) for votes in VOTES.values())


def test_the_peer_s_tally_and_result_are_those_of_the_record(peer: Peer, held: Held, tmp_path: Path) -> None:
    results = []
    for number, path in enumerate(archives(held.record)):
        folder = tmp_path / str(number)
        lay(folder, path.name, path.read_bytes())
        tally = peer.do("election", "compute-encrypted-tally", folder=folder)
        assert all(line in path.read_bytes() for line in tally.split(b"\n"))
        result = peer.do("election", "compute-result", folder=folder)
        assert result in path.read_bytes()
        results.append(json.loads(result)["result"])
    council = [[1, 3, 2, 2], [1, 0, 1, 0], [0, 0, 0, 0]]
    park = [[2, 1], [1, 0], [0, 0]]
    assert results == [list(pair) for pair in zip(council, park, strict=True)]


def test_all_boxes_at_once(peer: Peer, held: Held, tmp_path: Path) -> None:
    answers = verify_all(peer, archives(held.record), tmp_path, processes=2)
    assert [answer.code for answer in answers] == [0, 0, 0]
