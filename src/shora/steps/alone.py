"""Everybody in one process: for demonstrations, rehearsals and tests, where nobody is apart.

All secrets pass through one machine here, so nothing that is decided by such an election is secret
from whoever runs it. The steps are those of people apart, in the same order; only who holds what differs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shora.box.machine import Machine, set_up_machine
from shora.cards.pack import Pack, make_pack, write_pack
from shora.cards.statement import make_cards_statement
from shora.clock import Clock
from shora.crypto.credentials import new_uuid
from shora.crypto.identity import Identity
from shora.crypto.statement import Signer, Statement
from shora.disk import make_folder
from shora.election.definition import Definition
from shora.election.people import Office, OfficeRole, Official, OfficialRole
from shora.election.station import BoxKind
from shora.errors import RefusedError
from shora.ids import BoxId, PublicCredential, StationId
from shora.keys import write_identity
from shora.record.city import read_city
from shora.record.day import (
    CheckIns,
    Ended,
    Incident,
    Interval,
    Rejected,
    checkin_signers,
    decision_signers,
)
from shora.record.layout import Layout
from shora.record.lots import Lot, lot_signers
from shora.record.read import open_record
from shora.record.seats import Counted
from shora.record.stated import decode_signed
from shora.record.write import record_statement, write_once
from shora.seats.result import Tie
from shora.steps.city import sign_said
from shora.steps.close import close_box, decision_about, end_box, never_opened, note_minutes
from shora.steps.count import refuse_lot
from shora.steps.define import Made, define, put_together
from shora.steps.open import open_box
from shora.steps.progress import Watcher
from shora.steps.publish import publish_box
from shora.steps.tally import TrusteeAtWork
from shora.trustees.ceremony import Holding, hold_together, share_of
from shora.trustees.keep import write_trustee


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A new record, with every secret of everybody."""

    definition: Definition
    layout: Layout
    packs: tuple[Pack, ...]
    trustees: tuple[Holding, ...]
    identities: dict[Signer, Identity]
    machines: dict[BoxId, Machine]

    def pack(self, box: BoxId) -> Pack:
        """The cards of a box."""
        return next(pack for pack in self.packs if pack.box == box)

    def sign(self, statement: Statement, *signers: Signer) -> Statement:
        """The statement with one more signature of each of ``signers``."""
        for signer in signers:
            statement = statement.signed(signer, self.identities[signer])
        return statement

    def officials(self, box: BoxId) -> tuple[Signer, ...]:
        """The two who sign for a box."""
        station = self.definition.station(self.definition.box(box).station)
        return tuple(signer for signer, _ in station.signers)

    def keepers(self) -> list[TrusteeAtWork]:
        """The trustees, ready to decrypt; one process needs no list of what it has opened."""
        members = self.definition.trustees.members
        return [
            TrusteeAtWork(
                identity=self.identities[f"trustee:{member.id}"], share=share_of(holding), opened=None
            )
            for member, holding in zip(members, self.trustees, strict=True)
        ]

    def sign_as_officials(self, box: BoxId, name: str) -> None:
        """Both officials sign what the box's machine has said."""
        city = read_city(self.layout)
        for signer in self.officials(box):
            sign_said(city, self.machines[box], name, signer, self.identities[signer])

    def open(self, box: BoxId, code: str, clock: Clock) -> None:
        """Opens a box; both officials sign its zero report."""
        open_box(self.layout, self.machines[box], code, clock)
        self.sign_as_officials(box, "opening")
        publish_box(self.layout, self.machines[box])

    def close(
        self,
        box: BoxId,
        clock: Clock,
        *,
        lost: Collection[PublicCredential] = (),
        incidents: Sequence[Incident] = (),
        rejected: Sequence[Rejected] = (),
    ) -> None:
        """Ends and closes a box, with everybody's signatures; ``rejected`` are those of a provisional one."""
        city, machine = read_city(self.layout), self.machines[box]
        end_box(city, machine, clock)
        self.sign_as_officials(box, "ended")
        decision = None
        if self.definition.box(box).kind is BoxKind.PROVISIONAL:
            decision = self.decide(box, rejected, clock)
        close_box(city, machine, lost=lost, incidents=incidents, decision=decision, clock=clock)
        self.sign_as_officials(box, "closing")
        note_minutes(city, machine)
        publish_box(self.layout, machine)

    def decide(self, box: BoxId, rejected: Sequence[Rejected], clock: Clock) -> bytes:
        """The signed decision about a provisional box: all sealed ballots but the rejected ones are accepted."""
        ended = decode_signed(Ended, self.machines[box].said("ended").encode(), "ended.json")
        stated = decision_about(ended, rejected, clock, record=read_city(self.layout).record).statement()
        signers = (signer for signer, _ in decision_signers(self.definition))
        return self.sign(stated, *signers).encode()

    def leave_closed(self, box: BoxId, reason: str, clock: Clock) -> None:
        """A box that nobody needed: its officials say so."""
        machine = self.machines[box]
        never_opened(read_city(self.layout), machine, reason=reason, lost=(), clock=clock)
        self.sign_as_officials(box, "closing")
        publish_box(self.layout, machine)

    def draw(
        self, tie: Tie, drawn: Sequence[str], counted: Counted, witnesses: Sequence[str], clock: Clock
    ) -> Lot:
        """A lot that both offices have seen drawn enters the record; ``drawn`` are of the tie, in any order."""
        record = open_record(self.layout.root)
        lot = Lot(
            election=self.definition.id,
            number=len(record.lots) + 1,
            record=record.hash,
            contest=counted.contest.id,
            totals=counted.totals_hash,
            stage=tie.stage,
            between=tie.between,
            seats=tie.seats,
            drawn=tuple(one for one in tie.between if one in drawn),
            at=clock(),
            place="demonstration",
            witnesses=tuple(witnesses),
        )
        refuse_lot(lot, counted)
        signers = (signer for signer, _ in lot_signers(self.definition))
        write_once(self.layout.lot(lot.number), self.sign(lot.statement(), *signers).encode())
        return lot

    def check_in(self, station: StationId, intervals: Sequence[Interval]) -> None:
        """The inquiry service says how many people it let vote at a station."""
        stated = CheckIns(
            election=self.definition.id,
            station=station,
            record=read_city(self.layout).record,
            intervals=tuple(intervals),
        ).statement()
        signed = self.sign(stated, *(signer for signer, _ in checkin_signers(self.definition)))
        write_once(self.layout.checkins(station), signed.encode())


