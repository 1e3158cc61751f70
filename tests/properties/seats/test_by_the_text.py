"""The rules once more, as slowly and plainly as the specification says them, and compared with ours.

For what no other program counts: Tehran's readings, connections, and lists that run out of candidates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.seats.totals import (
    DIVISORS,
    LIST_RULES,
    NARROW,
    READINGS,
    all_totals,
    blocs,
    house,
    list_totals,
    settle,
)

from shora.seats.model import Candidate, Stage, Totals
from shora.seats.result import Result
from shora.seats.rules import count

many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Who gets seats: votes, and places, ``None`` without limit."""

    votes: int
    places: int | None

    def room(self, taken: int) -> bool:
        return self.places is None or taken < self.places


Rivals = Mapping[str, Rival]
Given = tuple[dict[str, int], tuple[frozenset[str], int] | None]
"""Certain seats, and the tie for the others."""


def rivals_of(totals: Totals) -> dict[str, Rival]:
    return {name: Rival(votes=each.votes, places=each.places) for name, each in blocs(totals).items()}


def one_by_one(rivals: Rivals, seats: dict[str, int], left: int, divisor: Callable[[int], Fraction]) -> Given:
    seats = dict(seats)
    while left:
        value = {
            name: (each.votes / divisor(seats[name]), 0 if each.votes else -seats[name])
            for name, each in rivals.items()
            if each.room(seats[name])
        }
        best = [name for name in value if value[name] == max(value.values())]
        if len(best) > left:
            return seats, (frozenset(best), left)
        for name in best:
            seats[name] += 1
        left -= len(best)
    return seats, None


def by_rounds(rivals: Rivals, seats: dict[str, int], left: int, value: Mapping[str, Fraction]) -> Given:
    seats = dict(seats)
    waiting: list[str] = []
    while left:
        waiting = waiting or [name for name, each in rivals.items() if each.room(seats[name])]
        best = [name for name in waiting if value[name] == max(value[other] for other in waiting)]
        if len(best) > left:
            return seats, (frozenset(best), left)
        for name in best:
            seats[name] += 1
        waiting = [name for name in waiting if name not in best]
        left -= len(best)
    return seats, None


def capped(rivals: Rivals, seats: Mapping[str, int]) -> dict[str, int]:
    return {n: seats[n] if r.places is None else min(seats[n], r.places) for n, r in rivals.items()}


