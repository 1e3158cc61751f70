"""Totals for the result protocol, one a kind of rule, as real as tests need. All people but Westminster's are generated."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.unit.documents.conftest import HOSTILE

from shora.demo import westminster
from shora.demo.tehran.names import people
from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.seats.model import Totals
from shora.seats.options import NO_OPTIONS, Options, threshold
from shora.seats.read import totals_from_json
from shora.seats.result import Result
from shora.seats.rules import count
from shora.text.json import JsonValue

RECORD: Final = "5f0c" * 16
LONG: Final = (
    "ائتلاف بزرگ نیروهای مستقل، متخصصان، هنرمندان و دوستداران محیط زیست و میراث فرهنگی شهر (نسخهٔ دوم)"
)


@dataclass(frozen=True)
class Sample:
    """What a protocol is made of."""

    totals: Totals
    rule: str
    options: Options = NO_OPTIONS
    definition: Definition | None = None

    @property
    def result(self) -> Result:
        return count(self.totals, self.rule, self.options)


def spread(total: int, number: int, rng: random.Random) -> list[int]:
    """``number`` different parts of ``total``, the largest first."""
    weights = [rng.randrange(600, 1400) for _ in range(number)]
    parts = sorted((total * weight // sum(weights) for weight in weights), reverse=True)
    for at in range(1, number):
        parts[at] = min(parts[at], parts[at - 1] - 1)
    parts[0] += total - sum(parts)
    assert parts[-1] > 0
    return parts


def listed(
    name: str, title: str, total: int, first: int, number: int, rng: random.Random
) -> dict[str, JsonValue]:
    """A list whose generated candidates have ``total`` votes together."""
    return {"id": name, "name": title, "candidates": candidates(total, first, number, rng)}


def candidates(total: int, first: int, number: int, rng: random.Random) -> list[JsonValue]:
    return [
        {"id": str(first + at), "name": person.name, "votes": votes}
        for at, (person, votes) in enumerate(
            zip(people(rng, number), spread(total, number, rng), strict=True)
        )
    ]


def defined(totals: Mapping[str, JsonValue], rule: str, **more: str) -> Definition:
    """A definition of the same contest; of its candidates only the first, as the protocol takes them from the totals."""
    contest = totals["contest"]
    assert isinstance(contest, dict)
    decided = {"decided_at": "2026-05-01T12:00:00+03:30", "by": "test", "reason": "generated"}
    value = {
        "format": FORMAT,
        "id": "generated",
        "name": {
            "fa": "انتخابات هفتمین دورهٔ شورای اسلامی شهر تهران، ری و تجریش (ساختگی)",
            "en": "Election of the 7th council of Tehran, Rey and Tajrish (generated)",
        },
        "administrator": "generated",
        "card_office": "generated",
        "dates": {
            "polling-opens": [{"at": "2026-07-03T08:00:00+03:30", **decided}],
            "polling-closes": [{"at": "2026-07-03T18:00:00+03:30", **decided}],
        },
        "trustees": {"threshold": 2, "members": [{"id": f"t{n}", "name": f"T{n}"} for n in range(3)]},
        "offices": [
            {"role": "headquarters", "name": "ستاد انتخابات شهرستان تهران"},
            {"role": "supervision", "name": "هیئت نظارت بر انتخابات شوراها"},
        ],
        "secrecy": {"smallest": 30, "batch": 10, "unit": "box"},
        "contests": [
            {
                "id": contest["id"],
                "name": {"fa": contest["name"], "en": "City council (generated)"},
                "seats": contest["seats"],
                "votes": contest["seats"],
                "min": 1,
                "blank": True,
                "alternates": contest["alternates"],
                "rule": rule,
                "candidates": [{"code": str(100 + n), "name": f"C{n}"} for n in range(40)],
                **more,
            }
        ],
        "stations": [{"id": "s", "name": "S"}],
        "boxes": [{"id": "b", "station": "s", "cards": 100}],
    }
    return read_json(value, place="generated")


def contest(seats: int, alternates: int = 0, name: str = "شورای شهر (ساختگی)") -> dict[str, JsonValue]:
    return {
        "id": "council",
        "name": name,
        "seats": seats,
        "votes_per_ballot": seats,
        "alternates": alternates,
    }


def sample(value: Mapping[str, JsonValue], rule: str, options: Options = NO_OPTIONS) -> Sample:
    return Sample(totals_from_json(dict(value), place="t.json"), rule, options)


def block_vote() -> Sample:
    """Westminster 2015: real votes, 3 seats, twelve boxes; its definition is that of the demonstration."""
    rows = westminster.read_rows()
    cast = len(rows.ballots)
    value: dict[str, JsonValue] = {
        "contest": {**contest(3, name="شورای شهر / City Council"), "votes_per_ballot": 3},
        "record": RECORD,
        "boxes": {"defined": 12, "counted": 12, "missing": []},
        "ballots": {"cast": cast, "valid": cast - rows.blank, "blank": rows.blank},
        "independents": [
            {"id": f"1{n:02}", "name": name, "votes": votes}
            for n, (name, votes) in enumerate(zip(rows.names, rows.sums, strict=True), start=1)
        ],
    }
    found = sample(value, "block-vote")
    return Sample(found.totals, found.rule, definition=westminster.definition(rows, 12, 3, 5))


CASE_C: Final = (
    ("1", "فهرست امید شهر", 35_000),
    ("2", "ائتلاف آبادگران نو", 25_800),
    ("3", "Green List (2026)", 16_200),
    ("4", LONG, 11_500),
    ("5", "فهرست بازار", 2_000),
    ("6", "خانهٔ شهر", 2_000),
)
"""Votes of lists with which the two readings of Tehran's law differ; independents have 7,500."""


