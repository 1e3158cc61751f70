"""publish (انتشار): what a box has said enters the record, and so everybody can read it.

Only whole and signed parts enter, each written once; an archive that is there already must be the
beginning of the one that comes. (The transparency log over all of it comes with its own issue.)

Crash order: archive, then statements in the order of the day; each is whole or not there, and running
the step again finishes it.
"""

from dataclasses import dataclass
from pathlib import Path

from shora import disk as durable
from shora.box.machine import Machine
from shora.crypto.statement import Statement, check_signatures
from shora.errors import InputError, RefusedError
from shora.record.city import read_city
from shora.record.day import Signers, Unopened, box_signers, officials
from shora.record.layout import Layout
from shora.record.write import write_once
from shora.steps.city import info_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What entered the record, by name in it; and what waits for whose signature."""

    entered: tuple[str, ...]
    waiting: tuple[str, ...]


def publish_box(layout: Layout, machine: Machine) -> Published:
    """Copies what a box has stated, and its archive, into the record."""
    city = read_city(layout)
    info = info_of(city, machine)
    entered, waiting = [], []
    archive = machine.media[0] / f"{info.uuid}.bel"
    if archive.is_file():
        target = layout.archive(info.box, info.uuid)
        _grow(target, archive.read_bytes())
        entered.append(layout.relative(target))
    if machine.has_kept("decision"):
        write_once(layout.decision(info.box), machine.kept("decision"))
        entered.append(layout.relative(layout.decision(info.box)))
    for name, target in (
        ("opening", layout.opening(info.box)),
        ("ended", layout.ended(info.box)),
        ("closing", layout.closing(info.box)),
    ):
        if not machine.has_said(name):
            continue
        statement = machine.said(name)
        wanted = box_signers(city.definition, info.box, info.key)
        if statement.kind == Unopened.KIND:
            wanted = officials(city.definition, info.box)
        missing = _missing(statement, wanted)
        if missing:
            waiting.append(f"{name}: {', '.join(missing)}")
            continue
        if name == "closing" and machine.has_kept("challenges"):
            write_once(layout.challenges(info.box), machine.kept("challenges"))
            entered.append(layout.relative(layout.challenges(info.box)))
        write_once(target, statement.encode())
        entered.append(layout.relative(target))
    return Published(entered=tuple(entered), waiting=tuple(waiting))


def publish_signed(statement: Statement, target: Path, wanted: Signers) -> None:
    """Puts a statement (check-ins, an order) into the record at ``target``, if exactly ``wanted`` have signed."""
    for fault in check_signatures(statement, wanted):
        raise RefusedError(fault.detail, place=statement.kind)
    write_once(target, statement.encode())


def _missing(statement: Statement, wanted: Signers) -> list[str]:
    faults = check_signatures(statement, wanted)
    for fault in faults:
        if fault.code != "signature-missing":
            raise RefusedError(fault.detail, place=statement.kind)
    return [fault.by for fault in faults]


def _grow(target: Path, data: bytes) -> None:
    """Puts an archive in place; one that is there is its beginning."""
    if not target.exists():
        write_once(target, data)
        return
    there = target.read_bytes()
    if there == data:
        return
    if there.startswith(data):
        raise RefusedError("the record has a longer archive of this box already", place=str(target))
    if not data.startswith(there):
        raise InputError("the archive of the box is not what was published before", place=str(target))
    durable.replace(target, data)