def define_alone(
    definition: Definition, record: Path, machines: Path, secrets: Path | None, watcher: Watcher
) -> Together:
    """Makes keys, cards and boxes for a definition in which nobody has a key yet, and begins its record.

    ``machines`` is a folder for the boxes' machines, ``secrets`` one for everybody else's secrets;
    ``None`` keeps these in memory only (and they are gone when the process ends). All three are new,
    and apart from each other.
    """
    _need_fresh(record, machines, secrets)
    definition, identities = with_identities(definition)
    for folder in (machines, secrets):
        if folder is not None:
            make_folder(folder)
            folder.chmod(0o700)
    watcher.begin("key ceremony", definition.trustees.size)
    members = [identities[f"trustee:{each.id}"] for each in definition.trustees.members]
    ceremony = hold_together(definition.id, definition.trustees, members)
    watcher.done(definition.trustees.size)
    watcher.begin("tariff cards", sum(box.cards for box in definition.boxes))
    packs = []
    for box in definition.boxes:
        packs.append(make_pack(box.id, new_uuid(), box.cards))
        watcher.done(box.cards)
    boxes = {
        box.id: set_up_machine(
            machines / box.id,
            election=definition.id,
            box=box.id,
            media=(machines / box.id / "internal", machines / box.id / "copy"),
        )
        for box in definition.boxes
    }
    if secrets is not None:
        for signer, identity in identities.items():
            write_identity(identity_file(secrets, signer), identity, signer, None)
        for holding, member in zip(ceremony.holdings, definition.trustees.members, strict=True):
            write_trustee(trustee_file(secrets, member.id), holding)
        for pack in packs:
            write_pack(secrets / "cards" / f"{pack.box}.txt", pack)
    office = f"office:{OfficeRole.CARD_OFFICE}"
    made = Made(
        trustees=ceremony.trustees,
        ceremony=ceremony.transcript,
        cards=make_cards_statement(definition.id, packs).signed(office, identities[office]).encode(),
        credentials={pack.box: pack.credentials() for pack in packs},
        keys={box: machine.key for box, machine in boxes.items()},
    )
    fixed = put_together(definition, made)
    signed = record_statement(fixed)
    for role in (OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION):
        signed = signed.signed(f"office:{role}", identities[f"office:{role}"])
    return Together(
        definition=definition,
        layout=define(record, fixed, signed, definition),
        packs=tuple(packs),
        trustees=ceremony.holdings,
        identities=identities,
        machines=boxes,
    )


