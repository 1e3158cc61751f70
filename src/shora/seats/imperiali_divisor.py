"""Imperiali's divisors 1, 1.5, 2, …: kind to large lists.

Source: Belgium's law on municipal elections of 1921 (Wallonia's code of local democracy, L4145-6).
"""

from fractions import Fraction
from typing import Final

from shora.seats.divisors import highest
from shora.seats.list_rule import ListRule

SOURCE: Final = "Imperiali 1921: highest votes / 1, 1.5, 2, …"

RULE: Final = ListRule(
    id="imperiali-divisor", version=1, apportion=highest(lambda seats: Fraction(seats + 2, 2))
)
