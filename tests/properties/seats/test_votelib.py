"""An independent program, votelib, counts the same (MIT, for development only; nothing in ``src`` knows it).

It counts exactly and returns ties, as we do. Left out is what it does not do: seats for lists without votes,
a second round of remainders, and places in a count by remainders.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.properties.seats.totals import MOST, list_totals
from tests.unit.seats.published import DATA, rows
from votelib.component.divisor import imperiali, modified_first_coef, sainte_lague  # type: ignore[import-untyped]
from votelib.evaluate.core import Tie  # type: ignore[import-untyped]
from votelib.evaluate.proportional import HighestAverages, LargestRemainder  # type: ignore[import-untyped]

from shora.seats.model import Candidate, Stage, Status
from shora.seats.result import Result
from shora.seats.rules import count

DIVISORS = {
    "dhondt": HighestAverages("d_hondt"),
    "sainte-lague": HighestAverages("sainte_lague"),
    "sainte-lague-modified": HighestAverages(modified_first_coef(sainte_lague, Fraction(7, 5))),
    "imperiali-divisor": HighestAverages(imperiali),
    "hagenbach-bischoff": HighestAverages("d_hondt"),
}
REMAINDERS = {
    "hare": LargestRemainder("hare"),
    "tehran-1404-remainder": LargestRemainder("hare"),
    "droop": LargestRemainder("droop"),
}
VOTES = st.one_of(
    st.lists(st.integers(1, 40), min_size=1, max_size=7),
    st.lists(st.integers(1, MOST), min_size=1, max_size=7),
    st.lists(st.integers(1, 3).map(lambda n: n * 10**6), min_size=1, max_size=7),
)
many = settings(max_examples=60, deadline=None)

Answer = tuple[dict[str, int], tuple[frozenset[str], int] | None]
"""Seats that are certain, of those who have any; and the tie for the last ones."""


def ours(result: Result) -> Answer:
    ties = [each for each in result.ties if each.stage is Stage.LIST_SEAT]
    assert len(ties) <= 1
    tie = (frozenset(ties[0].between), ties[0].seats) if ties else None
    return {name: seats for name, seats in result.seats.items() if seats}, tie


def theirs(given_: Mapping[object, int]) -> Answer:
    ties = [(frozenset(map(str, name)), seats) for name, seats in given_.items() if isinstance(name, Tie)]
    assert len(ties) <= 1
    return {str(name): n for name, n in given_.items() if not isinstance(name, Tie)}, ties[
        0
    ] if ties else None


def named(votes: list[int]) -> dict[str, int]:
    return {str(n): each for n, each in enumerate(votes, start=1)}


@many
@given(rule=st.sampled_from(list(DIVISORS)), votes=VOTES, seats=st.integers(1, 40))
def test_divisors(rule: str, votes: list[int], seats: int) -> None:
    answer = theirs(DIVISORS[rule].evaluate(named(votes), seats))
    assert ours(count(list_totals(votes, seats), rule)) == answer


@many
@given(rule=st.sampled_from(list(DIVISORS)), votes=VOTES, data=st.data())
def test_divisors_with_as_many_places_as_candidates(rule: str, votes: list[int], data: st.DataObject) -> None:
    places = [data.draw(st.integers(1, 4)) for _ in votes]
    seats = data.draw(st.integers(1, sum(places)))
    totals = list_totals(votes, seats)
    lists = tuple(
        replace(
            each,
            candidates=tuple(
                Candidate(
                    id=f"{each.id}.{n}",
                    name=f"{each.id}.{n}",
                    votes=n,
                    status=Status.STANDING,
                    veteran=False,
                    degree=0,
                )
                for n in range(most)
            ),
        )
        for each, most in zip(totals.lists, places, strict=True)
    )
    answer = theirs(DIVISORS[rule].evaluate(named(votes), seats, max_seats=named(places)))
    assert ours(count(replace(totals, lists=lists), rule)) == answer


@many
@given(rule=st.sampled_from(list(REMAINDERS)), votes=VOTES, seats=st.integers(1, 40))
def test_remainders(rule: str, votes: list[int], seats: int) -> None:
    # Fewer votes than this leave more seats than there are lists, and votelib stops after one each.
    assume(sum(votes) >= seats * (seats + 1))
    answer = theirs(REMAINDERS[rule].evaluate(named(votes), seats))
    assert ours(count(list_totals(votes, seats), rule)) == answer


@pytest.mark.parametrize("rule", [*DIVISORS, *REMAINDERS])
def test_real_votes_in_houses_of_every_size(rule: str) -> None:
    votes = [int(each["votes"]) for each in rows(DATA / "antwerp-2024" / "lists.csv")]
    for seats in range(1, 61):
        answer = theirs((DIVISORS | REMAINDERS)[rule].evaluate(named(votes), seats))
        assert ours(count(list_totals(votes, seats), rule)) == answer
