"""Largest remainder: the whole part of votes / Q to each bloc, the other seats by what is left over.

``hare`` and ``droop`` differ in Q alone.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from shora.seats.blocs import Bloc, places
from shora.seats.explain import Step, step
from shora.seats.giving import by_rounds
from shora.seats.list_rule import Apportion, Apportioned, whole
from shora.seats.lots import Draws

Quota = Callable[[int, int], Fraction]
"""Q of all votes and seats; votes are not 0."""


def largest(quota: Quota) -> Apportion:
    """The distribution by this quota."""

    def apportion(blocs: Sequence[Bloc], seats: int, draws: Draws) -> Apportioned:
        votes = sum(bloc.votes for bloc in blocs)
        # Without any vote nobody has a quota; all seats are then given by rounds.
        q = quota(votes, seats) if votes else Fraction(1)
        steps = [step("quota", votes=votes, seats=seats, value=q)] if votes else [step("no-votes")]
        parts = {bloc.id: bloc.votes // q for bloc in blocs}
        left_over = {bloc.id: bloc.votes - parts[bloc.id] * q for bloc in blocs}
        first = {bloc.id: bloc.at_most(parts[bloc.id]) for bloc in blocs}
        steps += [_first(bloc, parts[bloc.id], left_over[bloc.id]) for bloc in blocs]
        steps += exhausted(blocs, parts)
        left = places(blocs, seats) - sum(first.values())
        steps += [step("left", seats=left)] if left else []
        given = by_rounds(blocs, first, left, lambda bloc: left_over[bloc.id], draws, key="by-remainder")
        return whole(given, tuple(steps))

    return apportion


def exhausted(blocs: Sequence[Bloc], wanted: dict[str, int]) -> list[Step]:
    """A step for each bloc with fewer candidates than seats."""
    return [
        step("too-few-candidates", who=bloc.title, wanted=wanted[bloc.id], seats=bloc.places)
        for bloc in blocs
        if bloc.places is not None and bloc.places < wanted[bloc.id]
    ]


def _first(bloc: Bloc, seats: int, left_over: Fraction) -> Step:
    return step("quotas", who=bloc.title, votes=bloc.votes, seats=seats, rest=left_over)
