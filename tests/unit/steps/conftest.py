"""A small city at several stages of its way, each test with its own copy; a disk that dies after some calls."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.support import city
from tests.support.city import Small

from shora.box.machine import read_machine
from shora.disk import SystemDisk
from shora.record.layout import Layout

AtStage = Callable[[str], Small]


class Crash(BaseException):
    """The program ends here."""


@dataclass
class Dying(SystemDisk):
    """Ends the program instead of call number ``last``; nothing is slow on it."""

    last: int
    calls: int = 0

    def _due(self) -> None:
        self.calls += 1
        if self.calls > self.last:
            raise Crash

    def write(self, fd: int, data: memoryview) -> int:
        self._due()
        return super().write(fd, data)

    def pwrite(self, fd: int, data: bytes, offset: int) -> None:
        self._due()
        super().pwrite(fd, data, offset)

    def truncate(self, fd: int, length: int) -> None:
        self._due()
        super().truncate(fd, length)

    def link(self, source: Path, target: Path) -> None:
        self._due()
        super().link(source, target)

    def unlink(self, path: Path) -> None:
        self._due()
        super().unlink(path)

    def rename(self, source: Path, target: Path) -> None:
        self._due()
        super().rename(source, target)

    def fsync(self, fd: int) -> None:
        self._due()

    def fsync_folder(self, folder: Path) -> None:
        self._due()


def files(small: Small) -> dict[str, bytes]:
    """Everything, to see that nothing was lost or changed."""
    root = small.layout.root.parent
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is durable is for other tests."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(name="stages", scope="session")
def _stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Small]:
    """By name; filled by :func:`at_stage`."""
    return {}


@pytest.fixture(name="at_stage")
def _at_stage(
    stages: dict[str, Small],
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
) -> AtStage:
    """``at_stage("voted")``: a fresh copy of a city that has come so far."""
    made = 0

    def stage(name: str) -> Small:
        nonlocal made
        if not stages:
            small = city.begin(tmp_path_factory.mktemp("stages") / "now" / "record")
            for word, step in (
                ("defined", None),
                ("open", city.open_boxes),
                ("voted", city.cast_all),
                ("closed", city.close_all),
                ("tallied", city.tally_all),
            ):
                if step is not None:
                    step(small)
                stages[word] = copy(small, small.layout.root.parent.with_name(word))
        made += 1
        return copy(stages[name], tmp_path / f"{name}-{made}")

    return stage


def copy(small: Small, to: Path) -> Small:
    """The same city elsewhere, machines and media included."""
    root = small.layout.root
    shutil.copytree(root.parent, to)
    machines = {box: read_machine(to / f"{root.name}-machines" / box) for box in small.defined.machines}
    made = replace(small.defined, layout=Layout(root=to / root.name), machines=machines)
    return Small(defined=made, receipts=dict(small.receipts))
