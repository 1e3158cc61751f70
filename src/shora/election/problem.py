"""What is wrong with a definition, said so that its writer finds the place.

A problem has a *path* into the definition, which is the same for TOML and JSON; lines are added by
whoever has the text. All problems are collected and raised once, so that a file is mended in one go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shora.errors import InputError

Path = tuple[str | int, ...]
"""Keys and indexes (from 0) from the root: ``("contests", 0, "candidates", 4, "code")``."""


class Severity(StrEnum):
    """Whether a definition can be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding. ``related`` are other places it speaks of: the first use of a code used twice."""

    severity: Severity
    at: Path
    message: str
    hint: str
    related: tuple[Path, ...]

    def describe(self, lines: Mapping[Path, int]) -> str:
        """One line: where, what, and what to do."""
        also = [f"line {line}" for path in self.related if (line := line_of(path, lines))]
        advice = "; ".join(part for part in (self.hint, f"see {', '.join(also[:3])}" if also else "") if part)
        return f"{place_of(self.at, lines)}: {self.message}" + (f" ({advice})" if advice else "")


def error(at: Path, message: str, *, hint: str = "", related: Sequence[Path] = ()) -> Problem:
    """A problem that makes the definition unusable."""
    return Problem(severity=Severity.ERROR, at=at, message=message, hint=hint, related=tuple(related))


def warning(at: Path, message: str, *, hint: str = "", related: Sequence[Path] = ()) -> Problem:
    """Something a person should look at; the definition can be used."""
    return Problem(severity=Severity.WARNING, at=at, message=message, hint=hint, related=tuple(related))


def path_text(path: Path) -> str:
    """A path for people, who count from 1: ``contests #1, candidates #5, code``."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int) and words:
            words[-1] += f" #{part + 1}"
        else:
            words.append(str(part) if str(part).isprintable() else repr(part))
    return ", ".join(words) or "the definition"


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """The line of a path, or of the nearest table around it; 0 where nothing is known."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 0)


def place_of(path: Path, lines: Mapping[Path, int]) -> str:
    """``line 41, contests #1, candidates #5, code``."""
    line = line_of(path, lines)
    return f"line {line}, {path_text(path)}" if line else path_text(path)


class DefinitionError(InputError):
    """A definition that cannot be used. ``problems`` has every one; ``lines()`` words them one by one."""

    def __init__(self, problems: Sequence[Problem], *, place: str, lines: Mapping[Path, int]) -> None:
        self.problems = tuple(problems)
        self._lines = tuple(problem.describe(lines) for problem in self.problems)
        count = f"{len(self._lines)} problems: " if len(self._lines) > 1 else ""
        super().__init__(count + " · ".join(self._lines), place=place)

    def lines(self) -> tuple[str, ...]:
        """Each problem as one line."""
        return self._lines
