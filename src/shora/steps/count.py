"""count (تخصیص کرسی): totals → seats by a named rule, every step said."""

from shora.seats.model import Totals
from shora.seats.options import Options
from shora.seats.read import read_totals
from shora.seats.result import Result
from shora.seats.rules import count as count_seats


def count(data: bytes, rule_id: str, options: Options, *, place: str) -> tuple[Totals, Result]:
    """Reads a totals file and counts it; ``place`` is its name in messages."""
    totals = read_totals(data, place=place)
    return totals, count_seats(totals, rule_id, options)
