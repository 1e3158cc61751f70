"""The small city with everything that a record can have: an incident, an order, a rehearsal, a lot; and one with an annulled box."""

from datetime import timedelta
from pathlib import Path

from tests.support.city import (
    CLOCK,
    DRILL,
    EVENING,
    LAUNCH,
    MORNING,
    NORTH,
    SCHOOL,
    SMALL,
    SOUTH,
    SPARE,
    VILLAGE,
    WAITING,
    Small,
    begin,
    cast_all,
    close_all,
    open_boxes,
    seat_all,
    tally_all,
)

from shora.record.city import read_city
from shora.record.day import Incident, Interval, Rejected, RejectReason
from shora.record.orders import Order, OrderKind, order_signers
from shora.record.write import write_once
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.vote import OpenBox


def hold_whole(root: Path) -> Small:
    """One person more than cards at the school, named by an incident; an order to recount; a rehearsal."""
    small = begin(root)
    _rehearse(small)
    open_boxes(small)
    cast_all(small)
    made = small.defined
    went = Incident(code="check-ins-differ", count=-1, text="one person went without a ballot")
    made.close(NORTH, EVENING, lost=[made.pack(NORTH).cards[7].public], incidents=[went])
    made.close(SOUTH, EVENING)
    made.close(SMALL, EVENING)
    last = max(
        card.public for card in made.pack(WAITING).cards[:3]
    )  # so that the first of the bundle is accepted
    rejected = Rejected(credential=last, reason=RejectReason.DUPLICATE)
    made.close(WAITING, EVENING, rejected=[rejected])
    made.leave_closed(SPARE, "no box failed", EVENING)
    noon = MORNING + timedelta(hours=4)
    hours = [
        Interval(until=noon, regular=5, provisional=0),
        Interval(until=EVENING(), regular=4, provisional=3),
    ]
    made.check_in(SCHOOL, hours)
    made.check_in(VILLAGE, [Interval(until=EVENING(), regular=1, provisional=0)])
    order(small, 1, OrderKind.RECOUNT)
    tally_all(small)
    tally(small.layout, made.keepers()[:2], Unwatched(), rehearsal=True)
    seat_all(small)
    return small


def hold_annulled(root: Path) -> Small:
    """The south box is annulled; it has enough ballots to be decrypted by itself."""
    small = begin(root)
    open_boxes(small)
    cast_all(small)
    close_all(small)
    order(small, 1, OrderKind.ANNULLED)
    tally_all(small)
    seat_all(small)
    return small


def order(small: Small, number: int, kind: OrderKind) -> None:
    """An order about the south box."""
    made = small.defined
    stated = Order(
        election=made.definition.id,
        number=number,
        record=read_city(small.layout).record,
        order=kind,
        box=SOUTH,
        at=EVENING(),
        reason="somebody asked",
    ).statement()
    signers = (signer for signer, _ in order_signers(made.definition))
    write_once(small.layout.order(number), made.sign(stated, *signers).encode())


def _rehearse(small: Small) -> None:
    """Two ballots in the rehearsal box, which is closed and not decrypted."""
    made = small.defined
    made.open(DRILL, LAUNCH, CLOCK)
    with OpenBox(read_city(small.layout), made.machines[DRILL]) as station:
        voters = [(station.card(small.card(DRILL, number)), [["11"]]) for number in (0, 1)]
        station.cast(station.prepare(voters))
    made.close(DRILL, CLOCK)
