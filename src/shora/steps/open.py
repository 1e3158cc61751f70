"""open (گشایش): a box's archive begins, with the launch code of the morning in its election.

Every proof of the box hashes that election, so nothing can have been made before the code was known.
No box opens once another is tallied. The zero report and the officials' signatures come with the opening procedure.
"""

from dataclasses import dataclass

from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.clock import Clock
from shora.election.launch import launch_code
from shora.election.template import election_json
from shora.errors import RefusedError
from shora.ids import BoxId, Uuid
from shora.record.city import City, city_of
from shora.record.layout import Layout
from shora.record.read import open_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open box."""

    box: BoxId
    uuid: Uuid
    launch_code: str
    cards: int


def open_box(layout: Layout, box: BoxId, code: str, clock: Clock) -> Opened:
    """Opens a box that the definition has and that was not opened yet."""
    record = open_record(layout.root)
    for finding in record.findings:
        raise RefusedError(f"the record is not what was defined: {finding.detail}", place=finding.place)
    city = city_of(record)
    for fault in city.keys.check():
        raise RefusedError(f"the trustees' keys do not verify: {fault.detail}", place="trustees.json")
    city.definition.box(box)
    info = city.info(box)
    path = layout.archive(box, info.uuid)
    if path.exists():
        raise RefusedError("this box was opened before", place=f"box {box}")
    _refuse_late(layout, city)
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


def _refuse_late(layout: Layout, city: City) -> None:
    """No box opens once another is tallied: its voters would know the results, and its few ballots be alone."""
    for info in city.boxes:
        path = layout.archive(info.box, info.uuid)
        if path.exists():
            with open_archive(path) as archive:
                if archive.phase in (BoxPhase.TALLIED, BoxPhase.DECRYPTED):
                    raise RefusedError(f"box {info.box} is tallied already; no box opens after that")
    if layout.totals_folder.exists():
        raise RefusedError("the city has totals already; no box opens after that")
