"""The rules by name. A rule is one file with its source; this is the only list of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shora.errors import InputError
from shora.seats import block_vote
from shora.seats.model import Totals
from shora.seats.options import NO_OPTIONS, Options
from shora.seats.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named, versioned way from totals to seats.

    ``count`` is pure. A change of outcome for any totals is a new ``version``; ``source`` is the law or
    publication.
    """

    id: str
    version: int
    source: str
    count: Callable[[Totals, Options], Result]


RULES: Final = (
    Rule(id=block_vote.ID, version=block_vote.VERSION, source=block_vote.SOURCE, count=block_vote.count),
)


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
    return rule(rule_id).count(totals, options)
