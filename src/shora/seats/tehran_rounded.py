"""Tehran 1404, reading A: quotas rounded ("گردشده"), the rest by the highest share.

- Clause 3 of bill article 20-bis-4: "the number of seats is taken rounded". Half up.
- Seats that are then left go one by one to the highest share of votes, one each, and round again while
  seats remain; those that the independents cannot fill likewise (interpretation of article 24, 2 and 3).
- More seats than there are: no published text foresees it. They are taken back one by one from the smallest
  fractional part that was rounded up, and the sheet says so (``rule-not-in-published-text``).

The other reading: ``tehran_remainder``.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from shora.seats.blocs import Bloc, by_id, places
from shora.seats.explain import Step, step
from shora.seats.giving import Given, by_rounds, lot_between
from shora.seats.list_rule import Apportioned, ListRule, whole
from shora.seats.lots import Draws
from shora.seats.ranking import veterans_and_degree
from shora.seats.remainders import exhausted
from shora.seats.result import Flag
from shora.seats.tehran import alternates, half_up, quota_steps, quotas
from shora.seats.tehran import whole as whole_part

SOURCE: Final = "Bill articles 20-bis-4, 20-bis-5 (2025); interpretation of article 24: reading A, rounded"


def _apportion(blocs: Sequence[Bloc], seats: int, draws: Draws) -> Apportioned:
    quota = quotas(blocs, seats)
    rounded = {name: half_up(value) for name, value in quota.items()}
    first = {bloc.id: bloc.at_most(rounded[bloc.id]) for bloc in blocs}
    steps = [*quota_steps(blocs, seats, quota, rounded, "rounded"), *exhausted(blocs, rounded)]
    left = places(blocs, seats) - sum(first.values())
    if left < 0:
        up = [bloc for bloc in blocs if first[bloc.id] == rounded[bloc.id] > whole_part(quota[bloc.id])]
        steps.append(step("too-many", sum=sum(first.values()), seats=seats, over=-left))
        back = _take_back(up, first, -left, {name: _part(value) for name, value in quota.items()}, draws)
        return whole(back, tuple(steps), (Flag.RULE_NOT_IN_PUBLISHED_TEXT,))
    steps += [step("left", seats=left)] if left else []
    given = by_rounds(blocs, first, left, lambda bloc: bloc.votes, draws, key="by-share")
    return whole(given, tuple(steps))


def _take_back(
    up: Sequence[Bloc], first: dict[str, int], over: int, part: dict[str, Fraction], draws: Draws
) -> Given:
    """``over`` seats back, one each, from the smallest fractional part that was rounded up."""
    now = dict(first)
    steps: list[Step] = []
    order = sorted(up, key=lambda bloc: (part[bloc.id], by_id(bloc.id)))
    while over:
        equal = [bloc for bloc in order if part[bloc.id] == part[order[0].id]]
        losers = equal
        if len(equal) > over:
            keepers, tie, said = lot_between(equal, len(equal) - over, draws, "take-back-tie")
            steps += said
            if tie is not None:
                for bloc in equal:
                    now[bloc.id] -= 1
                return Given(seats=now, first=first, tie=tie, steps=tuple(steps))
            losers = [bloc for bloc in equal if bloc not in keepers]
        for bloc in losers:
            now[bloc.id] -= 1
            steps.append(step("taken-back", who=bloc.title, seats=now[bloc.id]))
        over -= len(losers)
        order = order[len(equal) :]
    return Given(seats=now, first=first, tie=None, steps=tuple(steps))


def _part(value: Fraction) -> Fraction:
    return value - whole_part(value)


RULE: Final = ListRule(
    id="tehran-1404-rounded",
    version=1,
    apportion=_apportion,
    priority=veterans_and_degree,
    alternates=alternates,
    threshold=False,
)
