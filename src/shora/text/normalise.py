"""The search key of a name: the same for every way in which keyboards write it.

A name is displayed and stored exactly as its owner writes it; only comparisons and searches use the
key. The normaliser has a version, because a key that changes silently finds other people.

Rules of version 1, in order: invisible marks out; NFKC; case folded; Arabic letters as Persian ones
(ي ى ئ→ی, ك→ک, ة ۀ→ه, أ إ آ ٱ→ا, ؤ→و); vowel signs and the tatweel out; digits as ASCII. The search
key drops spaces and joiners too.
"""

import unicodedata
from typing import Final

from shora.text.digits import to_ascii

VERSION: Final = 1

_BIDI: Final = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_INVISIBLE: Final = _BIDI | dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u2060\ufeff\u00ad"))
_JOINERS: Final = dict.fromkeys((0x200C, 0x200D))
_MARKS: Final = dict.fromkeys((*range(0x064B, 0x0660), 0x0670, 0x0640))
_LETTERS: Final = str.maketrans("يىئكةۀأإآٱؤ", "یییکههااااو") | _MARKS


def strip_bidi(text: str) -> str:
    """``text`` without the characters that turn the direction of writing; they serve to deceive the eye."""
    return text.translate(_BIDI)


def normalise(text: str) -> str:
    """``text`` in one spelling, words still apart. Applying it again changes nothing."""
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    plain = unicodedata.normalize("NFKC", folded).translate(_INVISIBLE).translate(_LETTERS)
    return to_ascii(unicodedata.normalize("NFKC", plain))


def search_key(text: str) -> str:
    """What two spellings of one name have in common: normalised, without spaces and joiners."""
    return normalise("".join(normalise(text).translate(_JOINERS).split()))


def passphrase_bytes(text: str) -> bytes:
    """What is derived from when ``text`` is a passphrase: one spelling on every keyboard, case kept.

    The letters of rule 1 without folding the case; joiners out, runs of spaces as one.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_LETTERS).translate(_JOINERS)
    return to_ascii(" ".join(unicodedata.normalize("NFKC", plain).split())).encode()
