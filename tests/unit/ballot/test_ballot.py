"""Marks to vectors, ballots with their trackers, and what is not shown."""

import hashlib
import re

import pytest
from tests.support.elections import PLAIN, TREES, UUID, election_of

from shora.ballot.plaintext import plaintext, vector
from shora.ballot.seal import SealedBallot, seal
from shora.ballot.tracker import CROCKFORD, short_code, tracker_of
from shora.crypto.credentials import new_credentials
from shora.crypto.election import Question
from shora.crypto.fault import CryptoInputError
from shora.errors import RefusedError
from shora.ids import PrivateCredential, Uuid

BLANK = Question(answers=("a", "b", "c"), blank=True, minimum=1, maximum=2, text="Blank?")
NO_BLANK = Question(answers=("a", "b", "c"), blank=False, minimum=1, maximum=2, text="No blank?")
FREE = Question(answers=("a",), blank=False, minimum=0, maximum=1, text="Free?")


@pytest.mark.parametrize(
    "question,marks,expected",
    [
        (BLANK, [0, 0, 0], [1, 0, 0, 0]),
        (BLANK, [0, 1, 0], [0, 0, 1, 0]),
        (BLANK, [1, 0, 1], [0, 1, 0, 1]),
        (NO_BLANK, [1, 0, 1], [1, 0, 1]),
        (FREE, [0], [0]),
        (FREE, [1], [1]),
    ],
)
def test_vectors(question: Question, marks: list[int], expected: list[int]) -> None:
    assert vector(question, marks) == expected
    assert len(expected) == question.width


@pytest.mark.parametrize(
    "question,marks,message",
    [
        (BLANK, [1, 1, 1], "3 marks"),
        (NO_BLANK, [0, 0, 0], "0 marks"),
        (NO_BLANK, [1, 1, 1], "3 marks"),
        (BLANK, [1, 1], "2 marks for 3 candidates"),
        (BLANK, [], "0 marks for 3 candidates"),
        (BLANK, [2, 0, 0], "a mark is 0 or 1"),
        (BLANK, [-1, 1, 1], "a mark is 0 or 1"),
        (BLANK, [2, -1, 0], "a mark is 0 or 1"),
        (BLANK, [1, -1, 0], "a mark is 0 or 1"),
    ],
)
def test_refused_marks(question: Question, marks: list[int], message: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(message)) as caught:
        vector(question, marks)
    assert caught.value.place == question.text


def test_a_plaintext_has_an_answer_a_question() -> None:
    assert plaintext([BLANK, FREE], [[0, 0, 0], [1]]) == [[1, 0, 0, 0], [1]]
    for marks in ([], [[0, 0, 0]], [[0, 0, 0], [1], [1]]):
        with pytest.raises(RefusedError, match=f"{len(marks)} answers for 2 questions"):
            plaintext([BLANK, FREE], marks)


def test_trackers_of_known_bytes() -> None:
    # SHA-256 of nothing is e3b0c44298fc1c14…; of "abc" ba7816bf8f01cfea….
    assert tracker_of(b"") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
    assert tracker_of(b"abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"
    assert short_code(b"") == "WERC-8GMR-ZGE1"
    assert short_code(b"abc") == "Q9W1-DFWF-077Y"


def test_short_codes_have_no_letter_that_looks_like_another() -> None:
    for number in range(200):
        code = short_code(str(number).encode())
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code)
        head = hashlib.sha256(str(number).encode()).hexdigest()[:15]
        value = 0
        for letter in code.replace("-", ""):
            value = value * 32 + CROCKFORD.index(letter)
        assert value == int(head, 16)


def test_sealed_ballots_verify_and_hide_their_seed() -> None:
    election, _, _ = election_of(TREES, PLAIN)
    cards = [private for private, _ in new_credentials(Uuid(UUID), 2)]
    sealed = seal(election, cards, [[[0, 0, 0], [1, 0]], [[1, 1, 0], [0, 0]]])
    assert [report.faults for report in election.check([one.ballot for one in sealed], [1, 1], None)] == [
        (),
        (),
    ]
    one, other = sealed
    assert one.seed != other.seed
    assert one.tracker == tracker_of(one.ballot)
    assert one.short_code == short_code(one.ballot)
    for shown in (repr(one), str(one), repr(sealed)):
        assert repr(one.seed) not in shown
        assert one.seed.hex() not in shown
    assert one.tracker in repr(one)
    again = seal(election, cards[:1], [[[0, 0, 0], [1, 0]]])[0]
    assert again.ballot != one.ballot, "every ballot has a seed of its own"
    assert election.encrypt(cards[:1], [[[1, 0, 0, 0], [1, 0]]], [one.seed]) == [one.ballot]


def test_a_malformed_card_is_not_repeated() -> None:
    election, _, _ = election_of(PLAIN)
    with pytest.raises(CryptoInputError) as caught:
        seal(election, [PrivateCredential("s3cret-s3cret")], [[[1, 0]]])
    assert "s3cret" not in str(caught.value)


def test_a_sealed_ballot_is_a_value() -> None:
    assert SealedBallot(ballot=b"a", seed=b"b") == SealedBallot(ballot=b"a", seed=b"b")
