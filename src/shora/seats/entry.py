"""One object of a totals file: typed fields, and errors that name the list or candidate."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final, NoReturn

from shora.errors import InputError
from shora.seats.model import LARGEST
from shora.seats.wholejson import NotWhole
from shora.text.json import JsonValue

LONGEST: Final = 1000
"""Characters of a text, so that an error stays one line."""


_WHOLE: Final = "write a number from 0 in digits 0-9, without fraction, exponent, comma or quotes"
_TEXT: Final = "write it in quotes"


class Entry:
    """Each field is asked for once; ``finish`` refuses what nobody asked for."""

    def __init__(self, value: JsonValue, name: str, place: str) -> None:
        self._name = name
        self._place = place
        self._asked: set[str] = set()
        if not isinstance(value, dict):
            self.refuse(f"must be an object, and is {_kind(value)}")
        self._values = value

    def refuse(self, message: str, *, hint: str = "") -> NoReturn:
        """One line about this object."""
        raise InputError(f"{self._name or 'the file'}: {message}", place=self._place, hint=hint)

    def has(self, key: str) -> bool:
        """Whether the field is there."""
        self._asked.add(key)
        return key in self._values

    def _get(self, key: str) -> JsonValue:
        if not self.has(key):
            self.refuse(f"{key} is missing", hint=f"add {key!r} here, see spec/totals.md")
        return self._values[key]

    def text(self, key: str) -> str:
        """A text that is not empty."""
        return self._text(self._get(key), key)

    def _text(self, value: JsonValue, key: str) -> str:
        if not isinstance(value, str) or isinstance(value, NotWhole):
            self.refuse(f"{key} must be a text, and is {_kind(value)}", hint=_TEXT)
        if not value.strip() or len(value) > LONGEST:
            self.refuse(f"{key} is empty or longer than {LONGEST} characters")
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
            self.refuse(f"{key} has a character that cannot be printed")
        return value

    def text_or(self, key: str, default: str) -> str:
        """An optional text; where it is there it may be empty."""
        if not self.has(key) or self._values[key] == "":
            return default
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts."""
        value = self._get(key)
        if not isinstance(value, list):
            self.refuse(f"{key} must be a list, and is {_kind(value)}")
        found = tuple(self._text(each, key) for each in value)
        if len(set(found)) < len(found):
            times = Counter(found)
            twice = next(each for each in found if times[each] > 1)
            self.refuse(f"{key} has {twice} twice")
        return found

    def texts_or(self, key: str) -> tuple[str, ...]:
        """An optional list of different texts."""
        return self.texts(key) if self.has(key) else ()

    def whole(self, key: str, *, most: int = LARGEST) -> int:
        """A whole number from 0 to ``most``; ``true`` is none."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(f"{key} must be a whole number, and is {_kind(value)}", hint=_WHOLE)
        if not 0 <= value <= most:
            wrong = f"is negative: {value}" if value < 0 else f"is larger than {most}"
            self.refuse(f"{key} {wrong}", hint=_WHOLE if value < 0 else f"at most {most}")
        return value

    def whole_or(self, key: str, default: int, *, most: int = LARGEST) -> int:
        """An optional whole number."""
        return self.whole(key, most=most) if self.has(key) else default

    def flag_or(self, key: str, *, default: bool) -> bool:
        """An optional ``true`` or ``false``."""
        if not self.has(key):
            return default
        value = self._values[key]
        if not isinstance(value, bool):
            self.refuse(
                f"{key} must be true or false, and is {_kind(value)}",
                hint="write true or false without quotes",
            )
        return value

    def choice(self, key: str, known: Sequence[str], *, default: str | None) -> str:
        """One of the known words; optional where there is a default."""
        if default is not None and not self.has(key):
            return default
        word = self.text(key)
        if word not in known:
            self.refuse(f"{key} is {word!r}", hint=f"known are {', '.join(known)}")
        return word

    def identify(self) -> str:
        """The field ``id``, by which errors name this object from here on."""
        name = self.text("id")
        self._name = f"{self._name.rpartition(' #')[0]} {name}"
        return name

    def entry(self, key: str, name: str) -> "Entry":
        """An object within this one."""
        return Entry(self._get(key), name, self._place)

    def entries(self, key: str, name: str) -> "tuple[Entry, ...]":
        """A list of objects; empty where the field is missing."""
        value = self._values.get(key, [])
        self._asked.add(key)
        if not isinstance(value, list):
            self.refuse(f"{key} must be a list, and is {_kind(value)}")
        within = f"{self._name}, {name}" if self._name else name
        return tuple(Entry(each, f"{within} #{n}", self._place) for n, each in enumerate(value, start=1))

    def finish(self) -> None:
        """Refuses fields that the format does not have."""
        for key in self._values:
            if key not in self._asked:
                self.refuse(
                    f"{key[:80]!r} is not a field here", hint=f"known are {', '.join(sorted(self._asked))}"
                )


def _kind(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, NotWhole):
        return value[:24]
    names = {int: "a number", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
