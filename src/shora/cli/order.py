"""``shora order``: what is decided about a box: missing, annulled, recounted."""

from pathlib import Path

import typer

from shora.cli.identity import open_identity
from shora.clock import system_clock
from shora.disk import replace, write_new
from shora.errors import InputError, RefusedError
from shora.ids import BoxId
from shora.record.city import city_of
from shora.record.layout import Layout
from shora.record.orders import Order, OrderKind, orders_of
from shora.record.read import open_record
from shora.record.stated import decode_signed
from shora.steps.tally import enter_order


def order(
    record: Path = typer.Argument(help="The record's folder.", metavar="RECORD"),
    kind: str = typer.Argument(help="missing, annulled or recount."),
    box: str = typer.Option(..., "--box", help="The box."),
    reason: str = typer.Option(..., help="Why; public."),
    file: Path = typer.Option(
        ..., help="The order, as long as signatures are missing; written where it is not there."
    ),
    sign: list[Path] = typer.Option([], "--sign", help="An identity file that signs at once. Repeat it."),
) -> None:
    """Order about a box; with the signatures of headquarters and supervision it enters the record."""
    if kind not in list(OrderKind):
        raise InputError(f"{kind!r} is no order", hint=", ".join(OrderKind))
    opened = open_record(record)
    city = city_of(opened)
    wanted = Order(
        election=city.definition.id,
        number=len(orders_of(opened).signed) + 1,
        order=OrderKind(kind),
        box=BoxId(box),
        at=system_clock(),
        reason=reason,
    )
    city.definition.box(wanted.box)
    statement = wanted.statement()
    if file.exists():
        there = decode_signed(Order, file.read_bytes(), str(file))
        if (there.value.order, there.value.box, there.value.reason) != (wanted.order, wanted.box, reason):
            raise RefusedError("the file has another order", place=str(file), hint="name a new file")
        statement = there.statement
    for path in sign:
        statement = statement.signed(*open_identity(path, None))
    if file.exists():
        replace(file, statement.encode())
    else:
        write_new(file, statement.encode())
    entered = enter_order(Layout(root=record), statement.encode())
    typer.echo(f"order {entered.number}: box {entered.box} is {entered.order}: {entered.reason}")
