"""A small city whose people are apart: every key by itself, and every file of its day made without the steps of a box.

Ballots are a mark a ballot: ``town.box("b0", [0, 0, 1])`` are two ballots for the first candidate and one for the second.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shora.ballot.seal import seal
from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.payloads import digest
from shora.cards.classes import LISTED, CardClass
from shora.cards.pack import Pack, make_pack
from shora.cards.statement import make_cards_statement
from shora.crypto.credentials import new_uuid
from shora.crypto.election import BoxElection
from shora.crypto.identity import Identity
from shora.crypto.statement import Statement, decode_statement
from shora.crypto.trustees import Share, TrusteeKeys
from shora.election.definition import FORMAT, Definition
from shora.election.people import Office, OfficeRole, Official, OfficialRole
from shora.election.read import read_json
from shora.election.template import election_json
from shora.ids import BoxId, Hash
from shora.record.day import (
    CheckIns,
    Closing,
    Decision,
    Ended,
    Incident,
    Interval,
    Opening,
    Rejected,
    RejectReason,
    Unopened,
    Waiting,
)
from shora.record.layout import Layout
from shora.record.orders import Order, OrderKind
from shora.record.read import BoxInfo, read_box, record_hash
from shora.record.write import Fixed, create_record, record_statement, write_once
from shora.steps.tally import TrusteeAtWork
from shora.text.json import canonical
from shora.trustees.ceremony import hold_together, share_of

AT = datetime(2026, 7, 3, 8, tzinfo=UTC)
LAUNCH = "7K3M-92QD-TTB4"
CHALLENGES = b"[]"


def value_of(
    boxes: dict[str, str], *, unit: str, smallest: int, candidates: int, contests: int, cards: int
) -> dict[str, Any]:
    """A definition; ``boxes`` are ids and kinds, each of its own station."""
    decided = {"decided_at": "2026-05-01T08:00:00Z", "by": "nobody", "reason": "test"}
    listed: list[dict[str, Any]] = [{"id": box, "station": f"at-{box}", "cards": cards} for box in boxes]
    for box in listed:
        if boxes[box["id"]] != "regular":
            box["kind"] = boxes[box["id"]]
    secrecy: dict[str, Any] = {"smallest": smallest, "batch": 2, "unit": unit}
    if "provisional" in boxes.values():
        secrecy["duplicates"] = "none"
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
        "secrecy": secrecy,
        "contests": [
            {
                "id": f"c{number}",
                "name": {"fa": f"شورا {number}"},
                "seats": 1,
                "votes": 2,
                "blank": True,
                "candidates": [{"code": f"{100 + i}", "name": f"Candidate {i}"} for i in range(candidates)],
            }
            for number in range(contests)
        ],
        "stations": [
            {"id": f"at-{box}", "name": f"School {box}", "district": f"d{n % 2}"}
            for n, box in enumerate(boxes)
        ],
        "boxes": listed,
    }


def with_keys(definition: Definition) -> tuple[Definition, dict[str, Identity]]:
    """Everybody who signs gets a key."""
    made: dict[str, Identity] = {}

    def key(signer: str) -> str:
        made[signer] = Identity.generate()
        return made[signer].public

    plan = definition.trustees
    members = tuple(replace(one, key=key(f"trustee:{one.id}")) for one in plan.members)
    offices = tuple(Office(role=role, name="", key=key(f"office:{role}")) for role in OfficeRole)
    stations = tuple(
        replace(
            station,
            officials=tuple(
                Official(role=role, name="", key=key(f"station:{station.id}/{role}")) for role in OfficialRole
            ),
        )
        for station in definition.stations
    )
    full = replace(definition, trustees=replace(plan, members=members), offices=offices, stations=stations)
    return full, made


@dataclass(kw_only=True)
class Town:
    """The record, and everybody's secrets."""

    definition: Definition
    layout: Layout
    identities: dict[str, Identity]
    packs: dict[BoxId, Pack]
    shares: list[Share]
    trustees_json: bytes
    folders: Path
    cast: dict[BoxId, int] = field(default_factory=dict)

    @property
    def hash(self) -> Hash:
        return record_hash(self.layout)

    def sign(self, statement: Statement, *signers: str) -> bytes:
        for signer in signers:
            statement = statement.signed(signer, self.identities[signer])
        return statement.encode()

    def officials(self, box: BoxId) -> tuple[str, ...]:
        return tuple(by for by, _ in self.definition.station(self.definition.box(box).station).signers)

    def archive(self, box: str) -> Path:
        return self.layout.archive(BoxId(box), self.packs[BoxId(box)].uuid)

    def trustee(self, number: int, *, folder: str = "") -> TrusteeAtWork:
        """Trustee ``number``, from 1, with its folder."""
        member = self.definition.trustees.members[number - 1]
        return TrusteeAtWork(
            identity=self.identities[f"trustee:{member.id}"],
            share=self.shares[number - 1],
            opened=self.folders / (folder or member.id) / "opened",
        )

    def copy(self, to: Path) -> "Town":
        """The same city with a copy of its record."""
        shutil.copytree(self.layout.root, to)
        return replace(self, layout=Layout(root=to), cast=dict(self.cast))

    # ── The day of a box ──

    def open(self, name: str) -> None:
        box = BoxId(name)
        pack = self.packs[box]
        archive = Archive.create(
            self.archive(name),
            timestamp=int(AT.timestamp()),
            election=self.election(name),
            trustees=self.trustees_json,
            credentials=pack.credentials(),
        )
        opening = Opening(
            election=self.definition.id,
            box=box,
            uuid=pack.uuid,
            record=self.hash,
            at=AT,
            launch_code=LAUNCH,
            cards=len(pack.cards),
            setup=archive.checkpoint.head,
        )
        archive.close()
        self.write(self.layout.opening(box), opening.statement(), f"box:{box}", *self.officials(box))

    def election(self, name: str) -> bytes:
        return election_json(
            self.definition,
            uuid=self.packs[BoxId(name)].uuid,
            public_key=TrusteeKeys(self.trustees_json).public_key,
            launch_code=LAUNCH,
        )

    def vote(self, name: str, marks: Sequence[int]) -> None:
        """A ballot for each of ``marks``: the candidate, in every contest; -1 is a blank ballot."""
        box = BoxId(name)
        before = self.cast.get(box, 0)
        cards = self.packs[box].cards[before : before + len(marks)]
        election = BoxElection(self.election(name))
        widths = [len(question.answers) for question in election.questions]
        ballots = [[[int(i == mark) for i in range(width)] for width in widths] for mark in marks]
        sealed = seal(election, [card.private for card in cards], ballots)
        archive, _ = Archive.open(self.archive(name), acknowledged=None)
        with archive:
            archive.append_ballots(
                [(one.ballot, card.public) for one, card in zip(sealed, cards, strict=True)]
            )
        self.cast[box] = before + len(marks)

    def end(self, name: str) -> Hash:
        """No more ballots: the archive, and ``ended.json``. Gives the head."""
        box = BoxId(name)
        archive, _ = Archive.open(self.archive(name), acknowledged=None)
        with archive:
            archive.end_ballots()
            head = archive.checkpoint.head
        ended = Ended(
            election=self.definition.id,
            box=box,
            uuid=self.packs[box].uuid,
            opening=digest(self.layout.opening(box).read_bytes()),
            at=AT.replace(hour=18),
            head=head,
            ballots=self.cast.get(box, 0),
            challenges=0,
            bundle=None,
        )
        self.write(self.layout.ended(box), ended.statement(), f"box:{box}", *self.officials(box))
        return head

    def closing(self, name: str, head: Hash, *incidents: Incident) -> Closing:
        box = BoxId(name)
        unused = tuple(card.public for card in self.packs[box].cards[self.cast.get(box, 0) :])
        return Closing(
            election=self.definition.id,
            box=box,
            uuid=self.packs[box].uuid,
            ended=digest(self.layout.ended(box).read_bytes()),
            at=AT.replace(hour=19),
            head=head,
            cast=self.cast.get(box, 0),
            classes={name: unused if name is CardClass.UNUSED else () for name in LISTED},
            challenges=digest(CHALLENGES),
            incidents=incidents,
        )

    def close(self, name: str, *incidents: Incident) -> None:
        box = BoxId(name)
        head = self.end(name)
        write_once(self.layout.challenges(box), CHALLENGES)
        closing = self.closing(name, head, *incidents)
        self.write(self.layout.closing(box), closing.statement(), f"box:{box}", *self.officials(box))

    def provisional(self, name: str, marks: Sequence[int], rejected: int) -> None:
        """A provisional box: sealed ballots, of which the last ``rejected`` are not accepted."""
        box = BoxId(name)
        pack = self.packs[box]
        self.open(name)
        election = BoxElection(self.election(name))
        widths = [len(question.answers) for question in election.questions]
        cards = pack.cards[: len(marks)]
        ballots = [[[int(i == mark) for i in range(width)] for width in widths] for mark in marks]
        sealed = list(zip(seal(election, [card.private for card in cards], ballots), cards, strict=True))
        ended = Ended(
            election=self.definition.id,
            box=box,
            uuid=pack.uuid,
            opening=digest(self.layout.opening(box).read_bytes()),
            at=AT.replace(hour=18),
            head=head_of(self.archive(name)),
            ballots=len(marks),
            challenges=0,
            bundle=tuple(Waiting(credential=card.public, tracker=one.tracker) for one, card in sealed),
        )
        self.write(self.layout.ended(box), ended.statement(), f"box:{box}", *self.officials(box))
        taken = sealed[: len(sealed) - rejected]
        decision = Decision(
            election=self.definition.id,
            box=box,
            uuid=pack.uuid,
            record=digest(self.layout.record.read_bytes()),
            ended=digest(self.layout.ended(box).read_bytes()),
            at=AT.replace(hour=19),
            accepted=tuple(card.public for _, card in taken),
            rejected=tuple(
                Rejected(credential=card.public, reason=RejectReason.DUPLICATE)
                for _, card in sealed[len(taken) :]
            ),
        )
        self.write(self.layout.decision(box), decision.statement(), "office:inquiry", "office:headquarters")
        archive, _ = Archive.open(self.archive(name), acknowledged=None)
        with archive:
            archive.append_ballots([(one.ballot, card.public) for one, card in taken])
            archive.end_ballots()
            head = archive.checkpoint.head
        self.cast[box] = len(taken)
        write_once(self.layout.challenges(box), CHALLENGES)
        closing = self.closing(name, head)
        classes = {
            **closing.classes,
            CardClass.UNUSED: tuple(card.public for card in pack.cards[len(sealed) :]),
            CardClass.PROVISIONAL: tuple(card.public for _, card in sealed[len(taken) :]),
        }
        minutes = replace(closing, classes=classes).statement()
        self.write(self.layout.closing(box), minutes, f"box:{box}", *self.officials(box))

    def checkins(self, name: str, people: int, provisional: int = 0) -> None:
        station = self.definition.box(BoxId(name)).station
        intervals = (Interval(until=AT.replace(hour=18), regular=people, provisional=provisional),)
        value = CheckIns(
            election=self.definition.id,
            station=station,
            record=digest(self.layout.record.read_bytes()),
            intervals=intervals,
        )
        self.write(self.layout.checkins(station), value.statement(), "office:inquiry")

    def box(self, name: str, marks: Sequence[int]) -> None:
        """A whole day."""
        self.open(name)
        self.vote(name, marks)
        self.close(name)
        if self.definition.box(BoxId(name)).kind != "rehearsal":
            self.checkins(name, len(marks))

    def unopened(self, name: str) -> None:
        box = BoxId(name)
        pack = self.packs[box]
        value = Unopened(
            election=self.definition.id,
            box=box,
            uuid=pack.uuid,
            record=digest(self.layout.record.read_bytes()),
            at=AT.replace(hour=19),
            reason="not needed",
            classes={CardClass.UNUSED: tuple(card.public for card in pack.cards), CardClass.LOST: ()},
        )
        self.write(self.layout.closing(box), value.statement(), *self.officials(box))

    def order(self, number: int, kind: OrderKind, box: str) -> bytes:
        """A signed order, not yet in the record."""
        value = Order(
            election=self.definition.id,
            number=number,
            record=digest(self.layout.record.read_bytes()),
            order=kind,
            box=BoxId(box),
            at=AT.replace(hour=20),
            reason="test",
        )
        return self.sign(value.statement(), "office:headquarters", "office:supervision")

    def write(self, path: Path, statement: Statement, *signers: str) -> None:
        write_once(path, self.sign(statement, *signers))


