"""The few facts that are in no ballot: ``state.json``, ``acknowledged``, ``plan``. Spec: ``spec/box-state.md``."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from shora.box.archive_recover import Checkpoint
from shora.box.payloads import hash_field, is_hash
from shora.errors import DamagedError, InputError
from shora.ids import Hash, Uuid
from shora.text import json

FORMAT: Final = "shora-box-1"

_FIELDS: Final = (
    *("format", "uuid", "revision", "media", "batch", "provisional", "waiting", "challenged"),
    *("ended", "statements", "incidents"),
)
_MEDIUM: Final = re.compile(r"[0-9a-f]{32}")
_CODE: Final = re.compile(r"[a-z][a-z-]{0,63}")


class StatementKind(StrEnum):
    """The signed statements of a box's day, in their order (``spec/day.md``)."""

    OPENING = "opening"
    ENDED = "ended"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Incident:
    """Something for the minutes: a word, a number, and one line of text."""

    code: str
    count: int
    text: str

    def __post_init__(self) -> None:
        """:class:`InputError` for a code or a text of another form."""
        if _CODE.fullmatch(self.code) is None:
            raise InputError(
                f"{self.code[:80]!r} is not the code of an incident", hint="letters a-z and hyphens"
            )
        if not self.text or not self.text.isprintable():
            raise InputError("the text of an incident is one line", place=self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A file of slots: how many, and of how many bytes."""

    slots: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``state.json``. ``revision`` counts its changes; ``media`` are the ids of the copies, sorted."""

    uuid: Uuid
    revision: int
    media: tuple[str, ...]
    batch: int
    provisional: bool
    waiting: Room
    challenged: Room
    ended: bool
    statements: dict[StatementKind, Hash]
    incidents: tuple[Incident, ...]

    def changed(
        self,
        *,
        media: tuple[str, ...] | None = None,
        ended: bool | None = None,
        statements: dict[StatementKind, Hash] | None = None,
        incidents: tuple[Incident, ...] | None = None,
    ) -> "Facts":
        """The next revision."""
        return replace(
            self,
            revision=self.revision + 1,
            media=self.media if media is None else tuple(sorted(media)),
            ended=self.ended if ended is None else ended,
            statements=self.statements if statements is None else statements,
            incidents=self.incidents if incidents is None else tuple(sorted(incidents)),
        )

    def encode(self) -> bytes:
        """The canonical JSON."""
        return json.canonical(
            {
                "format": FORMAT,
                "uuid": self.uuid,
                "revision": self.revision,
                "media": self.media,
                "batch": self.batch,
                "provisional": self.provisional,
                "waiting": {"slots": self.waiting.slots, "size": self.waiting.size},
                "challenged": {"slots": self.challenged.slots, "size": self.challenged.size},
                "ended": self.ended,
                "statements": {
                    kind.value: self.statements[kind] for kind in StatementKind if kind in self.statements
                },
                "incidents": [{"code": i.code, "count": i.count, "text": i.text} for i in self.incidents],
            }
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Facts":
        """From the file's bytes; :class:`DamagedError` for anything that :meth:`encode` does not write."""
        try:
            facts = cls._read(json.parse(data, place=place, max_depth=3), place)
        except (InputError, ValueError) as error:
            raise DamagedError(f"this is not the state of a box: {error}", place=place) from None
        if facts.encode() != data:
            raise DamagedError("the state of the box is not in canonical form", place=place)
        return facts

    @classmethod
    def _read(cls, value: json.JsonValue, place: str) -> "Facts":
        json.only_fields(value, _FIELDS, (), place)
        if json.field(value, "format", str, place) != FORMAT:
            raise InputError("another format", place=place)
        statements = json.field(value, "statements", dict, place)
        media = [json.as_text(one, place) for one in json.field(value, "media", list, place)]
        if not media or any(_MEDIUM.fullmatch(one) is None for one in media):
            raise InputError("the media are not named", place=place)
        return cls(
            uuid=Uuid(json.field(value, "uuid", str, place)),
            revision=json.field(value, "revision", int, place),
            media=tuple(media),
            batch=json.field(value, "batch", int, place),
            provisional=json.field(value, "provisional", bool, place),
            waiting=_room(json.field(value, "waiting", dict, place), place),
            challenged=_room(json.field(value, "challenged", dict, place), place),
            ended=json.field(value, "ended", bool, place),
            statements={StatementKind(name): hash_field(statements, name, place) for name in statements},
            incidents=tuple(_incident(one, place) for one in json.field(value, "incidents", list, place)),
        )


def _room(value: json.JsonValue, place: str) -> Room:
    json.only_fields(value, ("slots", "size"), (), place)
    room = Room(slots=json.field(value, "slots", int, place), size=json.field(value, "size", int, place))
    if room.slots < 1 or room.size < 1:
        raise InputError("a file of slots has some", place=place)
    return room


def _incident(value: json.JsonValue, place: str) -> Incident:
    json.only_fields(value, ("code", "count", "text"), (), place)
    return Incident(
        code=json.field(value, "code", str, place),
        count=json.field(value, "count", int, place),
        text=json.field(value, "text", str, place),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``plan``: the ballots that enter the archive now, by hash, in this order; ``end``: EndBallots follows."""

    batch: tuple[Hash, ...]
    end: bool

    def encode(self) -> bytes:
        """The canonical JSON."""
        return json.canonical({"batch": self.batch, "end": self.end})

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Plan":
        """From the file's bytes; :class:`DamagedError` for anything that :meth:`encode` does not write."""
        try:
            value = json.parse(data, place=place, max_depth=2)
            batch = [json.as_text(one, place) for one in json.field(value, "batch", list, place)]
            plan = cls(batch=tuple(Hash(one) for one in batch), end=json.field(value, "end", bool, place))
        except InputError as error:
            raise DamagedError(f"this is no plan: {error.message}", place=place) from None
        if plan.encode() != data or not all(is_hash(one) for one in batch) or len(set(batch)) != len(batch):
            raise DamagedError("this is no plan", place=place)
        return plan


def encode_checkpoint(checkpoint: Checkpoint) -> bytes:
    """``acknowledged``: how far the archive went when that was on every medium."""
    return json.canonical({"events": checkpoint.events, "head": checkpoint.head})


def decode_checkpoint(data: bytes, place: str) -> Checkpoint:
    """From the file's bytes; :class:`DamagedError` for anything that :func:`encode_checkpoint` does not write."""
    try:
        value = json.parse(data, place=place, max_depth=1)
        events = json.field(value, "events", int, place)
        checkpoint = Checkpoint(events=events, head=hash_field(value, "head", place))
    except InputError as error:
        raise DamagedError(
            f"it does not say how far the archive goes: {error.message}", place=place
        ) from None
    if encode_checkpoint(checkpoint) != data or events < 1:
        raise DamagedError("it does not say how far the archive goes", place=place)
    return checkpoint
