"""The city's totals: the sum of its boxes, contest by contest. V12 computes them again."""

from collections.abc import Mapping, Sequence

from shora.box.payloads import digest
from shora.ids import BoxId, ContestId, Hash
from shora.record.city import City
from shora.record.read import record_hash
from shora.seats.model import Ballots, Boxes, Totals
from shora.seats.totals import totals_of
from shora.tally.result import QuestionResult, add
from shora.text.json import canonical


def city_totals(
    city: City,
    results: Mapping[BoxId, Sequence[QuestionResult]],
    ballots: Mapping[BoxId, int],
    heads: Mapping[BoxId, Hash],
) -> dict[ContestId, Totals]:
    """The city's totals from the results of its boxes; a box without one is named as missing."""
    cast = sum(ballots[box] for box in results)
    missing = tuple(box.id for box in city.definition.boxes if box.id not in results)
    boxes = Boxes(defined=len(city.definition.boxes), counted=len(results), missing=missing)
    out = {}
    for contest, question in zip(city.definition.contests, add(list(results.values())), strict=True):
        votes = dict(zip((c.code for c in contest.candidates), question.votes, strict=True))
        out[contest.id] = totals_of(
            contest,
            votes,
            ballots=Ballots(cast=cast, valid=cast - question.blank, blank=question.blank),
            boxes=boxes,
            record=counted_hash(city, {box: heads[box] for box in results}),
            lots=(),
        )
    return out


def counted_hash(city: City, heads: Mapping[BoxId, Hash]) -> Hash:
    """What totals stand on: ``record.json`` and the head of each counted box, in one hash.

    SHA-256 of the canonical JSON ``{"record": …, "heads": {box: head, …}}`` with boxes in the
    definition's order.
    """
    ordered = {str(box.id): str(heads[box.id]) for box in city.definition.boxes if box.id in heads}
    return digest(canonical({"record": record_hash(city.layout), "heads": ordered}))
