"""What a rule may be told besides totals: today a threshold, as an exact fraction with its base."""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from shora.errors import InputError
from shora.text.digits import to_ascii


class ThresholdBase(StrEnum):
    """What a threshold is a part of."""

    VALID_BALLOTS = "valid-ballots"
    LIST_VOTES = "list-votes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``threshold`` and its base are both there or both ``None``."""

    threshold: Fraction | None
    base: ThresholdBase | None


NO_OPTIONS: Final = Options(threshold=None, base=None)

_FORM: Final = re.compile(r"(\d{1,30}(?:\.\d{1,30})?)%|(\d{1,30}(?:\.\d{1,30})?)|(\d{1,30})/(\d{1,30})")


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
    found = _FORM.fullmatch(to_ascii(text.strip()).replace("٪", "%").replace("٫", "."))
    if not found or (found[4] and not int(found[4])):
        raise InputError(f"{text!r} is not a threshold", hint="write 5%, 0.05 or 1/20")
    percent, plain, upper, lower = found.groups()
    if percent:
        value = Fraction(percent) * Fraction(1, 100)
    elif plain:
        value = Fraction(plain)
    else:
        value = Fraction(int(upper), int(lower))
    if not 0 <= value <= 1:
        raise InputError(f"a threshold of {text} is more than the whole", hint="write 5%, 0.05 or 1/20")
    try:
        return Options(threshold=value, base=ThresholdBase(base))
    except ValueError:
        raise InputError(f"{base!r} is no base", hint=f"choose from {', '.join(ThresholdBase)}") from None
