"""What a rule may be told besides totals: a threshold with its base, and how 52 % of alternates are rounded."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from shora.election.threshold import ThresholdBase, base_of, fraction_of
from shora.errors import InputError

__all__ = ["NO_OPTIONS", "Options", "Rounding", "ThresholdBase", "threshold"]


class Rounding(StrEnum):
    """How the 52 % of alternates become a whole number; the law as published does not say."""

    HALF_UP = "half-up"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``threshold`` and its base are both there or both ``None``; ``alternates`` is for Tehran's rules."""

    threshold: Fraction | None
    base: ThresholdBase | None
    alternates: Rounding = Rounding.HALF_UP


NO_OPTIONS: Final = Options(threshold=None, base=None)


def threshold(text: str, base: str) -> Options:
    """Options from ``5%``, ``0.05`` or ``1/20`` and a base; both empty: none.

    Exactly what is written: no rounding. :class:`InputError` where one of the two is missing, or the
    fraction is not between 0 and 1.
    """
    if not text and not base:
        return NO_OPTIONS
    if not text or not base:
        raise InputError(
            "a threshold and its base belong together", hint="give --threshold and --threshold-base"
        )
    return Options(threshold=fraction_of(text), base=base_of(base))
