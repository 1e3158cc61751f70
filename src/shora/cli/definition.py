"""`shora definition`: make a definition from spreadsheets, look it through, and decide on its dates and candidates."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from shora.cli.console import printable, say_json
from shora.cli.definitionfile import (
    check_name,
    complain,
    content,
    no_collecting,
    read_definition,
    write_definition,
)
from shora.cli.photofolder import PhotoFolder
from shora.election.amend import change_status, move_date
from shora.election.assemble import TableFile, assemble
from shora.election.candidate import Status, StatusChange
from shora.election.checkdigit import confusable
from shora.election.dates import DateName, Decision
from shora.election.definition import Definition
from shora.election.grid import MAX_BYTES
from shora.election.names import fault_in_name
from shora.election.read import LIMIT, warnings
from shora.election.rollcall import CheckDigits, Codes
from shora.election.tableproblem import TableError
from shora.election.tableshapes import TableKind
from shora.errors import InputError, RefusedError
from shora.ids import CandidateCode, ContestId
from shora.record.seats import need_countable
from shora.text import digits
from shora.text.jalali import parse_moment
from shora.text.normalise import strip_bidi

app = typer.Typer(
    help="Make a definition from spreadsheets, check it, move its dates, withdraw a candidate.",
    no_args_is_help=True,
)

FILE = typer.Argument(help="The definition, TOML or JSON.", metavar="FILE")
OUT = typer.Option(..., "--out", help="The new definition, a .json file that is not there yet.")
BY = typer.Option(..., "--by", help="Who decided.")
REASON = typer.Option(..., "--reason", help="Why.")
AT = typer.Option(..., "--at", help="When it was decided: 2026-06-19T08:00:00+03:30, or '۱۴۰۵-۰۳-۲۹ ۰۸:۰۰'.")
CONTEST = typer.Option(..., "--contest", help="The contest's id.")
CODE = typer.Option(..., "--code", help="The candidate's code.")
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


@app.command("import")
def import_(
    base: Path = typer.Argument(help="Dates, trustees and contests, TOML or JSON.", metavar="BASE"),
    candidates: str = typer.Option("", help="CSV (UTF-8) or XLSX; FILE#SHEET names a sheet."),
    lists: str = typer.Option("", help="The same for the lists."),
    stations: str = typer.Option("", help="The same for the stations."),
    boxes: str = typer.Option("", help="The same for the boxes."),
    contest: str = typer.Option("", help="The contest of rows that name none."),
    photos: Path | None = typer.Option(
        None, help="The folder with the photos that the candidates' table names."
    ),
    photos_out: Path | None = typer.Option(None, help="Where photos go under the names of their hashes."),
    code_digits: int = typer.Option(
        0, min=0, max=12, help="Digits of a code in the tables, zeros before included."
    ),
    check_digits: CheckDigits = typer.Option(
        CheckDigits.NONE,
        help="verify: the last digit of each code is checked; make: it is added to serial numbers.",
    ),
    out: Path = OUT,
    *,
    json: bool = JSON,
) -> None:
    """Make a definition from a base file and the tables of the headquarters."""
    check_name(out)
    if (photos is None) != (photos_out is None):
        raise InputError("--photos and --photos-out go together", hint="name both folders")
    given = {
        TableKind.CANDIDATES: candidates, TableKind.LISTS: lists,
        TableKind.STATIONS: stations, TableKind.BOXES: boxes,
    }  # fmt: skip
    files = [_table(kind, text) for kind, text in given.items() if text]
    if not files:
        raise InputError("no table was given", hint="--candidates, --lists, --stations, --boxes")
    folder = None if photos is None else PhotoFolder(photos)
    try:
        with no_collecting():
            made = assemble(
                content(base, LIMIT), files, place=str(base), contest=contest,
                codes=Codes(check=check_digits, length=code_digits), find_photo=folder.find if folder else None,
            )  # fmt: skip
    except TableError as fault:
        complain(fault.lines())
    copied = folder.copy(photos_out) if folder is not None and photos_out is not None else 0
    write_definition(out, made.definition)
    for line in (*made.notes, *(each.describe() for each in made.warnings), *_slips(made.definition)):
        typer.echo(printable(f"note: {line}"), err=True)
    _counts(made.definition, out=out, json=json, photos=copied)


@app.command()
def check(file: Path = FILE, *, json: bool = JSON) -> None:
    """Say all that is wrong with a definition, its rules of seats too, and all that a person should look at."""
    definition = read_definition(file)
    for contest in definition.contests:
        need_countable(contest)
    for line in (*(each.describe({}) for each in warnings(definition)), *_slips(definition)):
        typer.echo(printable(f"note: {line}"), err=True)
    _counts(
        definition,
        out=file,
        json=json,
        photos=sum(bool(c.photo) for e in definition.contests for c in e.candidates),
    )


@app.command()
def withdraw(
    file: Path = FILE, contest: str = CONTEST, code: str = CODE, by: str = BY, reason: str = REASON, at: str = AT,
    out: Path = OUT,
) -> None:  # fmt: skip
    """Withdraw a candidate: the ballot keeps the place, the code is refused."""
    _decide(file, contest, code, Status.WITHDRAWN, (by, reason, at), out)


@app.command()
def reinstate(
    file: Path = FILE, contest: str = CONTEST, code: str = CODE, by: str = BY, reason: str = REASON, at: str = AT,
    out: Path = OUT,
) -> None:  # fmt: skip
    """Let a withdrawn candidate stand again."""
    _decide(file, contest, code, Status.STANDING, (by, reason, at), out)


@app.command()
def postpone(
    file: Path = FILE,
    date: list[DateName] = typer.Option(
        ..., help="Which date. Repeat it with --to, to move several at once."
    ),
    to: list[str] = typer.Option(..., help="The new moment, as in --at."),
    by: str = BY,
    reason: str = REASON,
    at: str = AT,
    out: Path = OUT,
) -> None:
    """Move dates. The earlier decisions stay in the definition."""
    check_name(out)
    if len(date) != len(to) or len(set(date)) < len(date):
        raise InputError(
            f"{len(date)} dates and {len(to)} moments", hint="give each --date once, with its --to"
        )
    definition = read_definition(file)
    decided, who, why = parse_moment(at), _said(by, "--by"), _said(reason, "--reason")
    moves = [
        (name, Decision(at=parse_moment(moment), decided_at=decided, by=who, reason=why))
        for name, moment in zip(date, to, strict=True)
    ]
    moves.sort(key=lambda move: move[1].at)
    try:  # polling must never close before it opens, also between two moves: the last date first, or the first
        moved = _move(definition, moves[::-1])
    except RefusedError:
        moved = _move(definition, moves)
    write_definition(out, moved)
    typer.echo(f"{', '.join(date)}: moved, with the earlier decisions kept, in {out}")


def _move(definition: Definition, moves: Sequence[tuple[DateName, Decision]]) -> Definition:
    for name, decision in moves:
        definition = move_date(definition, name, decision)
    return definition


def _decide(
    file: Path, contest: str, code: str, status: Status, decision: tuple[str, str, str], out: Path
) -> None:
    check_name(out)
    by, reason, at = decision
    change = StatusChange(
        status=status, decided_at=parse_moment(at), by=_said(by, "--by"), reason=_said(reason, "--reason")
    )
    plain = CandidateCode(digits.code(code))
    changed = change_status(read_definition(file), ContestId(contest), plain, change)
    write_definition(out, changed)
    typer.echo(f"candidate {plain}: {status}, with the earlier decisions kept, in {out}")


def _said(text: str, option: str) -> str:
    said = strip_bidi(text).strip()
    fault = fault_in_name(said)
    if fault:
        raise InputError(f"{option} {fault}", hint="a decision says who made it, and why")
    return said


def _table(kind: TableKind, text: str) -> TableFile:
    path, sheet = Path(text), ""
    if not path.exists() and "#" in text:
        name, _, sheet = text.rpartition("#")
        path = Path(name)
    return TableFile(kind=kind, data=content(path, MAX_BYTES), place=str(path), sheet=sheet)


def _slips(definition: Definition) -> Iterator[str]:
    """For each contest whose codes one slip of the finger turns into each other, one line."""
    for contest in definition.contests:
        pairs = confusable(
            [*(each.code for each in contest.candidates), *(each.code for each in contest.lists)]
        )
        if pairs:
            yield (
                f"contest {contest.id}: one wrong digit or swap makes {pairs[0][1]} of {pairs[0][0]}, "
                f"and so in {len(pairs):,} pairs of codes (codes with a check digit cannot do that)"
            )


def _counts(definition: Definition, *, out: Path, json: bool, photos: int) -> None:
    numbers = {
        "contests": len(definition.contests),
        "lists": sum(len(each.lists) for each in definition.contests),
        "candidates": sum(len(each.candidates) for each in definition.contests),
        "stations": len(definition.stations),
        "boxes": len(definition.boxes),
        "photos": photos,
    }
    if json:
        say_json({"election": definition.id, **numbers})
        return
    typer.echo(f"{out}: " + ", ".join(f"{count:,} {name}" for name, count in numbers.items()))