def tehran(rule: str = "tehran-1404-rounded") -> Sample:
    """Case C: 21 seats, six lists of 21, 40 independents. Reading A gives 8 6 3 2 0 0 2, reading B 7 5 3 2 1 1 2."""
    rng = random.Random(1405)
    value: dict[str, JsonValue] = {
        "contest": contest(21, 11),
        "record": RECORD,
        "boxes": {"defined": 1_240, "counted": 1_240, "missing": []},
        "ballots": {"cast": 5_310, "valid": 5_204, "blank": 106},
        "lists": [
            listed(name, title, votes, 100 + 100 * at, 21, rng)
            for at, (name, title, votes) in enumerate(CASE_C)
        ],
        "independents": candidates(7_500, 800, 40, rng),
    }
    found = sample(value, rule)
    return Sample(found.totals, rule, definition=defined(value, "tehran-1404-rounded"))


def with_threshold() -> Sample:
    """D'Hondt with 5 % of the valid ballots: one list is below, one member has withdrawn, two boxes are missing."""
    rng = random.Random(5)
    lists: list[JsonValue] = [
        listed("star", "Star and Crescent", 31_337, 10, 9, rng),
        listed("omid", "فهرست امید", 28_111, 30, 9, rng),
        listed("kar", "خانهٔ کار", 9_004, 50, 9, rng),
        listed("few", "فهرست اندک", 900, 70, 9, rng),
    ]
    first = lists[0]
    assert isinstance(first, dict)
    members = first["candidates"]
    assert isinstance(members, list)
    assert isinstance(members[1], dict)
    members[1]["status"] = "withdrawn"
    value: dict[str, JsonValue] = {
        "contest": contest(9, 3),
        "boxes": {"defined": 40, "counted": 38, "missing": ["north-07", "12"]},
        "ballots": {"cast": 20_000, "blank": 400},
        "lists": lists,
        "independents": candidates(2_500, 90, 3, rng),
    }
    return sample(value, "dhondt", threshold("5%", "valid-ballots"))


def connected() -> Sample:
    """Hagenbach-Bischoff: lists only, two groups of connected lists, one with two levels."""
    value: dict[str, JsonValue] = {
        "contest": contest(17),
        "ballots": {"cast": 61_000, "valid": 60_100, "blank": 300},
        "lists": [
            {"id": "1", "name": "چکاوک", "votes": 204_118, "connection": "A/1"},
            {"id": "2", "name": "چکاوک جوان", "votes": 30_907, "connection": "A/1"},
            {"id": "3", "name": "Bürgerliche Mitte", "votes": 151_555, "connection": "A"},
            {"id": "4", "name": "سپیدار", "votes": 260_040, "connection": "B"},
            {"id": "5", "name": "سپیدار سبز", "votes": 91_286, "connection": "B"},
            {"id": "6", "name": "تنها", "votes": 70_003},
        ],
    }
    return sample(value, "hagenbach-bischoff")


def _tied(lots: Sequence[JsonValue]) -> Sample:
    rng = random.Random(9)
    value: dict[str, JsonValue] = {
        "contest": contest(5, 2),
        "boxes": {"defined": 8, "counted": 8, "missing": []},
        "ballots": {"cast": 9_000, "blank": 12},
        "lists": [
            listed("11", "فهرست باغ", 4_200, 110, 5, rng),
            listed("12", "Bazaar & Co.", 4_200, 120, 5, rng),
            listed("13", "فهرست رود", 3_300, 130, 5, rng),
        ],
        "independents": candidates(3_300, 140, 2, rng),
        "lots": [*lots],
    }
    return sample(value, "hare")


def lot_required() -> Sample:
    """Hare: two lists with equal remainders and one seat for them."""
    return _tied([])


LOT: Final[dict[str, JsonValue]] = {
    "stage": "list-seat",
    "between": ["11", "12"],
    "seats": 1,
    "drawn": ["12"],
    "at": "2026-07-04T10:30:00+03:30",
    "place": "فرمانداری تهران، سالن اجتماعات",
    "witnesses": ["سپیده آب‌روشن", "Jane Doe (observer)", "بهرام چشمه‌نیا"],
}


def after_lot() -> Sample:
    """The same after the lot, with its witnesses."""
    return _tied([LOT])


def hostile() -> Sample:
    """Names and ids that would be markup, turn the writing round, or are longer than any column; votes of 15 digits."""
    value: dict[str, JsonValue] = {
        "contest": {**contest(3, 1, name=HOSTILE), "id": "c-" + "x" * 80},
        "boxes": {"defined": 900, "counted": 600, "missing": [f"box-{n:03}" for n in range(300)]},
        "lists": [
            {"id": "L" * 60, "name": "W" * 300, "connection": "A/1", "candidates": [
                {"id": "7" * 40, "name": "ش" * 120, "votes": 10**15 - 1},
                {"id": "x\u202ey", "name": "\u202eevil\u2066 (101)", "votes": 10**15 - 2},
            ]},
            {"id": "#1", "name": HOSTILE, "candidates": [{"id": "$", "name": "{who} {0} #panic()", "votes": 5}]},
        ],
        "independents": [{"id": "independent", "name": "نام " * 60, "votes": 4, "status": "withdrawn"}],
    }  # fmt: skip
    return sample(value, "sainte-lague")


SAMPLES: Final = {
    "block-vote": block_vote,
    "tehran": tehran,
    "threshold": with_threshold,
    "connected": connected,
    "lot-required": lot_required,
    "after-lot": after_lot,
}
