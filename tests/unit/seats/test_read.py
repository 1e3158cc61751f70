"""Totals files: what is read, and one clear line for everything else."""

import copy
import json
from typing import Any

import pytest
from tests.unit.election.samples import town
from tests.unit.seats.samples import from_text, from_value

from shora.errors import InputError
from shora.ids import CandidateCode, ContestId
from shora.seats.model import Stage, Status
from shora.seats.read import read_totals
from shora.seats.totals import totals_of, totals_to_json

FULL: dict[str, Any] = {
    "contest": {"id": "council", "name": "شورا", "seats": 2, "votes_per_ballot": 2, "alternates": 1},
    "record": "ab" * 32,
    "boxes": {"defined": 3, "counted": 2, "missing": ["b3"]},
    "ballots": {"cast": 20, "valid": 18, "blank": 2},
    "lists": [
        {
            "id": "L1",
            "name": "One",
            "votes": 30,
            "connection": "A/1",
            "candidates": [
                {"id": "101", "name": "X", "votes": 12, "status": "withdrawn", "veteran": True, "degree": 3},
                {"id": "102", "name": "Y", "votes": 12},
            ],
        },
        {"id": "L2", "name": "Two", "votes": 5, "connection": "B"},
    ],
    "independents": [{"id": "501", "name": "Z", "votes": 10}],
    "lots": [
        {
            "stage": "candidate",
            "between": ["102", "501"],
            "seats": 1,
            "drawn": ["501"],
            "at": "2026-07-04T10:00:00Z",
            "place": "hall",
            "witnesses": ["A", "B"],
        }
    ],
}


def changed(*steps: str | int, value: object) -> object:
    """The full file with one value replaced; a value of ``...`` removes it."""
    out = copy.deepcopy(FULL)
    *path, last = steps
    at: Any = out
    for key in path:
        at = at[key]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return out


def test_everything_is_read() -> None:
    totals = from_value(FULL)
    assert (totals.contest.seats, totals.contest.alternates, totals.record) == (2, 1, "ab" * 32)
    assert totals.boxes is not None
    assert totals.boxes.incomplete
    assert totals.ballots is not None
    assert totals.ballots.valid == 18
    first, second = totals.lists
    assert (first.total, first.connection, second.total, second.candidates) == (30, "A/1", 5, ())
    assert (first.candidates[0].status, first.candidates[0].veteran, first.candidates[0].degree) == (
        Status.WITHDRAWN,
        True,
        3,
    )
    assert totals.lots[0].stage is Stage.CANDIDATE
    assert [(where, each.id) for where, each in totals.people] == [
        ("L1", "101"),
        ("L1", "102"),
        ("independents", "501"),
    ]


def test_written_and_read_again() -> None:
    totals = from_value(FULL)
    assert from_value(totals_to_json(totals)) == totals


def test_the_least_that_can_be_counted() -> None:
    totals = from_text(
        '{"contest":{"id":"c","seats":1},"lists":[{"id":"L1","candidates":[{"id":"1","votes":0}]}]}'
    )
    assert totals.lists[0].candidates[0].name == "1"
    assert totals.lists[0].total == 0
    assert (totals.boxes, totals.ballots, totals.independents, totals.lots) == (None, None, (), ())


def test_valid_is_cast_without_blank() -> None:
    totals = from_value(changed("ballots", "valid", value=...))
    assert totals.ballots is not None
    assert totals.ballots.valid == 18


