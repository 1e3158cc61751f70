"""``shora decide``: which ballots of a provisional box are accepted, after the check against double voting."""

from pathlib import Path

import typer

from shora.cli.console import many
from shora.cli.signing import SIGN, keep_waiting, say_waiting, waiting_in, with_signatures
from shora.clock import system_clock
from shora.crypto.statement import check_signatures
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, PublicCredential
from shora.record.city import read_city
from shora.record.day import Decision, Ended, Rejected, RejectReason, box_signers, decision_signers
from shora.record.layout import Layout
from shora.record.read import read_file
from shora.record.stated import decode_signed
from shora.steps.close import decision_about


def decide(
    record: Path = typer.Argument(help="The record's folder.", metavar="RECORD"),
    box: str = typer.Option(..., "--box", help="The provisional box.", metavar="BOX"),
    reject: list[str] = typer.Option(
        [],
        help="A ballot that is not accepted, by the public part of its card; duplicate or not-entitled. Repeat it.",
        metavar="CARD/REASON",
    ),
    file: Path = typer.Option(
        ..., help="The decision; written where it is not there yet, and taken to the box once it is signed."
    ),
    sign: list[Path] = SIGN,
) -> None:
    """Decide about the sealed ballots of a provisional box: all that are not rejected are accepted.

    Exit 1 while signatures of inquiry service and headquarters are missing.
    """
    layout = Layout(root=record)
    city = read_city(layout)
    info = city.info(BoxId(box))
    path = layout.ended(info.box)
    if not path.exists():
        raise RefusedError(
            "its end of ballots is not in the record", place=f"box {box}", hint="shora close comes first"
        )
    ended = decode_signed(Ended, read_file(path), layout.relative(path))
    for fault in ended.faults(box_signers(city.definition, info.box, info.key)):
        raise RefusedError(fault.detail, place=layout.relative(path))
    decision = decision_about(ended, [_rejected(text) for text in reject], system_clock, record=city.record)
    statement = waiting_in(file, decision.statement(), "another decision")
    Decision.of(statement, str(file))
    wanted = decision_signers(city.definition)
    statement = with_signatures(statement, sign, wanted)
    keep_waiting(file, statement)
    faults = check_signatures(statement, wanted)
    for fault in faults:
        if fault.code != "signature-missing":
            raise RefusedError(fault.detail, place=str(file))
    accepted, rejected = len(decision.accepted), len(decision.rejected)
    typer.echo(f"box {box}: {many(accepted, 'ballot')} accepted, {rejected} not accepted")
    if faults:
        say_waiting(file, [fault.by for fault in faults], f"at the box: shora close … --decision {file}")
        raise typer.Exit(1)
    typer.echo(f"signed; at the box: shora close … --decision {file}")


def _rejected(text: str) -> Rejected:
    card, _, reason = text.partition("/")
    if reason not in list(RejectReason):
        raise InputError(
            f"{text[:80]!r} does not say why", place="--reject",
            hint=f"as CARD/{RejectReason.DUPLICATE} or CARD/{RejectReason.NOT_ENTITLED}",
        )  # fmt: skip
    return Rejected(credential=PublicCredential(card), reason=RejectReason(reason))
