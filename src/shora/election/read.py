"""From a file's content to a definition, or one error with every problem and its line.

TOML is what a person writes, JSON what the record holds; both have the same shape. This room opens
no files: the caller gives the bytes and the name by which people know them (``place``).
"""

import tomllib
from collections.abc import Mapping
from typing import Final

from shora.election.check import problems
from shora.election.definition import FORMAT, Definition
from shora.election.fields import Findings, Table
from shora.election.parts import (
    read_box,
    read_contest,
    read_dates,
    read_office,
    read_secrecy,
    read_station,
    read_trustees,
)
from shora.election.problem import DefinitionError, Path, Problem, Severity
from shora.election.tomllines import locate
from shora.errors import InputError
from shora.ids import ElectionId
from shora.text import json

LIMIT: Final = 64 * 1024 * 1024
"""The largest definition, in bytes: 5,000 candidates and 5,000 stations take about 2 MB."""

ADMINISTRATOR: Final = "ستاد انتخابات"
CARD_OFFICE: Final = "دفتر کارت تعرفه"


def read_bytes(data: bytes, *, place: str) -> Definition:
    """A definition from a file's bytes: JSON where the first character is ``{``, else TOML."""
    if len(data) > LIMIT:
        raise InputError(f"{len(data):,} bytes are too many for a definition", place=place)
    if data.lstrip()[:1] == b"{":
        return read_json(json.parse(data, place=place, max_bytes=LIMIT), place=place)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise InputError(f"line {line} is not UTF-8", place=place, hint="save the file as UTF-8") from None
    return read_toml(text, place=place)


def read_toml(text: str, *, place: str) -> Definition:
    """A definition from TOML. :class:`~shora.election.problem.DefinitionError` has all problems."""
    text = text.replace("\r\n", "\n")
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise InputError(f"this is not TOML: {fault}", place=place, hint="see spec/definition.md") from None
    except (ValueError, RecursionError):
        raise InputError("this is not TOML: a number or a nesting beyond all measure", place=place) from None
    definition, found = _read(value)
    if found:
        raise DefinitionError(found, place=place, lines=locate(text))
    return definition


def read_json(value: object, *, place: str) -> Definition:
    """A definition from parsed JSON, as ``Definition.to_json()`` makes it."""
    definition, found = _read(value)
    if found:
        nowhere: Mapping[Path, int] = {}
        raise DefinitionError(found, place=place, lines=nowhere)
    return definition


def warnings(definition: Definition) -> tuple[Problem, ...]:
    """What a person should look at in a definition that can be used."""
    return tuple(each for each in problems(definition) if each.severity is Severity.WARNING)


def _read(value: object) -> tuple[Definition, tuple[Problem, ...]]:
    findings = Findings()
    table = Table(value, (), findings)
    _check_format(table, findings)
    definition = Definition(
        id=ElectionId(table.identifier("id")),
        name=table.name("name"),
        description=table.text_or("description", ""),
        administrator=table.text_or("administrator", ADMINISTRATOR),
        card_office=table.text_or("card_office", CARD_OFFICE),
        dates=read_dates(table.table("dates"), findings),
        trustees=read_trustees(table.table("trustees")),
        offices=tuple(read_office(each, findings) for each in table.tables("offices")),
        secrecy=read_secrecy(table.table("secrecy"), findings),
        contests=tuple(read_contest(each, findings) for each in table.tables("contests")),
        stations=tuple(read_station(each, findings) for each in table.tables("stations")),
        boxes=tuple(read_box(each, findings) for each in table.tables("boxes")),
    )
    table.finish()
    rules = (each for each in problems(definition) if each.severity is Severity.ERROR)
    return definition, (*findings.problems, *(each for each in rules if not findings.touches_broken(each)))


def _check_format(table: Table, findings: Findings) -> None:
    found = table.raw("format")
    if table.has("format") and found != FORMAT:
        findings.add(
            ("format",), f"the format {found!r} is not known", hint=f'this version reads format = "{FORMAT}"'
        )
