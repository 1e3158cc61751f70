"""A table as the bytes of a CSV file: RFC 4180, UTF-8 with a byte-order mark, nothing that a spreadsheet runs.

A spreadsheet takes a cell for a formula by its first character, and one that splits at semicolons or tabs
finds further first characters inside a text. So every text has an apostrophe before them; whoever reads a
file takes it away again (``spec/exports.md``, "Cells").
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shora.documents.counted import Counted

Cell = bool | int | str | tuple[str, ...] | None
"""``yes`` or ``no``, a number, a text, several texts; ``None`` and the empty ones are an empty cell."""

Row = Sequence[Cell]

BOM: Final = "\ufeff"
"""Without it Excel reads Persian as if it were of another alphabet."""

# What may begin a formula, behind any spaces; and the apostrophe itself, so that taking one away is always right.
_BEGINS: Final = re.compile(r"(^|[;\t])(?='|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file: its ``columns``, and its ``rows`` of a count."""

    file: str
    columns: tuple[str, ...]
    rows: Callable[[Counted], Iterable[Row]]


def render(table: Table, counted: Counted) -> bytes:
    """The file: a header and the rows, each line ended by CR LF."""
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding="utf-8", newline="")
    out.write(BOM)
    write = csv.writer(out, lineterminator="\r\n", strict=True).writerow
    write(table.columns)
    width = len(table.columns)
    for row in table.rows(counted):
        if len(row) != width:  # a mistake of ours, which no reader could see
            raise AssertionError(table.file, len(row))
        write([_text(cell) for cell in row])
    out.flush()
    return data.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return str(cell)
    return _guard(cell if isinstance(cell, str) else _joined(cell))


@lru_cache(maxsize=1024)
def _joined(several: tuple[str, ...]) -> str:
    return ";".join(each.replace("\\", "\\\\").replace(";", "\\;") for each in several)


@lru_cache(maxsize=8192)
def _guard(text: str) -> str:
    return _BEGINS.sub(r"\1'", text)