def found(
    root: Path,
    boxes: dict[str, str],
    *,
    unit: str = "box",
    smallest: int = 3,
    candidates: int = 3,
    contests: int = 1,
    cards: int = 8,
    trustees: int = 3,
    **changes: Any,  # noqa: ANN401 — fields of a definition
) -> Town:
    """A defined city; nothing is open. ``boxes`` are ids and kinds."""
    value = value_of(
        boxes, unit=unit, smallest=smallest, candidates=candidates, contests=contests, cards=cards
    )
    value["trustees"] = {
        "threshold": trustees // 2 + 1,
        "members": [{"id": f"t{i}", "name": f"Trustee {i}"} for i in range(1, trustees + 1)],
    }
    definition, identities = with_keys(read_json(value | changes, place="small"))
    members = [identities[f"trustee:{each.id}"] for each in definition.trustees.members]
    ceremony = hold_together(definition.id, definition.trustees, members)
    packs = {box.id: make_pack(box.id, new_uuid(), box.cards) for box in definition.boxes}
    for box in definition.boxes:
        identities[f"box:{box.id}"] = Identity.generate()
    cards_json = make_cards_statement(definition.id, packs.values())
    fixed = Fixed(
        election=definition.id,
        definition=canonical(definition.to_json()),
        trustees=ceremony.trustees,
        ceremony=ceremony.transcript,
        cards=cards_json.signed("office:card-office", identities["office:card-office"]).encode(),
        boxes=[
            BoxInfo(
                box=box.id,
                uuid=packs[box.id].uuid,
                station=box.station,
                key=identities[f"box:{box.id}"].public,
                credentials=packs[box.id].credentials(),
            )
            for box in definition.boxes
        ],
    )
    signed = record_statement(fixed)
    for office in ("office:headquarters", "office:supervision"):
        signed = signed.signed(office, identities[office])
    return Town(
        definition=definition,
        layout=create_record(root / "record", fixed, signed.encode()),
        identities=identities,
        packs=packs,
        shares=[share_of(one) for one in ceremony.holdings],
        trustees_json=ceremony.trustees,
        folders=root / "trustees",
    )


