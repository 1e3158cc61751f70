"""A whole small election, held through the steps, with everything that may happen to a box in it.

Two regular boxes that are opened by themselves, a small one and a provisional one that are opened
together, a spare that nobody needed, a rehearsal; a challenge, an abandoned session, a spoiled and a
lost card; two of three trustees.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shora.clock import fixed_clock
from shora.crypto.trustees import Share
from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.ids import BoxId, ContestId, StationId
from shora.record.city import read_city
from shora.record.day import Interval, Rejected, RejectReason
from shora.record.layout import Layout
from shora.record.lots import Lot
from shora.steps.alone import Together, define_alone
from shora.steps.count import count_record, enter_lot, open_ties
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.vote import OpenBox, Receipt
from shora.text.json import JsonValue
from shora.trustees.ceremony import share_of

MORNING = datetime(2026, 7, 3, 8, tzinfo=UTC)
CLOCK = fixed_clock(MORNING)
EVENING = fixed_clock(MORNING + timedelta(hours=10))
LAUNCH = "7K3M-92QD-TTB4"
NORTH, SOUTH, SMALL, SPARE = BoxId("north"), BoxId("south"), BoxId("small"), BoxId("spare")
WAITING, DRILL = BoxId("waiting"), BoxId("drill")
COUNCIL = ContestId("council")
SCHOOL, VILLAGE = StationId("school"), StationId("village")

VOTES = {
    NORTH: (["11"], ["11", "12"], [], ["13"]),
    SOUTH: (["12"], ["12", "13"], ["11"]),
    SMALL: (["13"],),
    WAITING: (["11"], ["12"], ["13"]),
}
"""The codes of each ballot that is cast; none is a blank one. The last one in ``waiting`` is not accepted."""
TOTALS = {"11": 4, "12": 4, "13": 3}
CARDS = 8


def small_value() -> dict[str, JsonValue]:
    """The definition as plain data."""
    decided: dict[str, JsonValue] = {"decided_at": "2026-05-01T08:00:00Z", "by": "nobody", "reason": "test"}
    kinds = {SPARE: "spare", WAITING: "provisional", DRILL: "rehearsal"}
    boxes: list[JsonValue] = []
    for box in (NORTH, SOUTH, SPARE, WAITING, DRILL, SMALL):
        one: dict[str, JsonValue] = {
            "id": box,
            "station": VILLAGE if box == SMALL else SCHOOL,
            "cards": CARDS,
        }
        boxes.append(one | ({"kind": kinds[box]} if box in kinds else {}))
    return {
        "format": FORMAT,
        "id": "small",
        "name": {"fa": "کوچک", "en": "Small"},
        "administrator": "nobody",
        "card_office": "nobody",
        "dates": {
            "polling-opens": [{"at": "2026-07-03T08:00:00Z", **decided}],
            "polling-closes": [{"at": "2026-07-03T18:00:00Z", **decided}],
        },
        "trustees": {"threshold": 2, "members": [{"id": f"t{i}", "name": f"Trustee {i}"} for i in (1, 2, 3)]},
        "secrecy": {"smallest": 3, "batch": 2, "unit": "box", "duplicates": "first"},
        "contests": [
            {
                "id": "council",
                "name": {"fa": "شورا", "en": "Council"},
                "seats": 1,
                "votes": 2,
                "alternates": 1,
                "candidates": [{"code": str(10 + i), "name": name} for i, name in enumerate("ABC", start=1)],
            }
        ],
        "stations": [{"id": SCHOOL, "name": "School"}, {"id": VILLAGE, "name": "Village"}],
        "boxes": boxes,
    }


def small_definition() -> Definition:
    return read_json(small_value(), place="small")


@dataclass(frozen=True, kw_only=True)
class Small:
    """The record, and what nobody else has."""

    defined: Together
    receipts: dict[BoxId, list[Receipt]]

    @property
    def layout(self) -> Layout:
        return self.defined.layout

    @property
    def shares(self) -> list[Share]:
        return [share_of(one) for one in self.defined.trustees]

    def archive(self, box: BoxId) -> Path:
        return self.layout.archive(box, self.defined.pack(box).uuid)

    def card(self, box: BoxId, number: int) -> str:
        return self.defined.pack(box).cards[number].private


def begin(root: Path, secrets: Path | None = None, definition: Definition | None = None) -> Small:
    """Defined, nothing opened."""
    machines = root.with_name(f"{root.name}-machines")
    made = define_alone(definition or small_definition(), root, machines, secrets, Unwatched())
    return Small(defined=made, receipts={})


def open_boxes(small: Small) -> None:
    for box in VOTES:
        small.defined.open(box, LAUNCH, CLOCK)


def cast_all(small: Small) -> None:
    for box, ballots in VOTES.items():
        with OpenBox(read_city(small.layout), small.defined.machines[box]) as station:
            voters = [
                (station.card(small.card(box, number)), [codes]) for number, codes in enumerate(ballots)
            ]
            small.receipts[box] = station.cast(station.prepare(voters))
            if box == NORTH:
                _everything_else(small, station)


def _everything_else(small: Small, station: OpenBox) -> None:
    """Cards 4, 5 and 6 of the north box: challenged, abandoned, spoiled."""
    tested, left = station.prepare([(station.card(small.card(NORTH, n)), [["12"]]) for n in (4, 5)])
    small.receipts[NORTH].append(station.challenge(tested))
    station.box.abandon(left.card.public)
    station.box.spoil(station.card(small.card(NORTH, 6)).public)


def close_all(small: Small) -> None:
    made = small.defined
    made.close(NORTH, EVENING, lost=[made.pack(NORTH).cards[7].public])
    made.close(SOUTH, EVENING)
    made.close(SMALL, EVENING)
    rejected = Rejected(credential=made.pack(WAITING).cards[2].public, reason=RejectReason.DUPLICATE)
    made.close(WAITING, EVENING, rejected=[rejected])
    made.leave_closed(SPARE, "no box failed", EVENING)
    # North: four cast and one abandoned; the challenged and the spoiled card were replaced by cast ones.
    made.check_in(SCHOOL, [Interval(until=EVENING(), regular=8, provisional=3)])
    made.check_in(VILLAGE, [Interval(until=EVENING(), regular=1, provisional=0)])


def hold(root: Path, secrets: Path | None = None) -> Small:
    """From the definition to the totals."""
    small = begin(root, secrets)
    open_boxes(small)
    cast_all(small)
    close_all(small)
    tally_all(small)
    return small


def tally_all(small: Small) -> None:
    """Two of three trustees open everything."""
    tally(small.layout, small.defined.keepers()[:2], Unwatched())


def lot_for_tie(small: Small, winner: int = 0) -> Lot:
    """A lot for the first open tie of the council, in which one person is drawn."""
    found = open_ties(small.layout, COUNCIL)
    tie = found.ties[0]
    return Lot(
        election=small.defined.definition.id,
        number=found.number,
        record=found.record,
        contest=COUNCIL,
        totals=found.totals,
        stage=tie.stage,
        between=tie.between,
        seats=tie.seats,
        drawn=(tie.between[winner],),
        at=EVENING() + timedelta(hours=15),
        place="Town hall",
        witnesses=("One", "Two"),
    )


def signed_lot(small: Small, lot: Lot, *roles: str) -> bytes:
    """With the signatures of these offices, of both where none is named."""
    signers = [f"office:{role}" for role in roles or ("headquarters", "supervision")]
    return small.defined.sign(lot.statement(), *signers).encode()


def seat_all(small: Small) -> None:
    """Lots for all ties, and the seats."""
    while count_record(small.layout, Unwatched()).waiting:
        enter_lot(small.layout, signed_lot(small, lot_for_tie(small)), Unwatched())
