"""Sentences in complete pairs: whatever is said in English is said in Persian.

A room keeps its sentences in one :class:`Catalogue`; code names a key and gives values. A test walks
all catalogues and holds that each pair is complete and names the same values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from string import Formatter

from shora.errors import InputError
from shora.text.digits import is_number, persian_number, to_persian


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Someone with a code: ``name (101)``; the name stays as it is, the code has the reader's digits."""

    name: str
    code: str


Value = int | Fraction | str | Named | tuple[str | Named, ...]
"""What a sentence is filled with: a quantity, a name or code, or several of them."""


class Language(StrEnum):
    """The languages of this project."""

    FA = "fa"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One sentence in both languages, with ``{values}`` in braces."""

    fa: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The sentences of one room. ``entries`` maps keys to pairs."""

    room: str
    entries: Mapping[str, Pair]

    def say(self, key: str, language: Language, values: Mapping[str, Value]) -> str:
        """The sentence with its values; in Persian, numbers and codes have Persian digits.

        A key or a value that is missing is a mistake of ours: ``KeyError``.
        """
        pair = self.entries[key]
        words = {name: show(value, language) for name, value in values.items()}
        return (pair.fa if language is Language.FA else pair.en).format_map(words)

    def problems(self) -> tuple[str, ...]:
        """What is incomplete: an empty half, or halves with different values. Empty when all is well."""
        found = []
        for key, pair in self.entries.items():
            if not pair.fa.strip() or not pair.en.strip():
                found.append(f"{self.room}: {key}: one language is empty")
            elif _fields(pair.fa) != _fields(pair.en):
                found.append(f"{self.room}: {key}: the languages name different values")
        return tuple(found)


def _fields(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def show(value: Value, language: Language) -> str:
    """A value as a reader of ``language`` expects it."""
    if isinstance(value, tuple):
        return ("، " if language is Language.FA else ", ").join(show(each, language) for each in value)
    if isinstance(value, Named):
        return f"{value.name} ({show(value.code, language)})"
    if isinstance(value, str):
        return to_persian(value) if language is Language.FA and is_number(value) else value
    if isinstance(value, Fraction):
        return _exactly(value, language)
    return persian_number(value) if language is Language.FA else f"{value:,}"


def _exactly(value: Fraction, language: Language) -> str:
    """Never rounded: ``7.35`` where three decimals suffice, else ``41,964 2/3``; not negative."""
    whole, rest = divmod(value.numerator, value.denominator)
    first = show(whole, language)
    if rest == 0:
        return first
    if 1000 % value.denominator == 0:
        decimals = f"{rest * 1000 // value.denominator:03}".rstrip("0")
        return f"{first}٫{to_persian(decimals)}" if language is Language.FA else f"{first}.{decimals}"
    part = f"{show(rest, language)}/{show(value.denominator, language)}"
    return f"{first} {part}" if whole else part


def language_of(text: str) -> Language:
    """``fa`` or ``en`` as a person asks for it; :class:`InputError` for others."""
    try:
        return Language(text.strip().lower())
    except ValueError:
        raise InputError(f"{text!r} is not a language here", hint="choose fa or en") from None
