"""Polling stations (شعبه) and their ballot boxes (صندوق)."""

from dataclasses import dataclass
from enum import StrEnum

from shora.election.people import Official
from shora.ids import BoxId, StationId
from shora.text.json import JsonValue
from shora.text.normalise import search_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A place where people vote; ``district`` is empty where the constituency has none.

    ``officials`` are the two who sign its reports, or nobody as long as they are not named.
    """

    id: StationId
    name: str
    district: str
    officials: tuple[Official, ...]

    @property
    def signers(self) -> tuple[tuple[str, str], ...]:
        """The two who sign for it, with their keys."""
        return tuple((each.signer(self.id), each.key) for each in self.officials)

    @property
    def search_key(self) -> str:
        """The key of the name."""
        return search_key(self.name)

    def to_json(self) -> dict[str, JsonValue]:
        """``district`` and ``officials`` are left out where they are empty."""
        out: dict[str, JsonValue] = {"id": self.id, "name": self.name}
        if self.district:
            out["district"] = self.district
        if self.officials:
            out["officials"] = [each.to_json() for each in self.officials]
        return out


class BoxKind(StrEnum):
    """What a box is for."""

    REGULAR = "regular"
    SPARE = "spare"
    """Stays closed unless another fails."""
    PROVISIONAL = "provisional"
    """The stack for voters whose entitlement cannot be asked; its archive begins at the headquarters."""
    REHEARSAL = "rehearsal"
    """For a rehearsal with the real key: opened before the day, and never counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A ballot box of a station: its own election, with ``cards`` tariff cards made for it.

    Whatever its kind, every defined box is accounted for.
    """

    id: BoxId
    station: StationId
    cards: int
    kind: BoxKind

    def to_json(self) -> dict[str, JsonValue]:
        """``kind`` is left out where it is regular."""
        out: dict[str, JsonValue] = {"id": self.id, "station": self.station, "cards": self.cards}
        if self.kind is not BoxKind.REGULAR:
            out["kind"] = str(self.kind)
        return out
