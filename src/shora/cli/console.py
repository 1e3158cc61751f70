"""Printing: headed steps and bars for people on stderr, results on stdout, JSON when asked for."""

import json
import unicodedata
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from shora.text.json import JsonInput

_JOINERS = "\u200c\u200d"
"""Zero-width joiners, which Persian needs."""
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like nothing."""


def printable(text: str) -> str:
    """The text on one line; controls, directions, other line ends and blank letters spelled out.

    A name must not paint a screen, nor begin a line of its own.
    """
    return "".join(c if c in _JOINERS or not _is_control(c) else f"\\u{ord(c):04x}" for c in text)


def _is_control(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp") or character in _BLANK


class Screen:
    """A watcher that draws a bar a phase. Silent where ``quiet``, and plain where stderr is no terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False, markup=False)
        self._progress = Progress(
            TextColumn("  {task.description:<22}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=quiet or not self._console.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def head(self, word: str, sentence: str) -> None:
        """A step begins."""
        self._progress.console.print(f"\n{word.upper()}  {printable(sentence)}", style="bold", soft_wrap=True)

    def say(self, line: str) -> None:
        """One line under the present step."""
        self._progress.console.print(f"  {printable(line)}", soft_wrap=True)

    def begin(self, phase: str, total: int) -> None:
        """A phase of ``total`` units begins."""
        self._task = self._progress.add_task(phase, total=total)

    def done(self, units: int) -> None:
        """Units of the present phase are done."""
        if self._task is not None:
            self._progress.advance(self._task, units)


def say_json(value: JsonInput) -> None:
    """One line of JSON on stdout. Totals may be larger than what records hold, so it is not their canonical form."""
    typer.echo(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def say_lines(lines: Sequence[str]) -> None:
    """Lines on stdout."""
    for line in lines:
        typer.echo(line)


def say_safely(lines: Sequence[str]) -> None:
    """Lines with names that others wrote: what turns or breaks a line is spelled out."""
    say_lines([printable(line) for line in lines])


def many(number: int, one: str, more: str = "") -> str:
    """``1 box``, ``2 boxes``: the number with its word."""
    return f"{number} {one if number == 1 else more or one + 's'}"
