"""What is stated about a box on its day, as values: read from a file, or made for signing. Spec: ``spec/day.md``.

Reading is about form: fields, order, types. Whether a statement fits the archive, and whether all cards
are accounted for, is for verification; the order of credentials in the minutes is, too, with its code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, Final

from shora.box.payloads import hash_field
from shora.cards.classes import LISTED, CardClass
from shora.crypto.statement import Signer, Statement, decode_statement, state
from shora.election.definition import Definition
from shora.election.launch import launch_code
from shora.election.people import OfficeRole
from shora.errors import InputError
from shora.ids import BoxId, ElectionId, Hash, PublicCredential, StationId, Tracker, Uuid
from shora.record.stated import (
    MOST,
    Signed,
    body_of,
    box_id,
    credential,
    credentials,
    decode_signed,
    entries_of,
    entry_list,
    file_id,
    line,
    moment,
    need_ascending,
    tracker,
    uuid_of,
    whole,
)
from shora.text import json
from shora.text.jalali import utc_text

CHECK_INS_DIFFER: Final = "check-ins-differ"
"""The incident that explains a difference between cards and check-ins; verification reads it."""

NEVER_USED: Final = (CardClass.UNUSED, CardClass.LOST)
"""What can become of the cards of a box that was never opened."""

_CODE: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")

Classes = Mapping[CardClass, tuple[PublicCredential, ...]]
"""The credentials of each class that is listed: all but the cast ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The zero report. ``setup`` is the hash of the archive's first event; ``cards`` are the box's credentials."""

    KIND: ClassVar[str] = "opening"

    election: ElectionId
    box: BoxId
    uuid: Uuid
    record: Hash
    at: datetime
    launch_code: str
    cards: int
    setup: Hash

    def statement(self) -> Statement:
        """The statement, without signatures."""
        return state(
            self.KIND,
            self.election,
            {
                "box": self.box,
                "uuid": self.uuid,
                "record": self.record,
                "at": utc_text(self.at),
                "launch_code": self.launch_code,
                "cards": self.cards,
                "ballots": 0,
                "setup": self.setup,
            },
        )

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Opening":
        """From a statement; :class:`InputError` for another form."""
        names = ("box", "uuid", "record", "at", "launch_code", "cards", "ballots", "setup")
        body = body_of(statement, names, (), place)
        code = json.field(body, "launch_code", str, place)
        if launch_code(code) != code:
            raise InputError("the launch code is not in its one form", place=place)
        if json.field(body, "ballots", int, place) != 0:
            raise InputError("a box opens without ballots", place=place)
        return cls(
            election=statement.election,
            box=box_id(body, "box", place),
            uuid=uuid_of(body, "uuid", place),
            record=hash_field(body, "record", place),
            at=moment(body, "at", place),
            launch_code=code,
            cards=whole(body, "cards", place),
            setup=hash_field(body, "setup", place),
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Opening":
        """From ``opening.json``."""
        return decode_signed(cls, data, place).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sealed provisional ballot that waits for the duplicate check."""

    credential: PublicCredential
    tracker: Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """No more ballots. ``opening`` is the hash of ``opening.json``, ``head`` that of the archive's last event.

    ``bundle`` is ``None`` but for a provisional box, whose ``head`` is that after Setup, and whose
    ``ballots`` are the sealed ones.
    """

    KIND: ClassVar[str] = "end-of-ballots"

    election: ElectionId
    box: BoxId
    uuid: Uuid
    opening: Hash
    at: datetime
    head: Hash
    ballots: int
    challenges: int
    bundle: tuple[Waiting, ...] | None

    def statement(self) -> Statement:
        """The statement, without signatures; the bundle in ascending order."""
        fields: dict[str, json.JsonValue] = {
            "box": self.box,
            "uuid": self.uuid,
            "opening": self.opening,
            "at": utc_text(self.at),
            "head": self.head,
            "ballots": self.ballots,
            "challenges": self.challenges,
        }
        if self.bundle is not None:
            ordered = sorted(self.bundle, key=lambda one: one.credential)
            fields["bundle"] = [{"credential": one.credential, "tracker": one.tracker} for one in ordered]
        return state(self.KIND, self.election, fields)

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Ended":
        """From a statement; :class:`InputError` for another form."""
        names = ("box", "uuid", "opening", "at", "head", "ballots", "challenges")
        body = body_of(statement, names, ("bundle",), place)
        return cls(
            election=statement.election,
            box=box_id(body, "box", place),
            uuid=uuid_of(body, "uuid", place),
            opening=hash_field(body, "opening", place),
            at=moment(body, "at", place),
            head=hash_field(body, "head", place),
            ballots=whole(body, "ballots", place),
            challenges=whole(body, "challenges", place),
            bundle=_bundle(body, place) if "bundle" in statement.body else None,
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Ended":
        """From ``ended.json``."""
        return decode_signed(cls, data, place).value


def _bundle(body: json.JsonValue, place: str) -> tuple[Waiting, ...]:
    entries = [entries_of(one, ("credential", "tracker"), place) for one in entry_list(body, "bundle", place)]
    bundle = tuple(
        Waiting(
            credential=credential(json.field(one, "credential", str, place), place),
            tracker=tracker(one, "tracker", place),
        )
        for one in entries
    )
    need_ascending([one.credential for one in bundle], "bundle", place)
    return bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that happened: ``code`` is a word in ``a-z-``, ``count`` how much, ``text`` its explanation."""

    code: str
    count: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The minutes. ``ended`` and ``challenges`` are hashes of files, ``cast`` how many cards have their ballot in.

    ``classes`` has every class but the cast one.
    """

    KIND: ClassVar[str] = "closing"

    election: ElectionId
    box: BoxId
    uuid: Uuid
    ended: Hash
    at: datetime
    head: Hash
    cast: int
    classes: Classes
    challenges: Hash
    incidents: tuple[Incident, ...]

    def statement(self) -> Statement:
        """The statement, without signatures; credentials in ascending order."""
        cards: dict[str, json.JsonValue] = {"cast": self.cast}
        cards |= {str(name): [*sorted(self.classes.get(name, ()))] for name in LISTED}
        return state(
            self.KIND,
            self.election,
            {
                "box": self.box,
                "uuid": self.uuid,
                "ended": self.ended,
                "at": utc_text(self.at),
                "head": self.head,
                "cards": cards,
                "challenges": self.challenges,
                "incidents": [
                    {"code": one.code, "count": one.count, "text": one.text} for one in self.incidents
                ],
            },
        )

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Closing":
        """From a statement; :class:`InputError` for another form."""
        names = ("box", "uuid", "ended", "at", "head", "cards", "challenges", "incidents")
        body = body_of(statement, names, (), place)
        cards = entries_of(json.field(body, "cards", dict, place), [str(name) for name in CardClass], place)
        return cls(
            election=statement.election,
            box=box_id(body, "box", place),
            uuid=uuid_of(body, "uuid", place),
            ended=hash_field(body, "ended", place),
            at=moment(body, "at", place),
            head=hash_field(body, "head", place),
            cast=whole(cards, "cast", place),
            classes={name: credentials(cards, str(name), place) for name in LISTED},
            challenges=hash_field(body, "challenges", place),
            incidents=tuple(_incident(one, place) for one in entry_list(body, "incidents", place)),
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Closing":
        """From a ``closing.json`` of a box that was opened."""
        return decode_signed(cls, data, place).value


def _incident(value: json.JsonValue, place: str) -> Incident:
    entries_of(value, ("code", "count", "text"), place)
    code = json.field(value, "code", str, place)
    if _CODE.fullmatch(code) is None or len(code) > 64:
        raise InputError(f"{code[:80]!r} is no code of an incident: a word in a-z and -", place=place)
    return Incident(
        code=code, count=whole(value, "count", place, least=-MOST), text=line(value, "text", place)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unopened:
    """The statement about a box that was never opened, in place of its minutes."""

    KIND: ClassVar[str] = "unopened"

    election: ElectionId
    box: BoxId
    uuid: Uuid
    record: Hash
    at: datetime
    reason: str
    classes: Classes

    def statement(self) -> Statement:
        """The statement, without signatures; credentials in ascending order."""
        cards: dict[str, json.JsonValue] = {
            str(name): [*sorted(self.classes.get(name, ()))] for name in NEVER_USED
        }
        return state(
            self.KIND,
            self.election,
            {
                "box": self.box,
                "uuid": self.uuid,
                "record": self.record,
                "at": utc_text(self.at),
                "reason": self.reason,
                "cards": cards,
            },
        )

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Unopened":
        """From a statement; :class:`InputError` for another form."""
        body = body_of(statement, ("box", "uuid", "record", "at", "reason", "cards"), (), place)
        cards = entries_of(json.field(body, "cards", dict, place), [str(name) for name in NEVER_USED], place)
        return cls(
            election=statement.election,
            box=box_id(body, "box", place),
            uuid=uuid_of(body, "uuid", place),
            record=hash_field(body, "record", place),
            at=moment(body, "at", place),
            reason=line(body, "reason", place),
            classes={name: credentials(cards, str(name), place) for name in NEVER_USED},
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Unopened":
        """From a ``closing.json`` of a box that was never opened."""
        return decode_signed(cls, data, place).value


def decode_closing(data: bytes, place: str) -> Signed[Closing] | Signed[Unopened]:
    """What a ``closing.json`` states, whichever of the two it is."""
    if decode_statement(data, place).kind == Unopened.KIND:
        return decode_signed(Unopened, data, place)
    return decode_signed(Closing, data, place)


class RejectReason(StrEnum):
    """Why a provisional ballot is not accepted."""

    DUPLICATE = "duplicate"
    NOT_ENTITLED = "not-entitled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A provisional ballot that is not accepted."""

    credential: PublicCredential
    reason: RejectReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which ballots of a provisional box enter its archive. ``ended`` is the hash of ``ended.json``."""

    KIND: ClassVar[str] = "provisional-decision"

    election: ElectionId
    box: BoxId
    uuid: Uuid
    record: Hash
    ended: Hash
    at: datetime
    accepted: tuple[PublicCredential, ...]
    rejected: tuple[Rejected, ...]

    def statement(self) -> Statement:
        """The statement, without signatures; credentials in ascending order."""
        ordered = sorted(self.rejected, key=lambda one: one.credential)
        return state(
            self.KIND,
            self.election,
            {
                "box": self.box,
                "uuid": self.uuid,
                "record": self.record,
                "ended": self.ended,
                "at": utc_text(self.at),
                "accepted": [*sorted(self.accepted)],
                "rejected": [{"credential": one.credential, "reason": str(one.reason)} for one in ordered],
            },
        )

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Decision":
        """From a statement; :class:`InputError` for another form."""
        names = ("box", "uuid", "record", "ended", "at", "accepted", "rejected")
        body = body_of(statement, names, (), place)
        accepted = credentials(body, "accepted", place)
        rejected = tuple(_rejected(one, place) for one in entry_list(body, "rejected", place))
        need_ascending(accepted, "accepted", place)
        need_ascending([one.credential for one in rejected], "rejected", place)
        return cls(
            election=statement.election,
            box=box_id(body, "box", place),
            uuid=uuid_of(body, "uuid", place),
            record=hash_field(body, "record", place),
            ended=hash_field(body, "ended", place),
            at=moment(body, "at", place),
            accepted=accepted,
            rejected=rejected,
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Decision":
        """From ``decision.json``."""
        return decode_signed(cls, data, place).value


def _rejected(value: json.JsonValue, place: str) -> Rejected:
    entries_of(value, ("credential", "reason"), place)
    reason = json.field(value, "reason", str, place)
    if reason not in list(RejectReason):
        raise InputError(f"{reason[:40]!r} is no reason; {', '.join(RejectReason)} are", place=place)
    text = json.field(value, "credential", str, place)
    return Rejected(credential=credential(text, place), reason=RejectReason(reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """How many people the inquiry service let vote since the interval before, with regular and provisional cards."""

    until: datetime
    regular: int
    provisional: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIns:
    """The check-ins of a station, in order of time."""

    KIND: ClassVar[str] = "check-ins"

    election: ElectionId
    station: StationId
    record: Hash
    intervals: tuple[Interval, ...]

    @property
    def regular(self) -> int:
        """All people with regular cards."""
        return sum(one.regular for one in self.intervals)

    @property
    def provisional(self) -> int:
        """All people with provisional cards."""
        return sum(one.provisional for one in self.intervals)

    def statement(self) -> Statement:
        """The statement, without signatures."""
        intervals: list[json.JsonValue] = [
            {"until": utc_text(one.until), "regular": one.regular, "provisional": one.provisional}
            for one in self.intervals
        ]
        fields: dict[str, json.JsonValue] = {"station": self.station, "record": self.record}
        return state(self.KIND, self.election, {**fields, "intervals": intervals})

    @classmethod
    def of(cls, statement: Statement, place: str) -> "CheckIns":
        """From a statement; :class:`InputError` for another form, and for intervals that go back."""
        body = body_of(statement, ("station", "record", "intervals"), (), place)
        intervals = tuple(_interval(one, place) for one in entry_list(body, "intervals", place))
        for earlier, later in pairwise(intervals):
            if earlier.until >= later.until:
                raise InputError("the intervals are not in order of time", place=place)
        return cls(
            election=statement.election,
            station=StationId(file_id(body, "station", place)),
            record=hash_field(body, "record", place),
            intervals=intervals,
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "CheckIns":
        """From ``checkins/<station>.json``."""
        return decode_signed(cls, data, place).value


def _interval(value: json.JsonValue, place: str) -> Interval:
    entries_of(value, ("until", "regular", "provisional"), place)
    return Interval(
        until=moment(value, "until", place),
        regular=whole(value, "regular", place),
        provisional=whole(value, "provisional", place),
    )


Signers = tuple[tuple[Signer, str], ...]
"""Who has to sign, each with the key that the record has of it."""


def box_signers(definition: Definition, box: BoxId, key: str) -> Signers:
    """Of opening, end of ballots and minutes: the box, whose key is ``key``, and its station's two officials."""
    return ((f"box:{box}", key), *officials(definition, box))


def officials(definition: Definition, box: BoxId) -> Signers:
    """Of the statement that a box was never opened: the two officials of its station."""
    return definition.station(definition.box(box).station).signers


def decision_signers(definition: Definition) -> Signers:
    """Of a decision about provisional ballots: inquiry service and headquarters."""
    return offices(definition, OfficeRole.INQUIRY, OfficeRole.HEADQUARTERS)


def checkin_signers(definition: Definition) -> Signers:
    """Of check-ins: the inquiry service."""
    return offices(definition, OfficeRole.INQUIRY)


def offices(definition: Definition, *roles: OfficeRole) -> Signers:
    """These offices; :class:`InputError` for one that the definition lacks."""
    return tuple((office.signer, office.key) for office in map(definition.office, roles))
