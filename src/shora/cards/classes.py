"""What became of every card of a box. Spec: ``spec/day.md``, "the minutes".

Each credential is in exactly one class. The cast ones are known from the archive; the minutes list
the others. Nothing here is secret, and nothing says what anybody voted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from shora.ids import PublicCredential


class CardClass(StrEnum):
    """The fates of a card, in the order of the minutes."""

    CAST = "cast"
    """Its ballot is in the archive."""
    CHALLENGED = "challenged"
    """Its ballot was opened, and is not in the archive."""
    ABANDONED = "abandoned"
    """Spent after the tracker was shown, without a decision."""
    SPOILED = "spoiled"
    """Taken back at the desk before there was a ballot."""
    PROVISIONAL = "provisional"
    """Its sealed ballot was not accepted; in provisional boxes only."""
    UNUSED = "unused"
    """Left over, and scanned as void after the end."""
    LOST = "lost"
    """Not found when they were counted."""


STUB: Final = 8
"""Digits of a credential that a stub shows for typing: no two cards of a box have the same."""

LISTED: Final[tuple[CardClass, ...]] = tuple(each for each in CardClass if each is not CardClass.CAST)
"""The classes whose credentials the minutes list."""


def same_stubs(
    credentials: Iterable[PublicCredential],
) -> tuple[tuple[PublicCredential, PublicCredential], ...]:
    """Pairs of different cards whose stubs show the same: their voters could not tell whose ballot is whose."""
    first: dict[str, PublicCredential] = {}
    known = ((first.setdefault(card[:STUB], card), card) for card in credentials)
    return tuple((before, card) for before, card in known if before != card)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFault:
    """What is wrong with the classes.

    ``code`` is ``card-unclassed``, ``card-in-two-classes``, ``card-foreign`` or ``classes-order``;
    ``card`` the credential it is about (of ``classes-order``: the first that stands wrongly).
    """

    code: str
    card: PublicCredential
    detail: str


def check_classes(
    credentials: Collection[PublicCredential],
    cast: Collection[PublicCredential],
    classes: Mapping[CardClass, Sequence[PublicCredential]],
) -> tuple[ClassFault, ...]:
    """What keeps the classes from being an account of the box's cards; empty when they are one.

    ``credentials`` are all cards of the box, ``cast`` those with a ballot in the archive, ``classes`` the
    lists of the minutes; a class that is not given is empty. ``classes[CAST]`` is a mistake of the
    caller: ``ValueError``. A card that is twice in one list is a fault of its order.
    """
    if CardClass.CAST in classes:
        raise ValueError("the cast cards come from the archive, not from the lists")
    known = set(credentials)
    where: dict[PublicCredential, list[CardClass]] = {}
    for name, cards in ((CardClass.CAST, cast), *((name, classes.get(name, ())) for name in LISTED)):
        for card in dict.fromkeys(cards):
            where.setdefault(card, []).append(name)
    faults = [_order(name, classes.get(name, ())) for name in LISTED]
    faults += [
        (ClassFault(code="card-unclassed", card=card, detail=f"nothing says what became of card {card[:8]}"),)
        for card in sorted(known - where.keys())
    ]
    for card, names in sorted(where.items()):
        faults.append(_placed(card, names, known=card in known))
    return tuple(fault for some in faults for fault in some)


def _order(name: CardClass, cards: Sequence[PublicCredential]) -> tuple[ClassFault, ...]:
    for earlier, later in pairwise(cards):
        if earlier >= later:
            detail = f"{name}: {later[:8]} does not ascend after {earlier[:8]}"
            return (ClassFault(code="classes-order", card=later, detail=detail),)
    return ()


def _placed(card: PublicCredential, names: Sequence[CardClass], *, known: bool) -> tuple[ClassFault, ...]:
    found = []
    if not known:
        detail = f"{', '.join(names)}: {card[:8]} is no card of this box"
        found.append(ClassFault(code="card-foreign", card=card, detail=detail))
    if len(names) > 1:
        detail = f"card {card[:8]} is {' and '.join(names)}"
        found.append(ClassFault(code="card-in-two-classes", card=card, detail=detail))
    return tuple(found)
