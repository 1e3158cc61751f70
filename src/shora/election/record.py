"""One record of a table: typed values out of its cells, each fault noted with its place.

A value that cannot be had is ``None``, and the findings say why; rules that speak of it keep silent.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from shora.election.fields import IDENTIFIER, LONGEST_ID
from shora.election.grid import Cell, Kind
from shora.election.names import fault_in_name
from shora.election.tableproblem import TableFindings
from shora.errors import InputError
from shora.text import digits
from shora.text.normalise import search_key, strip_bidi

_UNUSABLE: Final = {
    Kind.DATE: "make the column a text column and type the value anew",
    Kind.PERCENT: "make the column a text column and type the value anew",
    Kind.FORMULA: "copy the column and paste its values only",
    Kind.FAULT: "mend the cell in the spreadsheet",
    Kind.MERGED: "unmerge the cells and fill each of them",
}
_ADVISED: Final = 100
_POINT: Final = re.compile(r"[0-9]+([.,٫/][0-9]+)?([eE][+-]?[0-9]+)?")
word_key: Final = lru_cache(maxsize=4096)(search_key)
"""The search key of a word that stands in many rows."""

_YES: Final = frozenset(
    map(search_key, ("بله", "بلی", "آری", "هست", "دارد", "yes", "y", "true", "1", "✓", "✔"))
)
_NO: Final = frozenset(map(search_key, ("خیر", "نه", "نیست", "ندارد", "no", "n", "false", "0", "-", "–")))


class Record:
    """The cells of one row under the keys of their columns."""

    def __init__(
        self, *, place: str, cells: Mapping[str, Cell], titles: Mapping[str, str], findings: TableFindings
    ) -> None:
        self.place = place
        self.broken: set[str] = set()
        self._cells = cells
        self._titles = titles
        self._findings = findings

    def has(self, key: str) -> bool:
        """Whether something stands in this column."""
        return key in self._cells and not (self._cells[key].text == "" and self._cells[key].kind is Kind.TEXT)

    def kind(self, key: str) -> Kind:
        """What the cell holds; it has to be there."""
        return self._cells[key].kind

    def title(self, key: str) -> str:
        """The column as its writer calls it."""
        return self._titles.get(key, key)

    def value(self, key: str) -> str:
        """The cell as a person sees it; empty where the column is missing."""
        return self._cells[key].text if key in self._cells else ""

    def fault(self, key: str, message: str, *, hint: str = "") -> None:
        """Notes that the cell cannot be used."""
        self.broken.add(key)
        self._findings.add(self.place, message, column=self.title(key), value=self.value(key), hint=hint)

    def warn(self, key: str, message: str, *, hint: str = "") -> None:
        """Notes something that a person should look at."""
        self._findings.add(
            self.place, message, column=self.title(key), value=self.value(key), hint=hint, warn=True
        )

    def _usable(self, key: str) -> str | None:
        if not self.has(key):
            self.fault(key, "the cell is empty")
            return None
        cell = self._cells[key]
        if cell.kind in _UNUSABLE:
            self.fault(key, f"the cell holds {cell.kind}", hint=_UNUSABLE[cell.kind])
            return None
        return cell.text

    def text(self, key: str) -> str | None:
        """A name as it is written, but for marks that turn the direction of writing."""
        text = self._usable(key)
        if text is None:
            return None
        if self.kind(key) is not Kind.TEXT:
            self.fault(key, f"the cell holds {self.kind(key)}, but a name is needed")
            return None
        text = strip_bidi(text).strip()
        fault = fault_in_name(text)
        if fault:
            self.fault(key, f"it {fault}")
            return None
        return text

    def plain(self, key: str) -> str | None:
        """A text of a fixed form: digits in ASCII, no invisible marks."""
        text = self._usable(key)
        return text if text is None or text.isascii() else _visible(digits.to_ascii(text))

    def identifier(self, key: str) -> str | None:
        """An id: lower-case ASCII letters, digits and single hyphens."""
        text = self.plain(key)
        if text is None:
            return None
        if not IDENTIFIER.fullmatch(text) or len(text) > LONGEST_ID:
            likely = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
            usable = IDENTIFIER.fullmatch(likely) and any(each.isalpha() for each in likely)
            hint = "an id has small letters a-z, digits and hyphens, as in district-7"
            self.fault(key, "this is not an id", hint=f"did you mean {likely}?" if usable else hint)
            return None
        return text

    def code(self, key: str, length: int = 0) -> str | None:
        """The digits that a voter types, filled with zeros to ``length`` where it is known (0: not)."""
        text = self.plain(key)
        if text is None:
            return None
        try:
            plain = digits.code(text)
        except InputError:
            number = self.kind(key) is Kind.NUMBER or _POINT.fullmatch(text)
            self.fault(
                key, "a code has digits only",
                hint="the spreadsheet made a number of it: make the column a text column and type it anew"
                if number else "type the digits, for example 101 or ۱۰۱",
            )  # fmt: skip
            return None
        return plain.zfill(length)

    def whole(self, key: str, words: Mapping[str, int] | None = None) -> int | None:
        """A whole number, 0 or more, or one of ``words`` (by search key) that stand for one."""
        text = self.plain(key)
        if text is None:
            return None
        word = (words or {}).get(word_key(text))
        if word is not None:
            return word
        if not digits.is_number(text) or len(text) > 12:
            known = f", or one of {'، '.join(words)}" if words else ""
            self.fault(key, f"this is not a whole number{known}")
            return None
        return int(text)

    def flag(self, key: str) -> bool | None:
        """Yes or no, in the usual words of both languages."""
        text = self.plain(key)
        if text is None:
            return None
        key_of_text = word_key(text)
        if key_of_text in _YES or key_of_text in _NO:
            return key_of_text in _YES
        self.fault(key, "this is neither yes nor no", hint="write بله or خیر, yes or no, 1 or 0")
        return None

    def near(self, key: str, message: str, known: Sequence[str]) -> None:
        """Notes a name that is not known, with the one that may have been meant."""
        few = (
            len(self._findings.problems) < _ADVISED
        )  # with a wrong file every row is unknown, and the search is slow
        close = get_close_matches(self.value(key), known, n=1) if few else []
        shown = ", ".join(known[:8]) + (" …" if len(known) > 8 else "")
        hint = f"did you mean {close[0]}?" if close else f"known: {shown}" if known else ""
        self.fault(key, message, hint=hint)


def _visible(text: str) -> str:
    return "".join(each for each in text if unicodedata.category(each) != "Cf").strip()
