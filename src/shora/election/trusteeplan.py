"""Who will hold the key: the trustees (امین) and how many of them open a tally."""

from dataclasses import dataclass

from shora.ids import TrusteeId
from shora.text.json import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Trustee:
    """A person or body that holds one share of the key.

    ``key`` is its own Ed25519 identity key, 64 hexadecimal digits, with which it signs the messages
    of the ceremony; empty where it is agreed on elsewhere.
    """

    id: TrusteeId
    name: str
    key: str

    def to_json(self) -> dict[str, JsonValue]:
        """``key`` is left out where it is empty."""
        out: dict[str, JsonValue] = {"id": self.id, "name": self.name}
        if self.key:
            out["key"] = self.key
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteePlan:
    """``threshold`` of the ``members`` open a tally; always fewer than all, so that one may be absent."""

    threshold: int
    members: tuple[Trustee, ...]

    @property
    def size(self) -> int:
        """How many trustees there are."""
        return len(self.members)

    def to_json(self) -> dict[str, JsonValue]:
        """All fields."""
        return {"threshold": self.threshold, "members": [member.to_json() for member in self.members]}
