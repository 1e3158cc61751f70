"""A contest (حوزهٔ رقابت): its seats, how many marks a ballot may have, its lists and candidates."""

from dataclasses import dataclass

from shora.election.candidate import Candidate
from shora.election.names import Name
from shora.errors import InputError
from shora.ids import CandidateCode, ContestId, ListCode, ListId
from shora.text.json import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateList:
    """A list (فهرست): one code that stands for all its members.

    ``connection`` (پیوند) names the group of lists that it is counted with, on one or two levels: ``""``,
    ``"3"`` or ``"A/1"``.
    """

    id: ListId
    code: ListCode
    name: str
    connection: str

    def to_json(self) -> dict[str, JsonValue]:
        """All fields; ``connection`` is left out where there is none."""
        out: dict[str, JsonValue] = {"id": self.id, "code": self.code, "name": self.name}
        return out | ({"connection": self.connection} if self.connection else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One question of the ballot.

    ``seats`` are to be filled and ``alternates`` (علی‌البدل) follow; a ballot marks ``minimum`` to
    ``votes`` candidates, or none where ``blank`` is allowed. ``rule`` names the way from totals to
    seats; ``threshold`` (``"5%"``, as it was written) of ``threshold_base`` is what a list needs, both empty
    where there is none. The order of ``candidates`` is the order of the answers in every box.
    """

    id: ContestId
    name: Name
    seats: int
    votes: int
    minimum: int
    blank: bool
    alternates: int
    rule: str
    threshold: str
    threshold_base: str
    lists: tuple[CandidateList, ...]
    candidates: tuple[Candidate, ...]

    def list_of(self, candidate: Candidate) -> CandidateList | None:
        """The candidate's list, or ``None`` for an independent (منفرد)."""
        return None if candidate.list_id is None else self.list(candidate.list_id)

    def list(self, list_id: ListId) -> CandidateList:
        """The list of this id; :class:`InputError` where there is none."""
        for each in self.lists:
            if each.id == list_id:
                return each
        raise InputError(f"contest {self.id} has no list {list_id}")

    def members(self, list_id: ListId) -> tuple[Candidate, ...]:
        """The candidates of a list, withdrawn ones too, in ballot order."""
        return tuple(each for each in self.candidates if each.list_id == list_id)

    @property
    def independents(self) -> tuple[Candidate, ...]:
        """The candidates of no list, in ballot order."""
        return tuple(each for each in self.candidates if each.list_id is None)

    def candidate(self, code: CandidateCode) -> Candidate:
        """The candidate of this code; :class:`InputError` where there is none."""
        for each in self.candidates:
            if each.code == code:
                return each
        raise InputError(f"contest {self.id} has no candidate {code}")

    def to_json(self) -> dict[str, JsonValue]:
        """All fields; the threshold and ``lists`` are left out where there are none."""
        out: dict[str, JsonValue] = {
            "id": self.id,
            "name": self.name.to_json(),
            "seats": self.seats,
            "votes": self.votes,
            "min": self.minimum,
            "blank": self.blank,
            "alternates": self.alternates,
            "rule": self.rule,
        }
        if self.threshold:
            out["threshold"] = self.threshold
        if self.threshold_base:
            out["threshold_base"] = self.threshold_base
        if self.lists:
            out["lists"] = [each.to_json() for each in self.lists]
        out["candidates"] = [each.to_json() for each in self.candidates]
        return out
