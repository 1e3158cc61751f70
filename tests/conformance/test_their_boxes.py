"""Boxes that belenios-tool made, at each stage, before Shora."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.conformance.cases import ODD
from tests.conformance.ours import question
from tests.conformance.peer import Peer, lay
from tests.conformance.quick import slow_but
from tests.conformance.shora_says import command, judge
from tests.conformance.theirs import TheirBox, TheirPlan

pytestmark = pytest.mark.conformance

COUNCIL = question(["A", "B", "C"], 1, 2, blank=True, text="شورا")
PARK = question(["yes", "no"], 0, 1, text="park")
MANY = question([f"{i}" for i in range(12)], 0, 12)

B_YES, AC_NO = [[0, 0, 1, 0], [1, 0]], [[0, 1, 0, 1], [0, 1]]
BLANK_NONE = [[1, 0, 0, 0], [0, 0]]

PLANS: Mapping[str, TheirPlan] = {
    "one Single trustee": TheirPlan(
        questions=[COUNCIL, PARK], voters=[(1, [B_YES]), (1, [AC_NO]), (1, [BLANK_NONE]), (1, [])]
    ),
    "three Single trustees": TheirPlan(questions=[COUNCIL, PARK], voters=[(1, [AC_NO])], singles=3),
    "re-votes": TheirPlan(
        questions=[COUNCIL, PARK],
        voters=[(1, [B_YES, AC_NO, BLANK_NONE]), (1, [AC_NO]), (1, [BLANK_NONE, B_YES]), (1, [])],
    ),
    "weights and re-votes": TheirPlan(
        questions=[COUNCIL, PARK],
        voters=[(1, [B_YES]), (2, [AC_NO, B_YES]), (3, []), (40, [AC_NO, BLANK_NONE]), (500, [AC_NO])],
        weights=True,
    ),
    "Single and 2 of 3": TheirPlan(
        questions=[COUNCIL, PARK], voters=[(1, [B_YES, AC_NO]), (1, [AC_NO])], threshold=2, size=3
    ),
    "2 of 3": TheirPlan(
        questions=[COUNCIL, PARK], voters=[(1, [B_YES]), (1, [AC_NO])], singles=0, threshold=2, size=3
    ),
    "empty box": TheirPlan(questions=[COUNCIL, PARK], voters=[]),
    "twelve answers, no blank": TheirPlan(
        questions=[MANY], voters=[(1, [[[1] * 12]]), (1, [[[0] * 12]]), (1, [[[1, 0] * 6]])]
    ),
    "odd names": TheirPlan(
        questions=[question(ODD, 1, 3, blank=True, text="؟")], voters=[(1, [[[0, 1] + [0] * 12 + [1]]])]
    ),
}


QUICK = ("weights and re-votes", "Single and 2 of 3", "empty box")


@pytest.fixture(scope="module", params=slow_but(PLANS, *QUICK))
def theirs(peer: Peer, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TheirBox:
    """A whole election of the peer's."""
    box = TheirBox(peer, tmp_path_factory.mktemp("theirs") / "box", PLANS[request.param])
    box.hold()
    return box


def sums(plan: TheirPlan) -> list[list[int]]:
    """What the last votes add up to, with their weights."""
    last: list[tuple[int, Sequence[Sequence[int]]]] = [(w, votes[-1]) for w, votes in plan.voters if votes]
    out = []
    for number, each in enumerate(plan.questions):
        assert isinstance(each, Mapping)
        answers = each["answers"]
        assert isinstance(answers, Sequence)
        columns = range(len(answers) + ("blank" in each))
        out.append([sum(w * vote[number][i] for w, vote in last) for i in columns])
    return out


def test_shora_verifies_every_stage(theirs: TheirBox, tmp_path: Path) -> None:
    for stage in theirs.stages:
        said = judge(lay(tmp_path / stage.name, theirs.path.name, stage.archive))
        assert said.exit == 0, (stage.name, said.text)


def test_the_result_is_a_direct_sum_of_the_last_votes(theirs: TheirBox) -> None:
    assert json.loads(theirs.result())["result"] == sums(theirs.plan)


def test_the_peer_verifies_its_own_box(theirs: TheirBox) -> None:
    assert theirs.peer.verify(theirs.folder).accepted


def test_shora_verify_ends_with_0_for_the_file_and_for_its_folder(peer: Peer, tmp_path: Path) -> None:
    box = TheirBox(peer, tmp_path / "box", PLANS["weights and re-votes"])
    box.hold()
    for path in (box.path, box.folder):
        done = command("verify", str(path))
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.rstrip().endswith("verified: 1 box, 6 ballots")


def test_an_earlier_vote_in_place_of_the_last_is_refused(peer: Peer, tmp_path: Path) -> None:
    """What is counted are the last votes: the tally of a box without re-votes does not fit one with them."""
    box = TheirBox(peer, tmp_path / "box", PLANS["one Single trustee"])
    box.vote()
    printed = box.do("election", "compute-encrypted-tally")
    card, (_, votes) = box.cards[0], box.plan.voters[0]
    assert votes == [B_YES]
    box.add("Ballot", box.ballot(card, AC_NO))
    box.close()
    box.add("EncryptedTally", printed)
    said = judge(box.path)
    assert said.exit == 1
    assert "V7 tally-not-product" in said.roots


def test_an_election_with_its_language_is_read(peer: Peer, tmp_path: Path) -> None:
    """belenios-tool 3.3 knows a language and a direction of writing; 3.0 leaves them out."""
    plan = TheirPlan(questions=[COUNCIL], voters=[(1, [[[0, 1, 0, 0]]])], language=("fa", "rtl"))
    box = TheirBox(peer, tmp_path / "box", plan)
    box.hold()
    assert (b'"language"' in box.path.read_bytes()) == (peer.version != "3.0")
    said = judge(box.path)
    assert said.verified, said.text
