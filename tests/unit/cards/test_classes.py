"""What became of every card: each in exactly one class."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.cards.classes import LISTED, CardClass, ClassFault, check_classes
from shora.ids import PublicCredential

A, B, C, D = (PublicCredential(digit * 64) for digit in "abcd")


def codes(faults: tuple[ClassFault, ...]) -> list[tuple[str, str]]:
    return [(fault.code, fault.card[:1]) for fault in faults]


def test_a_complete_account_has_no_faults() -> None:
    classes = {CardClass.CHALLENGED: [B], CardClass.UNUSED: [C, D]}
    assert check_classes([A, B, C, D], [A], classes) == ()


def test_no_cards_and_no_classes() -> None:
    assert check_classes([], [], {}) == ()


@pytest.mark.parametrize(
    ("cast", "classes", "expected"),
    [
        ([], {}, [("card-unclassed", "a"), ("card-unclassed", "b")]),
        ([A], {}, [("card-unclassed", "b")]),
        ([A], {CardClass.UNUSED: [A, B]}, [("card-in-two-classes", "a")]),
        ([], {CardClass.UNUSED: [A, B], CardClass.LOST: [B]}, [("card-in-two-classes", "b")]),
        ([A, B], {CardClass.SPOILED: [C]}, [("card-foreign", "c")]),
        ([A, B, C], {}, [("card-foreign", "c")]),
        ([], {CardClass.UNUSED: [B, A]}, [("classes-order", "a")]),
        ([], {CardClass.UNUSED: [A, A, B]}, [("classes-order", "a")]),
        ([C], {CardClass.LOST: [A, B, C]}, [("card-foreign", "c"), ("card-in-two-classes", "c")]),
    ],
)
def test_each_fault_names_its_card(
    cast: list[PublicCredential],
    classes: dict[CardClass, list[PublicCredential]],
    expected: list[tuple[str, str]],
) -> None:
    assert codes(check_classes([A, B], cast, classes)) == expected


def test_a_sentence_names_the_classes() -> None:
    (fault,) = check_classes([A], [A], {CardClass.LOST: [A]})
    assert fault.detail == "card aaaaaaaa is cast and lost"


def test_cast_cards_come_from_the_archive() -> None:
    with pytest.raises(ValueError, match="archive"):
        check_classes([A], [], {CardClass.CAST: [A]})


@given(st.lists(st.sampled_from(list(CardClass)), max_size=30), st.data())
def test_any_division_is_an_account_and_any_one_change_is_not(
    fates: list[CardClass], data: st.DataObject
) -> None:
    cards = [PublicCredential(f"{number:064x}") for number in range(len(fates))]
    classes = {name: [c for c, fate in zip(cards, fates, strict=True) if fate is name] for name in LISTED}
    cast = [c for c, fate in zip(cards, fates, strict=True) if fate is CardClass.CAST]
    assert check_classes(cards, cast, classes) == ()
    assert all(a < b for some in classes.values() for a, b in pairwise(some))
    if cards:
        card = data.draw(st.sampled_from(cards))
        assert codes(check_classes([c for c in cards if c != card], cast, classes)) == [
            ("card-foreign", card[0])
        ]
        without = {name: [c for c in some if c != card] for name, some in classes.items()}
        faults = check_classes(cards, [c for c in cast if c != card], without)
        assert [(f.code, f.card) for f in faults] == [("card-unclassed", card)]
