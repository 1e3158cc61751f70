"""Both readings of Tehran's law side by side, D'Hondt for scale, and whether the council would differ."""

from dataclasses import dataclass

from shora.seats import dhondt
from shora.seats.lots import Draws, refuse_strays
from shora.seats.model import Totals
from shora.seats.options import NO_OPTIONS, Options
from shora.seats.result import Outcome, Result
from shora.seats.rules import READINGS, count_with, readings_differ
from shora.text.json import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The sheets of reading A, reading B and D'Hondt; ``differ`` is about the two readings alone."""

    sheets: tuple[Result, ...]
    differ: bool

    @property
    def exit_code(self) -> int:
        """3 while a reading needs a lot, else 0."""
        readings = [each for each in self.sheets if each.rule_id in READINGS]
        return 3 if any(each.status is Outcome.LOT_REQUIRED for each in readings) else 0

    def to_json(self) -> dict[str, JsonValue]:
        """The sheets as plain data."""
        return {"differ": self.differ, "sheets": [each.to_json() for each in self.sheets]}


def compare(totals: Totals, options: Options = NO_OPTIONS) -> Comparison:
    """Counts by all three; a recorded lot is used by each whose tie it fits.

    :class:`InputError` for a lot that fits a tie of none of them, and for a threshold, which the law has not.
    """
    draws = [Draws(totals.lots, strict=False) for _ in (*READINGS, dhondt.RULE.id)]
    sheets = tuple(
        count_with(totals, rule, options if rule in READINGS else NO_OPTIONS, one)
        for rule, one in zip((*READINGS, dhondt.RULE.id), draws, strict=True)
    )
    refuse_strays(totals.lots, [tie for one in draws for tie in one.met])
    return Comparison(sheets=sheets, differ=readings_differ(totals, options))
