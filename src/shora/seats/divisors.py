"""Divisor rules: each seat to the bloc with the highest votes / d(s), where s are its seats so far.

``dhondt``, ``sainte_lague``, ``sainte_lague_modified`` and ``imperiali_divisor`` differ in d alone.
"""

from collections.abc import Sequence

from shora.seats.blocs import Bloc, places
from shora.seats.giving import Divisors, by_divisors
from shora.seats.list_rule import Apportion, Apportioned, whole
from shora.seats.lots import Draws


def highest(divisor: Divisors) -> Apportion:
    """The distribution by these divisors."""

    def apportion(blocs: Sequence[Bloc], seats: int, draws: Draws) -> Apportioned:
        none = dict.fromkeys((bloc.id for bloc in blocs), 0)
        return whole(by_divisors(blocs, none, places(blocs, seats), divisor, draws))

    return apportion
