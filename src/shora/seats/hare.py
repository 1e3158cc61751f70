"""Hare's quota with largest remainders (Hamilton, Hare-Niemeyer): Q = votes / seats, an exact fraction.

Source: Thomas Hare 1857; Alexander Hamilton 1792.
"""

from fractions import Fraction
from typing import Final

from shora.seats.list_rule import ListRule
from shora.seats.remainders import largest

SOURCE: Final = "Hare, largest remainder: Q = votes / seats"

RULE: Final = ListRule(id="hare", version=1, apportion=largest(Fraction))
