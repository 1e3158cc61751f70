"""Orders about boxes: missing, annulled, recounted; numbered, signed, and never taken back. Spec: ``spec/units.md``.

An order changes what counts, never what was recorded: the archive of an annulled box stays and verifies.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shora.box.payloads import hash_field
from shora.crypto.statement import Statement, state
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.election.station import BoxKind
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, ElectionId, Hash
from shora.record.day import Signers, offices
from shora.record.layout import Layout
from shora.record.read import Record, read_file
from shora.record.stated import Signed, body_of, box_id, decode_signed, line, moment, whole
from shora.text import json
from shora.text.jalali import utc_text


class OrderKind(StrEnum):
    """What is ordered."""

    MISSING = "missing"
    """The box has no usable archive, or is not closed and never will be. It is not tallied."""
    ANNULLED = "annulled"
    """Its ballots do not count."""
    RECOUNT = "recount"
    """Everything of the box is verified again by named people; nothing is decrypted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order; ``number`` counts from 1, ``record`` is the record hash: an exercise's orders are no others'."""

    KIND: ClassVar[str] = "order"

    election: ElectionId
    number: int
    record: Hash
    order: OrderKind
    box: BoxId
    at: datetime
    reason: str

    def statement(self) -> Statement:
        """The statement, without signatures."""
        return state(
            self.KIND,
            self.election,
            {
                "number": self.number,
                "record": self.record,
                "order": str(self.order),
                "box": self.box,
                "at": utc_text(self.at),
                "reason": self.reason,
            },
        )

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Order":
        """From a statement; :class:`InputError` for another form."""
        body = body_of(statement, ("number", "record", "order", "box", "at", "reason"), (), place)
        order = json.field(body, "order", str, place)
        if order not in list(OrderKind):
            raise InputError(f"{order[:40]!r} is no order; {', '.join(OrderKind)} are", place=place)
        return cls(
            election=statement.election,
            number=whole(body, "number", place, least=1),
            record=hash_field(body, "record", place),
            order=OrderKind(order),
            box=box_id(body, "box", place),
            at=moment(body, "at", place),
            reason=line(body, "reason", place),
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Order":
        """From ``orders/<number>.json``."""
        return decode_signed(cls, data, place).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """All orders of a record, by number; ``record`` is its hash, ``None`` where they were read without one."""

    signed: tuple[Signed[Order], ...]
    record: Hash | None = None

    def boxes(self, kind: OrderKind) -> tuple[BoxId, ...]:
        """The boxes with an order of this kind, in the order of the orders."""
        return tuple(one.value.box for one in self.signed if one.value.order is kind)

    @property
    def missing(self) -> tuple[BoxId, ...]:
        """Boxes that are not tallied."""
        return self.boxes(OrderKind.MISSING)

    @property
    def annulled(self) -> tuple[BoxId, ...]:
        """Boxes whose ballots do not count."""
        return self.boxes(OrderKind.ANNULLED)

    @property
    def recounts(self) -> tuple[BoxId, ...]:
        """Boxes that are verified again."""
        return self.boxes(OrderKind.RECOUNT)


def read_orders(layout: Layout, numbers: Sequence[int]) -> Orders:
    """The orders with these numbers, which have to be 1, 2, … without a gap.

    :class:`InputError`, naming the file, for a gap, for another number inside, for a second order of a
    kind about a box, and for a box that is both missing and annulled.
    """
    read: list[Signed[Order]] = []
    for expected, number in enumerate(numbers, start=1):
        place = layout.relative(layout.order(number))
        if number != expected:
            raise InputError(
                f"the order before is {expected - 1}, and none has number {expected}", place=place
            )
        signed = decode_signed(Order, read_file(layout.order(number)), place)
        if signed.value.number != number:
            raise InputError(f"it is order {signed.value.number}", place=place)
        fault = _conflict([one.value for one in read], signed.value)
        if fault:
            raise InputError(fault, place=place)
        read.append(signed)
    return Orders(signed=tuple(read))


def orders_of(record: Record) -> Orders:
    """The orders of a record; errors as :func:`read_orders`, and :class:`InputError` for one about another record."""
    orders = read_orders(record.layout, record.orders)
    for signed in orders.signed:
        if signed.value.record != record.hash:
            place = record.layout.relative(record.layout.order(signed.value.number))
            raise InputError(f"it is about the record {signed.value.record}", place=place)
    return replace(orders, record=record.hash)


def order_signers(definition: Definition) -> Signers:
    """Who signs an order: headquarters and supervision."""
    return offices(definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)


def refuse_order(
    new: Order,
    orders: Orders,
    definition: Definition,
    *,
    decrypted: Collection[BoxId],
    grouped: Collection[BoxId],
) -> None:
    """Whether ``new`` can follow ``orders``: :class:`RefusedError` where it cannot.

    ``decrypted`` are the boxes with a result of their own, ``grouped`` those in a decrypted group: the
    difference of two totals would open a box of a group, so it can no longer be annulled. What is
    decrypted is not missing.
    """
    place = f"order {new.number}"
    if new.election != definition.id:
        raise RefusedError(f"it is of the election {new.election}", place=place)
    if orders.record is not None and new.record != orders.record:
        raise RefusedError(
            f"it is about the record {new.record}, and this is {orders.record}",
            place=place,
            hint="an order of an exercise is not one of the day",
        )
    if new.number != len(orders.signed) + 1:
        raise RefusedError(f"the next order has number {len(orders.signed) + 1}", place=place)
    if all(box.id != new.box for box in definition.boxes):
        raise RefusedError(f"the definition has no box {new.box}", place=place)
    if definition.box(new.box).kind is BoxKind.REHEARSAL:
        raise RefusedError("a rehearsal box never counts, so nothing is ordered about it", place=place)
    fault = _conflict([one.value for one in orders.signed], new)
    if fault:
        raise RefusedError(fault, place=place)
    if new.order is OrderKind.ANNULLED and new.box in grouped:
        raise RefusedError(
            f"box {new.box} was decrypted in a group: annulling it now would open it",
            place=place,
            hint="boxes are annulled before the tally",
        )
    if new.order is OrderKind.MISSING and (new.box in grouped or new.box in decrypted):
        raise RefusedError(f"box {new.box} is decrypted already, so it is not missing", place=place)


def _conflict(before: Sequence[Order], new: Order) -> str:
    """What stands against one more order about a box, as a sentence; empty if nothing does."""
    kinds = {one.order for one in before if one.box == new.box}
    if new.order in kinds:
        return f"there is an order {new.order} about box {new.box} already"
    if {*kinds, new.order} >= {OrderKind.MISSING, OrderKind.ANNULLED}:
        return f"box {new.box} cannot be both missing and annulled"
    return ""
