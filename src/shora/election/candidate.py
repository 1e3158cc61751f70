"""A candidate (نامزد): a code to type, a name, perhaps a list, and a status with its history."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shora.ids import CandidateCode, ListId
from shora.text.jalali import utc_text
from shora.text.json import JsonValue
from shora.text.normalise import search_key


class Status(StrEnum):
    """Whether a candidate can be voted for."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """A decision about a candidate; ``decided_at`` is UTC."""

    status: Status
    decided_at: datetime
    by: str
    reason: str

    def to_json(self) -> dict[str, JsonValue]:
        """The decision with its moment as text."""
        return {
            "status": str(self.status),
            "decided_at": utc_text(self.decided_at),
            "by": self.by,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Stands in one list (``list_id``) or alone (``None``): being in two lists cannot be written.

    ``father`` is the father's name, which tells people of one name apart (empty if unused);
    ``veteran`` and ``degree`` (higher is higher) settle ties where the law says so. ``photo`` is the
    SHA-256 of the photo (empty if there is none). A candidate stands until ``history`` (oldest first)
    says otherwise.
    """

    code: CandidateCode
    name: str
    list_id: ListId | None
    father: str
    veteran: bool
    degree: int
    photo: str
    history: tuple[StatusChange, ...]

    @property
    def status(self) -> Status:
        """As the last decision left it."""
        return self.history[-1].status if self.history else Status.STANDING

    @property
    def standing(self) -> bool:
        """Whether votes for this candidate are taken."""
        return self.status is Status.STANDING

    @property
    def search_key(self) -> str:
        """The key of the name, with the father's where it is given."""
        return search_key(self.name + self.father)

    def to_json(self) -> dict[str, JsonValue]:
        """What says nothing (no list, no father's name, no photo …) is left out."""
        out: dict[str, JsonValue] = {"code": self.code, "name": self.name}
        if self.list_id is not None:
            out["list"] = self.list_id
        if self.father:
            out["father"] = self.father
        if self.veteran:
            out["veteran"] = True
        if self.degree:
            out["degree"] = self.degree
        if self.photo:
            out["photo"] = self.photo
        if self.history:
            out["history"] = [change.to_json() for change in self.history]
        return out
