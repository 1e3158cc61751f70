"""``shora count``: from totals to seats."""

import sys
from pathlib import Path

import typer

from shora.cli.console import say_json, say_lines
from shora.errors import InputError
from shora.seats.options import NO_OPTIONS, threshold
from shora.seats.render import render
from shora.steps.count import count as count_step
from shora.text.messages import Language


def count(
    totals: str = typer.Argument(help="A totals file (spec/totals.md); '-' is standard input."),
    rule: str = typer.Option(help="The rule's id."),
    threshold_: str = typer.Option("", "--threshold", help="5%, 0.05 or 1/20; needs --threshold-base."),
    threshold_base: str = typer.Option("", help="valid-ballots or list-votes."),
    language: str = typer.Option("en", help="en or fa."),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Compute seats by a named rule, every step in words. Exit 0 complete, 3 a lot is required."""
    if language not in ("en", "fa"):
        raise InputError(f"there is no language {language!r}", hint="en or fa")
    data = sys.stdin.buffer.read() if totals == "-" else Path(totals).read_bytes()
    options = threshold(threshold_, threshold_base) if threshold_ or threshold_base else NO_OPTIONS
    read, result = count_step(data, rule, options, place=totals)
    if json:
        say_json(result.to_json())
    else:
        say_lines(render(read, result, Language(language)))
    raise typer.Exit(result.exit_code)
