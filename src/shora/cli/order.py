"""``shora order``: what is decided about a box: missing, annulled, recounted."""

from pathlib import Path

import typer

from shora.cli.signing import SIGN, keep_waiting, say_waiting, waiting_in, with_signatures
from shora.clock import system_clock
from shora.crypto.statement import check_signatures
from shora.errors import InputError
from shora.ids import BoxId
from shora.record.city import city_of
from shora.record.layout import Layout
from shora.record.orders import Order, OrderKind, order_signers, orders_of
from shora.record.read import open_record
from shora.steps.tally import enter_order


def order(
    record: Path = typer.Argument(help="The record's folder.", metavar="RECORD"),
    kind: str = typer.Argument(help="missing, annulled or recount."),
    box: str = typer.Option(..., "--box", help="The box.", metavar="BOX"),
    reason: str = typer.Option(..., help="Why; public."),
    file: Path = typer.Option(
        ..., help="The order, as long as signatures are missing; written where it is not there yet."
    ),
    sign: list[Path] = SIGN,
) -> None:
    """Order about a box; with the signatures of headquarters and supervision it enters the record.

    Exit 1 while signatures are missing.
    """
    if kind not in list(OrderKind):
        raise InputError(f"{kind!r} is no order", hint=", ".join(OrderKind))
    opened = open_record(record)
    city = city_of(opened)
    wanted = order_signers(city.definition)
    number = len(orders_of(opened).signed) + 1
    if file.exists():  # this very order may be in the record already
        number = Order.decode(file.read_bytes(), str(file)).number
    statement = Order(
        election=city.definition.id,
        number=number,
        record=opened.hash,
        order=OrderKind(kind),
        box=city.definition.box(BoxId(box)).id,
        at=system_clock(),
        reason=reason,
    ).statement()
    Order.of(statement, "order")
    statement = with_signatures(waiting_in(file, statement, "another order"), sign, wanted)
    keep_waiting(file, statement)
    missing = [fault.by for fault in check_signatures(statement, wanted) if fault.code == "signature-missing"]
    if missing:
        say_waiting(file, missing, "the same shora order once more")
        raise typer.Exit(1)
    entered = enter_order(Layout(root=record), statement.encode())
    typer.echo(f"order {entered.number}: box {entered.box} is {_DONE[entered.order]}: {entered.reason}")


_DONE = {
    OrderKind.MISSING: "missing",
    OrderKind.ANNULLED: "annulled",
    OrderKind.RECOUNT: "to be recounted",
}
