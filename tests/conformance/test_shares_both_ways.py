"""Partial decryptions of one program for tallies of the other, and both together."""

import json
from pathlib import Path

import pytest
from tests.conformance.cases import box
from tests.conformance.ours import question
from tests.conformance.peer import Peer, lay
from tests.conformance.quick import slow_but
from tests.conformance.shares import open_with, owned_line, their_threshold_partial
from tests.conformance.shora_says import judge
from tests.conformance.theirs import TheirBox, TheirPlan, TheirTrustee

from shora.box.archive_read import open_archive
from shora.crypto.election import BoxElection
from shora.crypto.trustees import (
    PartialDecryption,
    Share,
    TrusteeKeys,
    check_partial_decryption,
    check_result,
    combine,
)

pytestmark = pytest.mark.conformance

QUESTIONS = [question(["A", "B"], 1, 2, blank=True, text="council"), question(["yes", "no"], 0, 1)]
VOTERS = [(1, [[[0, 1, 0], [1, 0]]]), (1, [[[0, 1, 1], [0, 0]]]), (1, [[[1, 0, 0], [0, 1]]])]
RESULT = [[1, 2, 1], [1, 1]]


def share_of(trustee: TheirTrustee) -> Share:
    """A trustee of theirs, with its files, in our hands."""
    if trustee.sealed:
        return Share.open(trustee.secret.decode(), trustee.sealed)
    return Share.from_private_key(trustee.secret.rstrip(b"\n"))


def tallied(peer: Peer, folder: Path, **trustees: int) -> tuple[TheirBox, BoxElection, bytes]:
    """A box of theirs up to its tally."""
    theirs = TheirBox(peer, folder, TheirPlan(questions=QUESTIONS, voters=VOTERS, **trustees))  # type: ignore[arg-type] # numbers only
    theirs.vote()
    theirs.close()
    tally = theirs.tally()
    with open_archive(theirs.path) as index:
        return theirs, BoxElection(index.read(index.setup.election)), tally


@pytest.mark.parametrize("ours", slow_but(["all", "the first", "the last"], "the first"))
@pytest.mark.parametrize("size", [pytest.param(0, marks=pytest.mark.slow), 3])
def test_our_shares_open_their_tally(peer: Peer, size: int, ours: str, tmp_path: Path) -> None:
    theirs, election, tally = tallied(
        peer, tmp_path / "box", singles=2, threshold=2 if size else 0, size=size
    )
    keys = TrusteeKeys(theirs.trustees_json)
    openers = theirs.openers()
    chosen = {"all": openers, "the first": openers[:1], "the last": openers[-1:]}[ours]
    partials = []
    for trustee in openers:
        if trustee in chosen:
            share = share_of(trustee)
            assert share.public_key == keys.verification_keys[trustee.owner - 1]
            payload = share.decrypt(election, tally)
        else:
            payload = theirs.partial(trustee).split(b"\n")[0]
        key = keys.verification_keys[trustee.owner - 1]
        assert not check_partial_decryption(election, tally, key, payload)
        theirs.add("PartialDecryption", payload, owned_line(trustee.owner, payload))
        partials.append(PartialDecryption(owner=trustee.owner, payload=payload))
    result = theirs.result()
    assert json.loads(result)["result"] == RESULT
    assert combine(election, keys, tally, partials, len(VOTERS)) == result
    assert not check_result(election, keys, tally, partials, result)
    theirs.add("Result", result)
    assert peer.verify(theirs.folder).accepted
    assert judge(theirs.path).verified


OUR_BOXES = ("two questions, blank allowed", "3 of 5, two questions", "a Single trustee and 2 of 3")


@pytest.mark.parametrize(
    "who", slow_but(["the peer", "the first by the peer", "the others by the peer"], "the first by the peer")
)
@pytest.mark.parametrize("name", OUR_BOXES)
def test_their_shares_open_our_tally(peer: Peer, name: str, who: str, folder: Path) -> None:
    ours = box(name)
    path = lay(folder, ours.file, ours.stage("tallied"))
    owners = [owner for owner, _ in ours.trusts.shares]
    by_peer = {"the peer": owners, "the first by the peer": owners[:1], "the others by the peer": owners[1:]}
    assert open_with(peer, ours, folder, by_peer[who]) == ours.opened.result
    assert peer.verify(folder).accepted
    said = judge(path)
    assert said.verified, said.text


def test_their_decrypt_threshold_opens_a_share_that_we_sealed(peer: Peer, folder: Path) -> None:
    """We seal with AES-GCM, as 3.3 does; 3.0 knows AES-CCM only, and says so."""
    ours = box("3 of 5, two questions")
    lay(folder, ours.file, ours.stage("tallied"))
    election = BoxElection(ours.election)
    for owner, share in ours.trusts.shares:
        holding = ours.trusts.holdings[owner - 1]
        assert holding.index == owner
        sealed = json.loads(holding.voutput)["private_key"]
        answer = their_threshold_partial(peer, folder, owner, holding.seed, sealed)
        if peer.version == "3.0":
            assert not answer.accepted
            assert "ccm" in answer.err
            continue
        payload = answer.out.split(b"\n")[0]
        assert not check_partial_decryption(election, ours.opened.tally, share.public_key, payload)
