"""Seats to blocs: one by one in an order, or to the highest quotient; ties are returned. Spec: ``spec/seats.md``.

Both ways end with every seat given, or with one tie at the boundary: equal claims, more of them than
seats that are left. A recorded lot settles it; otherwise each of the tied keeps what is certain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import groupby

from shora.seats.blocs import Bloc, by_id
from shora.seats.explain import Step, step
from shora.seats.lots import Draws
from shora.seats.result import Tie

Divisors = Callable[[int], Fraction]
"""The divisor of a bloc that has so many seats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Seats of each bloc by its id; ``tie`` is open, and the blocs ``between`` may get one more each."""

    seats: Mapping[str, int]
    first: Mapping[str, int]
    tie: Tie | None
    steps: tuple[Step, ...]


def by_rounds(
    blocs: Sequence[Bloc],
    seats: Mapping[str, int],
    left: int,
    value: Callable[[Bloc], int | Fraction],
    draws: Draws,
    *,
    key: str,
) -> Given:
    """``left`` more seats, one each, to the highest ``value`` first, and round again while seats are left.

    ``key`` is the sentence for one of these seats. Together the blocs must have the places.
    """
    now = dict(seats)
    steps: list[Step] = []
    order = sorted(blocs, key=lambda bloc: (-value(bloc), by_id(bloc.id)))
    while left:
        able = [bloc for bloc in order if bloc.free(now[bloc.id])]
        for _, same in groupby(able, key=value):
            if not left:
                break
            equal = tuple(same)
            winners, tie, said = _settle(equal, left, draws)
            steps += said
            if tie is not None:
                return Given(seats=now, first=seats, tie=tie, steps=tuple(steps))
            for bloc in winners:
                now[bloc.id] += 1
                steps.append(step(key, who=bloc.title, seats=now[bloc.id]))
            left -= len(winners)
        full = [bloc for bloc in able if not bloc.free(now[bloc.id])]
        steps += [step("exhausted", who=bloc.title, seats=now[bloc.id]) for bloc in full if left]
    return Given(seats=now, first=seats, tie=None, steps=tuple(steps))


def by_divisors(
    blocs: Sequence[Bloc], seats: Mapping[str, int], left: int, divisor: Divisors, draws: Draws
) -> Given:
    """``left`` more seats, each to the bloc with the highest votes / divisor; together they must have the places."""
    now = dict(seats)
    steps: list[Step] = []
    heap = [_claim(bloc, now[bloc.id], divisor) for bloc in blocs if bloc.free(now[bloc.id])]
    heapify(heap)
    number = sum(now.values())
    while left:
        first = heappop(heap)
        equal = [first]
        while heap and heap[0][:2] == first[:2]:
            equal.append(heappop(heap))
        winners, tie, said = _settle([claim[3] for claim in equal], left, draws)
        steps += said
        if tie is not None:
            return Given(seats=now, first=seats, tie=tie, steps=tuple(steps))
        for bloc in winners:
            number += 1
            steps.append(_quotient(bloc, now[bloc.id], divisor, number))
            now[bloc.id] += 1
            if bloc.free(now[bloc.id]):
                heappush(heap, _claim(bloc, now[bloc.id], divisor))
            elif left > len(winners):
                steps.append(step("exhausted", who=bloc.title, seats=now[bloc.id]))
        left -= len(winners)
        for claim in equal if len(winners) < len(equal) else ():
            if claim[3] not in winners:  # who lost a lot is the next in line
                heappush(heap, claim)
    if heap and steps:
        last = heap[0][3]
        steps.append(_next(last, now[last.id], divisor))
    return Given(seats=now, first=seats, tie=None, steps=tuple(steps))


Claim = tuple[Fraction, int, tuple[int, int, str], Bloc]
"""Highest quotient first (so its negative); among quotients of nothing, the fewest seats; then by id."""


def _claim(bloc: Bloc, seats: int, divisor: Divisors) -> Claim:
    return -Fraction(bloc.votes, divisor(seats)), seats if bloc.votes == 0 else 0, by_id(bloc.id), bloc


def _settle(
    equal: Sequence[Bloc], left: int, draws: Draws
) -> tuple[Sequence[Bloc], Tie | None, tuple[Step, ...]]:
    """Which of those with equal claims get one of the seats that are left; the tie, if no lot settles it."""
    if len(equal) <= left:
        return equal, None, ()
    return lot_between(equal, left, draws, "list-tie")


def lot_between(
    equal: Sequence[Bloc], seats: int, draws: Draws, key: str
) -> tuple[Sequence[Bloc], Tie | None, tuple[Step, ...]]:
    """The blocs that a recorded lot chooses, or the open tie, with the steps that say it."""
    ordered = sorted(equal, key=lambda bloc: by_id(bloc.id))
    tie = Tie(stage=draws.blocs, between=tuple(bloc.id for bloc in ordered), seats=seats)
    who = tuple(bloc.title for bloc in ordered)
    drawn = draws.of_blocs(tie)
    if not drawn:
        return (), tie, (step(key, who=who, seats=seats), step("lot-open", seats=seats))
    winners = [bloc for bloc in ordered if bloc.id in drawn]
    said = step("lot", who=who, drawn=tuple(bloc.title for bloc in winners))
    return winners, None, (step(key, who=who, seats=seats), said)


def _quotient(bloc: Bloc, seats: int, divisor: Divisors, number: int) -> Step:
    return step("quotient", number=number, who=bloc.title, **_division(bloc, seats, divisor))


def _next(bloc: Bloc, seats: int, divisor: Divisors) -> Step:
    return step("next-quotient", who=bloc.title, **_division(bloc, seats, divisor))


def _division(bloc: Bloc, seats: int, divisor: Divisors) -> dict[str, int | Fraction]:
    by = divisor(seats)
    return {"votes": bloc.votes, "divisor": by, "value": Fraction(bloc.votes, by)}
