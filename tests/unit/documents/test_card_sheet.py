"""Sheets of cards: what stands where, what does not stand anywhere, and the same bytes every time."""

import json

import pytest
from tests.unit.documents.conftest import picture

from shora.cards.pack import Card, make_pack
from shora.crypto.credentials import new_uuid
from shora.documents.cards import card_paper, card_sheet
from shora.election.definition import Definition
from shora.ids import BoxId, PrivateCredential
from shora.text.messages import Language

NORTH = BoxId("north")
PPI = 50
TOP, HEIGHT = 14.5, 33.5
STUB, FRONT, PRIVATE, COVER = (10, 43), (53, 52), (105, 48), (153, 47)
"""Where panels begin and how wide they are in English, in millimetres."""


@pytest.fixture(name="cards", scope="module")
def _cards() -> tuple[Card, ...]:
    return make_pack(NORTH, new_uuid(), 10).cards


@pytest.mark.parametrize("language", Language)
def test_the_same_cards_give_the_same_bytes(
    definition: Definition, cards: tuple[Card, ...], language: Language
) -> None:
    once = card_sheet(definition, NORTH, cards, language)
    assert once.startswith(b"%PDF-")
    assert card_sheet(definition, NORTH, cards, language) == once
    assert card_sheet(definition, NORTH, cards[::-1], language) != once


def test_eight_to_a_page(definition: Definition, cards: tuple[Card, ...]) -> None:
    for count, pages in ((1, 1), (8, 1), (9, 2), (10, 2)):
        assert len(card_paper(definition, NORTH, cards[:count], Language.FA).png(20)) == pages


def test_no_page_and_no_card_is_numbered(definition: Definition, cards: tuple[Card, ...]) -> None:
    first, second = card_paper(definition, NORTH, cards[:8] * 2, Language.EN).png(PPI)
    assert first == second
    page = picture(
        card_paper(definition, NORTH, cards[:1] * 8, Language.EN).png(127)[0]
    )  # 5 dots a millimetre
    cut = [page.area(10, TOP + 33.6 * 0 + HEIGHT * row + 1, 190, HEIGHT - 2, 127) for row in range(8)]
    dark = [sum(value < 128 for line in rows for value in line) for rows in cut]
    assert max(dark) - min(dark) < 0.03 * max(dark)  # rows differ by where dots fall, not by what is said


def test_the_stub_and_the_front_show_nothing_of_the_private_part(
    definition: Definition, cards: tuple[Card, ...]
) -> None:
    one, other = cards[0], cards[1]
    mixed = Card(private=other.private, public=one.public)
    right, wrong = (
        picture(card_paper(definition, NORTH, [card], Language.EN).png(PPI)[0]) for card in (one, mixed)
    )
    for x, width in (STUB, FRONT, COVER):
        area = (x, TOP, width, HEIGHT, PPI)
        assert right.area(*area) == wrong.area(*area)
    assert right.area(PRIVATE[0], TOP, PRIVATE[1], HEIGHT, PPI) != wrong.area(
        PRIVATE[0], TOP, PRIVATE[1], HEIGHT, PPI
    )


def test_the_private_panel_shows_nothing_of_the_public_part(
    definition: Definition, cards: tuple[Card, ...]
) -> None:
    one, other = cards[0], cards[1]
    mixed = Card(private=one.private, public=other.public)
    right, wrong = (
        picture(card_paper(definition, NORTH, [card], Language.EN).png(PPI)[0]) for card in (one, mixed)
    )
    for x, width in (FRONT, PRIVATE, COVER):
        area = (x, TOP, width, HEIGHT, PPI)
        assert right.area(*area) == wrong.area(*area)
    assert right.area(STUB[0], TOP, STUB[1], HEIGHT, PPI) != wrong.area(STUB[0], TOP, STUB[1], HEIGHT, PPI)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("box", "marked"), [("north", 0), ("spare", 0), ("apart", 1), ("drill", 1)])
def test_edges_tell_provisional_and_rehearsal_cards_without_colour(
    definition: Definition, cards: tuple[Card, ...], box: str, marked: int, language: Language
) -> None:
    paper = card_paper(definition, BoxId(box), cards[:2], language)
    page = picture(paper.png(PPI)[0])
    for panel in (STUB, FRONT, PRIVATE):
        x = panel[0] if language is Language.EN else 210 - panel[0] - panel[1]
        edge = page.dark(x + 1, TOP + 0.4, panel[1] - 2, 1.2, PPI)
        assert (0.25 < edge < 0.75) if marked else edge < 0.02
    assert bool(paper.data["mark"]) == bool(marked)


def test_kinds_have_different_patterns_and_words(definition: Definition, cards: tuple[Card, ...]) -> None:
    papers = [card_paper(definition, BoxId(box), cards[:1], Language.EN) for box in ("apart", "drill")]
    edges = [picture(paper.png(PPI)[0]).area(*FRONT[:1], TOP + 0.4, 40, 1.2, PPI) for paper in papers]
    assert edges[0] != edges[1]
    assert [paper.data["mark"] for paper in papers] == ["PROVISIONAL", "REHEARSAL · NOT COUNTED"]


def test_groups_and_short_form(definition: Definition) -> None:
    public = make_pack(NORTH, new_uuid(), 1).cards[0].public
    card = Card(private=PrivateCredential("11111-222222-33333-444444"), public=public)
    paper = card_paper(definition, NORTH, [card], Language.FA)
    (shown,) = json.loads(json.dumps(paper.data["cards"]))
    assert shown["groups"] == ["11111-", "222222-", "33333-", "444444"]
    assert shown["short"] == public[:8]
    assert "11111" not in repr(paper)


def test_names_are_text_and_not_markup(definition: Definition, cards: tuple[Card, ...]) -> None:
    paper = card_paper(definition, NORTH, cards[:1], Language.EN)
    assert paper.data["election"] == definition.name.en
    assert len(paper.png(20)) == 1
