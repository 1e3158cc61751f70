"""The differences that the specification leaves open: ``known.txt``, one a line, each with its reason.

``TEST | DIFFERENCE | why both may say what they say``. TEST is the end of a test's name, or ``*``; ``*`` in either
stands for anything. A line that no case needs any more is a failure: this list only gets shorter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

FILE = Path(__file__).with_name("known.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One line of the list."""

    test: str
    difference: str
    reason: str

    def covers(self, test: str, difference: str) -> bool:
        return _fits(test, f"*{self.test}") and _fits(difference, self.difference)


def _fits(text: str, pattern: str) -> bool:
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def known() -> list[Known]:
    """All lines."""
    out = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            test, difference, reason = (cell.strip() for cell in line.split("|"))
            assert test, line
            assert difference, line
            assert reason, line
            out.append(Known(test=test, difference=difference, reason=reason))
    return out


def unknown(test: str, differences: Iterable[str], lines: Sequence[Known]) -> list[str]:
    """The differences that no line covers."""
    return [one for one in differences if not any(line.covers(test, one) for line in lines)]


def idle(found: Iterable[tuple[str, Iterable[str]]], lines: Sequence[Known]) -> list[Known]:
    """The lines that cover none of what was ``found``: of each test its differences."""
    pairs = [(test, one) for test, differences in found for one in differences]
    return [line for line in lines if not any(line.covers(*pair) for pair in pairs)]
