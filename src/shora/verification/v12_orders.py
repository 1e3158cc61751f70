"""V12: orders about boxes are numbered, signed, and do not contradict each other. Spec: ``spec/units.md``, "Orders"."""

from shora.crypto.statement import Signer
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.election.station import BoxKind
from shora.record.orders import Order, OrderKind, Orders
from shora.record.read import Record
from shora.record.stated import Signed
from shora.text.json import JsonValue
from shora.verification.signed import differences, office_keys, read_signed
from shora.verification.verdict import Check, Findings, Place

_CODES = {
    OrderKind.MISSING: "box-missing-by-order",
    OrderKind.ANNULLED: "box-annulled",
    OrderKind.RECOUNT: "box-recounted",
}


def check_orders(record: Record, definition: Definition, findings: Findings) -> Orders:
    """The orders that hold; one that is not signed as it must be is a failure, and still read."""
    wanted: tuple[tuple[Signer, str], ...] = office_keys(
        definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION
    )
    held: list[Signed[Order]] = []
    for expected, number in enumerate(record.orders, start=1):
        path = record.layout.order(number)
        here = Place(file=record.layout.relative(path))
        findings.looked(Check.V12)
        if number != expected:
            detail = f"there is no order {expected}, and this one has the number {number}"
            findings.fail(Check.V12, "order-number", here, detail)
        signed = read_signed(Order, path, wanted, findings, Check.V12, file=here.file)
        if signed is None:
            continue
        order = signed.value
        if order.number != number:
            findings.fail(Check.V12, "order-number", here, f"inside it is order {order.number}")
        right: dict[str, JsonValue] = {"election": definition.id, "record": record.hash}
        for difference in differences(signed.statement.body, right):
            findings.fail(Check.V12, "order-differs", here, difference, after=(Check.V1,))
        _check_box(definition, order, here, findings)
        for other in held:
            if other.value.box == order.box:
                _check_pair(other.value, order, here, findings)
        held.append(signed)
        sentence = f"order {order.number}, {order.order}, box {order.box}: {order.reason}"
        findings.note(_CODES[order.order], here, sentence)
    return Orders(signed=tuple(held))


def _check_box(definition: Definition, order: Order, here: Place, findings: Findings) -> None:
    kinds = {box.id: box.kind for box in definition.boxes}
    if order.box not in kinds:
        findings.fail(Check.V12, "order-box", here, f"the definition has no box {order.box}")
    elif kinds[order.box] is BoxKind.REHEARSAL:
        findings.fail(Check.V12, "order-box", here, f"{order.box} is a rehearsal box, and never counts")


def _check_pair(before: Order, order: Order, here: Place, findings: Findings) -> None:
    if before.order is order.order:
        detail = f"order {before.number} said the same of box {order.box}"
        findings.fail(Check.V12, "order-conflict", here, detail)
    elif {before.order, order.order} == {OrderKind.MISSING, OrderKind.ANNULLED}:
        detail = f"box {order.box} is missing and annulled: it is one of them"
        findings.fail(Check.V12, "order-conflict", here, detail)
