"""Counts to export: a small city with two contests and two units, a list contest from a file, hostile names."""

from dataclasses import dataclass
from typing import Any

from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.ids import BoxId, ContestId, Hash
from shora.record.totals import CountedUnit
from shora.seats.model import Ballots, Boxes, Totals
from shora.seats.read import totals_from_json
from shora.seats.result import Result
from shora.seats.rules import count
from shora.seats.totals import totals_of
from shora.tally.result import QuestionResult, add
from shora.text.json import JsonValue

RECORD = Hash("ab" * 32)
HOSTILE = '=HYPERLINK("x");+1;\'-2; @SUM(A1),\\z'
"""A name as somebody would write it who wants to be a formula."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """The first four arguments of an export."""

    totals: dict[ContestId, Totals]
    results: dict[ContestId, Result]
    definition: Definition | None
    units: list[CountedUnit]


def city_value() -> dict[str, Any]:
    """``council`` is for lists, with two lists and two independents; ``school`` is a block vote without lists."""
    decided = {"decided_at": "2026-05-01T08:00:00Z", "by": "nobody", "reason": "test"}
    return {
        "format": FORMAT,
        "id": "shahr-1405",
        "name": {"fa": "انتخابات شورای شهر", "en": "City council election"},
        "administrator": "فرمانداری",
        "card_office": "nobody",
        "dates": {
            "polling-opens": [{"at": "2026-07-03T08:00:00+03:30", **decided}],
            "polling-closes": [{"at": "2026-07-04T00:30:00+03:30", **decided}],
        },
        "trustees": {"threshold": 1, "members": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]},
        "offices": [{"role": "headquarters", "name": "ستاد انتخابات شهر"}],
        "secrecy": {"smallest": 10, "batch": 5, "unit": "box", "duplicates": "first"},
        "contests": [
            {
                "id": "council",
                "name": {"fa": "شورای شهر", "en": "City council"},
                "seats": 3,
                "votes": 3,
                "alternates": 1,
                "rule": "dhondt",
                "lists": [
                    {"id": "omid", "code": "1", "name": "امید"},
                    {"id": "shahr", "code": "2", "name": "شهرِ ما"},
                ],
                "candidates": [
                    {"code": "11", "name": "مریم رضایی", "list": "omid", "father": "حسن"},
                    {"code": "12", "name": "علی کریمی", "list": "omid", "veteran": True},
                    {"code": "21", "name": "زهرا احمدی", "list": "shahr"},
                    {"code": "31", "name": "نرگس مرادی", "degree": 2},
                    {"code": "32", "name": "Jane Roe"},
                ],
            },
            {
                "id": "school",
                "name": {"fa": "انجمن"},
                "seats": 1,
                "votes": 1,
                "alternates": 1,
                "rule": "block-vote",
                "candidates": [{"code": "11", "name": "الف"}, {"code": "12", "name": "ب"}],
            },
        ],
        "stations": [
            {"id": "madrese", "name": "مدرسهٔ شهید بهشتی", "district": "۱"},
            {"id": "masjed", "name": "مسجد جامع", "district": "2"},
        ],
        "boxes": [
            {"id": "b1", "station": "madrese", "cards": 50},
            {"id": "b2", "station": "madrese", "cards": 50},
            {"id": "b3", "station": "masjed", "cards": 50},
            {"id": "b4", "station": "masjed", "cards": 50, "kind": "spare"},
            {"id": "try", "station": "masjed", "cards": 50, "kind": "rehearsal"},
        ],
    }


def city_units() -> list[CountedUnit]:
    """Box ``b2`` alone with 12 ballots, ``b3`` and ``b1`` together with 20; in no order."""
    return [
        CountedUnit(
            name="group-1",
            heads={BoxId("b3"): RECORD, BoxId("b1"): RECORD},
            ballots=20,
            result=[
                QuestionResult(votes=(9, 8, 7, 10, 0), blank=2),
                QuestionResult(votes=(11, 6), blank=3),
            ],
            file=RECORD,
        ),
        CountedUnit(
            name="b2",
            heads={BoxId("b2"): RECORD},
            ballots=12,
            result=[QuestionResult(votes=(6, 5, 5, 3, 1), blank=1), QuestionResult(votes=(4, 8), blank=0)],
            file=None,
        ),
    ]


def city() -> Given:
    """The whole count of the small city."""
    definition = read_json(city_value(), place="city")
    units = city_units()
    totals, cast = {}, sum(unit.ballots for unit in units)
    for contest, question in zip(definition.contests, add([unit.result for unit in units]), strict=True):
        totals[contest.id] = totals_of(
            contest,
            dict(zip((each.code for each in contest.candidates), question.votes, strict=True)),
            ballots=Ballots(cast=cast, valid=cast - question.blank, blank=question.blank),
            boxes=Boxes(defined=4, counted=3, missing=("b4",)),
            record=RECORD,
            lots=(),
        )
    results = {contest.id: count(totals[contest.id], contest.rule) for contest in definition.contests}
    return Given(totals=totals, results=results, definition=definition, units=units)


def file_of(value: dict[str, JsonValue], rule: str) -> Given:
    """A count of one totals file, of which nothing else is known."""
    totals = totals_from_json(value, place="t.json")
    name = ContestId(totals.contest.id)
    return Given(totals={name: totals}, results={name: count(totals, rule)}, definition=None, units=[])


def tied_value(lots: list[JsonValue]) -> dict[str, JsonValue]:
    """Lists ``a`` and ``b`` and an independent with equal votes for two seats; hostile names everywhere."""
    return {
        "contest": {"id": "c", "name": "C", "seats": 2},
        "ballots": {"cast": 40, "valid": 33, "blank": 3},
        "lists": [
            {"id": "a", "name": HOSTILE, "candidates": [{"id": "=1", "name": HOSTILE, "votes": 10}]},
            {"id": "b;\\", "votes": 10, "connection": "-1/+2", "candidates": [{"id": "'2", "votes": 7}]},
        ],
        "independents": [{"id": "-3", "name": "Ångström", "votes": 10, "status": "standing"}],
        "lots": lots,
    }


def drawn_lot() -> JsonValue:
    return {
        "stage": "list-seat",
        "between": ["a", "b;\\", "independents"],
        "seats": 2,
        "drawn": ["b;\\", "independents"],
        "at": "2026-07-05",
        "place": "@ hall",
        "witnesses": ["+one", "two; \\three"],
    }
