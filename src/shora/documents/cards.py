"""Sheets of tariff cards, eight to an A4 page. Secret: they show the private parts. Spec: ``spec/cards.md``.

A strip has four panels: the stub, which the voter keeps; the front; the private part; and its cover,
which is folded over the private part, and both behind the front. Nothing on a sheet numbers anything.
"""

from collections.abc import Sequence
from typing import Final

from shora.cards.pack import Card
from shora.documents.clean import clean
from shora.documents.press import Paper
from shora.documents.qr import qr
from shora.documents.words import word
from shora.election.definition import Definition
from shora.election.station import BoxKind
from shora.ids import BoxId
from shora.text.json import JsonInput
from shora.text.messages import Language

MARKED: Final = (BoxKind.PROVISIONAL, BoxKind.REHEARSAL)
"""Kinds whose cards are told from others at a glance: by a word and by the pattern of their edges."""

_MASK: Final = 2
_SHORT: Final = 8
_TEXTS: Final = (
    "keep-closed", "booth-only", "keep-stub", "stub-says", "fold-1", "fold-2", "perforation", "sheet-note",
    "station", "box",
)  # fmt: skip


def card_sheet(definition: Definition, box: BoxId, cards: Sequence[Card], language: Language) -> bytes:
    """The PDF of a box's cards in the order given, which is that of :meth:`shora.cards.pack.Pack.shuffled`."""
    return card_paper(definition, box, cards, language).pdf()


def card_paper(definition: Definition, box: BoxId, cards: Sequence[Card], language: Language) -> Paper:
    """The sheets before they are printed."""
    defined = definition.box(box)
    texts: dict[str, JsonInput] = {key: word(key, language) for key in _TEXTS}
    data: dict[str, JsonInput] = {
        "words": texts,
        "election": clean(definition.name.show(language)),
        "station": clean(definition.station(defined.station).name),
        "box": box,
        "kind": word(f"kind-{defined.kind}", language),
        "mark": word(f"mark-{defined.kind}", language) if defined.kind in MARKED else "",
        "pattern": str(defined.kind),
        "cards": [_card(card) for card in cards],
    }
    return Paper(template="card_sheet", language=language, title=word("cards", language), data=data)


def _card(card: Card) -> JsonInput:
    groups = card.private.split("-")
    return {
        "private": qr(card.private, mask=_MASK),
        "groups": [*(f"{group}-" for group in groups[:-1]), groups[-1]],
        "public": qr(card.public, mask=_MASK),
        "short": card.public[:_SHORT],
    }
