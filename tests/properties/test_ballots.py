"""Random small elections: what is marked is what is counted, and no changed byte goes unseen."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.elections import UUID, election_of

from shora.crypto.credentials import new_credentials
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.trustees import PartialDecryption, check_result, combine
from shora.ids import PrivateCredential, Uuid

CARDS = [private for private, _ in new_credentials(Uuid(UUID), 4)]
FEW = settings(max_examples=15, deadline=None)


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    width = draw(st.integers(1, 4))
    most = draw(st.integers(1, width))
    question: dict[str, Any] = {"answers": [f"answer {i}" for i in range(width)]}
    question |= draw(st.sampled_from(({}, {"blank": False}, {"blank": True})))
    return question | {"min": draw(st.integers(0, most)), "max": most, "question": "؟"}


@st.composite
def answers(draw: st.DrawFn, question: dict[str, Any]) -> list[int]:
    """A valid plaintext of a question."""
    width = len(question["answers"])
    blank = question.get("blank", False)
    if blank and draw(st.booleans()):
        return [1] + [0] * width
    count = draw(st.integers(question["min"], question["max"]))
    chosen = draw(st.permutations(range(width)))[:count]
    marks = [int(i in chosen) for i in range(width)]
    return [0, *marks] if blank else marks


@FEW
@given(st.data())
def test_what_is_marked_is_what_is_counted(data: st.DataObject) -> None:
    asked = data.draw(st.lists(questions(), min_size=1, max_size=3))
    election, share, keys = election_of(*asked)
    ballots = data.draw(st.lists(st.tuples(*map(answers, asked)), min_size=0, max_size=4))
    plaintexts = [list(one) for one in ballots]
    seeds = [bytes([i]) * 32 for i in range(len(ballots))]
    made = election.encrypt(CARDS[: len(ballots)], plaintexts, seeds)
    product = BallotProduct(election)
    reports = election.check(made, [1] * len(made), product)
    assert [report.faults for report in reports] == [()] * len(made)
    tally = product.encrypted_tally()
    partials = [PartialDecryption(owner=1, payload=share.decrypt(election, tally))]
    result = combine(election, keys, tally, partials, len(made))
    assert check_result(election, keys, tally, partials, result) == ()
    width = [len(question["answers"]) + bool(question.get("blank")) for question in asked]
    sums = [[sum(one[q][i] for one in plaintexts) for i in range(width[q])] for q in range(len(asked))]
    assert json.loads(result) == {"result": sums}


ASKED: list[dict[str, Any]] = [
    {"answers": ["a", "b"], "blank": True, "min": 1, "max": 1, "question": "q"},
    {"answers": ["c"], "min": 0, "max": 1, "question": "r"},
]
ELECTION, *_ = election_of(*ASKED)
BALLOT = ELECTION.encrypt([PrivateCredential(CARDS[0])], [[[0, 0, 1], [1]]], [bytes(32)])[0]


def faulty(election: BoxElection, ballot: bytes) -> bool:
    return bool(election.check([ballot], [1], None)[0].faults)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(BALLOT) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unseen(at: int, bits: int) -> None:
    assert not faulty(ELECTION, BALLOT)
    assert faulty(ELECTION, BALLOT[:at] + bytes([BALLOT[at] ^ bits]) + BALLOT[at + 1 :])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(BALLOT)), st.integers(0, 40), st.binary(max_size=40))
def test_no_cut_or_insertion_goes_unseen(at: int, cut: int, more: bytes) -> None:
    changed = BALLOT[:at] + more + BALLOT[at + cut :]
    assert changed == BALLOT or faulty(ELECTION, changed)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_exchanged_number_goes_unseen(data: st.DataObject) -> None:
    """Any two of the ballot's texts change places: proofs, points, and what is around them."""
    value = json.loads(BALLOT)
    places: list[tuple[Any, Any]] = []

    def walk(node: object) -> None:
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, each in pairs:
            if isinstance(each, str):
                places.append((node, key))
            walk(each)

    walk(value)
    (one, i), (other, j) = data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2))
    one[i], other[j] = other[j], one[i]
    changed = json.dumps(value, separators=(",", ":")).encode()
    assert changed == BALLOT or faulty(ELECTION, changed)
