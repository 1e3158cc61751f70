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
[secrecy]
smallest = 2
batch = 2
unit = "box"
duplicates = "first"
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

    def machine(self, box: str) -> Path:
        return self.secrets / "boxes" / box

    def at(self, box: str) -> tuple[object, ...]:
        """RECORD and machine, as the words of a box's day take them."""
        return (self.record, "--machine", self.machine(box))

    def identity(self, *names: str) -> tuple[object, ...]:
        """``--sign`` for each."""
        return tuple(
            word for name in names for word in ("--sign", self.secrets / "identities" / f"{name}.json")
        )

    @property
    def officials(self) -> tuple[object, ...]:
        return self.identity("station-school-executive", "station-school-supervision")

    def tally(self, *trustees: str) -> tuple[object, ...]:
        """The tally of everybody together, with these trustees."""
        chosen = [word for name in trustees for word in ("--trustee", name)]
        return ("tally", self.record, "--alone", self.secrets, *chosen)

    def checkin(self, people: int) -> tuple[object, ...]:
        """All people of the day in one interval."""
        interval = f"2026-07-03T18:00:00+03:30/{people}/0"
        return (
            *("checkin", self.record, "--station", "school", "--interval", interval),
            *self.identity("office-inquiry"),
        )

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

    done("define", toml, "--out", city.record, "--alone", city.secrets)
    keep("defined")
    for box in ("north", "south"):
        done("open", *city.at(box), *city.officials)
        # A box notes its signed zero report when it is first used, whatever comes of that.
        shora.refused(1, "vote", *city.at(box), "--card", "aaaaa-aaaaaa-aaaaa-aaaaaa")
    keep("open")
    for box, choices in (("north", ("11", "11,12", "blank")), ("south", ("12", "۱۲،۱۳"))):
        for card, choose in zip(city.cards(box), choices, strict=False):
            done("vote", *city.at(box), "--card", card, "--choose", choose)
    keep("voted")
    for box in ("north", "south"):
        done("close", *city.at(box), *city.officials)
    done(*city.checkin(5))
    keep("closed")
    done(*city.tally("one", "three"))
    keep("tallied")
    done("count", city.record)
    keep("counted")
    assert json.loads((city.record / "totals" / "council.json").read_bytes())["ballots"]["cast"] == 5
