"""The card office: every box has one pack and its public part, whatever happened before."""

import json
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from tests.unit.cards.conftest import IDENTITY, TOML

from shora.cards.office import Office, Published, check_office, make_cards, pack_of, read_office
from shora.cards.pack import Pack, encode_pack, read_pack
from shora.cards.statement import decode_cards
from shora.crypto.identity import Identity
from shora.crypto.statement import check_signatures, decode_statement
from shora.election.definition import Definition
from shora.election.read import read_toml
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import BoxId, Uuid

SOUTH, NORTH = BoxId("south"), BoxId("north")
ORDER = ["south", "north", "apart", "drill"]


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


@pytest.mark.usefixtures("made")
def test_every_box_has_a_pack_and_its_public_part(
    definition: Definition, office: Office, out: Published
) -> None:
    assert sorted(files(out.root)) == sorted(["cards.json", *(f"{box}/credentials.json" for box in ORDER)])
    stated = decode_cards(out.cards.read_bytes(), "cards.json")
    assert [each.box for each in stated] == ORDER
    for each, box in zip(stated, definition.boxes, strict=True):
        pack = read_pack(office.pack(box.id))
        public = out.credentials(box.id).read_bytes()
        assert public == pack.credentials()
        assert (each.uuid, each.cards) == (pack.uuid, box.cards)
        assert each.credentials == sha256(public).hexdigest()
    assert read_office(office) == definition
    assert check_office(office, out) == ()


@pytest.mark.usefixtures("made")
def test_the_statement_is_signed_by_the_office_alone(out: Published) -> None:
    statement = decode_statement(out.cards.read_bytes(), "cards.json", kind="cards")
    assert check_signatures(statement, [("office:card-office", IDENTITY.public)]) == ()
    assert list(statement.body) == ["kind", "election", "boxes"]


