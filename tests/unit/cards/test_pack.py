"""Packs of cards: made, written for their owner alone, read back, and never shown."""

import json
import os
import stat
from pathlib import Path

import pytest

from shora.cards.classes import same_stubs
from shora.cards.pack import Card, Pack, card_of, make_pack, read_pack, write_pack
from shora.crypto.credentials import check_keys
from shora.crypto.fault import CryptoInputError
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, PrivateCredential, PublicCredential, Uuid

UUID = Uuid("CardsCardsCards")


@pytest.fixture(name="pack")
def _pack() -> Pack:
    return make_pack(BoxId("north"), UUID, 6)


def test_cards_are_distinct_and_their_public_parts_are_keys(pack: Pack) -> None:
    assert len({card.private for card in pack.cards}) == 6
    publics = [card.public for card in pack.cards]
    assert len(set(publics)) == 6
    assert check_keys(publics) == [None] * 6


def test_credentials_are_canonical_and_sorted(pack: Pack) -> None:
    published = json.loads(pack.credentials())
    assert published == sorted(card.public for card in pack.cards)
    assert b" " not in pack.credentials()
    assert not any(card.private.encode() in pack.credentials() for card in pack.cards)


def test_written_and_read_back(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "north.txt"
    before = os.umask(0)
    try:
        write_pack(path, pack)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_pack(path) == pack
    assert path.read_text().splitlines()[0] == "shora-cards-1 north CardsCardsCards"


def test_a_pack_is_never_written_over(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "north.txt"
    write_pack(path, pack)
    with pytest.raises(RefusedError):
        write_pack(path, make_pack(BoxId("north"), UUID, 1))
    assert read_pack(path) == pack


def test_no_private_part_is_shown(pack: Pack) -> None:
    shown = [repr(pack), str(pack), repr(pack.cards[0]), str(pack.cards[0]), f"{pack.cards}"]
    assert not any(card.private in text for card in pack.cards for text in shown)
    assert pack.cards[0].public[:8] in repr(pack.cards[0])


def test_a_typed_card(pack: Pack) -> None:
    card = pack.cards[0]
    assert card_of(UUID, f"  {card.private}\n") == card
    assert card_of(Uuid("OtherOtherOther"), card.private).public != card.public


@pytest.mark.parametrize(
    "typed", ["", " ", "x", "aaaaa-aaaaaa-aaaaa-aaaaa0", "۱" * 25, "a" * 25, "aaaaa-aaaaaa-aaaaa"]
)
def test_a_typed_card_that_is_none_is_not_repeated(typed: str) -> None:
    with pytest.raises(CryptoInputError) as caught:
        card_of(UUID, typed)
    assert caught.value.code == "credential-malformed"
    assert not typed.strip() or len(typed) == 1 or typed not in str(caught.value)


@pytest.mark.parametrize(
    "text,message",
    [
        ("", "not a pack of cards"),
        ("\n", "not a pack of cards"),
        ("shora-cards-2 north CardsCardsCards\n", "not a pack of cards"),
        ("shora-cards-1 north\n", "not a pack of cards"),
        ("shora-cards-1 north CardsCardsCards x\n", "not a pack of cards"),
        ("صندوق north CardsCardsCards\n", "not a pack of cards"),
        ("shora-cards-1 north CardsCardsCards\nsecret-secret\n", "line 2: "),
        ("shora-cards-1 north CardsCardsCards\n\n", "line 2: "),
    ],
)
def test_a_file_that_is_no_pack(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "pack.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_pack(path)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_line_is_named_and_a_card_before_it_not_repeated(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "pack.txt"
    good = pack.cards[0].private
    path.write_text(f"shora-cards-1 north {UUID}\n{good}\n{good[:-1]}0\n")
    with pytest.raises(InputError) as caught:
        read_pack(path)
    assert "line 3" in str(caught.value)
    assert good[:10] not in str(caught.value)


def test_an_empty_pack(tmp_path: Path) -> None:
    path = tmp_path / "pack.txt"
    write_pack(path, Pack(box=BoxId("b"), uuid=UUID, cards=()))
    assert read_pack(path).cards == ()
    assert Pack(box=BoxId("b"), uuid=UUID, cards=()).credentials() == b"[]"


def test_cards_are_values(pack: Pack) -> None:
    card = pack.cards[0]
    assert Card(private=card.private, public=card.public) == card
    with pytest.raises(AttributeError):
        card.private = card.private  # type: ignore[misc]


def test_stubs_of_a_box_show_different_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card whose stub would show what another's shows is drawn again."""
    draws = iter("aab")

    def clash(uuid: Uuid, count: int) -> list[tuple[PrivateCredential, PublicCredential]]:
        digits = [next(draws) * 8 for _ in range(count)]
        return [(PrivateCredential(f"p{n}"), PublicCredential(f"{d}{n:056}")) for n, d in enumerate(digits)]

    monkeypatch.setattr("shora.cards.pack.new_credentials", clash)
    made = make_pack(BoxId("north"), UUID, 2)
    assert [one.public[:8] for one in made.cards] == ["a" * 8, "b" * 8]
    same = [PublicCredential("a" * 8 + n * 56) for n in "12"]
    assert same_stubs(same) == ((same[0], same[1]),)
    assert same_stubs([same[0], same[0]]) == ()
