"""Random elections, marks and seeds: honest openings hold, others do not, and plain Python makes the same ballots."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.properties.test_ballots import answers, questions
from tests.support.elections import UUID, election_json, election_of
from tests.support.prover import Election, Prover, compact

from shora.ballot.opening import Opening, check_opening, decode_openings
from shora.ballot.plaintext import with_blank
from shora.crypto.credentials import new_credentials
from shora.crypto.election import BoxElection
from shora.crypto.fault import CryptoInputError
from shora.errors import InputError
from shora.ids import Uuid

PAIRS = new_credentials(Uuid(UUID), 2)
SEEDS = st.binary(min_size=32, max_size=32)
ASKED = st.lists(questions(), min_size=1, max_size=3)
KEY = election_of()[1].public_key
FEW = settings(max_examples=15, deadline=None)


def asking(asked: list[dict[str, Any]]) -> bytes:
    return election_json(KEY, *asked)


@FEW
@given(st.data())
def test_plain_python_makes_the_same_ballot_without_the_card(data: st.DataObject) -> None:
    asked, seed = data.draw(ASKED), data.draw(SEEDS)
    text = asking(asked)
    plaintext = [data.draw(answers(question)) for question in asked]
    private, public = PAIRS[0]
    ballot = BoxElection(text).encrypt([private], [plaintext], [seed])[0]
    # The secret 0: nothing before the signature may depend on it.
    made = compact(Prover(Election(text.decode()), 0, plaintext, seed, credential=public).unsigned())
    unsigned, mark, _ = ballot.decode().rpartition(',"signature":')
    assert mark
    assert unsigned + "}" == made


@FEW
@given(st.data())
def test_an_honest_opening_holds_and_any_other_mark_or_seed_does_not(data: st.DataObject) -> None:
    asked, seed = data.draw(ASKED), data.draw(SEEDS)
    election = BoxElection(asking(asked))
    plaintext = [data.draw(answers(question)) for question in asked]
    private = PAIRS[0][0]
    ballot = election.encrypt([private], [plaintext], [seed])[0]
    assert election.check_opening(ballot, plaintext, seed) == ()
    other = [data.draw(answers(question)) for question in asked]
    if other != plaintext:
        assert {fault.code for fault in election.check_opening(ballot, other, seed)} == {"opening-other"}
    q = data.draw(st.integers(0, len(asked) - 1))
    i = data.draw(st.integers(0, len(plaintext[q]) - 1))
    changed = [list(row) for row in plaintext]
    changed[q][i] ^= 1
    found = election.check_opening(ballot, changed, seed)
    assert [fault.code for fault in found] in (["opening-other"], ["opening-bounds"])
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(seed, "big") ^ 1 << bit).to_bytes(32, "big")
    assert [fault.code for fault in election.check_opening(ballot, plaintext, flipped)] == ["opening-other"]


@FEW
@given(st.data())
def test_marks_of_candidates_open_what_a_box_seals(data: st.DataObject) -> None:
    asked, seed = data.draw(ASKED), data.draw(SEEDS)
    election = BoxElection(asking(asked))
    plaintext = [data.draw(answers(question)) for question in asked]
    marks = tuple(
        tuple(row[question.blank :]) for question, row in zip(election.questions, plaintext, strict=True)
    )
    vectors = [with_blank(question, row) for question, row in zip(election.questions, marks, strict=True)]
    assume(vectors == plaintext)  # min 0 and a blank: nothing marked, and no blank either, has no such form
    ballot = election.encrypt([PAIRS[1][0]], [plaintext], [seed])[0]
    opening = Opening(ballot=ballot, seed=seed, marks=marks)
    assert check_opening(election, opening) == ()
    assert Opening.decode(opening.encode(), "here") == opening


@FEW
@given(st.data())
def test_no_changed_byte_before_the_signature_goes_unseen(data: st.DataObject) -> None:
    election = BoxElection(
        asking([{"answers": ["a", "b"], "blank": True, "min": 1, "max": 2, "question": "?"}])
    )
    seed, plaintext = data.draw(SEEDS), [[0, 1, 0]]
    ballot = election.encrypt([PAIRS[0][0]], [plaintext], [seed])[0]
    at = data.draw(st.integers(0, ballot.rindex(b',"signature":') - 1))
    changed = ballot[:at] + bytes([ballot[at] ^ data.draw(st.integers(1, 255))]) + ballot[at + 1 :]
    assert judged(election, changed, plaintext, seed) != ()


def judged(election: BoxElection, ballot: bytes, plaintext: list[list[int]], seed: bytes) -> tuple[str, ...]:
    """Codes, of a fault or of an error."""
    try:
        return tuple(fault.code for fault in election.check_opening(ballot, plaintext, seed))
    except CryptoInputError as error:
        return (error.code,)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_bytes_come_in_are_read_as_they_would_be_written_or_refused(data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.lists(st.integers(0, 1), max_size=3).map(tuple), max_size=3).map(tuple))
    text = Opening(ballot=data.draw(st.text(max_size=9)).encode(), seed=bytes(32), marks=marks).encode()
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.binary(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :]
    for read in (lambda: [Opening.decode(text, "here")], lambda: decode_openings(b"[" + text + b"]", "here")):
        try:
            (opening,) = read()
        except InputError:
            continue
        assert opening.encode() == text
