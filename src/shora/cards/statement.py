"""``cards.json``: what the card office has made, box by box, under its signature. Spec: ``spec/cards.md``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from shora.cards.pack import Pack
from shora.crypto.statement import Statement, decode_statement, state
from shora.election.people import OfficeRole
from shora.errors import InputError
from shora.ids import BoxId, ElectionId, Hash, Uuid
from shora.text import json

KIND: Final = "cards"
SIGNER: Final = f"office:{OfficeRole.CARD_OFFICE}"
"""Who signs it, and nobody else."""

_BOX: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsOf:
    """What was made for a box: its uuid, how many cards, and the hash of its ``credentials.json``."""

    box: BoxId
    uuid: Uuid
    cards: int
    credentials: Hash

    def to_json(self) -> dict[str, json.JsonValue]:
        """The box's entry; its id is the key."""
        return {"uuid": self.uuid, "cards": self.cards, "credentials": self.credentials}


def cards_of(pack: Pack) -> CardsOf:
    """What is said in public about a pack."""
    digest = Hash(sha256(pack.credentials()).hexdigest())
    return CardsOf(box=pack.box, uuid=pack.uuid, cards=len(pack.cards), credentials=digest)


def make_cards_statement(election: ElectionId, packs: Iterable[Pack]) -> Statement:
    """The statement, not yet signed, about packs in the order of the definition's boxes."""
    return statement_of(election, (cards_of(pack) for pack in packs))


def statement_of(election: ElectionId, boxes: Iterable[CardsOf]) -> Statement:
    """As :func:`make_cards_statement`, of what is known about the packs."""
    return state(KIND, election, {"boxes": {each.box: each.to_json() for each in boxes}})


def decode_cards(data: bytes, place: str) -> tuple[CardsOf, ...]:
    """The boxes of a ``cards.json``, in its order; :class:`InputError` for another form.

    Who signed it is for :func:`shora.crypto.statement.check_signatures`.
    """
    body = decode_statement(data, place, kind=KIND).body
    json.only_fields(dict(body), ("kind", "election", "boxes"), (), place)
    entries = json.as_object(body["boxes"], place)
    boxes = tuple(_box(name, entry, place) for name, entry in entries.items())
    for what, names in (("box", [each.box for each in boxes]), ("uuid", [each.uuid for each in boxes])):
        if len({name.casefold() for name in names}) != len(names):
            raise InputError(f"a {what} is there twice", place=place)
    return boxes


def _box(name: str, entry: json.JsonValue, place: str) -> CardsOf:
    at = f"{place}: {name[:80]!r}"
    fields = json.only_fields(entry, ("uuid", "cards", "credentials"), (), at)
    if list(fields) != ["uuid", "cards", "credentials"]:
        raise InputError("the fields of a box are in another order", place=at)
    uuid, cards = json.field(fields, "uuid", str, at), json.field(fields, "cards", int, at)
    credentials = json.field(fields, "credentials", str, at)
    if _BOX.fullmatch(name) is None:
        raise InputError("this is no id of a box", place=at)
    if _UUID.fullmatch(uuid) is None or _HASH.fullmatch(credentials) is None or cards < 1:
        raise InputError("uuid, number of cards or hash are not what they must be", place=at)
    return CardsOf(box=BoxId(name), uuid=Uuid(uuid), cards=cards, credentials=Hash(credentials))
