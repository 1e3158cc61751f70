"""Stations and boxes of the headquarters' tables, as the plain data of a definition."""

from collections.abc import Mapping, Sequence

from shora.election.grid import Kind
from shora.election.record import Record, word_key
from shora.election.tableshapes import BOX_KINDS
from shora.text.digits import is_number

Entry = dict[str, object]


def read_station(record: Record) -> Entry:
    """A polling station."""
    entry: Entry = {"id": record.identifier("id"), "name": record.text("name")}
    if record.has("district"):
        entry["district"] = record.plain("district") if _number(record) else record.text("district")
    return {key: value for key, value in entry.items() if value is not None}


def _number(record: Record) -> bool:
    return record.kind("district") is Kind.NUMBER


def read_box(record: Record, stations: "StationNames | None") -> Entry:
    """A ballot box. Its kind is one of the definition's words, or a Persian one for it.

    ``stations`` is ``None`` where they could not be read, and nobody knows which there are.
    """
    entry: Entry = {
        "id": record.identifier("id"),
        "station": record.identifier("station") if stations is None else stations.find(record),
        "cards": record.whole("cards"),
    }
    if record.has("kind"):
        kind = record.plain("kind")
        entry["kind"] = None if kind is None else BOX_KINDS.get(word_key(kind), kind.lower())
    return {key: value for key, value in entry.items() if value is not None}


class StationNames:
    """The ids of all stations."""

    def __init__(self, stations: Sequence[Mapping[str, object]]) -> None:
        self._ids = {each["id"]: None for each in stations if isinstance(each.get("id"), str)}
        sizes = {len(each) for each in self._ids if isinstance(each, str) and is_number(each)}
        self._length = sizes.pop() if len(sizes) == 1 else 0

    def find(self, record: Record) -> str | None:
        """The station that a record names; what it names wrongly is noted.

        A number gets its zeros back where all stations that are numbers have one length.
        """
        station = record.identifier("station")
        if station is None:
            return None
        if record.kind("station") is Kind.NUMBER and station not in self._ids:
            station = station.zfill(self._length)
        if station not in self._ids:
            record.near("station", "there is no such station", [str(each) for each in self._ids])
            return None
        return station
