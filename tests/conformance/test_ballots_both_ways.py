"""Ballots of one program in the box of the other."""

import json
import secrets
from pathlib import Path

import pytest
from tests.conformance.cases import PLANS, box
from tests.conformance.ours import Box, Marks, Plan, make, question
from tests.conformance.peer import Peer, lay
from tests.conformance.quick import slow_but
from tests.conformance.shora_says import judge
from tests.conformance.theirs import TheirBox, TheirPlan

from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.payloads import SizedTally, digest
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.trustees import PartialDecryption, combine
from shora.errors import RefusedError
from shora.ids import PrivateCredential

pytestmark = pytest.mark.conformance

COUNCIL = question(["A", "B", "C"], 1, 2, blank=True, text="شورا")
PARK = question(["yes", "no"], 0, 1, text="park")
VOTES: list[Marks] = [
    [[0, 1, 0, 0], [1, 0]],
    [[0, 0, 1, 1], [0, 1]],
    [[1, 0, 0, 0], [0, 0]],
    [[0, 1, 0, 1], [0, 0]],
]
"""Vectors with the blank first."""


def their_ballot(peer: Peer, folder: Path, card: PrivateCredential, vector: Marks) -> bytes:
    """``election generate-ballot`` in a folder with an archive."""
    (folder / "card").write_text(card, encoding="ascii")
    (folder / "choice").write_text(json.dumps(vector), encoding="ascii")
    return peer.do("election", "generate-ballot", "--privcred=card", "--choice=choice", folder=folder)


def our_ballot(election: BoxElection, card: PrivateCredential, vector: Marks) -> bytes:
    return election.encrypt([card], [vector], [secrets.token_bytes(32)])[0]


@pytest.fixture
def empty() -> Box:
    """A box of ours without ballots, and with cards for all votes."""
    return make(Plan(questions=[COUNCIL, PARK], votes=[], spare=len(VOTES) + 1))


def test_their_ballots_enter_our_box(peer: Peer, empty: Box, folder: Path) -> None:
    path = lay(folder, empty.file, empty.stage("open"))
    election, product = BoxElection(empty.election), BallotProduct(BoxElection(empty.election))
    archive, _ = Archive.open(path, acknowledged=None)
    with archive:
        for (private, public), vector in zip(empty.cards, VOTES, strict=False):
            ballot = their_ballot(peer, folder, private, vector)
            (report,) = election.check([ballot], [1], product)
            assert report.credential == public
            assert not report.faults
            assert archive.append_ballot(ballot, public) == digest(ballot)
        archive.end_ballots()
    assert judge(path).verified
    assert peer.verify(folder).accepted
    tally = peer.do("election", "compute-encrypted-tally", folder=folder)
    assert tally.split(b"\n")[0] == product.encrypted_tally()


def test_our_box_refuses_a_second_ballot_of_a_card_whoever_made_it(
    peer: Peer, empty: Box, folder: Path
) -> None:
    path = lay(folder, empty.file, empty.stage("open"))
    private, public = empty.cards[0]
    archive, _ = Archive.open(path, acknowledged=None)
    with archive:
        archive.append_ballot(our_ballot(BoxElection(empty.election), private, VOTES[0]), public)
        with pytest.raises(RefusedError, match="card already used"):
            archive.append_ballot(their_ballot(peer, folder, private, VOTES[1]), public)


def test_our_box_refuses_their_ballot_of_another_election(peer: Peer, empty: Box, tmp_path: Path) -> None:
    other = make(Plan(questions=[COUNCIL, PARK], votes=[]))
    lay(tmp_path / "other", other.file, other.stage("open"))
    ballot = their_ballot(peer, tmp_path / "other", other.cards[0][0], VOTES[0])
    (report,) = BoxElection(empty.election).check([ballot], [1], None)
    assert "ballot-other-election" in {fault.code for fault in report.faults}
    archive, _ = Archive.open(lay(tmp_path / "box", empty.file, empty.stage("open")), acknowledged=None)
    with archive, pytest.raises(RefusedError, match="not one of this box"):
        archive.append_ballot(ballot, empty.cards[0][1])