@pytest.mark.usefixtures("made")
def test_secrets_are_for_their_owner_and_nothing_of_them_is_published(office: Office, out: Published) -> None:
    for folder in (office.root, office.packs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    published = b"".join(files(out.root).values())
    for path in office.packs.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not any(card.private.encode() in published for card in read_pack(path).cards)


@pytest.mark.usefixtures("made")
def test_again_changes_nothing(definition: Definition, office: Office, out: Published) -> None:
    before = files(office.root), files(out.root)
    make_cards(definition, office, out, IDENTITY)
    assert (files(office.root), files(out.root)) == before


@pytest.mark.usefixtures("made")
def test_into_another_folder_it_is_the_same(
    definition: Definition, office: Office, out: Published, tmp_path: Path
) -> None:
    again = Published(root=tmp_path / "again")
    make_cards(definition, office, again, IDENTITY)
    assert files(again.root) == files(out.root)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("known", ["office", "out"])
def test_a_lost_pack_is_not_made_anew(
    definition: Definition, office: Office, out: Published, tmp_path: Path, known: str
) -> None:
    office.pack(NORTH).unlink()
    if known == "out":
        office.public(NORTH).unlink()
    else:
        out = Published(root=tmp_path / "again")
    with pytest.raises(DamagedError, match="the pack of box north is gone"):
        make_cards(definition, office, out, IDENTITY)
    assert not office.pack(NORTH).exists()


@pytest.mark.usefixtures("made")
def test_another_office_makes_no_second_pack(definition: Definition, out: Published, tmp_path: Path) -> None:
    other = Office(root=tmp_path / "other")
    with pytest.raises(DamagedError):
        make_cards(definition, other, out, IDENTITY)
    assert list(other.packs.iterdir()) == []


@pytest.mark.usefixtures("made")
def test_another_definition_is_refused(office: Office, out: Published) -> None:
    other = read_toml(TOML.replace("cards = 3", "cards = 4"), place="test")
    with pytest.raises(RefusedError):
        make_cards(other, office, out, IDENTITY)


def test_a_pack_of_another_box_is_refused(definition: Definition, office: Office, out: Published) -> None:
    office.packs.mkdir(parents=True)
    office.pack(SOUTH).write_bytes(encode_pack(Pack(box=NORTH, uuid=Uuid("CardsCardsCards"), cards=())))
    with pytest.raises(RefusedError, match="0 cards of box north"):
        make_cards(definition, office, out, IDENTITY)


def test_another_identity_is_refused_before_anything_is_made(
    definition: Definition, office: Office, out: Published
) -> None:
    with pytest.raises(RefusedError, match="another key for the card office"):
        make_cards(definition, office, out, Identity(bytes([8]) * 32))
    without = read_toml(TOML.replace(f'key = "{IDENTITY.public}"\n', ""), place="test")
    with pytest.raises(RefusedError, match="no key for the card office"):
        make_cards(without, office, out, IDENTITY)
    assert not office.root.exists()


@pytest.mark.parametrize("inner", ["office/out", "out/office"])
def test_secrets_and_published_parts_are_apart(definition: Definition, tmp_path: Path, inner: str) -> None:
    office, out = Office(root=tmp_path / "office"), Published(root=tmp_path / "out")
    if inner.startswith("office"):
        out = Published(root=tmp_path / inner)
    else:
        office = Office(root=tmp_path / inner)
    with pytest.raises(RefusedError, match="lie in each other"):
        make_cards(definition, office, out, IDENTITY)


@pytest.mark.usefixtures("made")
def test_a_pack_is_found_by_its_box(definition: Definition, office: Office) -> None:
    assert pack_of(office, definition, NORTH).box == NORTH
    with pytest.raises(InputError, match="no box nowhere"):
        pack_of(office, definition, BoxId("nowhere"))
    office.pack(NORTH).write_bytes(office.pack(SOUTH).read_bytes())
    with pytest.raises(InputError, match="pack of box south"):
        pack_of(office, definition, NORTH)


def test_a_folder_that_is_no_office(office: Office) -> None:
    with pytest.raises(InputError, match="no card office's folder"):
        read_office(office)


def spoil(name: str, office: Office, out: Published) -> None:
    """One thing that a check must find."""
    pack = read_pack(office.pack(SOUTH))
    match name:
        case "pack-gone":
            office.pack(SOUTH).unlink()
        case "pack-open":
            office.pack(SOUTH).chmod(0o644)
        case "pack-short":
            office.pack(SOUTH).write_bytes(encode_pack(Pack(box=SOUTH, uuid=pack.uuid, cards=pack.cards[1:])))
        case "pack-of-another":
            office.pack(SOUTH).write_bytes(office.pack(NORTH).read_bytes())
        case "card-twice":
            twice = Pack(box=SOUTH, uuid=pack.uuid, cards=(*pack.cards[:2], pack.cards[0]))
            office.pack(SOUTH).write_bytes(encode_pack(twice))
        case "public-gone":
            out.credentials(SOUTH).unlink()
        case "public-other":
            out.credentials(SOUTH).write_bytes(out.credentials(NORTH).read_bytes())
        case "copy-gone":
            office.public(SOUTH).unlink()
        case "statement-gone":
            out.cards.unlink()
        case "statement-other":
            value = json.loads(out.cards.read_bytes())
            value["statement"]["boxes"]["south"]["cards"] = 4
            out.cards.write_bytes(json.dumps(value, separators=(",", ":")).encode())
        case "stranger":
            (office.packs / "more.txt").write_text("x")
        case _:
            (out.root / "more").mkdir()


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("name", "place", "detail"),
    [
        ("pack-gone", "packs/south.txt", "cannot be read"),
        ("pack-open", "packs/south.txt", "others than its owner"),
        ("pack-short", "packs/south.txt", "2 cards and should have 3"),
        ("pack-of-another", "packs/south.txt", "the pack of box north"),
        ("card-twice", "packs/south.txt", "is there twice"),
        ("public-gone", "out/south/credentials.json", "it is missing"),
        ("public-other", "out/south/credentials.json", "not what the pack gives"),
        ("copy-gone", "public/south.json", "it is missing"),
        ("statement-gone", "out/cards.json", "cannot be read"),
        ("statement-other", "out/cards.json", "signature is not that of office:card-office"),
        ("stranger", "packs/more.txt", "does not belong here"),
        ("out-stranger", "out/more", "does not belong here"),
    ],
)
def test_the_check_finds(office: Office, out: Published, name: str, place: str, detail: str) -> None:
    spoil(name, office, out)
    faults = check_office(office, out)
    assert any(str(each.place).endswith(place) and detail in each.detail for each in faults), faults


@pytest.mark.usefixtures("made")
def test_stubs_that_show_the_same(
    definition: Definition, office: Office, out: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two cards of the first pack, as if their credentials began with the same digits."""
    monkeypatch.setattr("shora.cards.office.same_stubs", lambda cards: [tuple(cards)[:2]])
    details = [fault.detail for fault in check_office(office, out)]
    assert any(detail.startswith("two stubs show ") for detail in details)
    with pytest.raises(RefusedError, match="two cards of this pack have a stub"):
        make_cards(definition, office, out, IDENTITY)


@pytest.mark.usefixtures("made")
def test_the_check_finds_a_card_of_another_box(office: Office, out: Published) -> None:
    south, north = read_pack(office.pack(SOUTH)), read_pack(office.pack(NORTH))
    office.pack(NORTH).write_bytes(encode_pack(Pack(box=NORTH, uuid=south.uuid, cards=south.cards[:2])))
    details = [each.detail for each in check_office(office, out)]
    assert any("is there twice: in south and north" in each for each in details)
    assert not any(card.private in each for card in south.cards + north.cards for each in details)
