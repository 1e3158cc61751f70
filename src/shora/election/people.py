"""Who signs: the offices of an election, and the officials of a station, each with an identity key.

A key is an Ed25519 public key, 64 hexadecimal digits; empty as long as its owner has not made it.
``shora define`` needs them all. Signers are named as in ``spec/signed.md``.
"""

from dataclasses import dataclass
from enum import StrEnum

from shora.ids import StationId
from shora.text.json import JsonValue


class OfficeRole(StrEnum):
    """The parties that act for the whole election. No two of them are one machine."""

    HEADQUARTERS = "headquarters"
    SUPERVISION = "supervision"
    CARD_OFFICE = "card-office"
    INQUIRY = "inquiry"


class OfficialRole(StrEnum):
    """The two who sign for a station, of two bodies."""

    EXECUTIVE = "executive"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One office; ``name`` may be empty."""

    role: OfficeRole
    name: str
    key: str

    @property
    def signer(self) -> str:
        """Its name under a statement."""
        return f"office:{self.role}"

    def to_json(self) -> dict[str, JsonValue]:
        """What is empty is left out."""
        out: dict[str, JsonValue] = {"role": str(self.role)}
        if self.name:
            out["name"] = self.name
        if self.key:
            out["key"] = self.key
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """One of the two who sign for a station; ``name`` may be empty, and is public where it is not."""

    role: OfficialRole
    name: str
    key: str

    def signer(self, station: StationId) -> str:
        """The name under a statement."""
        return f"station:{station}/{self.role}"

    def to_json(self) -> dict[str, JsonValue]:
        """What is empty is left out."""
        out: dict[str, JsonValue] = {"role": str(self.role)}
        if self.name:
            out["name"] = self.name
        if self.key:
            out["key"] = self.key
        return out
