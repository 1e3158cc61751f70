"""Digits: people type ۱۰۱, ١٠١ or 101; the record holds 101; Persian papers show ۱۰۱.

Only these three scripts are digits here. Others that Unicode knows (full-width, superscript,
Devanagari) are foreign characters and stay what they are.
"""

from typing import Final

from shora.errors import InputError

PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"
ASCII: Final = "0123456789"

_TO_ASCII: Final = str.maketrans(PERSIAN + ARABIC, ASCII + ASCII)
_TO_PERSIAN: Final = str.maketrans(ASCII + ARABIC, PERSIAN + PERSIAN)
_GROUP: Final = "٬"  # U+066C, the thousands separator of Persian


def to_ascii(text: str) -> str:
    """``text`` with every Persian and Arabic-Indic digit as ASCII; all else untouched."""
    return text.translate(_TO_ASCII)


def to_persian(text: str) -> str:
    """``text`` with every ASCII and Arabic-Indic digit as Persian; all else untouched."""
    return text.translate(_TO_PERSIAN)


def is_number(text: str) -> bool:
    """Whether ``text`` is one or more ASCII digits and nothing else."""
    return text != "" and all(character in ASCII for character in text)


def code(text: str) -> str:
    """A code as a person typed it, in ASCII digits; leading zeros stay.

    The three scripts may be mixed, as keyboards do. :class:`InputError` for anything else in it.
    """
    plain = to_ascii(text.strip())
    if not is_number(plain):
        found = "it is empty" if plain == "" else f"{text!r} has other characters"
        raise InputError(
            f"a code has digits only, and {found}", hint="type the digits, for example 101 or ۱۰۱"
        )
    return plain


def persian_number(number: int) -> str:
    """An integer for Persian text, in groups of three: ``۱۲٬۶۸۴``."""
    return to_persian(f"{number:,}".replace(",", _GROUP))
