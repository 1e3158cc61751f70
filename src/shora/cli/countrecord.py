"""``shora count RECORD``: the seats of a record, written into it, and the official outputs of a count."""

from pathlib import Path

import typer

from shora.cli.console import Screen, say_json, say_safely
from shora.clock import system_clock
from shora.errors import InputError
from shora.record.layout import Layout
from shora.seats.render import render
from shora.steps.count import count_record
from shora.steps.exports import export_record
from shora.text.messages import Language


def is_record(path: str) -> bool:
    """Whether a record is meant: a folder, or its ``record.json``. :class:`InputError` for another folder."""
    if path == "-":
        return False
    if Path(path).is_dir() and not (Path(path) / "record.json").is_file():
        raise InputError(
            "this folder is no record, and totals are one file",
            place=path,
            hint="name the totals file, or a folder with record.json",
        )
    return Path(path).is_dir() or Path(path).name == "record.json"


def count_in_record(path: Path, language: Language, out: Path | None, *, json: bool) -> int:
    """Counts every contest of a record and writes the sheets that wait for no lot; the exit code."""
    layout = Layout(root=path if path.is_dir() else path.parent)
    with Screen(quiet=json) as screen:
        screen.head("count", "the record is verified first; then each contest by its rule")
        counted = count_record(layout, screen)
    if out is not None:
        export_record(counted, out, made_at=system_clock().replace(microsecond=0))
    if json:
        say_json({"contests": {one.contest.id: one.result.to_json() for one in counted.contests}})
    else:
        for one in counted.contests:
            say_safely(("", *render(one.totals, one.result, language)))
        typer.echo()
        for one in counted.written:
            typer.echo(f"written: {layout.relative(layout.seats(one.contest.id))}")
        for one, tie in counted.waiting:
            typer.echo(
                f"contest {one.contest.id} waits for a lot: {tie.stage} between {', '.join(tie.between)},"
                f" {tie.seats} to be drawn; then: shora lot"
            )
    return max(one.result.exit_code for one in counted.contests)
