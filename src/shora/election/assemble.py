"""A definition from a base file and the headquarters' tables; all that is wrong comes at once.

The base has what no table has: dates, trustees, contests with their seats. The tables give
candidates, lists, stations and boxes. What the rules of a definition say about the whole is worded
with the row of the table that it is about.
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shora.election.columns import records
from shora.election.definition import Definition
from shora.election.places import Entry, StationNames, read_box, read_station
from shora.election.problem import DefinitionError, Path, Problem, Severity, place_of
from shora.election.read import LIMIT, read_json, warnings
from shora.election.record import Record
from shora.election.rollcall import Codes, FindPhoto, ListNames, lost_zeros, read_candidate, read_list
from shora.election.spreadsheet import read_sheet
from shora.election.tableproblem import TableError, TableFindings, TableProblem
from shora.election.tableshapes import COLUMNS, TableKind
from shora.election.tomllines import locate
from shora.errors import InputError
from shora.text import json

_RELATED: Final = 3
"""How many other places a problem names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """One table: its bytes, the name by which people know the file, and the sheet (empty: the first)."""

    kind: TableKind
    data: bytes
    place: str
    sheet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """A definition that can be used, with what a person should look at and what was skipped."""

    definition: Definition
    warnings: tuple[TableProblem, ...]
    notes: tuple[str, ...]


class Assembly:
    """The parts as they come together. Use :func:`assemble`."""

    def __init__(
        self, base: bytes, place: str, codes: Codes, contest: str, find_photo: FindPhoto | None
    ) -> None:
        self._place = place
        self._codes = codes
        self._contest = contest
        self._find_photo = find_photo
        self._findings = TableFindings()
        self._notes: list[str] = []
        self._origins: dict[Path, Record] = {}
        self._failed: set[TableKind] = set()
        self._photos: dict[object, Record] = {}
        self._value, self._lines = _parse(base, place)
        found = self._value.get("contests")
        self._contests: dict[str, tuple[int, Entry]] = {
            each["id"]: (n, each)
            for n, each in enumerate(found if isinstance(found, list) else ())
            if isinstance(each, dict) and isinstance(each.get("id"), str)
        }
        if contest and contest not in self._contests:
            self._findings.add(
                place, f"there is no contest {contest}", hint=f"it has {', '.join(self._contests)}"
            )

    def add(self, file: TableFile) -> None:
        """Reads one table into the whole."""
        try:
            sheet = read_sheet(file.data, place=file.place, sheet=file.sheet)
        except InputError as fault:
            self._findings.add_fault(fault)
            self._failed.add(file.kind)
            return
        found, notes = records(sheet, COLUMNS[file.kind], self._findings)
        self._notes.extend(notes)
        if not found:
            self._failed.add(file.kind)
        if file.kind in {TableKind.LISTS, TableKind.CANDIDATES}:
            self._add_people(file.kind, found)
        elif file.kind is TableKind.STATIONS:
            self._put((), self._value, "stations", [(record, read_station(record)) for record in found])
        else:
            names = (
                None
                if TableKind.STATIONS in self._failed
                else StationNames(_entries(self._value.get("stations")))
            )
            self._put((), self._value, "boxes", [(record, read_box(record, names)) for record in found])

    def _add_people(self, kind: TableKind, found: Sequence[Record]) -> None:
        # How long codes are is said of candidates; lists have codes of their own length.
        codes = self._codes if kind is TableKind.CANDIDATES else replace(self._codes, length=0)
        lengths = codes.lengths(found)
        if kind is TableKind.CANDIDATES and not codes.length:
            lost_zeros(found, lengths)
        sorted_in: dict[str, list[tuple[Record, Entry]]] = defaultdict(list)
        lists = {name: ListNames(_entries(each.get("lists"))) for name, (_, each) in self._contests.items()}
        for record in found:
            contest = self._contest_of(record)
            if kind is TableKind.LISTS:
                entry = read_list(record, codes, lengths)
            else:
                names = None if TableKind.LISTS in self._failed else lists.get(contest)
                entry = read_candidate(record, codes, lengths, names, self._find_photo)
                self._same_photo(record, entry.get("photo"))
            if contest:
                sorted_in[contest].append((record, entry))
        for contest, pairs in sorted_in.items():
            n, table = self._contests[contest]
            self._put(("contests", n), table, str(kind), pairs)

    def _same_photo(self, record: Record, sha256: object) -> None:
        first = self._photos.setdefault(sha256, record) if sha256 else record
        if first is not record:
            record.warn("photo", "two candidates have one photo", hint=f"see {first.place}")

    def _contest_of(self, record: Record) -> str:
        """The contest of a record: its own column, what was asked for, or the only one there is."""
        if record.has("contest"):
            name = record.plain("contest") or ""
            if name and name not in self._contests:
                record.near("contest", "there is no such contest", list(self._contests))
            return name if name in self._contests else ""
        if self._contest or len(self._contests) == 1:
            return self._contest if self._contest in self._contests else next(iter(self._contests), "")
        record.fault(
            "contest", "it is not said which contest this is for", hint="add a column contest, or --contest"
        )
        return ""

    def _put(self, at: Path, table: Entry, key: str, pairs: Sequence[tuple[Record, Entry]]) -> None:
        if table.get(key):
            self._findings.add(
                self._place, f"it has {key} already, and a table gives them too", hint="leave one of both out"
            )
            return
        table[key] = [entry for _, entry in pairs]
        self._origins |= {(*at, key, n): record for n, (record, _) in enumerate(pairs)}

    def finish(self) -> Assembled:
        """The definition, or :class:`TableError` with every error of every file."""
        try:
            definition = read_json(self._value, place=self._place)
        except DefinitionError as fault:
            for problem in fault.problems:
                self._note(problem)
        else:
            if not self._findings.of(Severity.ERROR):
                for problem in warnings(definition):
                    self._note(problem)
                return Assembled(
                    definition=definition,
                    warnings=self._findings.of(Severity.WARNING),
                    notes=tuple(self._notes),
                )
        raise TableError(self._findings.of(Severity.ERROR), place="")

    def _note(self, problem: Problem) -> None:
        """Words a problem of the whole with the row it is about, unless the row's own problem says it all."""
        related = list(dict.fromkeys(place for path in problem.related if (place := self._found(path)[0])))
        also = f"see {'; '.join(related[:_RELATED])}" if related else ""
        if self._silent(problem):
            return
        where, record, key = self._found(problem.at)
        self._findings.add(
            where or f"{self._place}, {place_of(problem.at, self._lines)}",
            problem.message,
            column=record.title(key) if record and key else "",
            value=record.value(key) if record and key else "",
            hint="; ".join(part for part in (problem.hint, also) if part),
            warn=problem.severity is Severity.WARNING,
        )

    def _silent(self, problem: Problem) -> bool:
        """Whether it follows from something that a table's problem said already."""
        _, record, key = self._found(problem.at)
        if record is not None:
            named = key == "station" and TableKind.STATIONS in self._failed
            derived = key == "id" and "code" in record.broken and not record.has("id")
            return key in record.broken or named or derived
        places = [path[-1] for path in (problem.at, *problem.related) if path]
        return any(str(kind) in places for kind in self._failed)

    def _found(self, path: Path) -> tuple[str, Record | None, str]:
        for end in range(len(path), 0, -1):
            record = self._origins.get(path[:end])
            if record is not None:
                return record.place, record, str(path[end]) if len(path) > end else ""
        return "", None, ""


