"""Tehran 1404, reading B: the whole part of each quota, the rest by the largest fractional part.

- "By the whole and decimal numbers the lists obtain" (the head of the commission, October 2025): the whole
  parts first, then one by one by the decimal parts. It can never give too many seats.
- Seats that the independents cannot fill go to the lists in the same order (interpretation of article 24, 3).

The other reading: ``tehran_rounded``.
"""

from collections.abc import Sequence
from typing import Final

from shora.seats.blocs import Bloc, places
from shora.seats.explain import step
from shora.seats.giving import by_rounds
from shora.seats.list_rule import Apportioned, ListRule, whole
from shora.seats.lots import Draws
from shora.seats.ranking import veterans_and_degree
from shora.seats.remainders import exhausted
from shora.seats.tehran import alternates, quota_steps, quotas
from shora.seats.tehran import whole as whole_part

SOURCE: Final = "Bill articles 20-bis-4, 20-bis-5 (2025); interpretation of article 24: reading B, remainder"


def _apportion(blocs: Sequence[Bloc], seats: int, draws: Draws) -> Apportioned:
    quota = quotas(blocs, seats)
    parts = {name: whole_part(value) for name, value in quota.items()}
    first = {bloc.id: bloc.at_most(parts[bloc.id]) for bloc in blocs}
    steps = [*quota_steps(blocs, seats, quota, parts, "whole-part"), *exhausted(blocs, parts)]
    left = places(blocs, seats) - sum(first.values())
    steps += [step("left", seats=left)] if left else []
    given = by_rounds(
        blocs, first, left, lambda bloc: quota[bloc.id] - parts[bloc.id], draws, key="by-fraction"
    )
    return whole(given, tuple(steps))


RULE: Final = ListRule(
    id="tehran-1404-remainder",
    version=1,
    apportion=_apportion,
    priority=veterans_and_degree,
    alternates=alternates,
    threshold=False,
)
