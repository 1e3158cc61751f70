"""The parts of an XLSX workbook, unpacked within limits; which part is which sheet.

An XLSX file is a ZIP archive of XML. Sizes that an archive declares may lie, so what counts is what
comes out. The few attributes that are needed here are found by pattern: no XML parser, no entities.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from posixpath import join, normpath
from typing import Final

from shora.errors import InputError

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 64 * 1024 * 1024
SHEET_LIST: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"

_KEPT: Final = (
    SHEET_LIST,
    RELATIONS,
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "[Content_Types].xml",
    "_rels/.rels",
)
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The others are unpacked without a bound for what comes out."""

_ATTRIBUTE: Final = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAG: Final = r"""<(?:[A-Za-z_][\w.-]*:)?({names})(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>"""
_SAVE: Final = "save the table as .xlsx, without macros and passwords, or as CSV UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A sheet as the workbook lists it, and the part that holds it."""

    name: str
    hidden: bool
    part: str


def tags(xml: str, *names: str) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Each opening tag of these names: its name, its attributes, and whether it is empty."""
    for match in re.finditer(_TAG.format(names="|".join(names)), xml):
        inside = match[2]
        found = {name: one or two for name, one, two in _ATTRIBUTE.findall(inside)}
        if "&" in inside:
            found = {name: unescape(value) for name, value in found.items()}
        yield match[1], found, inside.endswith("/")


def text_of(part: bytes, place: str) -> str:
    """A part as text; :class:`InputError` for what no spreadsheet program writes."""
    try:
        text = part.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or "<!DOCTYPE" in text:
        raise InputError("the workbook has XML that is no spreadsheet's", place=place, hint=_SAVE)
    return text


def unpack(data: bytes, place: str) -> dict[str, bytes]:
    """The XML parts of the workbook. :class:`InputError` for what is no XLSX, or too much of it."""
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if "mimetype" in names or SHEET_LIST not in names:
                raise InputError("this archive is no XLSX workbook", place=place, hint=_SAVE)
            if any(entry.compress_type not in _PACKED for entry in entries):
                raise InputError(
                    "the workbook is packed in a way that no spreadsheet uses", place=place, hint=_SAVE
                )
            if len(names) > MAX_PARTS or len(set(names)) < len(names):
                raise InputError("the workbook has too many parts, or one twice", place=place, hint=_SAVE)
            for entry in entries:
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(entry) as stream:
                    parts[entry.filename] = stream.read(left + 1)
                left -= len(parts[entry.filename])
                if left < 0:
                    raise InputError(
                        f"the workbook unpacks to more than {MAX_UNPACKED:,} bytes", place=place, hint=_SAVE
                    )
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise InputError("the workbook is broken, or locked", place=place, hint=_SAVE) from None
    return parts


def listed_sheets(parts: Mapping[str, bytes], place: str) -> tuple[Listed, ...]:
    """All sheets in the workbook's order, each with its part; at least one."""
    targets = {
        found.get("Id", ""): normpath(join("/xl", found.get("Target", ""))).lstrip("/")
        for _, found, _ in tags(text_of(parts.get(RELATIONS, b""), place), "Relationship")
    }
    listed = []
    for _, found, _ in tags(text_of(parts[SHEET_LIST], place), "sheet"):
        key = next((value for name, value in found.items() if name.endswith(":id")), "")
        part = targets.get(key, "")
        if part not in parts:
            raise InputError(
                f"the sheet {found.get('name', '')!r} is missing in the workbook", place=place, hint=_SAVE
            )
        hidden = found.get("state", "visible") != "visible"
        listed.append(Listed(name=found.get("name", ""), hidden=hidden, part=part))
    if not listed:
        raise InputError("the workbook has no sheet", place=place, hint=_SAVE)
    return tuple(listed)


def needed_parts(parts: Mapping[str, bytes], chosen: Listed) -> dict[str, bytes]:
    """What a reader of the chosen sheet needs, and nothing else."""
    return {name: parts[name] for name in (*_KEPT, chosen.part) if name in parts}
