"""A small definition with the card office's key, and an office that has made its cards."""

from pathlib import Path

import pytest

from shora.cards.office import Office, Published, make_cards
from shora.crypto.identity import Identity
from shora.election.definition import Definition
from shora.election.read import read_toml

IDENTITY = Identity(bytes([7]) * 32)

TOML = f"""
format = "shora-definition-1"
id = "small"
name = "کوچک"
[[dates.polling-opens]]
at = "۱۴۰۵-۰۴-۱۲ ۰۸:۰۰"
decided_at = "1405-03-15 18:30"
by = "nobody"
reason = "test"
[[dates.polling-closes]]
at = 2026-07-03T18:00:00+03:30
decided_at = 2026-06-05T18:30:00+03:30
by = "nobody"
reason = "test"
[trustees]
threshold = 2
members = [{{ id = "one", name = "One" }}, {{ id = "two", name = "Two" }}, {{ id = "three", name = "Three" }}]
[secrecy]
smallest = 10
batch = 5
unit = "box"
duplicates = "none"
[[offices]]
role = "card-office"
key = "{IDENTITY.public}"
[[contests]]
id = "council"
name = "شورا"
seats = 1
votes = 2
candidates = [{{ code = "11", name = "A" }}, {{ code = "12", name = "B" }}, {{ code = "13", name = "C" }}]
[[stations]]
id = "school"
name = "School"
[[boxes]]
id = "south"
station = "school"
cards = 3
[[boxes]]
id = "north"
station = "school"
cards = 2
kind = "spare"
[[boxes]]
id = "apart"
station = "school"
cards = 2
kind = "provisional"
[[boxes]]
id = "drill"
station = "school"
cards = 2
kind = "rehearsal"
"""


@pytest.fixture(name="definition", scope="session")
def _definition() -> Definition:
    return read_toml(TOML, place="test")


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Office:
    return Office(root=tmp_path / "office")


@pytest.fixture(name="out")
def _out(tmp_path: Path) -> Published:
    return Published(root=tmp_path / "out")


@pytest.fixture(name="made")
def _made(definition: Definition, office: Office, out: Published) -> None:
    make_cards(definition, office, out, IDENTITY)
