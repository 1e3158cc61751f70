"""The headquarters enters an order about a box: missing, annulled, recounted. Spec: ``spec/units.md``.

One file, written once: a crash leaves it whole or not at all.
"""

from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.crypto.statement import check_signatures
from shora.disk import SYSTEM, Disk
from shora.election.station import BoxKind
from shora.errors import RefusedError, ShoraError
from shora.ids import BoxId
from shora.record.city import City, city_of
from shora.record.layout import Layout
from shora.record.orders import Order, OrderKind, Orders, order_signers, orders_of, refuse_order
from shora.record.read import Record, open_record
from shora.record.stated import decode_signed
from shora.record.write import write_once
from shora.tally.units import plan_units


def enter_order(layout: Layout, data: bytes, *, disk: Disk = SYSTEM) -> Order:
    """Writes a signed order; the same again is fine.

    :class:`RefusedError` without the signatures of headquarters and supervision, and where
    :func:`~shora.record.orders.refuse_order` forbids it.
    """
    record = open_record(layout.root)
    city = city_of(record)
    signed = decode_signed(Order, data, "order")
    order = signed.value
    for fault in check_signatures(signed.statement, order_signers(city.definition)):
        raise RefusedError(f"{fault.detail} [{fault.code}]", place=f"order {order.number}")
    orders = orders_of(record)
    if any(one.hash == signed.hash for one in orders.signed):
        write_once(layout.order(order.number), data, disk=disk)
        return order
    if order.order is not OrderKind.RECOUNT and (record.totals or record.with_annulled):
        raise RefusedError("the totals are written, and are never changed", place=f"order {order.number}")
    if order.order is not OrderKind.RECOUNT and layout.plan.exists():
        raise RefusedError(
            "the plan of what is decrypted is written, and is never changed",
            place=f"order {order.number}",
            hint="boxes are missing or annulled before the tally",
        )
    tallied, grouped = _begun(record, city, orders)
    refuse_order(order, orders, city.definition, decrypted=tallied, grouped=grouped)
    write_once(layout.order(order.number), data, disk=disk)
    return order


def _begun(record: Record, city: City, orders: Orders) -> tuple[list[BoxId], list[BoxId]]:
    """The boxes with an encrypted tally, and those that are in groups once there is any.

    From then on a trustee may have opened a group in its own list; with other members it would refuse for
    ever. A box whose archive cannot be read then counts as both: there are copies of it.
    """
    ballots: dict[BoxId, int] = {}
    tallied: list[BoxId] = []
    broken: list[BoxId] = []
    kinds = {box.id: box.kind for box in city.definition.boxes}
    for info in city.boxes:
        box = info.box
        if box not in record.opened or kinds[box] is BoxKind.REHEARSAL or box in orders.missing:
            continue
        try:
            with open_archive(record.layout.archive(box, info.uuid)) as archive:
                ballots[box] = archive.ballots
                if archive.phase in (BoxPhase.TALLIED, BoxPhase.DECRYPTED):
                    tallied.append(box)
        except ShoraError:
            broken.append(box)
    if not tallied:
        return [], []
    annulled = [box for box in orders.annulled if box in ballots]
    plan = plan_units(city.definition, ballots, annulled)
    grouped = [box for unit in plan.counted if unit.is_group for box in unit.boxes]
    return tallied + broken, grouped + broken
