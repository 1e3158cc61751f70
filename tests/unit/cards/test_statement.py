"""``cards.json``: made in the definition's order, and read strictly."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.cards.pack import make_pack
from shora.cards.statement import CardsOf, decode_cards, make_cards_statement
from shora.crypto.statement import state
from shora.errors import InputError
from shora.ids import BoxId, ElectionId, Hash, Uuid
from shora.text.json import JsonValue

PACKS = [
    make_pack(BoxId(box), Uuid(f"{box}Cards".ljust(14, "x")), number) for box, number in (("b", 2), ("a", 1))
]
ENTRY: dict[str, JsonValue] = {"uuid": "CardsCardsCards", "cards": 2, "credentials": "0" * 64}


def encoded(boxes: JsonValue) -> bytes:
    return state("cards", ElectionId("e"), {"boxes": boxes}).encode()


def test_made_and_read_back() -> None:
    statement = make_cards_statement(ElectionId("e"), PACKS)
    assert statement.kind == "cards"
    assert list(statement.body["boxes"]) == ["b", "a"]  # type: ignore[arg-type]
    read = decode_cards(statement.encode(), "x")
    assert read == tuple(
        CardsOf(
            box=pack.box, uuid=pack.uuid, cards=len(pack.cards),
            credentials=Hash(sha256(pack.credentials()).hexdigest()),
        )
        for pack in PACKS
    )  # fmt: skip


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        ([], "an object is expected"),
        ({"b": []}, "an object is expected"),
        ({"b": {**ENTRY, "more": 1}}, "no field 'more'"),
        ({"b": {"cards": 2, "uuid": ENTRY["uuid"], "credentials": "0" * 64}}, "another order"),
        ({"b": {**ENTRY, "cards": 0}}, "not what they must be"),
        ({"b": {**ENTRY, "cards": "2"}}, "a whole number"),
        ({"b": {**ENTRY, "cards": True}}, "a whole number"),
        ({"b": {**ENTRY, "uuid": "short"}}, "not what they must be"),
        ({"b": {**ENTRY, "uuid": "0CardsCardsCards"}}, "not what they must be"),
        ({"b": {**ENTRY, "credentials": "0" * 63 + "A"}}, "not what they must be"),
        ({"../b": ENTRY}, "no id of a box"),
        ({"": ENTRY}, "no id of a box"),
        ({"b": ENTRY, "B": {**ENTRY, "uuid": "MixedMixedMixed"}}, "a box is there twice"),
        ({"b": ENTRY, "c": ENTRY}, "a uuid is there twice"),
    ],
)
def test_another_form_is_refused(boxes: JsonValue, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode_cards(encoded(boxes), "here")
    assert message in str(caught.value)


def test_another_kind_and_more_fields_are_refused() -> None:
    with pytest.raises(InputError, match="'cards' belongs here"):
        decode_cards(state("opening", ElectionId("e"), {"boxes": {}}).encode(), "x")
    with pytest.raises(InputError, match="no field 'more'"):
        decode_cards(state("cards", ElectionId("e"), {"boxes": {}, "more": 1}).encode(), "x")
    with pytest.raises(InputError, match="'boxes' is missing"):
        decode_cards(state("cards", ElectionId("e"), {}).encode(), "x")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode_cards(data, "x")
