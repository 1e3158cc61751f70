"""A pack of cards for one box, as the card office makes it.

The private parts go under covers and then to the station, never to the box's computer before a
voter shows one; the public parts are the box's ``credentials``. A pack file is secret
(``spec/cards.md``) and is written for its owner alone.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shora.cards.classes import STUB
from shora.crypto.credentials import new_credentials, public_part
from shora.disk import SYSTEM, Disk, write_secret
from shora.errors import InputError
from shora.ids import BoxId, PrivateCredential, PublicCredential, Uuid
from shora.text.json import canonical

FORMAT = "shora-cards-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card; its private part is the right to one ballot."""

    private: PrivateCredential
    public: PublicCredential

    def __repr__(self) -> str:
        """The public part only."""
        return f"Card({self.public[:8]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The cards of one box, in no order that means anything."""

    box: BoxId
    uuid: Uuid
    cards: tuple[Card, ...]

    def credentials(self) -> bytes:
        """The ``public_credentials`` JSON: sorted, so that it tells nothing of the stack's order."""
        return canonical(sorted(card.public for card in self.cards))

    def shuffled(self) -> tuple[Card, ...]:
        """The cards in an order that nobody knows beforehand and nothing keeps, for printing."""
        cards = list(self.cards)
        secrets.SystemRandom().shuffle(cards)
        return tuple(cards)


def make_pack(box: BoxId, uuid: Uuid, count: int) -> Pack:
    """Fresh cards for a box; one whose stub would show the same as another's is drawn again."""
    drawn: dict[str, Card] = {}
    while len(drawn) < count:
        for private, public in new_credentials(uuid, count - len(drawn)):
            drawn.setdefault(public[:STUB], Card(private=private, public=public))
    return Pack(box=box, uuid=uuid, cards=tuple(drawn.values()))


def card_of(uuid: Uuid, typed: str) -> Card:
    """The card that somebody typed or scanned at the box ``uuid``; spaces around it do not count."""
    private = PrivateCredential(typed.strip())
    return Card(private=private, public=public_part(uuid, private))


def encode_pack(pack: Pack) -> bytes:
    """The pack's file: a header, and one private part a line. Secret."""
    lines = [f"{FORMAT} {pack.box} {pack.uuid}", *(card.private for card in pack.cards)]
    return ("\n".join(lines) + "\n").encode("ascii")


def write_pack(path: Path, pack: Pack, *, disk: Disk = SYSTEM) -> None:
    """Write the pack's file durably, for its owner's eyes alone.

    :class:`~shora.errors.RefusedError` where there is one: a pack is never written over.
    """
    write_secret(path, encode_pack(pack), disk=disk)


def read_pack(path: Path) -> Pack:
    """Reads a pack back; raises :class:`InputError` naming the line that is not a card."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", place=str(path)) from None
    header = lines[0].split(" ") if lines else []
    if len(header) != len(("format", "box", "uuid")) or header[0] != FORMAT:
        raise InputError(
            "not a pack of cards", place=str(path), hint=f"its first line is '{FORMAT} BOX UUID'"
        )
    box, uuid = BoxId(header[1]), Uuid(header[2])
    return Pack(box=box, uuid=uuid, cards=_cards(uuid, lines[1:], path))


def _cards(uuid: Uuid, lines: Sequence[str], path: Path) -> tuple[Card, ...]:
    cards = []
    for number, line in enumerate(lines, start=2):
        try:
            cards.append(card_of(uuid, line))
        except InputError as error:
            raise InputError(error.message, place=f"{path} line {number}") from None
    return tuple(cards)
