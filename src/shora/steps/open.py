"""open (گشایش): a box's archive begins, with the launch code of the morning in its election.

Every proof of the box hashes that election, so nothing can have been made before the code was known.
The zero report is the box's first statement; both officials sign it, and before that nobody votes.
No box opens once another is tallied.

Crash order: the archive with its first event, on every medium; then the statement; then the box
notes the statement's hash. Run again, the step finds what is there and goes on with the same code.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from shora.box.archive_read import open_archive
from shora.box.ballotbox import BallotBox
from shora.box.events import BoxPhase
from shora.box.machine import Machine
from shora.box.setup import BoxSetup, largest_ballot
from shora.clock import Clock
from shora.crypto.election import BoxElection
from shora.crypto.statement import Statement
from shora.election.launch import launch_code
from shora.election.station import BoxKind
from shora.election.template import election_json
from shora.errors import RefusedError
from shora.ids import BoxId, Hash, Uuid
from shora.record.city import City, city_of
from shora.record.day import Opening
from shora.record.layout import Layout
from shora.record.read import BoxInfo, open_record
from shora.steps.city import info_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open box, and its zero report as the box has signed it; the officials' signatures are missing."""

    box: BoxId
    uuid: Uuid
    launch_code: str
    cards: int
    statement: Statement


def open_box(layout: Layout, machine: Machine, code: str, clock: Clock) -> Opened:
    """Opens a box that the definition has and that was not opened yet."""
    city, record = _defined(layout)
    info = info_of(city, machine)
    if machine.has_said("opening"):
        raise RefusedError("this box was opened before", place=f"box {machine.box}")
    _refuse_late(layout, city)
    launch = launch_code(code)
    at = int(clock().timestamp())
    box = _begin(city, machine, info, launch, at)
    with box:
        where = box.where()
        opening = Opening(
            election=city.definition.id,
            box=machine.box,
            uuid=info.uuid,
            record=record,
            at=datetime.fromtimestamp(where.timestamp, tz=UTC),
            launch_code=_launch_of(box),
            cards=len(info.cards),
            setup=where.setup,
        )
        if opening.launch_code != launch:
            raise RefusedError(
                f"an interrupted opening had the launch code {opening.launch_code}",
                place=f"box {machine.box}",
                hint="open it again with that code",
            )
        statement = machine.say("opening", opening.statement())
    return Opened(
        box=machine.box, uuid=info.uuid, launch_code=launch, cards=len(info.cards), statement=statement
    )


def _begin(city: City, machine: Machine, info: BoxInfo, launch: str, at: int) -> BallotBox:
    """The box on its media: begun now, or by a step that was interrupted."""
    if any((medium / f"{info.uuid}.bel").exists() for medium in machine.media):
        box, _ = BallotBox.open(machine.media, uuid=info.uuid)
        return box
    election = election_json(
        city.definition, uuid=info.uuid, public_key=city.keys.public_key, launch_code=launch
    )
    setup = BoxSetup(
        timestamp=at,
        election=election,
        trustees=city.trustees,
        credentials=info.credentials,
        batch=city.definition.secrecy.batch,
        largest=largest_ballot(BoxElection(election, place="election").questions),
        challenges=len(info.cards),
        provisional=city.definition.box(machine.box).kind is BoxKind.PROVISIONAL,
    )
    return BallotBox.create(machine.media, setup)


def _launch_of(box: BallotBox) -> str:
    with open_archive(box.archive) as archive:
        election = BoxElection(archive.read(archive.setup.election), place=str(box.archive))
    *_, line = election.description.split("\n")
    return launch_code(line.removeprefix("launch-code: "))


def _defined(layout: Layout) -> tuple[City, Hash]:
    """The city, as it was defined and signed, and the record hash; :class:`RefusedError` for anything else."""
    record = open_record(layout.root)
    for finding in record.findings:
        raise RefusedError(f"the record is not what was defined: {finding.detail}", place=finding.place)
    city = city_of(record)
    for fault in city.keys.check():
        raise RefusedError(f"the trustees' keys do not verify: {fault.detail}", place="trustees.json")
    return city, record.hash


def _refuse_late(layout: Layout, city: City) -> None:
    """No box opens once another is tallied: its voters would know the results, and its few ballots be alone.

    A rehearsal comes before the day, and tells nothing.
    """
    for info in city.boxes:
        path = layout.archive(info.box, info.uuid)
        if path.exists() and city.definition.box(info.box).kind is not BoxKind.REHEARSAL:
            with open_archive(path) as archive:
                if archive.phase in (BoxPhase.TALLIED, BoxPhase.DECRYPTED):
                    raise RefusedError(f"box {info.box} is tallied already; no box opens after that")
    if layout.totals_folder.exists():
        raise RefusedError("the city has totals already; no box opens after that")
