"""What was decrypted is remembered: the same once more, never a second way."""

import json
from pathlib import Path

import pytest

from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import Hash, Uuid
from shora.trustees.opened import Opened

A, B, C = (Uuid(f"uuid{x * 10}") for x in "abc")
H, OTHER = Hash("ab" * 32), Hash("cd" * 32)


@pytest.fixture(name="opened")
def _opened(tmp_path: Path) -> Opened:
    return Opened(tmp_path / "opened")


def test_noted_and_noted_again(opened: Opened) -> None:
    opened.note("group-1", [A, B], H)
    opened.note("group-1", [A, B], H)
    assert opened.units() == {A: "group-1", B: "group-1"}
    note = json.loads((opened.folder / f"{A}.json").read_bytes())
    assert note == {"unit": "group-1", "members": [A, B], "encrypted_tally": H}
    opened.note("box-c", [C], OTHER)


@pytest.mark.parametrize(
    "unit,members,tally,why",
    [
        ("group-2", [A, C], H, "in the unit group-1"),
        ("north", [B], H, "in the unit group-1"),
        ("group-1", [A, B], OTHER, "with other boxes or another tally"),
        ("group-1", [B, A], H, "with other boxes or another tally"),
        ("group-1", [A, B, C], H, "with other boxes or another tally"),
        ("group-1", [A], H, "with other boxes or another tally"),
        ("group-2", [C, B], H, "in the unit group-1"),
    ],
)
def test_anything_else_is_refused_for_ever(
    opened: Opened, unit: str, members: list[Uuid], tally: Hash, why: str
) -> None:
    opened.note("group-1", [A, B], H)
    with pytest.raises(RefusedError, match=why):
        opened.note(unit, members, tally)
    assert opened.units() == {A: "group-1", B: "group-1"}, "a refusal notes nothing"
    opened.note("group-1", [A, B], H)


@pytest.mark.parametrize(
    "unit,members,tally",
    [
        ("x", [], H),
        ("x", [A, A], H),
        ("x", [Uuid("../../etc")], H),
        ("x", [Uuid("short")], H),
        ("", [A], H),
        ("X/y", [A], H),
        ("x", [A], Hash("ab")),
    ],
)
def test_what_is_no_unit(opened: Opened, unit: str, members: list[Uuid], tally: Hash) -> None:
    with pytest.raises(InputError):
        opened.note(unit, members, tally)
    assert not opened.folder.exists()


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"unit":5}'])
def test_a_damaged_note_still_stands(opened: Opened, data: bytes) -> None:
    opened.note("x", [A], H)
    (opened.folder / f"{A}.json").write_bytes(data)
    with pytest.raises(DamagedError, match="nothing of its box is decrypted"):
        opened.note("x", [A], H)
    with pytest.raises(DamagedError):
        opened.units()


def test_nothing_is_opened_yet(opened: Opened) -> None:
    assert opened.units() == {}
