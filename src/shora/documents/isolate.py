"""Foreign text within a sentence: its direction of writing stays its own.

A Latin list name within a Persian sentence would drag the digits behind it to its own side. Each name and number
stands between two invisible marks (U+2068, U+2069) that keep its direction inside; :func:`clean` has removed all
marks that it brought along.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from shora.documents.clean import clean
from shora.text.digits import ASCII, to_persian
from shora.text.messages import Catalogue, Language, Named, Pair, Value, show

_OPEN: Final = "\u2068"
_CLOSE: Final = "\u2069"
_LONGEST: Final = 16
"""Characters without a space that surely fit a column; letters that are joined are narrower."""
_PART: Final = 8
_BREAK: Final = "\u200b"

Rename = Callable[[str], str]
"""What an id is called in the reader's language; an id that has no other name is called by itself."""


def isolated(text: str) -> str:
    """Foreign text, clean, in its own direction; words too long for a column may be broken."""
    words = (_breakable(word) for word in clean(text).split(" "))
    return f"{_OPEN}{' '.join(words)}{_CLOSE}"


def bare(text: str) -> str:
    """``text`` without what :func:`isolated` adds: as a reader sees it."""
    return text.translate(dict.fromkeys(map(ord, (_OPEN, _CLOSE, _BREAK))))


def said(
    catalogue: Catalogue,
    key: str,
    language: Language,
    values: Mapping[str, Value],
    rename: Rename = lambda text: text,
) -> str:
    """The sentence with each of its values isolated; numbers in the reader's digits."""
    words = {name: said_value(value, language, rename) for name, value in values.items()}
    pair: Pair = catalogue.entries[key]
    return (pair.fa if language is Language.FA else pair.en).format_map(words)


def said_value(value: Value, language: Language, rename: Rename = lambda text: text) -> str:
    """One value, isolated; of several each by itself."""
    match value:
        case tuple():
            return ("، " if language is Language.FA else ", ").join(
                said_value(each, language, rename) for each in value
            )
        case Named():
            return f"{isolated(value.name)} ({isolated(show(value.code, language))})"
        case int() | Fraction():
            return isolated(show(value, language))
        case str():
            return isolated(plain(rename(value), language))


def plain(text: str, language: Language) -> str:
    """A number, a percentage or a fraction that is text: in the reader's digits. Other text stays as it is."""
    if language is Language.FA and text and all(each in _OF_NUMBERS for each in text):
        return to_persian(text).replace("%", "٪").replace(".", "٫")
    return text


_OF_NUMBERS: Final = ASCII + "%/."


def _breakable(word: str) -> str:
    if len(word) <= (_LONGEST if word.isascii() else _LONGEST * 3 // 2):
        return word
    return _BREAK.join(word[at : at + _PART] for at in range(0, len(word), _PART))
