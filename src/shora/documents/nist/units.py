"""Who reports: the constituency, its stations with their boxes, and groups of boxes that were opened together."""

from dataclasses import dataclass
from typing import Final

from shora.documents.counted import Counted, Unit
from shora.documents.nist.objects import Object, code, identified, text
from shora.ids import BoxId
from shora.text.json import JsonValue

SCOPE: Final = "unit-1"
"""The whole constituency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The reporting units as ``objects``, and the ids under which counts of ``units`` stand, in their order."""

    objects: tuple[Object, ...]
    units: tuple[tuple[str, Unit], ...]


def places(counted: Counted) -> Places:
    """All of them; without a definition only the constituency, of a type that nobody has told."""
    definition = counted.definition
    if definition is None:
        whole = identified("ReportingUnit", SCOPE, Type="other", OtherType="constituency")
        return Places(objects=(whole,), units=())
    boxes = {box.id: f"box-{number}" for number, box in enumerate(definition.boxes, start=1)}
    stations: list[Object] = []
    for number, station in enumerate(definition.stations, start=1):
        within: list[JsonValue] = [boxes[box.id] for box in definition.boxes_of(station.id)]
        stations.append(
            identified(
                "ReportingUnit",
                f"station-{number}",
                ComposingGpUnitIds=within,
                ExternalIdentifier=[code("station", station.id)],
                Name=text(station.name),
                Type="polling-place",
            )
        )
    known = [
        identified(
            "ReportingUnit",
            identity,
            ExternalIdentifier=[code("box", box)],
            OtherType="ballot-box",
            Type="other",
        )
        for box, identity in boxes.items()
    ]
    groups = [_group(number, unit, boxes) for number, unit in enumerate(_groups(counted), start=1)]
    whole = identified(
        "ReportingUnit",
        SCOPE,
        ComposingGpUnitIds=[each["@id"] for each in stations],
        Type="municipality",
    )
    names = {unit.name: f"group-{number}" for number, unit in enumerate(_groups(counted), start=1)}
    return Places(
        objects=(whole, *stations, *known, *groups),
        units=tuple((names.get(unit.name) or boxes[unit.boxes[0]], unit) for unit in counted.units),
    )


def _groups(counted: Counted) -> list[Unit]:
    return [unit for unit in counted.units if len(unit.boxes) > 1]


def _group(number: int, unit: Unit, boxes: dict[BoxId, str]) -> Object:
    return identified(
        "ReportingUnit",
        f"group-{number}",
        ComposingGpUnitIds=[boxes[box] for box in unit.boxes],
        ExternalIdentifier=[code("unit", unit.name)],
        Type="combined-precinct",
    )
