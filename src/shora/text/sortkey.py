"""Persian alphabetical order from a table of our own, so that a published order never changes.

Library collations agree today and change with their next version; code points put پ چ ژ گ after ی.
The order is that of Persian dictionaries and of CLDR's ``fa``: آ before ا, hamza after them, then ب
to ی; digits come before letters, Persian letters before Latin ones, spaces before all.
"""

import unicodedata
from typing import Final

from shora.text.digits import to_ascii
from shora.text.normalise import strip_bidi

_ALPHABET: Final = "آاءبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SAME: Final = {
    "ٱ": "ا",
    "أ": "ء",
    "إ": "ء",
    "ؤ": "ء",
    "ئ": "ء",
    "ك": "ک",
    "ة": "ه",
    "ۀ": "ه",
    "ى": "ی",
    "ي": "ی",
}
_PLACE: Final = {letter: place for place, letter in enumerate(_ALPHABET)}
_IGNORED: Final = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad\u0640\u0670") | {
    chr(mark) for mark in range(0x064B, 0x0660)
}

SortKey = tuple[tuple[tuple[int, int], ...], str]
"""The letters' places, then the text itself, so that different texts never have equal keys."""


def _weight(letter: str) -> tuple[int, int]:
    letter = _SAME.get(letter, letter)
    if letter.isspace():
        return 0, 0
    if letter in _PLACE:
        return 3, _PLACE[letter]
    if letter.isalpha():
        return 4, ord(letter)
    return (2, ord(letter)) if letter.isdigit() else (1, ord(letter))


def sort_key(text: str) -> SortKey:
    """The key by which ``sorted`` puts names into Persian alphabetical order."""
    plain = to_ascii(unicodedata.normalize("NFKC", strip_bidi(text))).casefold()
    return tuple(_weight(letter) for letter in plain if letter not in _IGNORED), text
