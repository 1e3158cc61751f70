"""What both readings of Tehran's law of 1403/1404 (2025) share: quotas, alternates, priorities, the comparison.

- A candidate's votes are the individual ones and those through the list; a list's total is its members' sum;
  all independents are one bloc (bill article 20-bis-4, clauses 1 and 2).
- The denominator is all valid votes of all candidates, not ballots (interpretation of article 24, October 2025).
- Alternates of a bloc: 52 % of its elected members, by votes (article 20-bis-5, clause 2). How this is
  rounded is not published: half up here, or as the options say. Their sum may differ from what the seat
  table names.
- Equal candidates at a cut: veterans first, then the higher degree, then the lot (old article 17, note).

The published text is cut within clause 3, so two readings stand side by side: ``tehran_rounded`` and
``tehran_remainder``.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from shora.seats.blocs import Bloc
from shora.seats.explain import Step, step
from shora.seats.list_rule import Alternates, Apportioned, Settled, named
from shora.seats.lots import Draws
from shora.seats.model import Stage, Totals
from shora.seats.options import Options, Rounding
from shora.seats.ranking import ALTERNATES, Person, cut, ranked, veterans_and_degree
from shora.seats.result import Flag

PART: Final = Fraction(52, 100)
"""Alternates of a bloc, as a part of its elected members."""


def quotas(blocs: Sequence[Bloc], seats: int) -> dict[str, Fraction]:
    """Votes × seats / all votes, of each bloc; 0 where there are no votes."""
    votes = sum(bloc.votes for bloc in blocs)
    return {bloc.id: Fraction(bloc.votes * seats, votes) if votes else Fraction(0) for bloc in blocs}


def quota_steps(
    blocs: Sequence[Bloc], seats: int, quota: Mapping[str, Fraction], first: Mapping[str, int], key: str
) -> list[Step]:
    """The denominator, then each bloc's quota and what the reading makes of it."""
    votes = sum(bloc.votes for bloc in blocs)
    steps = [step("denominator", votes=votes)] if votes else [step("no-votes")]
    return steps + [
        step(
            key,
            who=bloc.title,
            votes=bloc.votes,
            seats=seats,
            all=votes,
            value=quota[bloc.id],
            first=first[bloc.id],
        )
        for bloc in blocs
        if votes
    ]


def whole(value: Fraction) -> int:
    """The whole part of what is not negative."""
    return value.numerator // value.denominator


def half_up(value: Fraction) -> int:
    """Rounded, a half upwards."""
    return whole(value + Fraction(1, 2))


def alternates(
    totals: Totals,
    options: Options,
    blocs: Sequence[Bloc],
    given: Apportioned,
    settled: Settled,
    draws: Draws,
) -> Alternates:
    """52 % of each bloc's elected members, those with the most votes that are left."""
    people: list[Person] = []
    ties, steps = [], []
    for bloc in blocs:
        if bloc.id not in settled or not given.seats[bloc.id]:
            continue
        one = settled[bloc.id]
        exact = len(one.chosen) * PART
        wanted = _ROUND[options.alternates](exact)
        steps.append(
            step("alternates-of", who=bloc.title, members=len(one.chosen), exact=exact, seats=wanted)
        )
        if len(one.left) < wanted:
            steps.append(step("alternates-short", wanted=wanted, found=len(one.left)))
        left = ranked(one.left, veterans_and_degree)
        follow = cut(left, wanted, Stage.ALTERNATE, draws, veterans_and_degree, ALTERNATES)
        people += follow.chosen
        steps += follow.steps
        ties += [follow.tie] if follow.tie is not None and not follow.settled else []
    steps += named("alternate", ranked(people, veterans_and_degree), totals)
    flags: tuple[Flag, ...] = ()
    table = totals.contest.alternates
    all_named = all(bloc.id in settled for bloc in blocs if given.seats[bloc.id])
    there = len(people) + sum(tie.seats for tie in ties)
    if table and all_named and there != table:
        flags = (Flag.RULE_NOT_IN_PUBLISHED_TEXT,)
        steps.append(step("alternates-sum", sum=there, table=table))
    return Alternates(people=tuple(people), ties=tuple(ties), steps=tuple(steps), flags=flags)


_ROUND: Final = {
    Rounding.HALF_UP: half_up,
    Rounding.UP: lambda value: -whole(-value),
    Rounding.DOWN: whole,
}
