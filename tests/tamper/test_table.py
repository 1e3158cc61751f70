"""Every kind of field of every file, changed so that only its meaning is wrong: the table says what is named."""

from pathlib import Path

import pytest
from tests.support.city import Small
from tests.support.rebuild import Tampered
from tests.tamper.fields import Field, fields
from tests.tamper.liars import has_insiders
from tests.tamper.table import Kind, answer, table

LINES = table()


@pytest.fixture(scope="session", name="places")
def _places(held: Small, annulled: Small) -> dict[Kind, tuple[Small, Field]]:
    """Where each kind is: in the whole record, or, if it has none, in the one with an annulled box."""
    found = {kind: (annulled, field) for kind, field in fields(annulled.layout.root).items()}
    return found | {kind: (held, field) for kind, field in fields(held.layout.root).items()}


def test_every_kind_of_field_is_in_the_table(places: dict[Kind, tuple[Small, Field]]) -> None:
    """A new field cannot be forgotten: it is found here, and has no line."""
    assert sorted(places.keys() - LINES.keys()) == []
    assert sorted(LINES.keys() - places.keys()) == []


def test_every_word_has_its_liar(places: dict[Kind, tuple[Small, Field]]) -> None:
    for kind, (_, field) in places.items():
        assert (LINES[kind][1] != "-") == has_insiders(field), kind


def test_every_file_of_a_record_is_there(places: dict[Kind, tuple[Small, Field]]) -> None:
    """The towns have everything that a record of this version can have."""
    page = (Path(__file__).parents[2] / "spec" / "record.md").read_text(encoding="utf-8")
    files = {file.rpartition("/")[2] for file, _ in places}
    for name in ("opening.json", "decision.json", "*.with-annulled.json", "ceremony.json", "signatures.json"):
        assert name in files
        assert name.lstrip("*") in page


@pytest.mark.parametrize("kind", LINES, ids=" ".join)
@pytest.mark.parametrize("insiders", [False, True], ids=["outsider", "insiders"])
def test_a_lie_is_named(
    kind: Kind, insiders: bool, places: dict[Kind, tuple[Small, Field]], tmp_path: Path
) -> None:
    if insiders and LINES[kind][1] == "-":
        return
    small, field = places[kind]
    copy = Tampered.copy(small, tmp_path / "record")
    assert answer(copy, field, insiders=insiders) == LINES[kind][insiders]
