"""open (گشایش): a box's archive begins, with the launch code of the morning in its election.

Every proof of the box hashes that election, so nothing can have been made before the code was known.
The zero report and the officials' signatures come with the opening procedure.
"""

from dataclasses import dataclass

from shora.box.archive import Archive
from shora.clock import Clock
from shora.election.launch import launch_code
from shora.election.template import election_json
from shora.errors import RefusedError
from shora.ids import BoxId, Uuid
from shora.record.city import read_city
from shora.record.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open box."""

    box: BoxId
    uuid: Uuid
    launch_code: str
    cards: int


def open_box(layout: Layout, box: BoxId, code: str, clock: Clock) -> Opened:
    """Opens a box that the definition has and that was not opened yet."""
    city = read_city(layout)
    city.definition.box(box)
    info = city.info(box)
    path = layout.archive(box, info.uuid)
    if path.exists():
        raise RefusedError("this box was opened before", place=f"box {box}")
    election = election_json(
        city.definition, uuid=info.uuid, public_key=city.keys.public_key, launch_code=launch_code(code)
    )
    archive = Archive.create(
        path,
        timestamp=int(clock().timestamp()),
        election=election,
        trustees=city.trustees,
        credentials=info.credentials,
    )
    archive.close()
    return Opened(
        box=box, uuid=info.uuid, launch_code=launch_code(code), cards=city.definition.box(box).cards
    )
