"""Random totals, lots drawn until none is open, and the blocs of the specification counted by hand."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count as count_from

from hypothesis import strategies as st

from shora.seats.model import INDEPENDENTS, Candidate, Contest, Lot, Status, Totals, VoteList
from shora.seats.options import NO_OPTIONS, Options
from shora.seats.result import Result, Tie
from shora.seats.rules import count

DIVISORS: Mapping[str, Callable[[int], Fraction]] = {
    "dhondt": lambda s: Fraction(s + 1),
    "sainte-lague": lambda s: Fraction(2 * s + 1),
    "sainte-lague-modified": lambda s: Fraction(2 * s + 1) if s else Fraction(7, 5),
    "imperiali-divisor": lambda s: Fraction(s + 2, 2),
}
READINGS = ("tehran-1404-rounded", "tehran-1404-remainder")
LIST_RULES = (*READINGS, *DIVISORS, "hare", "droop", "hagenbach-bischoff")
MOST = 10**18


WIDE = st.one_of(st.integers(0, 30), st.integers(0, MOST), st.sampled_from([0, 1, MOST]))
"""Votes of every size."""
NARROW = st.integers(0, 3)
"""Votes that are often equal."""
APART = st.integers(10**6, MOST)
"""Votes that are hardly ever equal."""
MIXED = st.sampled_from([WIDE, NARROW, APART])
KINDS = 5
_NAMES = ["1", "2", "10", "02", "A", "b", "ا"]


@st.composite
def all_totals(
    draw: st.DrawFn,
    *,
    votes: st.SearchStrategy[int] | None = None,
    connections: bool = True,
    pool: bool = True,
    seats: int = 9,
) -> Totals:
    """Totals of every kind that list rules accept: withdrawn ones, pools, lists without candidates, no votes.

    ``votes`` are those of a candidate, and of a list that states its own.
    """
    number = draw(MIXED) if votes is None else votes
    # Ids of one digit and of two, so that their order by number is not their order as texts.
    code = count_from(draw(st.integers(1, 9)))

    def person() -> Candidate:
        kind = draw(st.integers(0, 6 * KINDS - 1))
        name = str(next(code))
        return Candidate(
            id=name,
            name=name,
            votes=draw(number),
            status=Status.WITHDRAWN if kind % KINDS == KINDS - 1 else Status.STANDING,
            veteran=kind // KINDS >= 3,
            degree=kind // KINDS % 3,
        )

    names = draw(st.lists(st.sampled_from(_NAMES), min_size=0 if pool else 1, max_size=5, unique=True))
    lists = []
    for name in names:
        people, stated = draw(
            st.sampled_from([(0, True), (1, False), (2, False), (3, False), (3, True), (5, False)])
        )
        lists.append(
            VoteList(
                id=name,
                name=name,
                votes=draw(number) if stated else None,
                connection=draw(st.sampled_from(["", "", "1", "2", "1/a", "1/b"])) if connections else "",
                candidates=tuple(person() for _ in range(people)),
            )
        )
    alone = tuple(person() for _ in range(draw(st.integers(0 if names else 1, 4)))) if pool else ()
    return Totals(
        contest=Contest(
            id="c",
            name="c",
            seats=draw(st.integers(1, seats)),
            votes_per_ballot=0,
            alternates=draw(st.integers(0, 4)),
        ),
        record="",
        boxes=None,
        ballots=None,
        lists=tuple(lists),
        independents=alone,
        lots=(),
    )


def crowded(totals: Totals) -> Totals:
    """The same with so many more candidates, of few votes and each of another number, that no list runs out of them."""
    extra = count_from(1)

    def more(people: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        added = []
        for number in (next(extra) for _ in range(totals.contest.seats + 1)):
            name = f"more {number}"
            added.append(
                Candidate(id=name, name=name, votes=number, status=Status.STANDING, veteran=False, degree=0)
            )
        return (*people, *added)

    return replace(
        totals,
        independents=more(totals.independents),
        lists=tuple(replace(each, candidates=more(each.candidates)) for each in totals.lists),
    )


def list_totals(votes: Sequence[int], seats: int) -> Totals:
    """A count of lists only, called 1, 2, 3 …"""
    return Totals(
        contest=Contest(id="c", name="c", seats=seats, votes_per_ballot=0, alternates=0),
        record="",
        boxes=None,
        ballots=None,
        lists=tuple(
            VoteList(id=str(n), name=str(n), votes=each, connection="", candidates=())
            for n, each in enumerate(votes, start=1)
        ),
        independents=(),
        lots=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bloc:
    """A bloc as the specification says: its votes, and its places, ``None`` without limit."""

    votes: int
    places: int | None
    standing: tuple[Candidate, ...]


def blocs(totals: Totals) -> dict[str, Bloc]:
    """Every bloc by its id."""

    def of(people: tuple[Candidate, ...], votes: int | None) -> Bloc:
        standing = tuple(each for each in people if each.status is Status.STANDING)
        total = sum(each.votes for each in people) if votes is None else votes
        return Bloc(votes=total, places=len(standing) if people else None, standing=standing)

    found = {each.id: of(each.candidates, each.votes) for each in totals.lists}
    return found | ({INDEPENDENTS: of(totals.independents, None)} if totals.independents else {})


def house(totals: Totals) -> int:
    """T: the smaller of the seats and all places."""
    limits = [each.places for each in blocs(totals).values()]
    known = [each for each in limits if each is not None]
    return totals.contest.seats if len(known) < len(limits) else min(totals.contest.seats, sum(known))


def lot_for(tie: Tie, drawn: Sequence[str]) -> Lot:
    """The record of a lot."""
    return Lot(
        stage=tie.stage,
        between=tie.between,
        seats=tie.seats,
        drawn=tuple(drawn),
        at="",
        place="",
        witnesses=(),
    )


def with_lot(totals: Totals, lot: Lot) -> Totals:
    """One lot more."""
    return replace(totals, lots=(*totals.lots, lot))


def settle(
    totals: Totals, rule: str, data: st.DataObject, options: Options = NO_OPTIONS
) -> tuple[Totals, Result]:
    """Draws a lot for each tie that the count meets, until none is open; each lot must close its tie."""
    result = count(totals, rule, options)
    for _ in range(60):
        if not result.ties:
            return totals, result
        tie = data.draw(st.sampled_from(result.ties))
        totals = with_lot(totals, lot_for(tie, data.draw(st.permutations(tie.between))[: tie.seats]))
        result = count(totals, rule, options)
        assert tie not in result.ties
    raise AssertionError("there is always one more tie")


def sheet(result: Result) -> str:
    """The whole sheet as text, steps too, in the order in which it was made."""
    return json.dumps(result.to_json(), ensure_ascii=False)
