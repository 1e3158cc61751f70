"""CSV as spreadsheets write it: comma, semicolon or tab, quotation marks, UTF-8 with or without a mark."""

import csv
import io
import re
from typing import Final

from shora.election.grid import MAX_COLUMNS, MAX_ROWS, Cell, Kind, Row, Sheet, number_text
from shora.errors import InputError

DELIMITERS: Final = ("\t", ";", ",")

_FLOAT: Final = re.compile(r"[0-9]{1,15}\.0+")
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"')
_PERSIAN: Final = re.compile(r"[\u0600-\u06ff\u200c]")
_AS_UTF8: Final = "in Excel choose “CSV UTF-8 (comma delimited)”, in LibreOffice the character set UTF-8"


def read_csv(data: bytes, *, place: str) -> Sheet:
    """The rows of a CSV text; each has the number of the line on which it begins.

    :class:`InputError` for another encoding, a quotation mark that is not closed, or too many rows.
    """
    text = _decode(data, place)
    skipped = _SEPARATOR_LINE.match(text)
    before = 1 if skipped else 0
    text = text[skipped.end() :] if skipped else text
    delimiter = skipped[1] if skipped and skipped[1] in DELIMITERS else _delimiter(text)
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if len(rows) >= MAX_ROWS:
                raise InputError(f"there are more than {MAX_ROWS:,} rows", place=place)
            if len(cells) > MAX_COLUMNS:
                raise InputError(
                    f"line {line + before} has more than {MAX_COLUMNS} cells", place=place,
                    hint="is it a table? columns are apart by commas, semicolons or tabs",
                )  # fmt: skip
            rows.append(Row(number=line + before, cells=tuple(map(_cell, cells))))
            line = reader.line_num + 1
    except csv.Error as fault:
        raise InputError(
            f"the row that begins on line {line + before} is broken: {fault}", place=place,
            hint="look for a quotation mark that is not closed",
        )  from None  # fmt: skip
    return Sheet(place=place, unit="line", rows=tuple(rows), notes=())


def _cell(text: str) -> Cell:
    text = text.strip().strip("\ufeff")
    if _FLOAT.fullmatch(text):
        return Cell(text=number_text(float(text)), kind=Kind.NUMBER)
    return Cell(text=text, kind=Kind.TEXT)


def _delimiter(text: str) -> str:
    """What the first line with something on it has most of, outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = _QUOTED.sub("", first)
    return max(DELIMITERS, key=bare.count) if any(each in bare for each in DELIMITERS) else ","


def _decode(data: bytes, place: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("the text is UTF-16", place=place, hint=f"save it as UTF-8: {_AS_UTF8}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        guess = data.decode("cp1256", errors="replace")
        foreign = [character for character in guess if character > "\x7f"]
        persian = sum(_PERSIAN.match(character) is not None for character in foreign)
        what = "the text is in Windows' old Arabic encoding (1256)" if persian * 5 > len(foreign) * 4 else ""
        raise InputError(
            what or f"line {line} is not UTF-8", place=place, hint=f"save it as UTF-8: {_AS_UTF8}"
        ) from None