def forge(town: Town, root: Path) -> Town:
    """A record around the true archives and the true key, with other offices, officials and keys of boxes.

    In it two ballots may be opened together, where the true one wants three.
    """
    definition, identities = with_keys(town.definition)
    definition = replace(
        definition,
        trustees=town.definition.trustees,
        secrecy=replace(town.definition.secrecy, smallest=2),
    )
    infos = [
        replace(
            read_box(town.layout, box), key=identities.setdefault(f"box:{box}", Identity.generate()).public
        )
        for box in town.packs
    ]
    cards = decode_statement(town.layout.cards.read_bytes(), "cards.json")
    fixed = Fixed(
        election=definition.id,
        definition=canonical(definition.to_json()),
        trustees=town.trustees_json,
        ceremony=town.layout.ceremony.read_bytes(),
        cards=replace(cards, signatures=())
        .signed("office:card-office", identities["office:card-office"])
        .encode(),
        boxes=infos,
    )
    offices = ("office:headquarters", "office:supervision")
    forged = replace(town, definition=definition, identities=identities, layout=Layout(root=root))
    create_record(root, fixed, forged.sign(record_statement(fixed), *offices))
    for box in town.packs:
        true, mine, signers = town.layout, forged.layout, (f"box:{box}", *forged.officials(box))
        station = definition.box(box).station
        if not true.opening(box).exists():
            forged.unopened(box)
            continue
        shutil.copy(town.archive(box), mine.folder(box))
        shutil.copy(true.challenges(box), mine.folder(box))
        opening = Opening.decode(true.opening(box).read_bytes(), "x")
        forged.write(mine.opening(box), replace(opening, record=forged.hash).statement(), *signers)
        ended = Ended.decode(true.ended(box).read_bytes(), "x")
        ended = replace(ended, opening=digest(mine.opening(box).read_bytes()))
        forged.write(mine.ended(box), ended.statement(), *signers)
        closing = Closing.decode(true.closing(box).read_bytes(), "x")
        closing = replace(closing, ended=digest(mine.ended(box).read_bytes()))
        forged.write(mine.closing(box), closing.statement(), *signers)
        came = CheckIns.decode(true.checkins(station).read_bytes(), "x")
        forged.write(mine.checkins(station), replace(came, record=forged.hash).statement(), "office:inquiry")
    return forged


def head_of(path: Path) -> Hash:
    with open_archive(path) as archive:
        assert archive.head is not None
        return archive.head
