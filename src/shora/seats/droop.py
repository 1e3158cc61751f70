"""Droop's quota with largest remainders: Q = floor(votes / (seats + 1)) + 1.

Source: Henry Richmond Droop, "On methods of electing representatives", 1868 and 1881.
"""

from fractions import Fraction
from typing import Final

from shora.seats.list_rule import ListRule
from shora.seats.remainders import largest

SOURCE: Final = "Droop, largest remainder: Q = floor(votes / (seats + 1)) + 1"

RULE: Final = ListRule(
    id="droop",
    version=1,
    apportion=largest(lambda votes, seats: Fraction(votes // (seats + 1) + 1)),
)
