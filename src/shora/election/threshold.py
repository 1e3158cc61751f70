"""A threshold of lists: which part of which sum a list needs, exactly as written. Spec: ``spec/definition.md``."""

import re
from enum import StrEnum
from fractions import Fraction
from typing import Final

from shora.errors import InputError
from shora.text.digits import to_ascii

HINT: Final = "write 5%, 0.05 or 1/20"

_FORM: Final = re.compile(
    r"(\d{1,30}(?:\.\d{1,30})?)%|(\d{1,30}(?:\.\d{1,30})?)|(\d{1,30})/(\d{1,30})", re.ASCII
)


class ThresholdBase(StrEnum):
    """What a threshold is a part of."""

    VALID_BALLOTS = "valid-ballots"
    LIST_VOTES = "list-votes"


def plain_threshold(text: str) -> str:
    """The text in ASCII: digits, point and percent sign of Persian and Arabic writing, no spaces around it."""
    return to_ascii(text.strip()).replace("٪", "%").replace("٫", ".")


def fraction_of(text: str) -> Fraction:
    """``5%``, ``0.05`` or ``1/20`` as an exact fraction; :class:`InputError` where it is none from 0 to 1."""
    found = _FORM.fullmatch(plain_threshold(text))
    if not found or (found[4] and not int(found[4])):
        raise InputError(f"{text!r} is not a threshold", hint=HINT)
    percent, plain, upper, lower = found.groups()
    if percent:
        value = Fraction(percent) * Fraction(1, 100)
    elif plain:
        value = Fraction(plain)
    else:
        value = Fraction(int(upper), int(lower))
    if not 0 <= value <= 1:
        raise InputError(f"a threshold of {text} is more than the whole", hint=HINT)
    return value


def base_of(text: str) -> ThresholdBase:
    """The base of this name; :class:`InputError` lists those there are."""
    try:
        return ThresholdBase(text)
    except ValueError:
        raise InputError(f"{text!r} is no base", hint=f"choose from {', '.join(ThresholdBase)}") from None
