"""A box and its day without any cryptography but signatures: what V10 and V12 compare, each part to be changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from shora.box.events import BoxPhase
from shora.cards.classes import LISTED, CardClass
from shora.crypto.identity import Identity
from shora.crypto.statement import Statement
from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.ids import BoxId, Hash, PublicCredential, StationId, Tracker, Uuid
from shora.record.day import Closing, Decision, Ended, Opening, Rejected, RejectReason, Unopened, Waiting
from shora.record.layout import Layout
from shora.record.read import BoxInfo
from shora.text.json import JsonValue, canonical
from shora.verification.archived import Archived
from shora.verification.day import Day, Where
from shora.verification.v10_reports import check_reports
from shora.verification.verdict import Findings

NORTH, LATE, SPARE = BoxId("north"), BoxId("late"), BoxId("spare")
MORNING = datetime(2026, 7, 3, 8, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=10)
RECORD = Hash("ab" * 32)
CARDS = tuple(PublicCredential(digit * 64) for digit in "123456789")
TRACKERS = {card: Tracker(card[0] * 43) for card in CARDS}
SETUP, END = Hash("5e" * 32), Hash("ed" * 32)
LAUNCH = "7K3M-92QD-TTB4"


def key_of(signer: str) -> Identity:
    return Identity(hashlib.sha256(signer.encode()).digest())


def definition_value() -> dict[str, Any]:
    decided = {"decided_at": "2026-05-01T08:00:00Z", "by": "nobody", "reason": "test"}
    stations = [{"id": station, "name": station} for station in ("school", "mosque")]
    for station in stations:
        station["officials"] = [  # type: ignore[assignment]
            {"role": role, "key": key_of(f"station:{station['id']}/{role}").public}
            for role in ("executive", "supervision")
        ]
    roles = ("headquarters", "supervision", "card-office", "inquiry")
    members = [{"id": f"t{i}", "name": f"T{i}", "key": key_of(f"trustee:t{i}").public} for i in (1, 2, 3)]
    candidates = [{"code": "11", "name": "A"}, {"code": "12", "name": "B"}]
    return {
        "format": FORMAT,
        "id": "small",
        "name": {"fa": "کوچک"},
        "administrator": "nobody",
        "card_office": "nobody",
        "dates": {
            "polling-opens": [{"at": "2026-07-03T08:00:00Z", **decided}],
            "polling-closes": [{"at": "2026-07-03T18:00:00Z", **decided}],
        },
        "trustees": {"threshold": 2, "members": members},
        "offices": [{"role": role, "key": key_of(f"office:{role}").public} for role in roles],
        "secrecy": {"smallest": 3, "batch": 2, "unit": "box", "duplicates": "first"},
        "contests": [
            {"id": "council", "name": {"fa": "شورا"}, "seats": 1, "votes": 1, "candidates": candidates}
        ],
        "stations": stations,
        "boxes": [
            {"id": "north", "station": "school", "cards": 9},
            {"id": "late", "station": "school", "cards": 9, "kind": "provisional"},
            {"id": "spare", "station": "mosque", "cards": 9, "kind": "spare"},
            {"id": "drill", "station": "school", "cards": 9, "kind": "rehearsal"},
        ],
    }


def definition() -> Definition:
    return read_json(definition_value(), place="small")


def sha(data: bytes) -> Hash:
    return Hash(hashlib.sha256(data).hexdigest())


def signed(statement: Statement, *signers: str) -> bytes:
    for signer in signers:
        statement = statement.signed(signer, key_of(signer))
    return statement.encode()


def with_field(statement: Statement, **fields: JsonValue) -> Statement:
    return Statement(body={**statement.body, **fields}, signatures=statement.signatures)


@dataclass
class BoxDay:
    """A whole valid day of a box in ``root``; ``say`` has fields to be stated otherwise, by file."""

    root: Path
    box: BoxId = NORTH
    say: dict[str, dict[str, JsonValue]] = field(default_factory=dict)
    cast: tuple[PublicCredential, ...] = CARDS[:3]
    ended: Hash | None = END
    phase: BoxPhase = BoxPhase.CLOSED
    archive: bool = True

    @property
    def station(self) -> StationId:
        return definition().box(self.box).station

    @property
    def signers(self) -> tuple[str, str, str]:
        return (f"box:{self.box}", *self.officials)

    @property
    def officials(self) -> tuple[str, str]:
        return f"station:{self.station}/executive", f"station:{self.station}/supervision"

    @property
    def identity(self) -> dict[str, Any]:
        return {"election": definition().id, "box": self.box, "uuid": Uuid("1FirstBoxAtTheCity")}

    def path(self, name: str) -> Path:
        return self.root / "boxes" / self.box / f"{name}.json"

    def put(self, name: str, data: bytes) -> bytes:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(data)
        return data

    def state(self, name: str, statement: Statement, *signers: str) -> bytes:
        return self.put(name, signed(with_field(statement, **self.say.get(name, {})), *signers))

    def regular(self) -> None:
        opening = self._opening()
        ended = Ended(
            **self.identity, opening=sha(opening), at=EVENING, head=END, ballots=3, challenges=0, bundle=None
        )
        self._close(
            self.state("ended", ended.statement(), *self.signers), 3, unused=CARDS[6:], provisional=()
        )

    def provisional(self) -> None:
        """Three sealed ballots: two accepted, one rejected."""
        opening = self._opening()
        bundle = tuple(Waiting(credential=card, tracker=TRACKERS[card]) for card in CARDS[:3])
        stated = Ended(
            **self.identity,
            opening=sha(opening),
            at=EVENING,
            head=SETUP,
            ballots=3,
            challenges=0,
            bundle=bundle,
        )
        ended = self.state("ended", stated.statement(), *self.signers)
        decision = Decision(
            **self.identity,
            record=RECORD,
            ended=sha(ended),
            at=EVENING,
            accepted=CARDS[:2],
            rejected=(Rejected(credential=CARDS[2], reason=RejectReason.DUPLICATE),),
        )
        self.state("decision", decision.statement(), "office:inquiry", "office:headquarters")
        self._close(ended, 2, unused=CARDS[6:], provisional=CARDS[2:3])
        self.cast = CARDS[:2]

    def unopened(self) -> None:
        classes = {CardClass.UNUSED: CARDS[:8], CardClass.LOST: CARDS[8:]}
        stated = Unopened(**self.identity, record=RECORD, at=EVENING, reason="not needed", classes=classes)
        self.state("closing", stated.statement(), *self.officials)
        self.archive = False

    def _opening(self) -> bytes:
        opening = Opening(
            **self.identity, record=RECORD, at=MORNING, launch_code=LAUNCH, cards=len(CARDS), setup=SETUP
        )
        return self.state("opening", opening.statement(), *self.signers)

    def _close(
        self,
        ended: bytes,
        cast: int,
        unused: tuple[PublicCredential, ...],
        provisional: tuple[PublicCredential, ...],
    ) -> None:
        classes: dict[CardClass, tuple[PublicCredential, ...]] = dict.fromkeys(LISTED, ())
        classes |= {
            CardClass.ABANDONED: CARDS[3:4],
            CardClass.SPOILED: CARDS[4:5],
            CardClass.LOST: CARDS[5:6],
        }
        classes |= {CardClass.UNUSED: unused, CardClass.PROVISIONAL: provisional}
        closing = Closing(
            **self.identity,
            ended=sha(ended),
            at=EVENING,
            head=END,
            cast=cast,
            classes=classes,
            challenges=sha(b"[]"),
            incidents=(),
        )
        self.state("closing", closing.statement(), *self.signers)
        self.put("challenges", b"[]")

    def archived(self) -> Archived | None:
        if not self.archive:
            return None
        where = self.root / "boxes" / self.box / "1FirstBoxAtTheCity.bel"
        where.parent.mkdir(parents=True, exist_ok=True)
        where.touch()
        return Archived(
            file=f"boxes/{self.box}/1FirstBoxAtTheCity.bel",
            timestamp=int(MORNING.timestamp()),
            phase=self.phase,
            head=END,
            setup=SETUP,
            ended=self.ended,
            ballots=len(self.cast),
            shares=0,
            launch_code=LAUNCH,
            election=_Election(),  # type: ignore[arg-type]
            cast={card: TRACKERS[card] for card in self.cast},
        )

    def where(self) -> Where:
        info = BoxInfo(
            box=self.box,
            uuid=self.identity["uuid"],
            station=self.station,
            key=key_of(f"box:{self.box}").public,
            credentials=canonical(list(CARDS)),
        )
        return Where(
            layout=Layout(root=self.root),
            record=RECORD,
            definition=definition(),
            info=info,
            archived=self.archived(),
        )

    def check(self, findings: Findings | None = None) -> tuple[Day, Findings]:
        findings = findings or Findings()
        return check_reports(self.where(), findings), findings


class _Election:
    """Stands for an election that could be read; V10 asks nothing of it."""


def codes(findings: Findings) -> list[tuple[str, str]]:
    """Root causes, code and file."""
    roots = [(f.code, f.place.file.rpartition("/")[2]) for f in findings.failures if f.follows is None]
    return list(dict.fromkeys(roots))


Say = Mapping[str, JsonValue]
