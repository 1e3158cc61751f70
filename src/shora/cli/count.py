"""``shora count``: from totals to seats, from a totals file or in a record."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import typer

from shora.cli.console import say_json, say_safely
from shora.cli.countrecord import count_in_record, is_record
from shora.election.threshold import fraction_of
from shora.errors import InputError
from shora.seats.compare import compare
from shora.seats.margin import RecountBase, Trigger, margins, recount
from shora.seats.model import Totals
from shora.seats.options import NO_OPTIONS, Options, Rounding, threshold
from shora.seats.read import read_totals
from shora.seats.render import explain, render
from shora.seats.render_more import (
    render_comparison,
    render_lots,
    render_margins,
    render_recount,
    render_vacancies,
)
from shora.seats.rules import RULES
from shora.seats.rules import count as count_seats
from shora.seats.vacancy import fill
from shora.steps.exports import export_totals
from shora.text.digits import to_ascii
from shora.text.messages import Language, language_of

T = TypeVar("T", Rounding, RecountBase)

RULE_HELP: Final = f"One of {', '.join(each.id for each in RULES)}. A record has its own."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a totals file beside its seats."""

    rule: str
    options: Options
    language: Language
    explained: bool
    vacancy: tuple[str, ...]
    margin: bool
    trigger: Trigger | None
    out: Path | None
    json: bool


def count(
    totals: str = typer.Argument(
        help="A totals file (spec/totals.md), '-' for standard input, or a record's folder.", metavar="TOTALS"
    ),
    rule: str = typer.Option("", help=RULE_HELP),
    threshold_: str = typer.Option(
        "", "--threshold", help="What a list needs to take part: 5%, 0.05 or 1/20 of --threshold-base."
    ),
    threshold_base: str = typer.Option("", help="Of what: valid-ballots or list-votes."),
    alternates_rounding: str = typer.Option(
        "half-up", help="How Tehran's 52 % of alternates are rounded: half-up, up or down."
    ),
    vacancy: list[str] = typer.Option([], help="Who left; repeat it. Says who follows.", metavar="CODE"),
    recount_: str = typer.Option(
        "",
        "--recount",
        help="Is a recount due? It is where the margin is at most this part of --recount-base, as 0.5%.",
    ),
    recount_base: str = typer.Option(
        "", help="Of what: last-seated (votes of the last seated), valid or cast (ballots)."
    ),
    language: str = typer.Option("en", help="en or fa."),
    out: Path | None = typer.Option(
        None, help="A new folder for the official outputs: tables, protocols, NIST (spec/exports.md)."
    ),
    *,
    compared: bool = typer.Option(
        False, "--compare", help="Both readings of Tehran's law, and D'Hondt, side by side."
    ),
    explained: bool = typer.Option(
        False, "--explain", help="Only the way: the rule with its source, and each step in words."
    ),
    margin: bool = typer.Option(False, "--margin", help="How few votes more would have changed a seat."),
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Compute seats by a named rule, every step in words.

    Exit 0 complete, 2 bad input, 3 a lot for a seat is required.
    """
    said = language_of(language)
    if (recount_ and not recount_base) or (recount_base and not recount_):
        raise InputError(
            "a recount's limit and its base belong together", hint="--recount 0.5% --recount-base cast"
        )
    asked = Asked(
        rule=rule,
        options=_options(threshold_, threshold_base, alternates_rounding),
        language=said,
        explained=explained,
        vacancy=tuple(vacancy),
        margin=margin or bool(recount_),
        trigger=Trigger(part=fraction_of(recount_), base=_choice(RecountBase, recount_base))
        if recount_
        else None,
        out=out,
        json=json,
    )
    if is_record(totals):
        if rule or asked.options != NO_OPTIONS:
            raise InputError(
                "a record's rule is that of its definition",
                hint="leave --rule, --threshold and --alternates-rounding out",
            )
        if compared or explained or vacancy or asked.margin:
            raise InputError(
                "this is asked of a totals file, and here is a record",
                hint="for example: shora count --margin --rule RULE RECORD/totals/CONTEST.json",
            )
        raise typer.Exit(count_in_record(Path(totals), said, out, json=json))
    if not (rule or compared):
        raise InputError(
            "a totals file does not say its rule",
            hint="give --rule RULE (shora count --help names them), or --compare",
        )
    read = read_totals(_data(totals), place=totals)
    if compared:
        _compare(read, asked)
    if vacancy:
        _vacancy(read, asked)
    _count(read, asked)


def _count(read: Totals, asked: Asked) -> NoReturn:
    result = count_seats(read, asked.rule, asked.options)
    found = margins(read, asked.rule, asked.options) if asked.margin else ()
    due = recount(found[0], read, asked.rule, asked.trigger) if found and asked.trigger else None
    if asked.out is not None:
        export_totals(read, result, asked.options, asked.out)
    if asked.json:
        value = result.to_json()
        if asked.margin:
            value["margins"] = [each.to_json() for each in found]
        if due is not None:
            value["recount"] = due.to_json()
        say_json(value)
    else:
        say_safely((explain if asked.explained else render)(read, result, asked.language))
        if asked.margin:
            say_safely(("", *render_margins(read, found, asked.language)))
        if due is not None:
            say_safely((render_recount(due, asked.language),))
        say_safely(render_lots(read, result, asked.language))
    raise typer.Exit(result.exit_code)


def _compare(read: Totals, asked: Asked) -> NoReturn:
    if asked.rule or asked.vacancy or asked.margin or asked.out:
        raise InputError("--compare stands alone", hint="leave --rule, --vacancy, --margin and --out out")
    found = compare(read, asked.options)
    if asked.json:
        say_json(found.to_json())
    else:
        say_safely(render_comparison(read, found, asked.language))
        if asked.explained:
            for sheet in found.sheets:
                say_safely(("", *explain(read, sheet, asked.language)))
    raise typer.Exit(found.exit_code)


def _vacancy(read: Totals, asked: Asked) -> NoReturn:
    known = {person.id for _, person in read.people}
    left = tuple(code if code in known else to_ascii(code) for code in asked.vacancy)
    if asked.margin or asked.explained or asked.out:
        raise InputError("--vacancy stands alone", hint="leave --margin, --recount, --explain and --out out")
    filled = fill(read, asked.rule, left, asked.options)
    if asked.json:
        say_json(filled.to_json())
    else:
        say_safely(render_vacancies(filled, asked.language))
    raise typer.Exit(filled.exit_code)


def _options(part: str, base: str, rounding: str) -> Options:
    found = threshold(part, base) if part or base else NO_OPTIONS
    return Options(threshold=found.threshold, base=found.base, alternates=_choice(Rounding, rounding))


def _choice(kind: type[T], text: str) -> T:
    if text not in list(kind):
        raise InputError(f"{text!r} is none of {', '.join(kind)}")
    return kind(text)


def _data(totals: str) -> bytes:
    return sys.stdin.buffer.read() if totals == "-" else Path(totals).read_bytes()
