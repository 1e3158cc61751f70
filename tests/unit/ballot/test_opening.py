"""Openings as text: one form, one order, and nothing shown that was not asked for."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.elections import PLAIN, TREES, UUID, election_of

from shora.ballot.opening import Opening, check_opening, decode_openings, encode_openings
from shora.ballot.seal import seal
from shora.ballot.tracker import tracker_of
from shora.crypto.credentials import new_credentials
from shora.crypto.fault import CryptoInputError
from shora.errors import InputError
from shora.ids import Uuid
from shora.text.json import canonical

ELECTION = election_of(TREES, PLAIN)[0]
CARDS = [private for private, _ in new_credentials(Uuid(UUID), 3)]
MARKS = (((0, 0, 0), (1, 0)), ((1, 1, 0), (0, 0)), ((0, 0, 1), (0, 1)))
OPENINGS = [
    Opening(ballot=one.ballot, seed=one.seed, marks=marks)
    for one, marks in zip(seal(ELECTION, CARDS, MARKS), MARKS, strict=True)
]
ONE = OPENINGS[1]
TEXT = ONE.encode()


def codes(opening: Opening) -> list[tuple[str, int | None, int | None]]:
    return [(fault.code, fault.question, fault.choice) for fault in check_opening(ELECTION, opening)]


def with_marks(*marks: tuple[int, ...]) -> Opening:
    return Opening(ballot=ONE.ballot, seed=ONE.seed, marks=marks)


def test_what_was_sealed_opens() -> None:
    assert [codes(one) for one in OPENINGS] == [[], [], []]


def test_the_text_is_the_one_of_the_specification() -> None:
    ballot = json.dumps(ONE.ballot.decode(), ensure_ascii=False)
    assert TEXT.decode() == f'{{"ballot":{ballot},"seed":"{ONE.seed.hex()}","marks":[[1,1,0],[0,0]]}}'
    assert Opening.decode(TEXT, "here") == ONE


@pytest.mark.parametrize(
    "marks,found",
    [
        (((1, 0, 1), (0, 0)), ("opening-other", 0, 0)),
        (((1, 1, 0), (1, 0)), ("opening-other", 0, 0)),
        (((0, 0, 0), (0, 0)), ("opening-other", 0, 0)),
        (((1, 1, 1), (0, 0)), ("opening-bounds", 0, None)),
        (((1, 1, 0), (1, 1)), ("opening-bounds", 1, None)),
        (((1, 1), (0, 0)), ("opening-shape", 0, None)),
        (((), (0, 0)), ("opening-shape", 0, None)),
        (((0, 1, 1, 0), (0, 0)), ("opening-shape", 0, None)),
        (((1, 1, 0), (0, 0, 0)), ("opening-shape", 1, None)),
        (((1, 1, 0),), ("opening-shape", None, None)),
        (((1, 1, 0), (0, 0), (0, 0)), ("opening-shape", None, None)),
        ((), ("opening-shape", None, None)),
    ],
)
def test_other_marks_are_found(
    marks: tuple[tuple[int, ...], ...], found: tuple[str, int | None, int | None]
) -> None:
    assert codes(with_marks(*marks)) == [found]


def test_another_ballot_or_seed_is_found() -> None:
    for other in (OPENINGS[0], OPENINGS[2]):
        mixed = Opening(ballot=other.ballot, seed=ONE.seed, marks=ONE.marks)
        assert codes(mixed) == [("opening-other", 0, 0)]
        mixed = Opening(ballot=ONE.ballot, seed=other.seed, marks=ONE.marks)
        assert codes(mixed) == [("opening-other", 0, 0)]


def test_the_opening_of_another_election_is_refused() -> None:
    elsewhere, _, _ = election_of(TREES, PLAIN)
    for election, ballot, code in (
        (elsewhere, ONE.ballot, "ballot-other-election"),
        (ELECTION, b"", "ballot-malformed"),
        (ELECTION, ONE.ballot + b"\n", "ballot-not-canonical"),
    ):
        with pytest.raises(CryptoInputError) as caught:
            check_opening(election, Opening(ballot=ballot, seed=ONE.seed, marks=ONE.marks))
        assert caught.value.code == code


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(InputError, match="a ballot's seed is 32 bytes"):
        Opening(ballot=b"", seed=bytes(size), marks=())
    with pytest.raises(CryptoInputError) as caught:
        ELECTION.check_opening(ONE.ballot, [[0, 1, 1, 0], [0, 0]], bytes(size))
    assert caught.value.code == "seed-length"


@pytest.mark.parametrize("mark", [2, -1, 256, True])
def test_a_mark_is_0_or_1(mark: int) -> None:
    with pytest.raises(InputError, match="a mark is 0 or 1"):
        with_marks((1, mark, 0), (0, 0))


def test_seed_and_marks_are_not_shown() -> None:
    for shown in (repr(ONE), str(ONE), repr(OPENINGS), f"{ONE}"):
        assert ONE.seed.hex() not in shown
        assert repr(ONE.seed) not in shown
        assert "1, 1, 0" not in shown
    assert repr(ONE) == f"Opening({tracker_of(ONE.ballot)})"


def edited(edit: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(TEXT)
    edit(value)
    return canonical(value)


SEED = ONE.seed.hex()
BAD = {
    "a space": (TEXT.replace(b'"seed":', b'"seed": '), "not in canonical form"),
    "a line feed at the end": (TEXT + b"\n", "not in canonical form"),
    "an escape": (TEXT.replace(b'"seed"', b'"\\u0073eed"'), "not in canonical form"),
    "a slash escaped": (
        edited(lambda v: v.update(ballot="/")).replace(b"/", b"\\/"),
        "not in canonical form",
    ),
    "a key twice": (TEXT.replace(b'"seed"', b'"seed":"","seed"'), "is there twice"),
    "another order": (canonical(dict(reversed(json.loads(TEXT).items()))), "order ballot, seed, marks"),
    "a field more": (edited(lambda v: v.update(tracker="x")), "no field 'tracker'"),
    "no seed": (edited(lambda v: v.pop("seed")), "'seed' is missing"),
    "no marks": (edited(lambda v: v.pop("marks")), "'marks' is missing"),
    "no ballot": (edited(lambda v: v.pop("ballot")), "'ballot' is missing"),
    "the ballot as an object": (edited(lambda v: v.update(ballot={})), "has to be text"),
    "31 bytes": (edited(lambda v: v.update(seed=SEED[2:])), "not 64 lower-case hexadecimal digits"),
    "33 bytes": (edited(lambda v: v.update(seed=SEED + "00")), "not 64 lower-case hexadecimal digits"),
    "upper case": (edited(lambda v: v.update(seed="A" * 64)), "not 64 lower-case hexadecimal digits"),
    "spaces in the seed": (edited(lambda v: v.update(seed="00 " * 21 + "0")), "not 64 lower-case"),
    "other digits": (edited(lambda v: v.update(seed="۱" * 64)), "not 64 lower-case hexadecimal digits"),
    "a line feed after the seed": (edited(lambda v: v.update(seed=SEED + "\n")), "not 64 lower-case"),
    "the seed as a number": (edited(lambda v: v.update(seed=7)), "has to be text"),
    "a 2": (edited(lambda v: v.update(marks=[[2, 0, 0], [0, 0]])), "a mark is 0 or 1"),
    "a -1": (edited(lambda v: v.update(marks=[[-1, 0, 0], [0, 0]])), "a mark is 0 or 1"),
    "true": (edited(lambda v: v.update(marks=[[True, False, False], [0, 0]])), "a mark is 0 or 1"),
    "a text as a mark": (edited(lambda v: v.update(marks=[["1", "0", "0"], [0, 0]])), "a mark is 0 or 1"),
    "a fraction": (TEXT.replace(b"[[1,", b"[[1.0,"), "not a whole number"),
    "minus nothing": (TEXT.replace(b"[0,0]", b"[-0,0]"), "not in canonical form"),
    "marks without questions": (edited(lambda v: v.update(marks=[1, 1, 0])), "a list is expected"),
    "marks that nest deeper": (edited(lambda v: v.update(marks=[[[1]]])), "deeper than 3"),
    "a list of one": (b"[" + TEXT + b"]", "deeper than 3"),
    "nothing": (b"", "not JSON"),
    "null": (b"null", "an object is expected"),
    "half": (TEXT[:-1], "not JSON"),
    "a byte-order mark": (b"\xef\xbb\xbf" + TEXT, "byte-order mark"),
    "not UTF-8": (TEXT.replace(b"election_uuid", b"election\xffuuid"), "not UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_another_text_is_refused_at_its_place_and_without_its_seed(name: str) -> None:
    data, message = BAD[name]
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        Opening.decode(data, "here")
    assert str(caught.value).startswith("here")
    assert SEED not in str(caught.value)


def test_a_ballot_that_is_no_text_has_no_text() -> None:
    with pytest.raises(InputError, match="the ballot is not UTF-8"):
        Opening(ballot=b"\xff", seed=ONE.seed, marks=()).encode()


def test_a_list_is_sorted_by_tracker_and_forgets_the_order_of_voters() -> None:
    data = encode_openings(OPENINGS)
    assert data == encode_openings(OPENINGS[::-1])
    again = decode_openings(data, "here")
    assert [one.tracker for one in again] == sorted(one.tracker for one in OPENINGS)
    assert set(again) == set(OPENINGS)
    assert decode_openings(encode_openings([]), "here") == ()
    assert encode_openings([]) == b"[]"


def test_a_list_in_another_form_is_refused() -> None:
    entries = [json.loads(one.encode()) for one in decode_openings(encode_openings(OPENINGS), "here")]
    worse = entries[0] | {"seed": "00" * 32}
    for value, message in (
        (entries[::-1], "sort by tracker"),
        ([entries[0], entries[2], entries[1]], "sort by tracker"),
        ([entries[0], *entries], "is there twice"),
        ([entries[0], worse, *entries[1:]], "is there twice"),
        ([entries[0], entries[1] | {"seed": ""}], "here, opening 2: the seed is not 64"),
        ([entries[0], 5], "here, opening 2: an object is expected"),
        ({"openings": []}, "a list is expected"),
    ):
        with pytest.raises(InputError, match=re.escape(message)):
            decode_openings(canonical(value), "here")
    with pytest.raises(InputError, match="not in canonical form"):
        decode_openings(encode_openings(OPENINGS) + b"\n", "here")
    with pytest.raises(InputError, match="deeper than 4"):
        decode_openings(b"[[[[[]]]]]", "here")
    with pytest.raises(InputError, match="is there twice"):
        encode_openings([ONE, OPENINGS[0], ONE])
