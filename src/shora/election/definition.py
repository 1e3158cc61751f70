"""The definition: the whole election as it was decided, before anyone votes.

It is written by a person in TOML, read by :mod:`shora.election.read`, and enters the record as
canonical JSON of ``to_json()``. Format and rules: ``spec/definition.md``.
"""

from dataclasses import dataclass
from typing import Final

from shora.election.contest import Contest
from shora.election.dates import Dates
from shora.election.names import Name
from shora.election.people import Office, OfficeRole
from shora.election.secrecy import Secrecy
from shora.election.station import Box, Station
from shora.election.trusteeplan import TrusteePlan
from shora.errors import InputError
from shora.ids import BoxId, ContestId, ElectionId, StationId
from shora.text.json import JsonValue

FORMAT: Final = "shora-definition-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One election of one constituency on one day.

    ``administrator`` runs it and ``card_office`` makes the cards: both are named in every box's
    Belenios election. ``description`` may be empty.
    """

    id: ElectionId
    name: Name
    description: str
    administrator: str
    card_office: str
    dates: Dates
    trustees: TrusteePlan
    offices: tuple[Office, ...]
    secrecy: Secrecy
    contests: tuple[Contest, ...]
    stations: tuple[Station, ...]
    boxes: tuple[Box, ...]

    def contest(self, contest_id: ContestId) -> Contest:
        """The contest of this id; :class:`InputError` where there is none."""
        for contest in self.contests:
            if contest.id == contest_id:
                return contest
        known = ", ".join(contest.id for contest in self.contests)
        raise InputError(f"there is no contest {contest_id}", hint=f"this election has {known}")

    def office(self, role: OfficeRole) -> Office:
        """The office of this role; :class:`InputError` where there is none."""
        for office in self.offices:
            if office.role is role:
                return office
        raise InputError(f"there is no office {role} in the definition {self.id}", hint="add [[offices]]")

    def station(self, station_id: StationId) -> Station:
        """The station of this id; :class:`InputError` where there is none."""
        for station in self.stations:
            if station.id == station_id:
                return station
        raise InputError(f"there is no station {station_id} in the definition {self.id}")

    def box(self, box_id: BoxId) -> Box:
        """The box of this id; :class:`InputError` where there is none."""
        for box in self.boxes:
            if box.id == box_id:
                return box
        raise InputError(f"there is no box {box_id} in the definition {self.id}")

    def boxes_of(self, station_id: StationId) -> tuple[Box, ...]:
        """The boxes of a station, in the definition's order."""
        return tuple(box for box in self.boxes if box.station == station_id)

    def to_json(self) -> dict[str, JsonValue]:
        """The definition as plain data: one meaning, one form. Optional fields that say nothing are left out."""
        out: dict[str, JsonValue] = {"format": FORMAT, "id": self.id, "name": self.name.to_json()}
        if self.description:
            out["description"] = self.description
        out["administrator"] = self.administrator
        out["card_office"] = self.card_office
        out["dates"] = self.dates.to_json()
        out["trustees"] = self.trustees.to_json()
        if self.offices:
            out["offices"] = [office.to_json() for office in self.offices]
        out["secrecy"] = self.secrecy.to_json()
        out["contests"] = [contest.to_json() for contest in self.contests]
        out["stations"] = [station.to_json() for station in self.stations]
        out["boxes"] = [box.to_json() for box in self.boxes]
        return out
