"""Definition and day of the demonstration: a station and a box for each precinct, on the day of the real election.

Boulder votes by mail on paper; that each precinct is a station with a box is this demonstration's doing. Two
precincts voted in other contests of that day and not in this one: their boxes were not needed, are never opened,
and end as such. (Open and empty they would be pooled with the smallest precinct, for nothing.)
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from shora.demo.boulder.ballots import Row
from shora.demo.boulder.statement import VOTES, Statement
from shora.demo.run import Day, Visit
from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.errors import InputError
from shora.ids import BoxId, StationId
from shora.record.day import Interval

SEATS: Final = 4
RULE: Final = "block-vote"
SMALLEST: Final = 30
"""Every precinct with ballots has more, so each is opened by itself."""

BATCH: Final = 10
SPARE_CARDS: Final = 20
"""Cards a box has beyond its voters."""

INVENTED: Final = (
    "The totals of each precinct are real, from the official Statement of Votes;"
    " the single ballots are invented so that they give them."
)

UNOPENED: Final = "nobody in this precinct had a ballot of this contest"


def notes(statement: Statement) -> tuple[str, ...]:
    """What the numbers have besides votes: overvoted ballots, and precincts without ballots."""
    empty = ", ".join(one.code for one in statement.precincts if not one.ballots)
    overvoted = f"Overvoted ballots: {statement.overvoted}; they count for nobody, and are blank ones here."
    return (overvoted, f"Precincts without ballots: {empty or 'none'}; a box without voters stays closed.")


def box_of(code: str) -> BoxId:
    """The box of a precinct."""
    return BoxId(f"box-{code}")


def station_of(code: str) -> StationId:
    """The station of a precinct."""
    return StationId(f"precinct-{code}")


def definition(statement: Statement, threshold: int, trustees: int) -> Definition:
    """Of the statement's precincts; :class:`InputError` where all together have too few ballots to be opened."""
    if statement.ballots < SMALLEST:
        raise InputError(
            f"{statement.ballots} ballots in these precincts, and no sum of fewer than {SMALLEST} is opened",
            hint="take more precincts",
        )
    decided = {"decided_at": "2023-09-08T12:00:00-06:00", "by": "City Clerk", "reason": "as published"}
    value = {
        "format": FORMAT,
        "id": "boulder-2023",
        "name": {"fa": "شورای شهر بولدر ۲۰۲۳", "en": "City of Boulder Council 2023"},
        "description": "A demonstration on official totals of each precinct. The single ballots are invented.",
        "administrator": "City of Boulder (demonstration)",
        "card_office": "Card office (demonstration)",
        "dates": {
            "polling-opens": [{"at": "2023-11-07T07:00:00-07:00", **decided}],
            "polling-closes": [{"at": "2023-11-07T19:00:00-07:00", **decided}],
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
                "rule": RULE,
                "candidates": [
                    {"code": f"1{i:02}", "name": name} for i, name in enumerate(statement.names, start=1)
                ],
            }
        ],
        "stations": [
            {"id": station_of(one.code), "name": f"Precinct {one.code}"} for one in statement.precincts
        ],
        "boxes": [
            {
                "id": box_of(one.code),
                "station": station_of(one.code),
                "cards": one.ballots + SPARE_CARDS,
            }
            for one in statement.precincts
        ],
    }
    return read_json(value, place="boulder")


def day(
    definition: Definition, statement: Statement, ballots: Sequence[Sequence[Row]], until: datetime
) -> Day:
    """Each ballot is a voter of its precinct, who casts it; ``ballots`` are those of each precinct."""
    codes = [candidate.code for candidate in definition.contests[0].candidates]
    visits: dict[BoxId, Sequence[Visit]] = {}
    for precinct, rows in zip(statement.precincts, ballots, strict=True):
        if rows:
            visits[box_of(precinct.code)] = [
                Visit(
                    codes=(tuple(code for code, mark in zip(codes, row, strict=True) if mark),),
                    act="cast",
                    rejected=None,
                )
                for row in rows
            ]
    return Day(
        visits=visits,
        lost={},
        check_ins={
            station_of(precinct.code): (Interval(until=until, regular=len(rows), provisional=0),)
            for precinct, rows in zip(statement.precincts, ballots, strict=True)
        },
        unopened={box_of(one.code): UNOPENED for one in statement.precincts if not one.ballots},
    )
