"""V12: the city's totals are the sum of the boxes' verified results; every defined box is accounted for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from shora.box.events import BoxPhase
from shora.errors import InputError
from shora.ids import BoxId, Hash
from shora.record.city import City
from shora.record.read import Record, read_file
from shora.record.totals import city_totals
from shora.seats.totals import totals_to_json
from shora.tally.result import QuestionResult
from shora.text.json import canonical
from shora.verification.verdict import Check, Findings, Place

_ROOTS = (Check.V1, Check.V3, Check.V4, Check.V5, Check.V6, Check.V7, Check.V8, Check.V9)


def check_totals(
    record: Record,
    city: City,
    results: Mapping[BoxId, Sequence[QuestionResult]],
    ballots: Mapping[BoxId, int],
    heads: Mapping[BoxId, Hash],
    phases: Mapping[BoxId, BoxPhase],
    findings: Findings,
) -> None:
    """Computes every contest's totals again and compares them, byte for byte, with the record's."""
    known = {contest.id for contest in city.definition.contests}
    for contest in record.totals:
        if contest not in known:
            file = record.layout.relative(record.layout.totals(contest))
            findings.fail(
                Check.V12, "contest-unknown", Place(file=file), "the definition has no such contest"
            )
    if not record.totals:
        return
    findings.looked(Check.V12)
    for box, phase in phases.items():
        if phase is not BoxPhase.DECRYPTED:
            detail = f"box {box} was opened and has no result ({phase}), but there are totals"
            findings.fail(Check.V12, "box-not-tallied", Place(file=f"boxes/{box}"), detail, after=_ROOTS)
    if not results:
        for contest in record.totals:
            here = Place(file=record.layout.relative(record.layout.totals(contest)))
            detail = "there are totals, and no box with a result that they could be the sum of"
            findings.fail(Check.V12, "totals-without-boxes", here, detail, after=_ROOTS)
        return
    expected = city_totals(city, results, ballots, heads)
    for contest, totals in expected.items():
        path = record.layout.totals(contest)
        here = Place(file=record.layout.relative(path))
        if contest not in record.totals:
            findings.fail(Check.V12, "totals-missing", here, "other contests have totals, this one has none")
        elif _content(path) != canonical(totals_to_json(totals)):
            detail = "the totals are not the sum of the boxes' results"
            findings.fail(Check.V12, "totals-not-sum", here, detail, after=_ROOTS)


def _content(path: Path) -> bytes | None:
    """The file's bytes; ``None`` where it is no plain file, which V1 has said."""
    try:
        return read_file(path)
    except InputError:
        return None
