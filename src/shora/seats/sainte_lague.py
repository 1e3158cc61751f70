"""Sainte-Laguë: divisors 1, 3, 5 and so on.

Source: André Sainte-Laguë, 1910; for instance New Zealand's Electoral Act 1993, section 192.
"""

from fractions import Fraction
from typing import Final

from shora.seats.divisors import highest
from shora.seats.list_rule import ListRule

SOURCE: Final = "Sainte-Laguë 1910: highest votes / 1, 3, 5, …"

RULE: Final = ListRule(id="sainte-lague", version=1, apportion=highest(lambda seats: Fraction(2 * seats + 1)))
