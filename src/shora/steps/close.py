"""close (پایان): no more ballots. Minutes, signatures and the void of left-over cards come later."""

from dataclasses import dataclass

from shora.ids import BoxId, Hash
from shora.record.city import read_city
from shora.record.layout import Layout
from shora.steps.vote import OpenBox


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed box: how many ballots it has, and the head that stands for its archive."""

    box: BoxId
    ballots: int
    head: Hash


def close_box(layout: Layout, box: BoxId) -> Closed:
    """Ends a box that is open. A second time is refused."""
    with OpenBox(read_city(layout), box) as station:
        station.archive.end_ballots()
        state = station.archive.state
        return Closed(box=box, ballots=state.ballots, head=station.archive.checkpoint.head)
