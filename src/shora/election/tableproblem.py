"""What is wrong with a table, said so that its writer finds the cell.

As with a definition, all problems are collected and raised once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shora.election.problem import Severity
from shora.errors import InputError

_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TableProblem:
    """One finding: file, row and column (empty where it is about all of it), the value, what to do."""

    severity: Severity
    place: str
    column: str
    value: str
    message: str
    hint: str

    def describe(self) -> str:
        """``candidates.csv, line 12, column code: "12a": a code has digits only (type the digits …)``."""
        where = f"{self.place}, column {self.column}" if self.column else self.place
        short = self.value if len(self.value) <= _SHOWN else self.value[: _SHOWN - 1] + "…"
        value = f"“{short}”: " if self.value else ""
        return f"{where}: {value}{self.message}" + (f" ({self.hint})" if self.hint else "")


class TableError(InputError):
    """Tables from which no definition can be made. ``problems`` has every error, ``lines()`` words them."""

    def __init__(self, problems: Sequence[TableProblem], *, place: str) -> None:
        self.problems = tuple(problems)
        count = f"{len(self.problems)} problems: " if len(self.problems) > 1 else ""
        super().__init__(count + " · ".join(self.lines()), place=place)

    def lines(self) -> tuple[str, ...]:
        """Each problem as one line."""
        return tuple(problem.describe() for problem in self.problems)


class TableFindings:
    """The problems met so far, in the order in which they were met."""

    def __init__(self) -> None:
        self.problems: list[TableProblem] = []

    def add(
        self,
        place: str,
        message: str,
        *,
        column: str = "",
        value: str = "",
        hint: str = "",
        warn: bool = False,
    ) -> None:
        """Notes an error, or a warning."""
        self.problems.append(
            TableProblem(
                severity=Severity.WARNING if warn else Severity.ERROR,
                place=place, column=column, value=value, message=message, hint=hint,
            )
        )  # fmt: skip

    def add_fault(self, fault: InputError) -> None:
        """Notes that a whole file could not be read."""
        self.add(fault.place, fault.message, hint=fault.hint)

    def of(self, severity: Severity) -> tuple[TableProblem, ...]:
        """All errors, or all warnings."""
        return tuple(each for each in self.problems if each.severity is severity)
