"""The card office: its own folder with the packs, and the public parts that leave it. Spec: ``spec/cards.md``.

Crash order, box by box: the pack is durable, then the office's own copy of its public part, then the
public part outside; ``cards.json`` is last. Running it again goes on with the packs that are there. Where a
public part is there and its pack is not, nothing is made: a second pack would not open the box.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shora import disk as durable
from shora.cards.classes import STUB, same_stubs
from shora.cards.pack import Pack, encode_pack, make_pack, read_pack, write_pack
from shora.cards.statement import SIGNER, CardsOf, cards_of, decode_cards, statement_of
from shora.crypto.credentials import new_uuid
from shora.crypto.identity import Identity
from shora.crypto.statement import check_signatures, decode_statement
from shora.disk import SYSTEM, Disk
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.election.read import read_bytes
from shora.election.station import Box
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import BoxId
from shora.text import json

_PRIVATE_FOLDER: Final = 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The paths of a card office's folder. Whether they are there is not asked here."""

    root: Path

    @property
    def definition(self) -> Path:
        """The definition that the cards are made for."""
        return self.root / "definition.json"

    @property
    def packs(self) -> Path:
        """The folder of the packs. Secret."""
        return self.root / "packs"

    def pack(self, box: BoxId) -> Path:
        """The pack of a box. Secret."""
        return self.packs / f"{box}.txt"

    def public(self, box: BoxId) -> Path:
        """The office's own copy of a box's public part: from here on the pack is settled."""
        return self.root / "public" / f"{box}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The paths of what leaves the office; all of it is public."""

    root: Path

    @property
    def cards(self) -> Path:
        """The signed statement, written last."""
        return self.root / "cards.json"

    def credentials(self, box: BoxId) -> Path:
        """The public parts of a box's cards."""
        return self.root / box / "credentials.json"


def make_cards(
    definition: Definition,
    office: Office,
    out: Published,
    identity: Identity,
    *,
    done: Callable[[int], None] = lambda _cards: None,
    disk: Disk = SYSTEM,
) -> tuple[CardsOf, ...]:
    """Make the cards of every box of the definition, or go on where an earlier run stopped.

    ``identity`` is the card office's. ``done`` hears of each finished box how many cards it has.
    :class:`RefusedError` where a folder belongs to something else, :class:`DamagedError` where a pack
    whose public part is known is gone.
    """
    _need_key(definition, identity)
    _need_apart(office.root, out.root)
    durable.make_folder(office.packs, disk=disk)
    for folder in (office.root, office.packs):
        folder.chmod(_PRIVATE_FOLDER)
    durable.write_once(office.definition, json.canonical(definition.to_json()), disk=disk)
    made = []
    for box in definition.boxes:
        pack = _settled_pack(box, office, out, disk)
        for path in (office.public(box.id), out.credentials(box.id)):
            durable.make_folder(path.parent, disk=disk)
            durable.write_once(path, pack.credentials(), disk=disk)
        made.append(cards_of(pack))
        done(len(pack.cards))
    statement = statement_of(definition.id, made).signed(SIGNER, identity)
    durable.write_once(out.cards, statement.encode(), disk=disk)
    return tuple(made)


def _settled_pack(box: Box, office: Office, out: Published, disk: Disk) -> Pack:
    """The pack of a box, on the medium: the one that is there, or a new one where none can be in use."""
    path = office.pack(box.id)
    if not path.exists():
        for known in (office.public(box.id), out.credentials(box.id)):
            if known.exists():
                raise DamagedError(
                    f"the pack of box {box.id} is gone, and its public part is not",
                    place=str(path),
                    hint=f"bring the pack back from a copy; {known} is what it must give",
                )
        pack = make_pack(box.id, new_uuid(), box.cards)
        write_pack(path, pack, disk=disk)
        return pack
    pack = read_pack(path)
    for _before, card in same_stubs(card.public for card in pack.cards):
        raise RefusedError(
            f"two cards of this pack have a stub with {card[:STUB]}", place=str(path),
            hint="their voters could not tell whose ballot is whose: begin again in a new folder",
        )  # fmt: skip
    if pack.box != box.id or len(pack.cards) != box.cards:
        raise RefusedError(
            f"this pack has {len(pack.cards)} cards of box {pack.box}, and {box.cards} of {box.id} belong here",
            place=str(path),
            hint="take another folder for another definition",
        )
    durable.write_once(path, encode_pack(pack), mode=durable.SECRET, disk=disk)  # its name may not be durable
    return pack


