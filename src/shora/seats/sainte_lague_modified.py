"""Modified Sainte-Laguë: divisors 1.4, 3, 5, …: the first seat costs more.

Source: the Nordic form of the rule since 1952; for instance Norway's election act, § 11-4.
"""

from fractions import Fraction
from typing import Final

from shora.seats.divisors import highest
from shora.seats.list_rule import ListRule

SOURCE: Final = "Modified Sainte-Laguë: highest votes / 1.4, 3, 5, …"

RULE: Final = ListRule(
    id="sainte-lague-modified",
    version=1,
    apportion=highest(lambda seats: Fraction(2 * seats + 1) if seats else Fraction(7, 5)),
)
