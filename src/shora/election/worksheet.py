"""What the XML of a sheet says beyond its values: formulas, errors, percentages, zeros, merged cells.

It is also where the size of a sheet is held in bounds, because one cell in the last corner makes a
reader of values build everything before it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shora.election.grid import MAX_COLUMNS, MAX_ROWS, Kind
from shora.election.workbookparts import tags, text_of
from shora.errors import InputError

_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RANGE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_STYLES: Final = re.compile(r"<(?:[\w.-]+:)?cellXfs\b.*?</(?:[\w.-]+:)?cellXfs>", re.DOTALL)
_ZEROS: Final = re.compile(r"0{2,15}")
_PERCENT: Final = {"9": "0%", "10": "0.00%"}

_MERGED: Final = 200_000
"""Cells in merged ranges, before a sheet is no table any more."""

At = tuple[int, int]
"""Row and column, both from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is special: kinds by cell, how many digits a number is shown with, hidden rows."""

    kinds: Mapping[At, Kind]
    zeros: Mapping[At, int]
    hidden: frozenset[int]


def formats(styles: bytes) -> tuple[str, ...]:
    """The number format of each cell style, where it is one that matters here; empty for the rest."""
    xml = styles.decode("utf-8", errors="replace")
    own = {each.get("numFmtId", ""): each.get("formatCode", "") for _, each, _ in tags(xml, "numFmt")}
    block = _STYLES.search(xml)
    if block is None:
        return ()
    ids = [each.get("numFmtId", "") for _, each, _ in tags(block[0], "xf")]
    return tuple(_PERCENT.get(each, own.get(each, "")) for each in ids)


def marks(part: bytes, styles: tuple[str, ...], place: str) -> Marks:
    """Goes through a sheet once. :class:`InputError` where a cell lies beyond the largest table."""
    xml = text_of(part, place)
    kinds: dict[At, Kind] = {}
    zeros: dict[At, int] = {}
    hidden: set[int] = set()
    row = column = last_row = last_column = 0
    for name, found, empty in tags(xml, "row", "c", "f"):
        if name == "row":
            row, column = int(found["r"]) if found.get("r", "").isdecimal() else row + 1, 0
            if found.get("hidden") in {"1", "true"}:
                hidden.add(row)
        elif name == "f":
            kinds[row, column] = Kind.FORMULA
        else:
            row, column = _position(found.get("r"), (row, column + 1), place)
            if not empty and (row > MAX_ROWS or column > MAX_COLUMNS):
                raise InputError(
                    f"the cell {found.get('r', '')} lies beyond {MAX_ROWS:,} rows or {MAX_COLUMNS} columns",
                    place=place, hint="copy the table alone into a new sheet",
                )  # fmt: skip
            if found.get("t") == "e":
                kinds[row, column] = Kind.FAULT
            elif not empty and found.get("t", "n") == "n":
                _by_format(_format(found.get("s", ""), styles), (row, column), kinds, zeros)
        last_row, last_column = max(last_row, row), max(last_column, column)
    for at in _covered(xml, min(last_row, MAX_ROWS), min(last_column, MAX_COLUMNS), place):
        kinds.setdefault(at, Kind.MERGED)
    return Marks(kinds=kinds, zeros=zeros, hidden=frozenset(hidden))


def _covered(xml: str, last_row: int, last_column: int, place: str) -> Iterator[At]:
    """The cells that a merged one hides: all of its range but the first."""
    left = _MERGED
    for _, found, _ in tags(xml, "mergeCell"):
        match = _RANGE.fullmatch(found.get("ref", ""))
        if match is None:
            continue
        first = (int(match[2]), _column(match[1]))
        rows = range(first[0], min(int(match[4]), last_row) + 1)
        columns = range(first[1], min(_column(match[3]), last_column) + 1)
        left -= max(len(rows) * len(columns), 1)
        if left < 0:
            raise InputError("too many merged cells", place=place, hint="unmerge all cells")
        yield from ((row, column) for row in rows for column in columns if (row, column) != first)


def _by_format(code: str, at: At, kinds: dict[At, Kind], zeros: dict[At, int]) -> None:
    if "%" in code:
        kinds[at] = Kind.PERCENT
    elif _ZEROS.fullmatch(code):
        zeros[at] = len(code)


def _format(style: str, styles: tuple[str, ...]) -> str:
    number = int(style) if style.isdecimal() and len(style) < 7 else 0
    return styles[number] if number < len(styles) else ""


def _position(reference: str | None, following: At, place: str) -> At:
    if reference is None:
        return following
    match = _CELL.fullmatch(reference)
    if match is None:
        raise InputError(f"{reference[:20]!r} is no place of a cell", place=place)
    return int(match[2]), _column(match[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
