"""Typed fields out of a parsed TOML or JSON table, collecting every problem on the way.

A field that is missing or of the wrong type is noted and replaced by an empty value, so that reading
goes on; its path counts as *broken*, and rules that speak of a broken path keep silent.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import Final, TypeVar

from shora.election.names import Name, fault_in_name
from shora.election.problem import Path, Problem, error
from shora.errors import InputError
from shora.text import digits
from shora.text.jalali import parse_moment, to_utc
from shora.text.normalise import strip_bidi

_T = TypeVar("_T")

IDENTIFIER: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID: Final = 64
LONGEST_CODE: Final = 12
LARGEST: Final = 1_000_000_000
NEVER: Final = datetime.min.replace(tzinfo=UTC)
"""Stands for a moment that could not be read."""

_KINDS: Final = {bool: "true or false", str: "a text", int: "a whole number", float: "a number with a point",
                 list: "a list", dict: "a table", type(None): "null"}  # fmt: skip


def kind(value: object) -> str:
    """What a value is, in a reader's words."""
    if isinstance(value, datetime | date | time):
        return "a date or time"
    return _KINDS.get(type(value), "something else")


class Findings:
    """The problems met so far, and the paths that could not be read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._broken: set[Path] = set()

    def add(self, at: Path, message: str, *, hint: str = "") -> None:
        """Notes a problem; what stands at its path is broken."""
        self.problems.append(error(at, message, hint=hint))
        self._broken.add(at)

    def touches_broken(self, problem: Problem) -> bool:
        """Whether a problem speaks of something that could not be read in the first place."""
        paths = (problem.at, *problem.related)
        return any(path[:end] in self._broken for path in paths for end in range(len(path) + 1))


class Table:
    """One table of the definition. Each key is asked for once; ``finish`` names what nobody asked for."""

    def __init__(self, value: object, at: Path, findings: Findings) -> None:
        self.at = at
        self._findings = findings
        self._asked: list[str] = []
        self._values: Mapping[str, object] = {}
        if isinstance(value, dict):
            self._values = value
        else:
            findings.add(at, f"here stands {kind(value)}, but a table is needed")
            self._findings = Findings()  # what is missing in something that is no table was said already

    def _add(self, key: str, message: str, hint: str = "") -> None:
        self._findings.add((*self.at, key), message, hint=hint)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def raw(self, key: str) -> object:
        """The value as parsed, or ``None`` with a problem noted where it is missing."""
        self._asked.append(key)
        if key not in self._values:
            self._add(key, f"{key} is missing")
            return None
        return self._values[key]

    def _typed(self, key: str, wanted: type) -> object:
        value = self.raw(key)
        if key in self._values and type(value) is not wanted:
            hint = 'put it between quotes: "…"' if wanted is str else ""
            self._add(key, f"{key} is {kind(value)}, but must be {_KINDS[wanted]}", hint)
            return None
        return value

    def text(self, key: str) -> str:
        """A name or sentence on one line, untouched but for marks that turn the direction of writing."""
        value = self._typed(key, str)
        if not isinstance(value, str):
            return ""
        value = strip_bidi(value)
        fault = fault_in_name(value)
        if fault:
            self._add(key, f"{key} {fault}")
        return value

    def text_or(self, key: str, default: str) -> str:
        """An optional text."""
        return self.text(key) if key in self._values else self._default(key, default)

    def _default(self, key: str, default: _T) -> _T:
        self._asked.append(key)
        return default

    def identifier(self, key: str) -> str:
        """An id: lower-case ASCII letters, digits and single hyphens."""
        value = self._typed(key, str)
        if not isinstance(value, str):
            return ""
        if not IDENTIFIER.fullmatch(value) or len(value) > LONGEST_ID:
            self._add(
                key, f"{value!r} is not an id", "use small letters a-z, digits and hyphens, as in district-7"
            )
        return value

    def code(self, key: str) -> str:
        """The digits a voter types, in ASCII."""
        value = self._typed(key, str)
        if not isinstance(value, str):
            return ""
        try:
            plain = digits.code(value)
        except InputError as fault:
            self._add(key, fault.message, fault.hint)
            return ""
        if len(plain) > LONGEST_CODE:
            self._add(key, f"code {plain} is longer than {LONGEST_CODE} digits")
        return plain

    def whole(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = self._typed(key, int)
        if not isinstance(value, int):
            return 0
        if not 0 <= value <= LARGEST:
            shown = "a negative number" if value < 0 else f"larger than {LARGEST:,}"
            self._add(key, f"{key} is {shown}")
            return 0
        return value

    def whole_or(self, key: str, default: int) -> int:
        """An optional whole number."""
        return self.whole(key) if key in self._values else self._default(key, default)

    def flag_or(self, key: str, *, default: bool) -> bool:
        """An optional ``true`` or ``false``."""
        return self._typed(key, bool) is True if key in self._values else self._default(key, default)

    def moment(self, key: str) -> datetime:
        """A moment: TOML's own, or a text that :func:`shora.text.jalali.parse_moment` reads."""
        value = self.raw(key)
        try:
            if isinstance(value, datetime):
                return to_utc(value)
            if isinstance(value, str):
                return parse_moment(value)
        except InputError as fault:
            self._add(key, fault.message, fault.hint)
            return NEVER
        if key in self._values:
            self._add(key, f"{key} is {kind(value)}, but must be a moment with its hour and zone")
        return NEVER

    def name(self, key: str) -> Name:
        """A name in two languages: ``{ fa = "…", en = "…" }``, or a text alone for Persian."""
        if isinstance(self._values.get(key), str):
            return Name(fa=self.text(key), en="")
        table = self.table(key)
        name = Name(fa=table.text("fa"), en=table.text_or("en", ""))
        table.finish()
        return name

    def table(self, key: str) -> "Table":
        """A table within this one."""
        value = self.raw(key)
        missing = key not in self._values
        return Table({} if missing else value, (*self.at, key), Findings() if missing else self._findings)

    def tables(self, key: str) -> "tuple[Table, ...]":
        """A list of tables; empty where the key is missing, which a rule may then object to."""
        value = self._values.get(key, [])
        self._asked.append(key)
        if not isinstance(value, list):
            self._add(key, f"{key} is {kind(value)}, but must be a list of tables", f"write [[{key}]]")
            return ()
        return tuple(Table(each, (*self.at, key, index), self._findings) for index, each in enumerate(value))

    def keys(self) -> tuple[str, ...]:
        """All keys of the table, for tables whose keys are names."""
        return tuple(self._values)

    def pattern_or(self, key: str, pattern: re.Pattern[str], what: str) -> str:
        """An optional text of a fixed form, described by ``what``; empty where it is missing."""
        value = self.text_or(key, "")
        if value and not pattern.fullmatch(value):
            self._add(key, f"{key} must be {what}")
        return value

    def finish(self, *optional: str) -> None:
        """Notes every key that the format does not have; ``optional`` are known though nobody asked."""
        self._asked.extend(optional)
        for key in self._values:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                hint = (
                    f"did you mean {near[0]}?"
                    if near
                    else f"known here: {', '.join(dict.fromkeys(self._asked))}"
                )
                self._add(key, f"{key!r} is not a field of this table", hint)