PERSON = ("lists", 0, "candidates", 1)
CASES: dict[str, tuple[object, str]] = {
    "negative": (changed(*PERSON, "votes", value=-1), "list L1, candidate 102: votes is negative: -1"),
    "fraction": (changed(*PERSON, "votes", value=12.5), "list L1, candidate 102: votes must be a whole number, and is 12.5"),
    "one point zero": (changed(*PERSON, "votes", value=12.0), "votes must be a whole number, and is 12.0"),
    "text": (changed(*PERSON, "votes", value="12"), "votes must be a whole number, and is a text"),
    "true": (changed(*PERSON, "votes", value=True), "votes must be a whole number, and is true"),
    "null": (changed(*PERSON, "votes", value=None), "votes must be a whole number, and is null"),
    "too large": (changed(*PERSON, "votes", value=10**18 + 1), "votes is larger than 1000000000000000000"),
    "far too large": (changed(*PERSON, "votes", value=10**40), "votes must be a whole number, and is 1000"),
    "no votes": (changed(*PERSON, "votes", value=...), "list L1, candidate 102: votes is missing"),
    "no id": (changed(*PERSON, "id", value=...), "list L1, candidate #2: id is missing"),
    "empty id": (changed(*PERSON, "id", value=" "), "id is empty"),
    "id as number": (changed(*PERSON, "id", value=102), "id must be a text, and is a number"),
    "id as fraction": (changed(*PERSON, "id", value=1.5), "id must be a text, and is 1.5"),
    "id with a line": (changed(*PERSON, "id", value="1\n2"), "cannot be printed"),
    "half a character": (changed(*PERSON, "name", value="\ud800"), "cannot be printed"),
    "candidate twice": (changed(*PERSON, "id", value="501"), "candidate 501 is there twice, in L1 and in independents"),
    "status": (changed(*PERSON, "status", value="dead"), "list L1, candidate 102: status is 'dead' (known are standing"),
    "veteran": (changed(*PERSON, "veteran", value=1), "veteran must be true or false, and is a number"),
    "degree": (changed(*PERSON, "degree", value=True), "degree must be a whole number, and is true"),
    "unknown field": (changed(*PERSON, "vote", value=1), "list L1, candidate 102: 'vote' is not a field here"),
    "unknown root field": (changed("list", value=[]), "the file: 'list' is not a field here"),
    "list negative": (changed("lists", 1, "votes", value=-5), "list L2: votes is negative: -5"),
    "list twice": (changed("lists", 1, "id", value="L1"), "list L1 is there twice"),
    "list independents": (changed("lists", 1, "id", value="independents"), "a list cannot be called independents"),
    "list without anything": (changed("lists", 1, "votes", value=...), "list L2: has neither votes nor candidates"),
    "connection": (changed("lists", 1, "connection", value="A/1/x"), "connection 'A/1/x' is not of one or two levels"),
    "half a connection": (changed("lists", 1, "connection", value="A/"), "connection 'A/' is not"),
    "lists no list": (changed("lists", value={}), "the file: lists must be a list, and is an object"),
    "list no object": (changed("lists", 0, value=[]), "list #1: must be an object, and is a list"),
    "no contest": (changed("contest", value=...), "the file: contest is missing"),
    "no seats": (changed("contest", "seats", value=0), "contest: has no seats"),
    "seats missing": (changed("contest", "seats", value=...), "contest: seats is missing"),
    "seats true": (changed("contest", "seats", value=True), "contest: seats must be a whole number, and is true"),
    "seats without end": (changed("contest", "seats", value=10**9), "contest: seats is larger than 100000"),
    "nobody": ({"contest": {"id": "c", "seats": 1}, "lists": []}, "there is no list and no candidate"),
    "ballots": (changed("ballots", "blank", value=3), "18 valid and 3 blank ballots are more than the 20 cast"),
    "blank": (changed("ballots", "blank", value=30), "30 blank ballots are more than the 20 cast"),
    "boxes": (changed("boxes", "counted", value=4), "boxes: 4 are counted, but only 3 defined"),
    "missing boxes": (changed("boxes", "missing", value=["a", "b"]), "2 counted and 2 missing are more than the 3"),
    "a box missing twice": (changed("boxes", "missing", value=["a", "a"]), "missing has a twice"),
    "lot outside": (changed("lots", 0, "drawn", value=["101"]), "lot #1: draws 101, who is not among those tied"),
    "lot number": (changed("lots", 0, "drawn", value=[]), "lot #1: is for 1, but 0 are drawn"),
    "lot of all": (changed("lots", 0, "seats", value=2), "lot #1: draws 2 of 2, which is no lot"),
    "lot of none": (changed("lots", 0, "seats", value=0), "lot #1: draws 0 of 2, which is no lot"),
    "lot person twice": (changed("lots", 0, "between", value=["102", "102"]), "between has 102 twice"),
    "lot stage": (changed("lots", 0, "stage", value="coin"), "stage is 'coin' (known are list-seat, candidate, alternate)"),
    "lot twice": (changed("lots", value=FULL["lots"] * 2), "the lot between 102, 501 is there twice"),
}  # fmt: skip


