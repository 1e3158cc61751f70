"""A shell, a small definition as TOML, and records at several stages of their way."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.shell import Shell

DEFINITION = """
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
members = [{ id = "one", name = "One" }, { id = "two", name = "Two" }, { id = "three", name = "Three" }]
[[contests]]
id = "council"
name = { fa = "شورا", en = "Council" }
seats = 1
votes = 2
candidates = [{ code = "۱۱", name = "A" }, { code = "12", name = "B" }, { code = "13", name = "C" }]
[[stations]]
id = "school"
name = "School"
[[boxes]]
id = "north"
station = "school"
cards = 4
[[boxes]]
id = "south"
station = "school"
cards = 4
"""


@dataclass(frozen=True)
class City:
    """A record and its secrets, made by the command line."""

    root: Path

    @property
    def record(self) -> Path:
        return self.root / "record"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    def cards(self, box: str) -> list[str]:
        return (self.secrets / "cards" / f"{box}.txt").read_text().splitlines()[1:]

    def trustees(self, *names: str) -> list[str]:
        return [
            word for name in names for word in ("--trustee", str(self.secrets / "trustees" / f"{name}.json"))
        ]

    def archive(self, box: str) -> Path:
        (path,) = (self.record / "boxes" / box).glob("*.bel")
        return path

    def files(self) -> dict[str, bytes]:
        """Everything, to see that nothing was lost or changed."""
        return {str(p.relative_to(self.root)): p.read_bytes() for p in self.root.rglob("*") if p.is_file()}


AtStage = Callable[[str], City]


@pytest.fixture(name="shora")
def _shora(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "200")
    return Shell(capture=capsys, patch=monkeypatch)


@pytest.fixture(name="toml")
def _toml(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(DEFINITION, encoding="utf-8")
    return path


@pytest.fixture(scope="session", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, City]:
    """By stage; filled by :func:`at_stage`."""
    return {}


@pytest.fixture(name="at_stage")
def _at_stage(
    made: dict[str, City], tmp_path_factory: pytest.TempPathFactory, shora: Shell, tmp_path: Path
) -> AtStage:
    """``at_stage("open")``: a fresh copy of a city that has come so far."""

    def stage(name: str) -> City:
        if not made:
            _all_stages(made, tmp_path_factory.mktemp("stages"), shora)
        copy = City(root=tmp_path / f"city-{name}")
        shutil.copytree(made[name].root, copy.root)
        return copy

    return stage


def _all_stages(made: dict[str, City], folder: Path, shora: Shell) -> None:
    city = City(root=folder / "city")
    city.root.mkdir()
    toml = folder / "small.toml"
    toml.write_text(DEFINITION, encoding="utf-8")

    def keep(name: str) -> None:
        made[name] = City(root=folder / name)
        shutil.copytree(city.root, made[name].root)

    def done(*arguments: object) -> None:
        said = shora(*arguments)
        assert said.code == 0, said

    done("define", toml, "--out", city.record, "--secrets", city.secrets)
    keep("defined")
    for box in ("north", "south"):
        done("open", city.record, "--box", box)
    keep("open")
    for box, choices in (("north", ("11", "11,12", "blank")), ("south", ("12", "۱۲،۱۳"))):
        for card, choose in zip(city.cards(box), choices, strict=False):
            done("vote", city.record, "--box", box, "--card", card, "--choose", choose)
    keep("voted")
    for box in ("north", "south"):
        done("close", city.record, "--box", box)
    keep("closed")
    done("tally", city.record, *city.trustees("one", "three"))
    keep("tallied")
    assert json.loads((city.record / "totals" / "council.json").read_bytes())["ballots"]["cast"] == 5
