"""The card office under failure, at every call to the disk.

A run that stops is run again. What must hold then: no public part that was there belongs to another pack, the
packs that were there are the packs that are there, and the result passes the office's own check.
"""

import errno
from pathlib import Path

import pytest
from tests.support.failing import Crash, FailingDisk
from tests.unit.cards.conftest import IDENTITY, TOML

from shora.cards.office import Office, Published, check_office, make_cards
from shora.cards.pack import read_pack
from shora.disk import StorageError, SystemDisk
from shora.election.definition import Definition
from shora.election.read import read_toml


class QuickDisk(SystemDisk):
    """Waits for no medium: what is asked of it in which order is what these tests are about."""

    def fsync(self, fd: int) -> None:
        pass

    def fsync_folder(self, folder: Path) -> None:
        pass


class ForgetfulDisk(QuickDisk):
    """Crashes at call number ``at``, and a folder's names that it was not told to keep are gone afterwards."""

    def __init__(self, at: int) -> None:
        self.calls = 0
        self.at = at
        self.names: list[Path] = []

    def due(self) -> None:
        self.calls += 1
        if self.calls >= self.at:
            for path in self.names:
                path.unlink(missing_ok=True)
            self.names = []
            raise Crash

    def link(self, source: Path, target: Path) -> None:
        self.due()
        super().link(source, target)
        self.names.append(target)

    def fsync_folder(self, folder: Path) -> None:
        self.due()
        super().fsync_folder(folder)
        self.names = [path for path in self.names if path.parent != folder]


@pytest.fixture(name="definition", scope="module")
def _definition() -> Definition:
    return read_toml(TOML, place="test")


def packs(office: Office) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(office.packs.glob("*.txt"))}


def public(out: Published) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(out.root.rglob("*.json"))}


def calls(tmp_path: Path, definition: Definition) -> int:
    counting = FailingDisk(10**9, Crash(), quick=True)
    root = tmp_path / "count"
    make_cards(
        definition, Office(root=root / "office"), Published(root=root / "out"), IDENTITY, disk=counting
    )
    return counting.calls


def go_on(root: Path, definition: Definition, failing: SystemDisk) -> None:
    """Stop, look, run again, look again."""
    office, out = Office(root=root / "office"), Published(root=root / "out")
    with pytest.raises((Crash, StorageError)):
        make_cards(definition, office, out, IDENTITY, disk=failing)
    had, shown = packs(office), public(out)
    for box in definition.boxes:
        if out.credentials(box.id).exists():
            assert read_pack(office.pack(box.id)).credentials() == out.credentials(box.id).read_bytes()
    assert out.cards not in shown or len(had) == len(definition.boxes)
    make_cards(definition, office, out, IDENTITY, disk=QuickDisk())
    assert had.items() <= packs(office).items()
    assert shown.items() <= public(out).items()
    assert check_office(office, out) == ()
    assert list(root.rglob(".*")) == []  # no draft is left


@pytest.mark.parametrize("error", [Crash(), OSError(errno.ENOSPC, "full")])
def test_stopped_at_every_call(tmp_path: Path, definition: Definition, error: BaseException) -> None:
    total = calls(tmp_path, definition)
    assert total > 60
    for at in range(1, total + 1):
        disk = FailingDisk(at, error, quick=True)
        go_on(tmp_path / str(at), definition, disk)


def test_a_name_that_was_not_made_durable_is_no_harm(tmp_path: Path, definition: Definition) -> None:
    counting = ForgetfulDisk(10**9)
    root = tmp_path / "count"
    make_cards(
        definition, Office(root=root / "office"), Published(root=root / "out"), IDENTITY, disk=counting
    )
    assert counting.names == []
    for at in range(1, counting.calls + 1):
        disk = ForgetfulDisk(at)
        go_on(tmp_path / str(at), definition, disk)


class WatchedDisk(QuickDisk):
    """Writes down which names were made and which folders were made durable, in order."""

    def __init__(self) -> None:
        self.log: list[tuple[str, Path]] = []

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        self.log.append(("link", target))

    def fsync_folder(self, folder: Path) -> None:
        super().fsync_folder(folder)
        self.log.append(("durable", folder))


def test_a_pack_of_an_earlier_run_is_made_durable_before_its_public_part(
    tmp_path: Path, definition: Definition
) -> None:
    """Killed, run again, and only then without power: nothing of the first run needs to be on the medium."""
    killed = 0
    for at in range(1, calls(tmp_path, definition) + 1):
        office, out = Office(root=tmp_path / str(at) / "office"), Published(root=tmp_path / str(at) / "out")
        with pytest.raises(Crash):
            make_cards(definition, office, out, IDENTITY, disk=FailingDisk(at, Crash(), quick=True))
        there = packs(office)
        watched = WatchedDisk()
        make_cards(definition, office, out, IDENTITY, disk=watched)
        for box in definition.boxes:
            public_part = ("link", office.public(box.id))
            if f"{box.id}.txt" in there and public_part in watched.log:
                before = watched.log[: watched.log.index(public_part)]
                assert ("durable", office.packs) in before[before.index(("durable", office.root)) + 1 :]
                killed += 1
    assert killed > len(definition.boxes)
