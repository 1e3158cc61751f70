"""publish (انتشار): what a box has said enters the record, and so everybody can read it.

Only whole and signed parts enter, each written once. An archive enters when everybody has signed how
far it has come: its opening, then the end of its ballots; one that is there already must be its
beginning. (The transparency log over all of it comes with its own issue.)

Crash order: archive, then statements in the order of the day; each is whole or not there, and running
the step again finishes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shora import disk as durable
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.box.machine import Machine
from shora.crypto.statement import Statement, check_signatures
from shora.disk import SYSTEM, Disk
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import BoxId, Uuid
from shora.record.city import read_city
from shora.record.day import Signers
from shora.record.layout import Layout
from shora.record.write import write_once
from shora.steps.city import info_of, signed_so_far

NAMES = ("opening", "ended", "closing")
"""What a box states, in the order of its day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A statement of the box that is not in the record yet, and who has to sign it first."""

    name: str
    signers: tuple[str, ...]

    def __str__(self) -> str:
        """One line."""
        return f"{self.name}: {', '.join(self.signers)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What entered the record or is there already, by name in it; and what waits for whose signature."""

    entered: tuple[str, ...]
    waiting: tuple[Waits, ...]


def publish_box(layout: Layout, machine: Machine, *, disk: Disk = SYSTEM) -> Published:
    """Copies what a box has stated, and its archive, into the record."""
    city = read_city(layout)
    info = info_of(city, machine)
    statements: dict[str, Statement] = {}
    waiting = []
    for name in NAMES:
        if machine.has_said(name):
            statement, missing = signed_so_far(city, machine, name, disk=disk)
            if missing:
                waiting.append(Waits(name=name, signers=missing))
            else:
                statements[name] = statement
    entered: list[Path] = []
    if "opening" in statements:
        archive = _archive(machine, info.uuid)
        if _is_signed(archive, statements):
            target = layout.archive(info.box, info.uuid)
            _grow(target, archive.read_bytes(), final="closing" in statements, disk=disk)
            entered.append(target)
    for path, data in _parts(layout, info.box, machine, statements):
        write_once(path, data, disk=disk)
        entered.append(path)
    return Published(entered=tuple(layout.relative(path) for path in entered), waiting=tuple(waiting))


def publish_signed(statement: Statement, target: Path, wanted: Signers, *, disk: Disk = SYSTEM) -> None:
    """Puts a statement (check-ins, an order) into the record at ``target``, if exactly ``wanted`` have signed."""
    for fault in check_signatures(statement, wanted):
        raise RefusedError(fault.detail, place=statement.kind)
    write_once(target, statement.encode(), disk=disk)


def _parts(
    layout: Layout, box: BoxId, machine: Machine, statements: Mapping[str, Statement]
) -> Iterator[tuple[Path, bytes]]:
    """What enters beside the archive, in the order of the day."""
    if "opening" in statements:
        yield layout.opening(box), statements["opening"].encode()
    if "ended" in statements:
        yield layout.ended(box), statements["ended"].encode()
        if machine.has_kept("decision"):
            yield layout.decision(box), machine.kept("decision")
    if "closing" in statements:
        if machine.has_kept("challenges"):
            yield layout.challenges(box), machine.kept("challenges")
        yield layout.closing(box), statements["closing"].encode()


def _archive(machine: Machine, uuid: Uuid) -> Path:
    """The archive on the first medium that is there."""
    for medium in machine.media:
        if (medium / f"{uuid}.bel").is_file():
            return medium / f"{uuid}.bel"
    raise InputError("no medium of the box is here", place=f"box {machine.box}", hint="bring one back")


def _is_signed(archive: Path, statements: Mapping[str, Statement]) -> bool:
    """Whether everybody has signed how far the archive has come; :class:`DamagedError` where it is another one."""
    with open_archive(archive) as index:
        phase, head = index.phase, index.head
    if "closing" in statements and statements["closing"].body["head"] != head:
        raise DamagedError("this is not the archive whose minutes were signed", place=str(archive))
    return phase is BoxPhase.OPEN or "ended" in statements


def _grow(target: Path, data: bytes, *, final: bool, disk: Disk) -> None:
    """Puts an archive in place; one that is there is its beginning.

    A longer one is there once it was tallied: then the box, whose minutes are signed, has nothing to add.
    """
    if not target.exists():
        write_once(target, data, disk=disk)
        return
    there = target.read_bytes()
    if there == data or (final and there.startswith(data)):
        return
    if there.startswith(data):
        raise RefusedError(
            "the record has a longer archive of this box already", place=str(target),
            hint="the box has lost what it had published; do not go on with it, ask the headquarters",
        )  # fmt: skip
    if not data.startswith(there):
        raise DamagedError(
            "the archive of the box is not what was published before", place=str(target),
            hint="nothing was changed; keep both, and ask the headquarters",
        )  # fmt: skip
    durable.replace(target, data, disk=disk)
