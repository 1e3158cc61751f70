"""The city of a record: definition, keys and boxes, read and checked against each other."""

from dataclasses import dataclass

from shora.box.payloads import digest
from shora.crypto.trustees import TrusteeKeys
from shora.election.definition import Definition
from shora.election.read import read_bytes
from shora.errors import InputError
from shora.ids import BoxId, Hash
from shora.record.layout import Layout
from shora.record.read import BoxInfo, Record, read_boxes, read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What is fixed at definition. ``trustees`` is the JSON that every box carries."""

    layout: Layout
    definition: Definition
    trustees: bytes
    keys: TrusteeKeys
    boxes: tuple[BoxInfo, ...]

    @property
    def record(self) -> Hash:
        """The record hash, as ``record.json`` is now: what is signed after the definition names it."""
        return digest(read_file(self.layout.record))

    def info(self, box: BoxId) -> BoxInfo:
        """Uuid, station and credentials of a box; :class:`InputError` where there is none."""
        for info in self.boxes:
            if info.box == box:
                return info
        raise InputError(f"the record has no box {box}", place=str(self.layout.root))


def read_city(layout: Layout) -> City:
    """Reads definition, trustees and boxes; whether the record is *right* is what verify says."""
    if not layout.record.is_file():
        raise InputError("this is no record", place=str(layout.root), hint="shora define makes one")
    trustees = read_file(layout.trustees)
    return City(
        layout=layout,
        definition=read_bytes(read_file(layout.definition), place=str(layout.definition)),
        trustees=trustees,
        keys=TrusteeKeys(trustees, place=str(layout.trustees)),
        boxes=read_boxes(layout),
    )


def city_of(record: Record) -> City:
    """The same of a record that was opened, with the boxes that could be read: its findings name the others."""
    trustees = record.trustees
    return City(
        layout=record.layout,
        definition=read_bytes(record.definition, place=str(record.layout.definition)),
        trustees=trustees,
        keys=TrusteeKeys(trustees, place=str(record.layout.trustees)),
        boxes=record.boxes,
    )
