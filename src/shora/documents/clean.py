"""Foreign text on one line of a paper: nothing in it turns the direction of writing or breaks the line."""

import unicodedata
from typing import Final

from shora.text.normalise import strip_bidi

_JOINERS: Final = "\u200c\u200d"
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn")


def clean(text: str) -> str:
    """``text`` without direction marks and control characters; spaces of all kinds are single spaces."""
    spaced = " ".join(strip_bidi(text).split())
    return "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _INVISIBLE)
