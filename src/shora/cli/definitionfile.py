"""Definitions as files: read with all their problems told, written whole or not at all."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from shora.cli.console import printable
from shora.disk import write_new
from shora.election.definition import Definition
from shora.election.problem import DefinitionError
from shora.election.read import LIMIT, read_bytes
from shora.errors import InputError, RefusedError
from shora.text.json import canonical


def content(path: Path, most: int) -> bytes:
    """The file, and one byte too many where it is larger than ``most``: enough to be refused."""
    with path.open("rb") as file:
        return file.read(most + 1)


def read_definition(file: Path) -> Definition:
    """The definition in a file. One that cannot be used ends the command, each problem on a line."""
    try:
        with no_collecting():
            return read_bytes(content(file, LIMIT), place=str(file))
    except DefinitionError as fault:
        complain([f"{file}: {line}" for line in fault.lines()])


def check_name(out: Path) -> None:
    """Before the work: :class:`InputError` for the name of another format, :class:`RefusedError` for a file."""
    if out.suffix != ".json":
        raise InputError("a definition is written as JSON", place=str(out), hint="name it *.json")
    if out.exists():
        raise RefusedError("it is already there", place=str(out), hint="name a new file")


def write_definition(out: Path, definition: Definition) -> None:
    """Writes a definition that was checked to a new file, as the record would hold it."""
    write_new(out, canonical(definition.to_json()))


def complain(lines: Sequence[str]) -> NoReturn:
    """Ends the command with every problem on a line of its own."""
    typer.echo(f"shora: {len(lines)} problem{'s' if len(lines) > 1 else ''}", err=True)
    for line in lines:
        typer.echo(printable(f"  {line}"), err=True)
    raise typer.Exit(2)


@contextmanager
def no_collecting() -> Iterator[None]:
    """Without looking for garbage: of a hundred thousand small parts that all stay, that takes half the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
