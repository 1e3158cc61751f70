"""shora lot: the tie comes from the record, the person says who was drawn; two signatures, then it is in the record."""

import json
import shutil
from pathlib import Path

import pytest
from tests.support.city import COUNCIL, Small, hold
from tests.support.shell import Shell

from shora.record.layout import Layout
from shora.record.lots import Lot


@pytest.fixture(scope="module", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """11 and 12 have the same votes for the one seat."""
    folder = tmp_path_factory.mktemp("lot")
    return hold(folder / "record", folder / "secrets")


@pytest.fixture(name="record")
def _record(held: Small, tmp_path: Path) -> Path:
    return Path(shutil.copytree(held.layout.root, tmp_path / "record"))


def key(held: Small, name: str) -> tuple[object, ...]:
    return ("--sign", held.layout.root.parent / "secrets" / "identities" / f"office-{name}.json")


def about(record: Path, *, drawn: str = "12", contest: str = "council") -> tuple[object, ...]:
    return (
        *("lot", record, "--contest", contest, "--drawn", drawn, "--place", "Town hall"),
        *("--witness", "One", "--witness", "Two", "--at", "2026-07-04T10:00:00+03:30"),
        *("--file", record.parent / "lot.json"),
    )


def test_from_the_tie_to_the_seats(shora: Shell, held: Small, record: Path) -> None:
    said = shora("count", record)
    assert said.code == 3, said
    assert not (record / "seats").exists()
    said = shora(*about(record, drawn="۱۲"), *key(held, "headquarters"))
    assert (said.code, said.out.splitlines()[0]) == (1, "waits for office:supervision:")
    assert not (record / "lots").exists()
    said = shora(*about(record), *key(held, "supervision"))
    assert (said.code, said.out) == (0, "lot 1: contest council, between 11, 12: 12\n")
    lot = Lot.decode(Layout(root=record).lot(1).read_bytes(), "lot")
    assert (lot.between, lot.drawn, lot.seats, lot.witnesses) == (("11", "12"), ("12",), 1, ("One", "Two"))
    assert lot.draw.at == "2026-07-04T06:30:00Z"
    assert shora(*about(record)).code == 0, "the same again"
    assert shora("count", record).code == 0
    sheet = json.loads(Layout(root=record).seats(COUNCIL).read_bytes())
    assert [one["id"] for one in sheet["elected"]] == ["12"]
    said = shora("verify", record)
    assert said.code == 0
    assert "V13" in said.out


@pytest.mark.parametrize(
    "drawn, extra, code, words",
    [
        ("13", (), 1, "13 cannot be drawn: the tie is between 11, 12"),
        ("11,12", (), 1, "2 are drawn, and the tie is for 1"),
        ("11,11", (), 1, "are drawn, and the tie is for 1"),
        ("", (), 1, "0 are drawn"),
        ("12", ("--stage", "alternate"), 1, "there is no such tie"),
        ("12", ("--between", "11,13"), 1, "there is no such tie"),
        ("12", ("--stage", "seat"), 2, "'seat' is no stage"),
    ],
)
def test_who_can_be_drawn(
    shora: Shell, record: Path, drawn: str, extra: tuple[str, ...], code: int, words: str
) -> None:
    shora.refused(code, *about(record, drawn=drawn), *extra, words=words)
    assert not (record.parent / "lot.json").exists()


def test_what_else_is_refused(shora: Shell, held: Small, record: Path) -> None:
    shora.refused(2, *about(record, contest="mayor"), words="no contest mayor")
    shora.refused(1, *about(record), *key(held, "inquiry"), words="does not sign this")
    assert not (record.parent / "lot.json").exists()
    assert shora(*about(record), *key(held, "headquarters")).code == 1
    shora.refused(1, *about(record, drawn="11"), words="another lot")
    other = (
        "2026-07-04T11:00:00+03:30" if each == "2026-07-04T10:00:00+03:30" else each for each in about(record)
    )
    shora.refused(1, *other, words="another lot")
    both = (*key(held, "headquarters"), *key(held, "supervision"))
    assert shora(*about(record), "--stage", "candidate", "--between", "12,11", *both).code == 0
    again = (
        record.parent / "again.json" if str(each).endswith("lot.json") else each for each in about(record)
    )
    shora.refused(1, *again, *both, words="no tie is open, so no lot is needed")


def test_totals_that_do_not_verify_get_no_lot(shora: Shell, held: Small, record: Path) -> None:
    path = Layout(root=record).totals(COUNCIL)
    path.write_bytes(path.read_bytes().replace(b'"votes":3', b'"votes":4'))  # 11, 12 and 13 are equal now
    both = (*key(held, "headquarters"), *key(held, "supervision"))
    shora.refused(1, *about(record, drawn="13"), *both, words="V12")
    assert not (record / "lots").exists()
