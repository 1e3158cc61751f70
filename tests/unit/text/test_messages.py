import importlib
import pkgutil

import pytest

import shora
from shora.errors import InputError
from shora.text.messages import Catalogue, Language, Named, Pair, Value, language_of


def all_catalogues() -> list[Catalogue]:
    """Every catalogue of the rooms that have one; rooms above are walked by their own tests."""
    found: dict[str, Catalogue] = {}
    for room in ("election", "seats", "text"):
        package = importlib.import_module(f"shora.{room}")
        for module in pkgutil.iter_modules(package.__path__, f"shora.{room}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Catalogue):
                    found[value.room] = value
    return list(found.values())


def test_every_catalogue_is_complete() -> None:
    catalogues = all_catalogues()
    assert shora.WORDS
    assert len(catalogues) >= 3
    assert [problem for each in catalogues for problem in each.problems()] == []


def test_values_are_worded_for_their_reader() -> None:
    catalogue = Catalogue(room="test", entries={"k": Pair(en="{a} has {n}: {all}", fa="{a}: {n}؛ {all}")})
    values: dict[str, Value] = {"a": "101", "n": 12684, "all": ("7", "x{y}")}
    assert catalogue.say("k", Language.EN, values) == "101 has 12,684: 7, x{y}"
    assert catalogue.say("k", Language.FA, values) == "۱۰۱: ۱۲٬۶۸۴؛ ۷، x{y}"


def test_someone_with_a_code() -> None:
    catalogue = Catalogue(room="test", entries={"k": Pair(en="{who}", fa="{who}")})
    values: dict[str, Value] = {"who": (Named(name="سارا ۲۰", code="101"), "102")}
    assert catalogue.say("k", Language.EN, values) == "سارا ۲۰ (101), 102"
    assert catalogue.say("k", Language.FA, values) == "سارا ۲۰ (۱۰۱)، ۱۰۲"


def test_incomplete_pairs_are_named() -> None:
    catalogue = Catalogue(
        room="test",
        entries={
            "half": Pair(en="x", fa=" "),
            "other": Pair(en="{a}", fa="{b}"),
            "good": Pair(en="a", fa="b"),
        },
    )
    assert catalogue.problems() == (
        "test: half: one language is empty",
        "test: other: the languages name different values",
    )


def test_a_missing_value_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        Catalogue(room="test", entries={"k": Pair(en="{a}", fa="{a}")}).say("k", Language.EN, {})


def test_languages() -> None:
    assert language_of(" FA ") is Language.FA
    with pytest.raises(InputError, match="not a language"):
        language_of("de")
