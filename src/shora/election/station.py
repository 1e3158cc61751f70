"""Polling stations (شعبه) and their ballot boxes (صندوق)."""

from dataclasses import dataclass

from shora.ids import BoxId, StationId
from shora.text.json import JsonValue
from shora.text.normalise import search_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A place where people vote; ``district`` is empty where the constituency has none."""

    id: StationId
    name: str
    district: str

    @property
    def search_key(self) -> str:
        """The key of the name."""
        return search_key(self.name)

    def to_json(self) -> dict[str, JsonValue]:
        """``district`` is left out where it is empty."""
        out: dict[str, JsonValue] = {"id": self.id, "name": self.name}
        if self.district:
            out["district"] = self.district
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A ballot box of a station: its own election, with ``cards`` tariff cards made for it.

    A ``spare`` box stays closed unless another fails; like every defined box it is accounted for.
    """

    id: BoxId
    station: StationId
    cards: int
    spare: bool

    def to_json(self) -> dict[str, JsonValue]:
        """``spare`` is left out where it is false."""
        out: dict[str, JsonValue] = {"id": self.id, "station": self.station, "cards": self.cards}
        if self.spare:
            out["spare"] = True
        return out
