"""From the bytes of a spreadsheet to a sheet of rows: CSV in UTF-8, or XLSX.

The content decides what a file is, not its name. What cannot be read without guessing is refused
with the way to save it: old Windows encodings, old Excel, sheets behind a password.
"""

from typing import Final

from shora.election.csvtable import read_csv
from shora.election.grid import MAX_BYTES, Sheet
from shora.election.workbook import read_workbook
from shora.errors import InputError

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: Final = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}


def read_sheet(data: bytes, *, place: str, sheet: str = "") -> Sheet:
    """The rows of a CSV text or of one sheet of an XLSX workbook.

    ``sheet`` names the sheet; without it the first visible one is read. :class:`InputError` says why
    a file cannot be read at all; what is wrong in single cells is for whoever reads the table.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{len(data):,} bytes are too many for a table, which has at most {MAX_BYTES:,}", place=place
        )
    if not data.strip():
        raise InputError("the file is empty", place=place)
    if data.startswith(_ZIP):
        return read_workbook(data, place=place, sheet=sheet)
    if data.startswith(_OLE):
        raise InputError(
            "this is an old Excel file (.xls), or a workbook with a password",
            place=place,
            hint="save it as .xlsx without a password",
        )
    for signature, what in _SIGNATURES.items():
        if data.lstrip()[: len(signature)].lower() == signature.lower():
            raise InputError(
                f"this is {what}, not a table", place=place, hint="save the table as .xlsx or CSV"
            )
    if sheet:
        raise InputError(
            f"a CSV text has no sheets, and {sheet!r} is asked for", place=place, hint="leave the #… out"
        )
    return read_csv(data, place=place)
