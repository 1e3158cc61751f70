"""Boxes that Shora made, at each stage, before belenios-tool."""

import json
from pathlib import Path

import pytest
from tests.conformance.cases import PLANS, box
from tests.conformance.peer import Peer, lay
from tests.conformance.quick import slow_but
from tests.conformance.shora_says import judge

from shora.ballot.tracker import tracker_of
from shora.box.payloads import digest

pytestmark = pytest.mark.conformance

QUICK = (
    "1 to 2 of 3, blank allowed",
    "two questions, blank allowed",
    "3 of 5, odd names",
    "empty box, 3 of 5",
    "weights",
)
every_box = pytest.mark.parametrize("name", slow_but(PLANS, *QUICK))


@every_box
def test_the_peer_verifies_every_stage(peer: Peer, name: str, tmp_path: Path) -> None:
    ours = box(name)
    for stage in ours.stages:
        lay(tmp_path / stage.name, ours.file, stage.archive)
        answer = peer.verify(tmp_path / stage.name)
        assert answer.accepted, (stage.name, answer.err)
        assert "all checks passed" in answer.err, stage.name


@every_box
def test_the_peer_verifies_every_ballot_against_the_set_up(peer: Peer, name: str, folder: Path) -> None:
    ours = box(name)
    lay(folder, ours.file, ours.stage("open"))
    for ballot in ours.ballots:
        answer = peer.verify_ballot(folder, ballot)
        assert answer.accepted, answer.err[-300:]


@every_box
def test_tally_and_result_are_the_peer_s_byte_for_byte(peer: Peer, name: str, folder: Path) -> None:
    ours = box(name)
    path = lay(folder, ours.file, ours.stage("closed"))
    tally = ours.opened.tally + b"\n" + ours.opened.sized.encode()
    assert peer.do("election", "compute-encrypted-tally", folder=folder) == tally
    path.write_bytes(ours.stages[-2].archive)
    assert peer.do("election", "compute-result", folder=folder) == ours.opened.result


@every_box
def test_the_peer_sees_that_stages_only_grow(peer: Peer, name: str, tmp_path: Path) -> None:
    ours = box(name)
    lay(tmp_path / "before", ours.file, ours.stage("voted"))
    lay(tmp_path / "after", ours.file, ours.stage("result"))
    peer.do("election", "verify-diff", "--dir1=../before", "--dir2=.", folder=tmp_path / "after")


@pytest.mark.parametrize("name", PLANS)
def test_shora_verifies_every_stage(name: str, tmp_path: Path) -> None:
    ours = box(name)
    for stage in ours.stages:
        said = judge(lay(tmp_path / stage.name, ours.file, stage.archive))
        assert said.verified, (stage.name, said.text)


def test_trackers_and_checksums_are_the_peer_s(peer: Peer, folder: Path) -> None:
    ours = box("two questions, blank allowed")
    lay(folder, ours.file, ours.stage("result"))
    summary = json.loads(peer.do("election", "compute-ballot-summary", folder=folder))
    assert {one["hash"] for one in summary} == {digest(ballot) for ballot in ours.ballots}
    sums = json.loads(peer.do("election", "compute-checksums", folder=folder))
    assert sums["election"] == digest(ours.election)
    assert sums["public_credentials"] == digest(ours.credentials)
    assert sums["num_voters"] == len(ours.cards)
    printed = peer.do("sha256-b64", folder=folder, data=ours.ballots[0]).decode()
    assert printed == tracker_of(ours.ballots[0])


def test_the_peer_knows_our_cards_by_their_private_part(peer: Peer, folder: Path) -> None:
    ours = box("exactly 1")
    lay(folder, ours.file, ours.stage("result"))
    cards = {f"voter {i}": private for i, (private, _) in enumerate(ours.cards)}
    (folder / "cards.json").write_text(json.dumps(cards), encoding="utf-8")
    voted = peer.do("election", "compute-voters", "--privcreds=cards.json", folder=folder).decode()
    assert sorted(voted.splitlines()) == [f"voter {i}" for i in range(len(ours.ballots))]
    derive = ("setup", "generate-credentials", f"--uuid={ours.uuid}", "--group=Ed25519")
    for private, public in ours.cards:
        assert peer.do(*derive, f"--derive={private}", folder=folder).decode() == public
