"""Definitions for tests: the examples of the project, and a way to spoil them."""

from pathlib import Path

from shora.election.definition import Definition
from shora.election.problem import DefinitionError
from shora.election.read import read_toml

EXAMPLES = Path(__file__).parents[3] / "examples" / "definitions"
VILLAGE_TEXT = (EXAMPLES / "village.toml").read_text(encoding="utf-8")
TOWN_TEXT = (EXAMPLES / "town.toml").read_text(encoding="utf-8")


def village() -> Definition:
    return read_toml(VILLAGE_TEXT, place="village.toml")


def town() -> Definition:
    return read_toml(TOWN_TEXT, place="town.toml")


def spoil(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first part replaced once; a part that is not there is a mistake of the test."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def complaints(text: str) -> tuple[str, ...]:
    """Each problem of a definition as one line; empty when it can be read."""
    try:
        read_toml(text, place="x.toml")
    except DefinitionError as error:
        return error.lines()
    return ()
