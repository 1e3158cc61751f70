"""Stations with their boxes, and votes as they were opened: by unit, which is a box or a group of boxes."""

from collections.abc import Iterator
from typing import Final

from shora.documents.counted import Counted, Unit
from shora.documents.tables.cells import Row, Table
from shora.election.definition import Definition
from shora.election.station import Box, BoxKind
from shora.seats.model import INDEPENDENTS


def _stations(counted: Counted) -> Iterator[Row]:
    definition = counted.definition
    if definition is None:
        return
    stations = {station.id: station for station in definition.stations}
    units = {box: unit for unit in counted.units for box in unit.boxes}
    for station in definition.stations:
        if not definition.boxes_of(station.id):
            yield station.id, station.name, station.district, *[None] * 6
    for box in definition.boxes:
        station, unit = stations[box.station], units.get(box.id)
        alone = unit is not None and len(unit.boxes) == 1
        yield (
            station.id,
            station.name,
            station.district,
            box.id,
            str(box.kind),
            box.cards,
            _state(box, counted, unit),
            "" if unit is None else unit.name,
            unit.ballots if unit is not None and alone else None,
        )


def _state(box: Box, counted: Counted, unit: Unit | None) -> str:
    """``""`` where totals do not say which boxes they are of."""
    if box.kind is BoxKind.REHEARSAL:
        return "rehearsal"
    if unit is not None:
        return "counted"
    known = [count.totals.boxes for count in counted.contests if count.totals.boxes is not None]
    if counted.units or any(box.id in boxes.missing for boxes in known):
        return "not-counted"
    whole = [boxes for boxes in known if boxes.counted + len(boxes.missing) == boxes.defined]
    return "counted" if len(whole) == len(counted.contests) else ""


def _places(unit: Unit, definition: Definition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The boxes of a unit and their stations, each once."""
    stations = dict.fromkeys(str(definition.box(box).station) for box in unit.boxes)
    return tuple(map(str, unit.boxes)), tuple(stations)


def _ballots(counted: Counted) -> Iterator[Row]:
    if counted.definition is None:
        return
    for unit in counted.units:
        places = _places(unit, counted.definition)
        for count in counted.contests:
            blank = unit.parts[count.totals.contest.id].blank
            yield (
                count.totals.contest.id,
                unit.name,
                *places,
                unit.ballots,
                unit.ballots - blank,
                blank,
            )


def _votes(counted: Counted) -> Iterator[Row]:
    if counted.definition is None:
        return
    for unit in counted.units:
        places = _places(unit, counted.definition)
        for count in counted.contests:
            votes = unit.parts[count.totals.contest.id].votes
            for group, person in count.totals.people:
                yield (
                    count.totals.contest.id,
                    unit.name,
                    *places,
                    "" if group == INDEPENDENTS else group,
                    person.id,
                    votes[person.id],
                )


STATIONS: Final = Table(
    file="stations.csv",
    columns=("station", "name", "district", "box", "kind", "cards", "state", "unit", "ballots"),
    rows=_stations,
)

BALLOTS_BY_STATION: Final = Table(
    file="ballots-by-station.csv",
    columns=("contest", "unit", "boxes", "stations", "cast", "valid", "blank"),
    rows=_ballots,
)

VOTES_BY_STATION: Final = Table(
    file="votes-by-station.csv",
    columns=("contest", "unit", "boxes", "stations", "list", "candidate", "votes"),
    rows=_votes,
)
