"""`shora identity sign` shows what is signed, whatever a statement or its path is made of, and only signs what is known."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from shora.cli import identity
from shora.cli.console import printable
from shora.cli.kinds import KINDS
from shora.crypto.identity import Identity
from shora.crypto.statement import decode_statement, state
from shora.errors import InputError
from shora.ids import ElectionId
from shora.keys import write_identity
from shora.text.json import JsonValue

SMALL = ElectionId("small")
ORDER: dict[str, JsonValue] = {
    "number": 1,
    "record": "ab" * 32,
    "order": "annulled",
    "box": "north",
    "at": "2026-07-03T18:00:00Z",
    "reason": "fire",
}


def sign(folder: Path, kind: str, body: dict[str, JsonValue], name: str = "s.json") -> str:
    key = folder / "id.json"
    if not key.exists():
        write_identity(key, Identity.generate(), "office:supervision", None)
    path = folder / name
    path.write_bytes(state(kind, SMALL, body).encode())
    said = CliRunner().invoke(identity.app, ["sign", str(path), "--identity", str(key), "--yes"])
    if said.exception is not None:
        assert decode_statement(path.read_bytes(), "s").signatures == ()
        raise said.exception
    return said.stdout


def test_every_field_is_shown(tmp_path: Path) -> None:
    said = sign(tmp_path, "order", ORDER)
    for name, value in ORDER.items():
        assert f"  {name}: {value}\n" in said
    assert "signed by office:supervision" in said


LOT: dict[str, JsonValue] = {
    "number": 1,
    "record": "ab" * 32,
    "contest": "council",
    "totals": "cd" * 32,
    "stage": "candidate",
    "between": ["11", "12"],
    "seats": 1,
    "drawn": ["12"],
    "at": "2026-07-04T10:00:00Z",
    "place": "Town hall",
    "witnesses": ["One", "Two"],
}


def test_a_lot_is_shown_whole(tmp_path: Path) -> None:
    said = sign(tmp_path, "lot", LOT)
    assert all(f"  {name}: " in said for name in LOT)
    assert '  drawn: ["12"]\n' in said
    assert '  witnesses: ["One","Two"]\n' in said
    with pytest.raises(InputError):
        sign(tmp_path, "lot", {**LOT, "witnesses": []}, name="2.json")


def test_a_path_paints_no_screen(tmp_path: Path) -> None:
    said = sign(tmp_path, "order", ORDER, name="a\r\n  order: recount\x1b[8m.json")
    assert "\x1b" not in said
    assert "\\u001b[8m.json" in said
    assert "\n  order: recount" not in said


@pytest.mark.parametrize(
    "odd", ["\u2028", "\u2029", "\u202e", "\u3164", "\u2800", "\x07", "\u200f", "\ufeff"]
)
def test_what_cannot_be_seen_is_spelled_out(odd: str) -> None:
    assert printable(f"a{odd}b") == f"a\\u{ord(odd):04x}b"
    assert printable("می\u200cخواهد") == "می\u200cخواهد"


@pytest.mark.parametrize(
    "kind,body",
    [
        ("nonsense", {}),
        ("order", {**ORDER, "padding": ["x"]}),
        ("order", {name: value for name, value in ORDER.items() if name != "record"}),
        ("order", {**ORDER, "reason": "x\u2028  order: recount"}),
        ("record", {"record": "ab" * 32, "more": 1}),
        ("box-key", {"box": "north"}),
        ("ceremony-confirmed", {"trustees": "ab" * 32}),
        ("rehearsal", {}),
    ],
)
def test_what_nobody_would_read_is_not_signed(tmp_path: Path, kind: str, body: dict[str, JsonValue]) -> None:
    with pytest.raises(InputError):
        sign(tmp_path, kind, body)


def test_a_step_of_the_ceremony(tmp_path: Path) -> None:
    body: dict[str, JsonValue] = {"ceremony": "c", "trustee": "one", "index": 1, "trustees": "ab" * 32}
    assert "index: 1" in sign(tmp_path, "ceremony-confirmed", body)


def test_long_lists_are_counted_and_hashed(tmp_path: Path) -> None:
    cards: list[JsonValue] = [f"{n:064x}" for n in range(50)]
    body: dict[str, JsonValue] = {
        "box": "north",
        "uuid": "1FirstBoxAtTheCity",
        "record": "ab" * 32,
        "at": "2026-07-03T18:00:00Z",
        "reason": "a spare",
        "cards": {"unused": cards, "lost": []},
    }
    said = sign(tmp_path, "unopened", body)
    assert "cards.unused: 50 entries, SHA-256 " in said
    assert "cards.lost: []" in said
    assert max(map(len, said.splitlines())) < 300


def test_the_page_lists_every_kind() -> None:
    page = (Path(__file__).parents[3] / "spec" / "signed.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"`{kind}`" in page or (kind.startswith("ceremony-") and "`ceremony-…`" in page)