@pytest.mark.parametrize("value, message", CASES.values(), ids=CASES.keys())
def test_one_clear_line(value: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_value(value)
    line = str(caught.value)
    assert message in line
    assert line.startswith("t.json: ")
    assert "\n" not in line
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "this is not JSON"),
        ("{", "this is not JSON"),
        ('{"contest":{}} x', "this is not JSON"),
        ("[]", "the file: must be an object, and is a list"),
        ("null", "the file: must be an object, and is null"),
        ('{"contest":1,"contest":2}', "the key 'contest' is there twice"),
        ('{"contest":{"id":"c","seats":NaN}}', "seats must be a whole number, and is NaN"),
        ('{"contest":{"id":"c","seats":1e3}}', "seats must be a whole number, and is 1e3"),
        ('{"contest":{"id":"c","seats":' + "9" * 5000 + "}}", "seats must be a whole number"),
        ("[" * 100000, "nests too deep"),
        ("\ufeff{}", "this is not JSON"),
    ],
)
def test_broken_files(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_text(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_half_a_file_at_every_cut() -> None:
    text = json.dumps(FULL, ensure_ascii=False)
    for end in range(len(text)):
        with pytest.raises(InputError):
            from_text(text[:end])


def test_not_utf8() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        read_totals(b'{"a":"\xff"}', place="t.json")


def test_big_numbers_are_read_exactly() -> None:
    assert from_value(changed(*PERSON, "votes", value=10**18)).lists[0].candidates[1].votes == 10**18


def test_totals_of_a_definition() -> None:
    contest = town().contest(ContestId("council"))
    votes = {each.code: n for n, each in enumerate(contest.candidates)}
    totals = totals_of(contest, votes, ballots=None, boxes=None, record=None, lots=())
    assert [(each.id, each.total) for each in totals.lists] == [("omid", 6), ("abadi", 15)]
    assert [(each.id, each.votes) for each in totals.independents] == [("501", 7), ("502", 8)]
    assert from_value(totals_to_json(totals)) == totals
    with pytest.raises(InputError, match="do not fit its candidates: 999"):
        totals_of(contest, votes | {CandidateCode("999"): 1}, ballots=None, boxes=None, record=None, lots=())


def test_a_repeated_key_or_name_among_very_many_is_found_at_once() -> None:
    keys = ",".join(f'"k{n}":1' for n in range(200_000))
    with pytest.raises(InputError, match="'k199999' is there twice"):
        read_totals(f'{{{keys},"k199999":2}}'.encode(), place="t")
    names = [str(n) for n in range(200_000)]
    lots = [{"stage": "candidate", "between": [*names, "199999"], "seats": 1, "drawn": ["1"]}]
    value = {"contest": {"id": "c", "seats": 1}, "lists": [{"id": "a", "votes": 1}], "lots": lots}
    with pytest.raises(InputError, match="between has 199999 twice"):
        read_totals(json.dumps(value).encode(), place="t")


@pytest.mark.parametrize(
    "votes, hint",
    [
        ("۴۰۰", "digits 0-9"),
        ("12,684", "without commas"),
        ("0400", "without 0 in front"),
        ("5,}", "no comma after the last"),
        ("“5”", "quotation marks"),
    ],
)
def test_what_is_typed_wrong_in_json_has_a_hint(votes: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        from_text('{"lists":[{"id":"۱,۲","votes":' + votes + "}]}")
    assert "this is not JSON" in caught.value.message
    assert hint in caught.value.hint
