"""``shora lot``: who was drawn where the votes are equal; it enters the record with two signatures."""

from pathlib import Path

import typer

from shora.cli.console import Screen, printable
from shora.cli.signing import SIGN, keep_waiting, say_waiting, waiting_in, with_signatures
from shora.crypto.statement import check_signatures
from shora.errors import InputError, RefusedError
from shora.ids import ContestId
from shora.record.layout import Layout
from shora.record.lots import Lot, lot_signers
from shora.seats.model import Stage
from shora.seats.result import Tie
from shora.steps.count import OpenTies, enter_lot, open_ties
from shora.text.digits import to_ascii
from shora.text.jalali import parse_moment


def lot(
    record: Path = typer.Argument(help="The record's folder.", metavar="RECORD"),
    contest: str = typer.Option(..., "--contest", help="The contest.", metavar="ID"),
    drawn: str = typer.Option(..., help="Who was drawn: codes or ids, with commas between.", metavar="ID,…"),
    place: str = typer.Option(..., help="Where it was drawn; public."),
    witness: list[str] = typer.Option(..., help="Who saw it; public. Repeat it.", metavar="NAME"),
    at: str = typer.Option(..., help="When: 2026-06-20T10:00:00+03:30, or '۱۴۰۵-۰۳-۳۰ ۱۰:۰۰'."),
    file: Path = typer.Option(
        ..., help="The lot, as long as signatures are missing; written where it is not there yet."
    ),
    stage: str = typer.Option("", help="Which tie, where several are open: list-seat, candidate, alternate."),
    between: str = typer.Option("", help="The same: all between whom it is.", metavar="ID,…"),
    sign: list[Path] = SIGN,
) -> None:
    """Write down a lot that was drawn; signed by headquarters and supervision it enters the record.

    The tie is computed from the record; whether its totals are true is verified when the lot enters. Exit 1
    while signatures are missing.
    """
    layout = Layout(root=record)
    before = Lot.decode(file.read_bytes(), str(file)).number if file.exists() else None
    found = open_ties(layout, ContestId(contest), before=before)
    tie = _chosen(found, stage, _ids(between))
    wanted = lot_signers(found.city.definition)
    statement = Lot(
        election=found.city.definition.id,
        number=found.number,
        record=found.record,
        contest=ContestId(contest),
        totals=found.totals,
        stage=tie.stage,
        between=tie.between,
        seats=tie.seats,
        drawn=_winners(tie, _ids(drawn)),
        at=parse_moment(at),
        place=place,
        witnesses=tuple(witness),
    ).statement()
    Lot.of(statement, "lot")
    there = waiting_in(file, statement, "another lot")
    if there.body != statement.body:  # not even another moment: it is not when somebody began to write
        raise RefusedError("the file has another lot", place=str(file), hint="name a new file")
    statement = with_signatures(there, sign, wanted)
    keep_waiting(file, statement)
    missing = [fault.by for fault in check_signatures(statement, wanted) if fault.code == "signature-missing"]
    if missing:
        say_waiting(file, missing, "the same shora lot once more")
        raise typer.Exit(1)
    with Screen(quiet=False) as screen:
        entered = enter_lot(layout, statement.encode(), screen)
    won = ", ".join(entered.drawn)
    sentence = f"lot {entered.number}: contest {contest}, between {', '.join(entered.between)}: {won}"
    typer.echo(printable(sentence))


def _ids(text: str) -> tuple[str, ...]:
    """The ids of an option, with commas between; digits may be Persian."""
    parts = to_ascii(text.replace("،", ",")).split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _chosen(found: OpenTies, stage: str, between: tuple[str, ...]) -> Tie:
    """The open tie that is meant; :class:`RefusedError` without one, :class:`InputError` where several are."""
    if stage and stage not in list(Stage):
        raise InputError(f"{stage!r} is no stage", hint=", ".join(Stage))
    if not found.ties:
        raise RefusedError("no tie is open, so no lot is needed", place="seats")
    there = "; ".join(f"{tie.stage} between {', '.join(tie.between)}" for tie in found.ties)
    meant = [
        tie
        for tie in found.ties
        if stage in ("", tie.stage) and (not between or set(between) == set(tie.between))
    ]
    if not meant:
        raise RefusedError("there is no such tie", place="seats", hint=f"the open ties are: {there}")
    if len(meant) > 1:
        raise InputError("several ties are open", hint=f"name one with --stage and --between: {there}")
    return meant[0]


def _winners(tie: Tie, drawn: tuple[str, ...]) -> tuple[str, ...]:
    """Who was drawn, in the tie's order; :class:`RefusedError` for others, and for another number."""
    others = [one for one in drawn if one not in tie.between]
    if others:
        raise RefusedError(
            f"{', '.join(others)} cannot be drawn: the tie is between {', '.join(tie.between)}", place="lot"
        )
    if len(set(drawn)) != tie.seats or len(drawn) != tie.seats:
        raise RefusedError(f"{len(set(drawn))} are drawn, and the tie is for {tie.seats}", place="lot")
    return tuple(one for one in tie.between if one in drawn)
