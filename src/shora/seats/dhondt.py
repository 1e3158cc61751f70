"""D'Hondt: divisors 1, 2, 3 and so on.

Source: Victor D'Hondt, 1882; for instance Belgium's electoral code, article 167, and the Czech law
491/2001 on municipal elections, § 45.
"""

from fractions import Fraction
from typing import Final

from shora.seats.divisors import highest
from shora.seats.list_rule import ListRule

SOURCE: Final = "D'Hondt 1882: highest votes / 1, 2, 3, …"

RULE: Final = ListRule(id="dhondt", version=1, apportion=highest(lambda seats: Fraction(seats + 1)))