def with_identities(definition: Definition) -> tuple[Definition, dict[Signer, Identity]]:
    """The definition with a fresh key for everybody who signs, and these keys.

    :class:`RefusedError` where somebody has a key already: then its owner has to sign.
    """
    made: dict[Signer, Identity] = {}

    def fresh(signer: Signer, key: str) -> str:
        if key:
            raise RefusedError(
                f"{signer} has a key of its own, so the secrets are not made here",
                hint="use shora trustees, cards and box, each at its own place",
            )
        made[signer] = Identity.generate()
        return made[signer].public

    plan = definition.trustees
    members = tuple(replace(one, key=fresh(f"trustee:{one.id}", one.key)) for one in plan.members)
    names = {office.role: office for office in definition.offices}
    offices = []
    for role in OfficeRole:
        office = names.get(role, Office(role=role, name="", key=""))
        offices.append(replace(office, key=fresh(office.signer, office.key)))
    stations = []
    for station in definition.stations:
        known = {one.role: one for one in station.officials}
        officials = []
        for post in OfficialRole:
            official = known.get(post, Official(role=post, name="", key=""))
            officials.append(replace(official, key=fresh(official.signer(station.id), official.key)))
        stations.append(replace(station, officials=tuple(officials)))
    defined = replace(
        definition,
        trustees=replace(plan, members=members),
        offices=tuple(offices),
        stations=tuple(stations),
    )
    return defined, made


def identity_file(secrets: Path, signer: Signer) -> Path:
    """Where the identity of a signer lies."""
    return secrets / "identities" / f"{signer.replace(':', '-').replace('/', '-')}.json"


def trustee_file(secrets: Path, trustee: str) -> Path:
    """Where a trustee's share lies."""
    return secrets / "trustees" / f"{trustee}.json"


def cards_file(secrets: Path, box: str) -> Path:
    """Where the pack of a box lies."""
    return secrets / "cards" / f"{box}.txt"


def _need_fresh(record: Path, machines: Path, secrets: Path | None) -> None:
    """That nothing is overwritten, and that no secret lies in the record, which everybody gets."""
    folders = [("record", record), ("machines", machines)]
    folders += [("secrets", secrets)] if secrets is not None else []
    for name, folder in folders:
        if folder.exists() and any(folder.iterdir()):
            raise RefusedError(
                f"the folder of the {name} is not empty", place=str(folder), hint="name a new folder"
            )
        if folder is not record and folder.resolve().is_relative_to(record.resolve()):
            raise RefusedError(
                f"{name} do not lie in the record", place=str(folder), hint="name a folder apart"
            )
