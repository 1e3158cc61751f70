"""Tables for tests: the project's example, spoiled in one place, as CSV and as XLSX."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # it brings no types
from tests.unit.election.samples import EXAMPLES

from shora.election.assemble import Assembled, TableFile, assemble
from shora.election.photo import Photo
from shora.election.rollcall import CheckDigits, Codes
from shora.election.tableproblem import TableError
from shora.election.tableshapes import TableKind

TABLES = EXAMPLES / "tables"
BASE = (TABLES / "base.toml").read_bytes()
TEXTS = {kind: (TABLES / f"{kind}.csv").read_text(encoding="utf-8") for kind in TableKind}
PLAIN = Codes(check=CheckDigits.NONE, length=0)

Content = str | bytes


def files(changed: Mapping[TableKind, Content] | None = None, sheet: str = "") -> list[TableFile]:
    """The example's tables, some replaced."""
    contents: dict[TableKind, Content] = {**TEXTS, **(changed or {})}
    return [
        TableFile(
            kind=kind,
            data=content if isinstance(content, bytes) else content.encode(),
            place=f"{kind}.csv" if isinstance(content, str) else f"{kind}.xlsx",
            sheet=sheet if isinstance(content, bytes) else "",
        )
        for kind, content in contents.items()
    ]


def made(
    changed: Mapping[TableKind, Content] | None = None,
    *,
    base: bytes = BASE,
    codes: Codes = PLAIN,
    contest: str = "",
    find_photo: Callable[[str], Photo] | None = None,
) -> Assembled:
    """A definition of the example's tables, some replaced."""
    return assemble(
        base, files(changed), place="base.toml", codes=codes, contest=contest, find_photo=find_photo
    )


def complaints(
    changed: Mapping[TableKind, Content], *, base: bytes = BASE, codes: Codes = PLAIN
) -> tuple[str, ...]:
    """Each problem as one line; empty where a definition can be made."""
    try:
        made(changed, base=base, codes=codes)
    except TableError as error:
        return error.lines()
    return ()


def workbook(rows: Sequence[Sequence[object]], change: Callable[[Any], None] = lambda _: None) -> bytes:
    """An XLSX file with one sheet of these rows, changed afterwards."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "نامزدها"
    for row in rows:
        sheet.append(list(row))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