def read_office(office: Office) -> Definition:
    """The definition that the office works for."""
    if not office.definition.is_file():
        raise InputError(
            "this is no card office's folder", place=str(office.root), hint="begin with 'shora cards make'"
        )
    return read_bytes(office.definition.read_bytes(), place=str(office.definition))


def pack_of(office: Office, definition: Definition, box: BoxId) -> Pack:
    """The pack of a box of the definition; :class:`InputError` where there is none or it is another's."""
    pack = read_pack(office.pack(definition.box(box).id))
    if pack.box != box:
        raise InputError(f"this is the pack of box {pack.box}", place=str(office.pack(box)))
    return pack


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFault:
    """What does not fit, and where."""

    place: Path
    detail: str


def check_office(
    office: Office, out: Published, *, done: Callable[[int], None] = lambda _cards: None
) -> tuple[OfficeFault, ...]:
    """Whether every pack gives what is published for its box, and no card is there twice in the city.

    Empty when all is well. It keeps 16 bytes of every card in memory.
    """
    definition = read_office(office)
    stated, faults = _stated(definition, out)
    seen: dict[bytes, BoxId] = {}
    for box in definition.boxes:
        try:
            pack = pack_of(office, definition, box.id)
        except InputError as error:
            faults.append(OfficeFault(place=office.pack(box.id), detail=error.message))
            continue
        faults += _check_box(box, pack, office, out, stated.get(box.id))
        for card in pack.cards:
            key = bytes.fromhex(card.public[:32])
            if key in seen:
                detail = f"card {card.public[:8]} is there twice: in {seen[key]} and {box.id}"
                faults.append(OfficeFault(place=office.pack(box.id), detail=detail))
            seen[key] = box.id
        done(len(pack.cards))
    faults += _strangers(definition, office, out)
    return tuple(faults)


def _stated(definition: Definition, out: Published) -> tuple[dict[BoxId, CardsOf], list[OfficeFault]]:
    """What ``cards.json`` says, and what is wrong with it as a whole."""
    place = out.cards
    try:
        data = place.read_bytes()
        boxes = decode_cards(data, str(place))
        statement = decode_statement(data, str(place))
    except (OSError, InputError) as error:
        detail = error.message if isinstance(error, InputError) else "it cannot be read"
        return {}, [OfficeFault(place=place, detail=detail)]
    faults = []
    if statement.election != definition.id:
        faults.append(f"it is about the election {statement.election}")
    if [each.box for each in boxes] != [box.id for box in definition.boxes]:
        faults.append("its boxes are not those of the definition in their order")
    wanted = [(SIGNER, definition.office(OfficeRole.CARD_OFFICE).key)]
    faults += [fault.detail for fault in check_signatures(statement, wanted)]
    return {each.box: each for each in boxes}, [OfficeFault(place=place, detail=each) for each in faults]


def _check_box(
    box: Box, pack: Pack, office: Office, out: Published, stated: CardsOf | None
) -> Iterator[OfficeFault]:
    path = office.pack(box.id)
    if path.stat().st_mode & 0o077:
        yield OfficeFault(place=path, detail="others than its owner may read it")
    for before, card in same_stubs(card.public for card in pack.cards):
        yield OfficeFault(place=path, detail=f"two stubs show {card[:STUB]}: {before} and {card}")
    if len(pack.cards) != box.cards:
        yield OfficeFault(place=path, detail=f"it has {len(pack.cards)} cards and should have {box.cards}")
    if stated is not None and stated != cards_of(pack):
        yield OfficeFault(place=out.cards, detail=f"what it says about {box.id} is not what the pack gives")
    for public in (office.public(box.id), out.credentials(box.id)):
        if not public.is_file():
            yield OfficeFault(place=public, detail="it is missing")
        elif public.read_bytes() != pack.credentials():
            yield OfficeFault(place=public, detail="it is not what the pack gives")


def _strangers(definition: Definition, office: Office, out: Published) -> Iterator[OfficeFault]:
    ids = {box.id for box in definition.boxes}
    wanted = {office.pack(box) for box in ids} | {out.root / box for box in ids} | {out.cards}
    for folder in (office.packs, out.root):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path not in wanted:
                yield OfficeFault(place=path, detail="it does not belong here")


def _need_key(definition: Definition, identity: Identity) -> None:
    key = definition.office(OfficeRole.CARD_OFFICE).key
    if key != identity.public:
        what = "another key" if key else "no key"
        raise RefusedError(
            f"the definition has {what} for the card office",
            hint="put the public key of this identity into [[offices]] with role card-office",
        )


def _need_apart(office: Path, out: Path) -> None:
    inner, outer = out.resolve(), office.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise RefusedError(
            "the office's secrets and what is published lie in each other",
            place=str(out),
            hint="name two folders apart",
        )
