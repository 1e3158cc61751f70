"""The headquarters' first part: every box has ended, and each closed archive gets its encrypted tally.

Crash order: everything is verified before the first byte is written; then the plan is, so that no tally
comes before it; then one archive after the other gets one event, durable before the next. Run again, it
goes on with the archives that have none yet.
"""

from dataclasses import dataclass

from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.box.payloads import SizedTally, digest
from shora.crypto.election import BallotProduct
from shora.disk import SYSTEM, Disk
from shora.errors import DamagedError
from shora.ids import BoxId, Hash
from shora.record.layout import Layout
from shora.record.orders import orders_of
from shora.record.read import open_record
from shora.record.write import write_once
from shora.steps.progress import Watcher
from shora.steps.tally.verified import Verified, examine
from shora.tally.units import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the trustees will decrypt. ``missing`` and ``unopened`` boxes have no part in it.

    ``hash`` is the plan hash, to be made public: each trustee compares it with what it computed.
    """

    plan: Plan
    hash: Hash
    boxes: tuple[BoxId, ...]


def prepare(layout: Layout, watcher: Watcher, *, rehearsal: bool = False, disk: Disk = SYSTEM) -> Prepared:
    """Verifies the record, writes its plan, and appends the encrypted tally to each closed archive.

    Annulled boxes get theirs, too. A rehearsal has no plan in the record. :class:`~shora.errors.RefusedError`
    while a box is open and not missing by order, and for too few ballots; then nothing was written.
    """
    mend(layout, disk)
    verified = examine(layout, watcher, rehearsal=rehearsal)
    return append_tallies(verified, disk)


def append_tallies(verified: Verified, disk: Disk) -> Prepared:
    """The writing part of :func:`prepare`."""
    if not verified.rehearsal:
        write_once(verified.layout.plan, verified.file.encode(), disk=disk)
    for box, checked in verified.boxes.items():
        if checked.phase is not BoxPhase.CLOSED:
            continue
        if checked.checked is None:
            raise DamagedError("its ballots cannot be read", place=f"box {box}")
        path = verified.layout.archive(box, verified.city.info(box).uuid)
        product: BallotProduct = checked.checked.product
        encrypted = product.encrypted_tally()
        sized = SizedTally(
            num_tallied=product.ballots, total_weight=product.weight, encrypted_tally=digest(encrypted)
        )
        archive, _ = Archive.open(path, acknowledged=None, disk=disk)
        with archive:
            if archive.phase is BoxPhase.CLOSED and archive.state.head == checked.head:
                archive.append_tally(sized, encrypted)
            elif archive.phase in (BoxPhase.CLOSED, BoxPhase.OPEN):
                raise DamagedError("the archive changed while it was verified", place=str(path))
    return Prepared(plan=verified.plan, hash=verified.file.hash, boxes=tuple(verified.boxes))


def mend(layout: Layout, disk: Disk) -> None:
    """Cuts what an interrupted append of these steps left at the end of a closed box's archive.

    A box that is missing by order is left alone. :class:`DamagedError` for any other damage.
    """
    record = open_record(layout.root)
    missing = orders_of(record).missing
    for info in record.boxes:
        path = layout.archive(info.box, info.uuid)
        if info.box not in record.opened or info.box in missing or not layout.closing(info.box).exists():
            continue
        with open_archive(path) as index:
            torn = bool(index.findings)
        if torn:
            archive, _ = Archive.open(path, acknowledged=None, disk=disk)
            archive.close()
