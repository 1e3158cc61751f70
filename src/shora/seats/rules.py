"""The rules by name. A rule is one file with its source; this is the only list of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Final

from shora.errors import InputError
from shora.seats import (
    block_vote,
    dhondt,
    droop,
    hagenbach_bischoff,
    hare,
    imperiali_divisor,
    sainte_lague,
    sainte_lague_modified,
    tehran_remainder,
    tehran_rounded,
)
from shora.seats.list_rule import ListRule
from shora.seats.lots import Draws, refuse_strays
from shora.seats.model import Stage, Totals
from shora.seats.options import NO_OPTIONS, Options
from shora.seats.result import Flag, Result, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named, versioned way from totals to seats.

    ``count`` is pure. A change of outcome for any totals is a new ``version``; ``source`` is the law or
    publication; ``lists`` is the rule for lists, ``None`` where persons are seated at once.
    """

    id: str
    version: int
    source: str
    count: Callable[[Totals, Options, Draws], Result]
    lists: ListRule | None


def _for_lists(module: ModuleType) -> Rule:
    rule: ListRule = module.RULE
    return Rule(
        id=rule.id,
        version=rule.version,
        source=module.SOURCE,
        count=rule.count,
        lists=rule,
    )


RULES: Final = (
    Rule(
        id=block_vote.ID,
        version=block_vote.VERSION,
        source=block_vote.SOURCE,
        count=block_vote.count,
        lists=None,
    ),
    *map(
        _for_lists,
        (
            tehran_rounded,
            tehran_remainder,
            dhondt,
            sainte_lague,
            sainte_lague_modified,
            imperiali_divisor,
            hare,
            droop,
            hagenbach_bischoff,
        ),
    ),
)

READINGS: Final = (tehran_rounded.RULE.id, tehran_remainder.RULE.id)
"""The two readings of Tehran's law."""


def rule(rule_id: str) -> Rule:
    """The rule of this id; :class:`InputError` lists those there are."""
    for each in RULES:
        if each.id == rule_id:
            return each
    raise InputError(
        f"there is no rule {rule_id!r}", hint=f"known rules: {', '.join(each.id for each in RULES)}"
    )


def count(totals: Totals, rule_id: str, options: Options = NO_OPTIONS) -> Result:
    """Seats from totals by a rule: the same input gives the same result, in any order of its lists.

    :class:`InputError` for an unknown rule, an option that the rule does not have, totals that it
    cannot work with, and a lot for a tie that is not there. A tie without its lot is a result.
    """
    draws = Draws(totals.lots)
    result = count_with(totals, rule_id, options, draws)
    refuse_strays(totals.lots, draws.met)
    return result


def count_with(totals: Totals, rule_id: str, options: Options, draws: Draws) -> Result:
    """The same with lots that the caller keeps: who asks for more than seats looks for strays afterwards."""
    found = rule(rule_id)
    result = found.count(totals, options, draws)
    if rule_id not in READINGS or not readings_differ(totals, options):
        return result
    flags = {*result.flags, Flag.READINGS_DIFFER}
    return replace(result, flags=tuple(flag for flag in Flag if flag in flags))


def readings_differ(totals: Totals, options: Options = NO_OPTIONS) -> bool:
    """Whether the two readings of Tehran's law give other numbers of seats, or leave other lists to a lot.

    A recorded lot is used by either reading whose tie it fits.
    """

    def council(rule_id: str) -> tuple[dict[str, int], list[Tie]]:
        result = rule(rule_id).count(totals, options, Draws(totals.lots, strict=False))
        return dict(result.seats), [tie for tie in result.ties if tie.stage is Stage.LIST_SEAT]

    first, second = READINGS
    return council(first) != council(second)
