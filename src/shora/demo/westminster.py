"""Westminster, Colorado, 2015: 12,684 real ballots, "vote for up to 3 of 10", through the encrypted path.

The rows are cast vote records; which box held which ballot is not published, so they are dealt to the
boxes of the demonstration in runs. An empty row is a blank ballot. Source and licence lie beside the
data.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from itertools import pairwise

from shora.demo.run import Day, Visit
from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.errors import InputError
from shora.ids import BoxId
from shora.record.day import Interval

SEATS = 3
VOTES = 3
SMALLEST = 30
BATCH = 10
SPARE_CARDS = 20
"""Cards a box has beyond its voters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The file: candidates' names, and one row of 0 and 1 a ballot."""

    names: tuple[str, ...]
    ballots: tuple[tuple[int, ...], ...]

    @property
    def sums(self) -> tuple[int, ...]:
        """The direct sum of the file: votes of each candidate."""
        return tuple(sum(column) for column in zip(*self.ballots, strict=True))

    @property
    def blank(self) -> int:
        """Rows without a mark."""
        return sum(1 for row in self.ballots if not any(row))


def read_rows() -> Rows:
    """The rows as the package carries them."""
    path = files("shora.demo") / "data" / "westminster-2015" / "Westminster_Adams.csv"
    lines = csv.reader(path.read_text(encoding="ascii").splitlines())
    names = tuple(name.replace("_", " ") for name in next(lines))
    return Rows(names=names, ballots=tuple(tuple(int(cell) for cell in row) for row in lines))


def deal(rows: Rows, boxes: int) -> list[tuple[tuple[int, ...], ...]]:
    """The ballots of each box: runs of nearly equal length."""
    total = len(rows.ballots)
    if not 1 <= boxes <= total:
        raise InputError(f"{boxes} boxes for {total} ballots", hint=f"from 1 to {total}")
    cuts = [total * i // boxes for i in range(boxes + 1)]
    return [rows.ballots[a:b] for a, b in pairwise(cuts)]


def day(definition: Definition, dealt: Sequence[Sequence[Sequence[int]]], until: datetime) -> Day:
    """The day of the demonstration: each row is a voter of its box, who casts one ballot."""
    codes = [candidate.code for candidate in definition.contests[0].candidates]
    visits: dict[BoxId, Sequence[Visit]] = {
        box.id: [
            Visit(
                codes=(tuple(code for code, mark in zip(codes, row, strict=True) if mark),),
                act="cast",
                rejected=None,
            )
            for row in rows
        ]
        for box, rows in zip(definition.boxes, dealt, strict=True)
    }
    voters = sum(len(one) for one in visits.values())
    intervals = (Interval(until=until, regular=voters, provisional=0),)
    return Day(visits=visits, lost={}, check_ins={definition.stations[0].id: intervals}, unopened={})


def definition(rows: Rows, boxes: int, threshold: int, trustees: int) -> Definition:
    """The definition of the demonstration; its date is that of the real election."""
    sizes = [len(dealt) for dealt in deal(rows, boxes)]
    width = len(str(boxes))
    decided = {"decided_at": "2015-09-04T12:00:00-06:00", "by": "City Clerk", "reason": "as published"}
    value = {
        "format": FORMAT,
        "id": "westminster-2015",
        "name": {"fa": "شورای شهر وست‌مینستر ۲۰۱۵", "en": "Westminster City Council 2015"},
        "description": "A demonstration on the real cast vote records of Adams County, Colorado.",
        "administrator": "City of Westminster (demonstration)",
        "card_office": "Card office (demonstration)",
        "dates": {
            "polling-opens": [{"at": "2015-11-03T07:00:00-07:00", **decided}],
            "polling-closes": [{"at": "2015-11-03T19:00:00-07:00", **decided}],
        },
        "trustees": {
            "threshold": threshold,
            "members": [{"id": f"trustee-{i}", "name": f"Trustee {i}"} for i in range(1, trustees + 1)],
        },
        "secrecy": {"smallest": SMALLEST, "batch": BATCH, "unit": "box"},
        "contests": [
            {
                "id": "council",
                "name": {"fa": "شورای شهر", "en": "City Council"},
                "seats": SEATS,
                "votes": VOTES,
                "min": 1,
                "blank": True,
                "alternates": 0,
                "rule": "block-vote",
                "candidates": [
                    {"code": f"1{i:02}", "name": name} for i, name in enumerate(rows.names, start=1)
                ],
            }
        ],
        "stations": [{"id": "adams", "name": "Adams County"}],
        "boxes": [
            {"id": f"box-{i:0{width}}", "station": "adams", "cards": size + SPARE_CARDS}
            for i, size in enumerate(sizes, start=1)
        ],
    }
    return read_json(value, place="westminster")
