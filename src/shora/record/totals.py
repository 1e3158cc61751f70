"""The city's totals: the sum of its decrypted units, contest by contest. V12 computes them again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shora.box.payloads import digest
from shora.election.station import BoxKind
from shora.errors import InputError
from shora.ids import BoxId, ContestId, Hash
from shora.record.city import City
from shora.record.read import record_hash
from shora.seats.model import Ballots, Boxes, Totals
from shora.seats.totals import totals_of
from shora.tally.result import QuestionResult, add
from shora.text.json import JsonValue, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedUnit:
    """A unit with its result: one box, or a group of them.

    ``heads`` has the head of each of its boxes, as their archives are now; ``file`` is the SHA-256 of a
    group's file, and ``None`` for a box by itself.
    """

    name: str
    heads: Mapping[BoxId, Hash]
    ballots: int
    result: Sequence[QuestionResult]
    file: Hash | None


def city_totals(
    city: City, units: Sequence[CountedUnit], absent: Collection[BoxId]
) -> dict[ContestId, Totals]:
    """The totals of each contest: the sum of ``units``; those of ``absent`` that are in none are named as missing.

    ``absent`` are the boxes that orders call missing or annulled. A box that was never opened has no ballots and
    lacks nowhere, so it is neither defined here nor missing.

    :class:`InputError` for no units, for a rehearsal box, and for a box that is in two of them.
    """
    counted = [box for unit in units for box in unit.heads]
    if not units or len(set(counted)) != len(counted):
        raise InputError("totals are of units with different boxes", place=str(city.layout.root))
    real = [box.id for box in city.definition.boxes if box.kind is not BoxKind.REHEARSAL]
    for box in counted:
        if box not in real:
            raise InputError("this box never counts", place=f"box {box}")
    cast = sum(unit.ballots for unit in units)
    missing = tuple(box for box in real if box in absent and box not in set(counted))
    boxes = Boxes(defined=len(counted) + len(missing), counted=len(counted), missing=missing)
    record = counted_hash(city, units)
    out = {}
    for contest, question in zip(city.definition.contests, add([unit.result for unit in units]), strict=True):
        votes = dict(zip((c.code for c in contest.candidates), question.votes, strict=True))
        out[contest.id] = totals_of(
            contest,
            votes,
            ballots=Ballots(cast=cast, valid=cast - question.blank, blank=question.blank),
            boxes=boxes,
            record=record,
            lots=(),
        )
    return out


def counted_hash(city: City, units: Sequence[CountedUnit]) -> Hash:
    """What totals stand on, in one hash: ``record.json``, the heads of the boxes, the files of the groups.

    SHA-256 of the canonical JSON ``{"record": …, "heads": {box: head, …}, "groups": {group: hash, …}}``,
    boxes in the definition's order, groups in that of their first boxes; without groups, without the key.
    """
    heads = {box: head for unit in units for box, head in unit.heads.items()}
    place = {box.id: number for number, box in enumerate(city.definition.boxes)}
    ordered = sorted(units, key=lambda unit: min(place[box] for box in unit.heads))
    value: dict[str, JsonValue] = {
        "record": record_hash(city.layout),
        "heads": {str(box): str(heads[box]) for box in place if box in heads},
    }
    groups: dict[str, JsonValue] = {unit.name: unit.file for unit in ordered if unit.file is not None}
    if groups:
        value["groups"] = groups
    return digest(canonical(value))
