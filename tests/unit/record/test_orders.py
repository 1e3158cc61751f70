"""Orders: numbered, each once, and never one that would open a box."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.record.test_day import ORDER
from tests.unit.tally.test_units import definition

from shora.crypto.statement import state
from shora.election.secrecy import Unit
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, ElectionId, Hash
from shora.record.layout import Layout
from shora.record.orders import Order, OrderKind, Orders, read_orders, refuse_order
from shora.record.write import write_once

B = [BoxId(f"b{i}") for i in range(4)]
CITY = definition(Unit.BOX, 10, 4, b3="rehearsal")


def order(number: int, kind: OrderKind, box: BoxId) -> Order:
    return replace(ORDER, number=number, order=kind, box=box)


def written(root: Path, *orders: Order, names: tuple[int, ...] = ()) -> Orders:
    layout = Layout(root=root)
    numbers = names or tuple(range(1, len(orders) + 1))
    for number, one in zip(numbers, orders, strict=True):
        write_once(layout.order(number), one.statement().encode())
    return read_orders(layout, numbers)


def test_what_they_say(tmp_path: Path) -> None:
    orders = written(
        tmp_path,
        order(1, OrderKind.MISSING, B[0]),
        order(2, OrderKind.ANNULLED, B[1]),
        order(3, OrderKind.RECOUNT, B[1]),
    )
    assert (orders.missing, orders.annulled, orders.recounts) == ((B[0],), (B[1],), (B[1],))
    assert (tmp_path / "orders" / "0001.json").exists()
    assert read_orders(Layout(root=tmp_path), ()) == Orders(signed=())


@pytest.mark.parametrize(
    "names, orders, message",
    [
        ((2,), [order(2, OrderKind.MISSING, B[0])], "none has number 1"),
        ((1, 3), [order(1, OrderKind.MISSING, B[0]), order(3, OrderKind.MISSING, B[1])], "none has number 2"),
        ((1,), [order(2, OrderKind.MISSING, B[0])], "it is order 2"),
        ((), [order(1, OrderKind.RECOUNT, B[0]), order(2, OrderKind.RECOUNT, B[0])], "already"),
        (
            (),
            [order(1, OrderKind.MISSING, B[0]), order(2, OrderKind.ANNULLED, B[0])],
            "both missing and annulled",
        ),
        (
            (),
            [order(1, OrderKind.ANNULLED, B[0]), order(2, OrderKind.MISSING, B[0])],
            "both missing and annulled",
        ),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, names: tuple[int, ...], orders: list[Order], message: str
) -> None:
    with pytest.raises(InputError, match=message) as found:
        written(tmp_path, *orders, names=names)
    assert found.value.place.startswith("orders/000")


def test_a_file_that_is_no_order(tmp_path: Path) -> None:
    layout = Layout(root=tmp_path)
    write_once(layout.order(1), state("opening", ElectionId("small"), {}).encode())
    with pytest.raises(InputError, match="belongs here"):
        read_orders(layout, [1])


def test_what_may_be_ordered(tmp_path: Path) -> None:
    before = written(tmp_path, order(1, OrderKind.ANNULLED, B[0]))

    def refuse(new: Order) -> None:
        refuse_order(new, before, CITY, decrypted=[B[1]], grouped=[B[2]])

    for fine in (order(2, OrderKind.ANNULLED, B[1]), order(2, OrderKind.RECOUNT, B[2])):
        refuse(fine)
    refuse_order(order(2, OrderKind.MISSING, B[1]), before, CITY, decrypted=[], grouped=[])
    for new, message in (
        (order(2, OrderKind.ANNULLED, B[2]), "would open it"),
        (order(2, OrderKind.MISSING, B[2]), "decrypted already"),
        (order(2, OrderKind.MISSING, B[1]), "decrypted already"),
        (order(2, OrderKind.MISSING, B[0]), "both"),
        (order(2, OrderKind.ANNULLED, B[0]), "already"),
        (order(1, OrderKind.RECOUNT, B[0]), "number 2"),
        (order(3, OrderKind.RECOUNT, B[0]), "number 2"),
        (order(2, OrderKind.MISSING, B[3]), "rehearsal"),
        (order(2, OrderKind.MISSING, BoxId("other")), "no box other"),
        (replace(order(2, OrderKind.RECOUNT, B[0]), election=ElectionId("else")), "of the election else"),
    ):
        with pytest.raises(RefusedError, match=message):
            refuse(new)


def test_an_order_about_another_record(tmp_path: Path) -> None:
    before = replace(written(tmp_path), record=ORDER.record)
    refuse_order(order(1, OrderKind.RECOUNT, B[0]), before, CITY, decrypted=[], grouped=[])
    foreign = replace(order(1, OrderKind.RECOUNT, B[0]), record=Hash("f" * 64))
    with pytest.raises(RefusedError, match="about the record ffff"):
        refuse_order(foreign, before, CITY, decrypted=[], grouped=[])