def _parse(data: bytes, place: str) -> tuple[Entry, Mapping[Path, int]]:
    """The base as plain data, and the lines of what stands in it where it is TOML."""
    if len(data) > LIMIT:
        raise InputError(f"{len(data):,} bytes are too many for a definition", place=place)
    if data.lstrip()[:1] == b"{":
        return dict(json.as_object(json.parse(data, place=place, max_bytes=LIMIT), place)), {}
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return tomllib.loads(text), locate(text)
    except (ValueError, RecursionError) as fault:
        raise InputError(
            f"this is not TOML in UTF-8: {fault}", place=place, hint="see spec/definition.md"
        ) from None


def _entries(value: object) -> tuple[Entry, ...]:
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def assemble(
    base: bytes,
    files: Sequence[TableFile],
    *,
    place: str,
    codes: Codes,
    contest: str = "",
    find_photo: FindPhoto | None = None,
) -> Assembled:
    """A definition from a base (TOML or JSON, known to people as ``place``) and tables.

    ``contest`` is for rows that do not name one. :class:`InputError` where the base is neither TOML nor
    JSON, :class:`TableError` with every problem of the tables and of the whole.
    """
    assembly = Assembly(base, place, codes, contest, find_photo)
    order = list(TableKind)
    for file in sorted(files, key=lambda each: order.index(each.kind)):
        assembly.add(file)
    return assembly.finish()