@pytest.mark.parametrize("plan", slow_but(["one Single", "Single and 2 of 3"], "one Single"))
def test_our_ballots_enter_their_box_and_are_counted(peer: Peer, plan: str, tmp_path: Path) -> None:
    threshold, size = (2, 3) if "2 of 3" in plan else (0, 0)
    voters = [(1, [vector]) for vector in VOTES]
    theirs = TheirBox(
        peer,
        tmp_path / "box",
        TheirPlan(questions=[COUNCIL, PARK], voters=voters, threshold=threshold, size=size),
    )
    with open_archive(theirs.path) as index:
        election = BoxElection(index.read(index.setup.election))
    product = BallotProduct(election)
    for number, (card, vector) in enumerate(zip(theirs.cards, VOTES, strict=True)):
        ours = number % 2 == 0
        ballot = our_ballot(election, card, vector) if ours else theirs.ballot(card, vector)
        if ours:
            assert peer.verify_ballot(theirs.folder, ballot).accepted
        (report,) = election.check([ballot], [1], product)
        assert not report.faults
        theirs.add("Ballot", ballot)
    theirs.close()
    assert theirs.tally() == product.encrypted_tally()
    result = json.loads(theirs.open_tally())["result"]
    assert result == [[1, 2, 1, 2], [1, 1]]
    assert peer.verify(theirs.folder).accepted
    assert judge(theirs.path).verified


def test_a_vote_of_ours_replaces_one_of_theirs_in_their_box(peer: Peer, tmp_path: Path) -> None:
    theirs = TheirBox(peer, tmp_path / "box", TheirPlan(questions=[COUNCIL, PARK], voters=[(1, [VOTES[0]])]))
    theirs.vote()
    with open_archive(theirs.path) as index:
        election = BoxElection(index.read(index.setup.election))
    theirs.add("Ballot", our_ballot(election, theirs.cards[0], VOTES[1]))
    theirs.close()
    theirs.tally()
    assert json.loads(theirs.open_tally())["result"] == [VOTES[1][0], VOTES[1][1]]
    assert judge(theirs.path).verified


def test_a_box_that_both_fill_is_opened_by_us(peer: Peer, empty: Box, folder: Path) -> None:
    path = lay(folder, empty.file, empty.stage("open"))
    election = BoxElection(empty.election)
    product = BallotProduct(election)
    for number, ((private, _), vector) in enumerate(zip(empty.cards, VOTES, strict=False)):
        ours = number % 2 == 0
        ballot = (
            our_ballot(election, private, vector) if ours else their_ballot(peer, folder, private, vector)
        )
        election.check([ballot], [1], product)
        peer.add("Ballot", ballot, folder=folder)
    tally = product.encrypted_tally()
    sized = SizedTally(num_tallied=len(VOTES), total_weight=len(VOTES), encrypted_tally=digest(tally))
    archive, _ = Archive.open(path, acknowledged=None)
    with archive:
        archive.end_ballots()
        archive.append_tally(sized, tally)
        ((owner, share),) = empty.trusts.shares
        partial = PartialDecryption(owner=owner, payload=share.decrypt(election, tally))
        archive.append_partial_decryption(owner, partial.payload)
        archive.append_result(combine(election, empty.trusts.keys, tally, [partial], len(VOTES)))
    assert peer.verify(folder).accepted
    assert judge(path).verified


KINDS = [name for name in PLANS if name.startswith(("1 to", "0 to", "exactly"))]


@pytest.mark.parametrize("name", slow_but(KINDS, "exactly 1"))
def test_their_ballots_hold_for_every_kind_of_question(peer: Peer, name: str, folder: Path) -> None:
    ours = box(name)
    lay(folder, ours.file, ours.stage("open"))
    election = BoxElection(ours.election)
    for (private, _), marks in zip(ours.cards, PLANS[name].votes, strict=False):
        (question_,) = election.questions
        chosen = list(marks[0])
        vector = [int(not any(chosen)), *chosen] if question_.blank else chosen
        (report,) = election.check([their_ballot(peer, folder, private, [vector])], [1], None)
        assert not report.faults
