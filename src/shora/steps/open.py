"""open (گشایش): a box's archive begins, with the launch code of the morning in its election.

Every proof of the box hashes that election, so nothing can have been made before the code was known.
The zero report is the box's first statement; both officials sign it, and before that nobody votes.
No box opens once another is tallied.

Crash order: the archive with its first event, on every medium; then the statement. The box notes the
statement's hash when it is first used with all signatures under it. Run again, the step finds what is
there and goes on with the same code, until everybody has signed.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from shora.ballot.tracker import CROCKFORD
from shora.box.archive_read import open_archive
from shora.box.ballotbox import BallotBox
from shora.box.events import BoxPhase
from shora.box.machine import Machine
from shora.box.setup import BoxSetup, largest_ballot
from shora.clock import Clock
from shora.crypto.election import BoxElection
from shora.crypto.statement import Statement, check_signatures, decode_statement
from shora.disk import SYSTEM, Disk
from shora.election.launch import launch_code
from shora.election.people import OfficeRole
from shora.election.station import BoxKind
from shora.election.template import election_json
from shora.errors import RefusedError
from shora.ids import BoxId, Uuid
from shora.record.city import City, city_of, read_city
from shora.record.day import Opening, offices
from shora.record.layout import Layout
from shora.record.orders import orders_of
from shora.record.read import BoxInfo, Record, open_record
from shora.steps.city import info_of, signed_so_far

LEAST_CHALLENGES: Final = 64
"""Room for challenges is written beforehand on every medium: for an eighth of the cards, or for so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open box, and its zero report as the box has signed it; the officials' signatures are missing."""

    box: BoxId
    uuid: Uuid
    launch_code: str
    cards: int
    statement: Statement


def open_box(layout: Layout, machine: Machine, code: str, clock: Clock, *, disk: Disk = SYSTEM) -> Opened:
    """Opens a box that the definition has and that was not opened yet.

    The same once more is answered with what is there, as long as a signature is missing under it.
    """
    launch = launch_code(code)
    record = open_record(layout.root)
    city = _defined(record)
    info = info_of(city, machine)
    if machine.has_said("opening"):
        return _again(city, machine, launch)
    _refuse_other(record, machine, info)
    _refuse_late(layout, city)
    with _begin(city, machine, info, launch, int(clock().timestamp()), disk) as box:
        where = box.where()
        _need_same(machine, _launch_of(box), launch)
        opening = Opening(
            election=city.definition.id,
            box=machine.box,
            uuid=info.uuid,
            record=record.hash,
            at=datetime.fromtimestamp(where.timestamp, tz=UTC),
            launch_code=launch,
            cards=len(info.cards),
            setup=where.setup,
        )
        statement = machine.say("opening", opening.statement(), disk=disk)
    return Opened(
        box=machine.box, uuid=info.uuid, launch_code=launch, cards=len(info.cards), statement=statement
    )


def launch_code_for(layout: Layout, machine: Machine) -> str:
    """The code with which the opening of a box was begun, or a new one where it was not."""
    if machine.has_said("opening"):
        return Opening.of(machine.said("opening"), "opening.json").launch_code
    if BallotBox.begun(machine.media):
        box, _ = BallotBox.open(machine.media, uuid=info_of(read_city(layout), machine).uuid)
        with box:
            return _launch_of(box)
    return "-".join("".join(secrets.choice(CROCKFORD) for _ in range(4)) for _ in range(3))


def _again(city: City, machine: Machine, launch: str) -> Opened:
    """What was said before, where the officials have not signed it yet."""
    statement, missing = signed_so_far(city, machine, "opening")
    opening = Opening.of(statement, "opening.json")
    if not missing:
        raise RefusedError(
            "this box was opened before",
            place=f"box {machine.box}",
            hint="shora publish puts its zero report into the record",
        )
    _need_same(machine, opening.launch_code, launch)
    return Opened(
        box=machine.box, uuid=opening.uuid, launch_code=launch, cards=opening.cards, statement=statement
    )


def _need_same(machine: Machine, begun: str, launch: str) -> None:
    if begun != launch:
        raise RefusedError(
            f"its opening was begun with the launch code {begun}",
            place=f"box {machine.box}",
            hint="go on with that code",
        )


def _refuse_other(record: Record, machine: Machine, info: BoxInfo) -> None:
    """That nothing else was stated about the box, or decided."""
    layout, place = record.layout, f"box {machine.box}"
    if machine.has_said("closing") or layout.closing(info.box).exists():
        raise RefusedError("it was stated that this box is never opened", place=place)
    if layout.archive(info.box, info.uuid).exists() and not BallotBox.begun(machine.media):
        raise RefusedError(
            "the record has an archive of this box, and its media have none", place=place,
            hint="a box opens once; bring back its media",
        )  # fmt: skip
    orders = orders_of(record)
    for name, boxes in (("missing", orders.missing), ("annulled", orders.annulled)):
        if machine.box in boxes:
            raise RefusedError(f"it is ordered that this box is {name}, so it does not open", place=place)


def _begin(city: City, machine: Machine, info: BoxInfo, launch: str, at: int, disk: Disk) -> BallotBox:
    """The box on its media: begun now, or by a step that was interrupted."""
    if BallotBox.begun(machine.media):
        box, _ = BallotBox.open(machine.media, uuid=info.uuid, disk=disk)
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
        challenges=min(len(info.cards), max(LEAST_CHALLENGES, len(info.cards) // 8)),
        provisional=city.definition.box(machine.box).kind is BoxKind.PROVISIONAL,
    )
    return BallotBox.create(machine.media, setup, disk=disk)


def _launch_of(box: BallotBox) -> str:
    with open_archive(box.archive) as archive:
        election = BoxElection(archive.read(archive.setup.election), place=str(box.archive))
    *_, line = election.description.split("\n")
    return launch_code(line.removeprefix("launch-code: "))


def _defined(record: Record) -> City:
    """The city, as it was defined and signed; :class:`RefusedError` for anything else."""
    for finding in record.findings:
        raise RefusedError(f"the record is not what was defined: {finding.detail}", place=finding.place)
    city = city_of(record)
    for key_fault in city.keys.check():
        raise RefusedError(f"the trustees' keys do not verify: {key_fault.detail}", place="trustees.json")
    signed = decode_statement(record.signatures, "signatures.json", kind="record")
    if dict(signed.body) != {"kind": "record", "election": record.election, "record": record.hash}:
        raise RefusedError("what was signed is another record", place="signatures.json")
    wanted = offices(city.definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)
    for fault in check_signatures(signed, wanted):
        raise RefusedError(fault.detail, place="signatures.json")
    return city


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