def remainders(rivals: Rivals, seats: int, able: int, quota: Fraction) -> Given:
    parts = {name: each.votes // quota for name, each in rivals.items()}
    first = capped(rivals, parts)
    over = {name: each.votes - parts[name] * quota for name, each in rivals.items()}
    return by_rounds(rivals, first, able - sum(first.values()), over)


def hare(rivals: Rivals, seats: int, able: int) -> Given:
    votes = sum(each.votes for each in rivals.values())
    return remainders(rivals, seats, able, Fraction(votes, seats) if votes else Fraction(1))


def droop(rivals: Rivals, seats: int, able: int) -> Given:
    votes = sum(each.votes for each in rivals.values())
    return remainders(rivals, seats, able, Fraction(votes // (seats + 1) + 1))


def rounded(rivals: Rivals, seats: int, able: int) -> Given:
    votes = sum(each.votes for each in rivals.values())
    quota = {n: Fraction(each.votes * seats, votes) if votes else Fraction(0) for n, each in rivals.items()}
    whole = {
        name: (2 * each.numerator + each.denominator) // (2 * each.denominator)
        for name, each in quota.items()
    }
    now = capped(rivals, whole)
    over = sum(now.values()) - seats
    if over <= 0:
        value = {name: Fraction(each.votes) for name, each in rivals.items()}
        return by_rounds(rivals, now, able - sum(now.values()), value)
    part = {name: quota[name] - quota[name] // 1 for name in rivals}
    up = [name for name in rivals if now[name] == whole[name] and whole[name] > quota[name]]
    while over:
        least = [name for name in up if part[name] == min(part[other] for other in up)]
        for name in least:
            now[name] -= 1
        if len(least) > over:
            return now, (frozenset(least), len(least) - over)
        up = [name for name in up if name not in least]
        over -= len(least)
    return now, None


def by_text(rule: str, rivals: Rivals, seats: int, able: int) -> Given:
    if rule in DIVISORS:
        return one_by_one(rivals, dict.fromkeys(rivals, 0), able, DIVISORS[rule])
    ways = {"hare": hare, "droop": droop, "tehran-1404-rounded": rounded, "tehran-1404-remainder": hare}
    return ways[rule](rivals, seats, able)


def ours(result: Result) -> Given:
    ties = [each for each in result.ties if each.stage is Stage.LIST_SEAT]
    assert len(ties) <= 1
    return dict(result.seats), (frozenset(ties[0].between), ties[0].seats) if ties else None


@pytest.mark.parametrize("rule", [each for each in LIST_RULES if each != "hagenbach-bischoff"])
@many
@given(totals=all_totals(seats=25))
def test_seats_of_blocs(rule: str, totals: Totals) -> None:
    assert ours(count(totals, rule)) == by_text(rule, rivals_of(totals), totals.contest.seats, house(totals))


def swiss(rivals: Rivals, seats: int) -> Given:
    votes = sum(each.votes for each in rivals.values())
    quota = votes // (seats + 1) + 1
    first = capped(rivals, {name: each.votes // quota for name, each in rivals.items()})
    limits = [each.places for each in rivals.values()]
    known = [each for each in limits if each is not None]
    able = seats if len(known) < len(limits) else min(seats, sum(known))
    return one_by_one(rivals, first, able - sum(first.values()), lambda taken: Fraction(taken + 1))


def together(rivals: Rivals) -> Rival:
    limits = [each.places for each in rivals.values()]
    return Rival(
        votes=sum(each.votes for each in rivals.values()),
        places=None if None in limits else sum(each or 0 for each in limits),
    )


Ties = set[tuple[frozenset[str], int]]
Connected = dict[str, tuple[list[str], Rival]]
"""Lists with what is left of their connection."""


def connected(lists: Connected, path: str, seats: int) -> tuple[dict[str, int], set[str], Ties]:
    """Seats of all lists at or below ``path``, those that wait for a lot, and the ties to be named."""
    groups: dict[str, Connected] = {}
    for name, (way, rival) in lists.items():
        key = f"connection:{path}{way[0]}" if way else name
        groups.setdefault(key, {})[name] = (way[1:], rival)
    rivals = {
        key: together({name: each for name, (_, each) in inside.items()}) for key, inside in groups.items()
    }
    given_, tie = swiss(rivals, seats)
    out: dict[str, int] = {}
    waiting: set[str] = set()
    ties: Ties = set() if tie is None else {tie}
    for key, inside in groups.items():
        tied = tie is not None and key in tie[0]
        if key in lists:
            out[key] = given_[key]
            waiting |= {key} if tied else set()
            continue
        deeper, open_, named = connected(inside, f"{key.removeprefix('connection:')}/", given_[key])
        out |= deeper
        waiting |= set(inside) if tied else open_
        ties |= set() if tied else named
    return out, waiting, ties


@many
@given(totals=st.one_of(all_totals(seats=25, pool=False), all_totals(votes=NARROW)))
def test_seats_with_connections(totals: Totals) -> None:
    ways = {each.id: each.connection.split("/") if each.connection else [] for each in totals.lists}
    lists = {name: (ways.get(name, []), rival) for name, rival in rivals_of(totals).items()}
    seats, waiting, ties = connected(lists, "", totals.contest.seats)
    result = count(totals, "hagenbach-bischoff")
    assert result.seats == seats
    assert {(frozenset(e.between), e.seats) for e in result.ties if e.stage is Stage.LIST_SEAT} == ties
    for name, bloc in blocs(totals).items():
        people = {each.id for each in bloc.standing}
        tied = [each for each in result.ties if each.stage is Stage.CANDIDATE and set(each.between) <= people]
        seated = [each.id for each in result.elected if each.list == name]
        if name not in waiting:
            assert len(seated) + sum(each.seats for each in tied) == (seats[name] if bloc.standing else 0)
            continue
        # No tie of persons is named in a list that waits; seated are those who have more votes than the next.
        votes = sorted((each.votes for each in bloc.standing), reverse=True)
        next_ = votes[seats[name]] if seats[name] < len(votes) else -1
        sure = {each.id for each in bloc.standing if each.votes > next_} if seats[name] else set()
        assert (tied, set(seated)) == ([], sure)


def strength(person: Candidate) -> tuple[int, bool, int]:
    return person.votes, person.veteran, person.degree


@pytest.mark.parametrize("rule", READINGS)
@many
@given(totals=all_totals(votes=NARROW), data=st.data())
def test_veterans_then_the_higher_degree_then_the_lot(rule: str, totals: Totals, data: st.DataObject) -> None:
    people = {each.id: each for _, each in totals.people}
    before = count(totals, rule)
    for tie in before.ties:
        if tie.stage is not Stage.LIST_SEAT:
            assert len({strength(people[name]) for name in tie.between}) == 1
    totals, result = settle(totals, rule, data)
    order = [strength(people[each.id]) for each in result.elected]
    assert order == sorted(order, reverse=True)
    for name, bloc in blocs(totals).items():
        seated = [each.id for each in result.elected if each.list == name]
        following = [each.id for each in result.alternates if each.list == name]
        rest = [each.id for each in bloc.standing if each.id not in {*seated, *following}]
        for better, worse in ((seated, following), (seated, rest), (following, rest)):
            assert all(strength(people[a]) >= strength(people[b]) for a in better for b in worse)


def by_id(name: str) -> tuple[bool, int, str]:
    digits = name.isascii() and name.isdigit()
    return not digits, int(name) if digits else 0, name


@pytest.mark.parametrize("rule", LIST_RULES)
@many
@given(totals=all_totals(votes=NARROW))
def test_the_order_of_everything_in_a_sheet(rule: str, totals: Totals) -> None:
    """The most votes first, equal ones by id: digits by their number, then all others by code points."""
    result = count(totals, rule)
    people = {each.id: each for _, each in totals.people}
    votes = {name: each.votes for name, each in blocs(totals).items()}
    assert list(result.seats) == sorted(votes, key=lambda name: (-votes[name], by_id(name)))
    for kind in (result.elected, result.alternates):
        names = [each.id for each in kind]
        value = {name: strength(people[name]) if rule in READINGS else people[name].votes for name in names}
        assert names == sorted(sorted(names, key=by_id), key=value.__getitem__, reverse=True)
    for tie in result.ties:
        assert list(tie.between) == sorted(tie.between, key=by_id)


@many
@given(
    rule=st.sampled_from([each for each in LIST_RULES if each not in READINGS]),
    totals=all_totals(votes=NARROW),
)
def test_other_rules_know_no_veterans(rule: str, totals: Totals) -> None:
    def plain(people: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        return tuple(replace(each, veteran=False, degree=0) for each in people)

    other = replace(
        totals,
        independents=plain(totals.independents),
        lists=tuple(replace(each, candidates=plain(each.candidates)) for each in totals.lists),
    )
    assert count(other, rule) == count(totals, rule)


@many
@given(votes=st.lists(st.integers(0, 60), min_size=2, max_size=7), seats=st.integers(1, 25))
def test_taking_back_ends_where_remainders_end(votes: list[int], seats: int) -> None:
    """Where rounding gives too many, and nothing is exhausted, both readings give the same seats."""
    rounded_, remainder = (count(list_totals(votes, seats), rule) for rule in READINGS)
    if "rule-not-in-published-text" in rounded_.flags:
        assert (rounded_.seats, rounded_.ties) == (remainder.seats, remainder.ties)
        assert "readings-differ" not in rounded_.flags
