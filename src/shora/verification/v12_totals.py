"""V12: the city's totals are the sum of the verified results of boxes and groups.

Spec: ``spec/units.md``, ``spec/totals.md``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shora.box.payloads import digest
from shora.errors import InputError
from shora.ids import BoxId, ContestId
from shora.record.city import City
from shora.record.orders import Orders
from shora.record.read import Record, read_file
from shora.record.totals import CountedUnit, city_totals
from shora.seats.model import Totals
from shora.seats.totals import totals_to_json
from shora.tally.result import QuestionResult
from shora.tally.units import DecryptionUnit, Plan
from shora.text.json import canonical
from shora.verification.box import BoxChecked
from shora.verification.v12_ends import ROOTS, Ends
from shora.verification.verdict import Check, Findings, Place

Result = Sequence[QuestionResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedTotals:
    """The totals that a record has and that are right, without annulled boxes, and the units they are the sum of."""

    contests: Mapping[ContestId, Totals]
    units: tuple[CountedUnit, ...]


NOTHING: Final = CheckedTotals(contests={}, units=())
"""There are no totals, or nothing they could be compared with."""


def check_totals(
    record: Record,
    city: City,
    orders: Orders,
    ends: Ends,
    groups: Mapping[str, Result],
    boxes: Mapping[BoxId, BoxChecked],
    findings: Findings,
) -> CheckedTotals:
    """Computes every contest's totals again and compares them, byte for byte, with the record's."""
    known = {contest.id for contest in city.definition.contests}
    layout = record.layout
    there = [layout.totals(contest) for contest in record.totals if contest not in known]
    there += [
        layout.totals_with_annulled(contest) for contest in record.with_annulled if contest not in known
    ]
    for path in there:
        detail = "the definition has no such contest"
        findings.fail(
            Check.V12, "contest-unknown", Place(file=layout.relative(path)), detail, after=(Check.V1,)
        )
    if not (record.totals or record.with_annulled):
        return NOTHING
    findings.looked(Check.V12)
    if ends.plan is None:
        _without_ends(record, findings)
        return NOTHING
    results = _results(city, ends.plan, groups, boxes, findings)
    counted = [_counted(record, unit, results, boxes) for unit in ends.plan.counted if unit.name in results]
    annulled = [_counted(record, unit, results, boxes) for unit in ends.plan.annulled if unit.name in results]
    if not counted:
        _without_ends(record, findings)
        return NOTHING
    out = (*orders.missing, *orders.annulled)
    same = _compare(record, city_totals(city, counted, out), layout.totals, findings)
    held = CheckedTotals(contests=same, units=tuple(counted))
    if annulled:
        _compare(record, city_totals(city, [*counted, *annulled], out), layout.totals_with_annulled, findings)
        return held
    for contest in record.with_annulled:
        here = Place(file=layout.relative(layout.totals_with_annulled(contest)))
        detail = "no annulled box has a result that these totals could have more"
        findings.fail(Check.V12, "totals-without-boxes", here, detail, after=ROOTS)
    return held


def _counted(
    record: Record, unit: DecryptionUnit, results: Mapping[str, Result], boxes: Mapping[BoxId, BoxChecked]
) -> CountedUnit:
    """A unit with a result, and what its totals stand on."""
    heads = {box: head for box in unit.boxes if (head := boxes[box].head) is not None}
    file = digest(read_file(record.layout.group(unit.name))) if unit.is_group else None
    return CountedUnit(
        name=unit.name, heads=heads, ballots=unit.ballots, result=results[unit.name], file=file
    )


def _compare(
    record: Record,
    expected: Mapping[ContestId, Totals],
    path_of: Callable[[ContestId], Path],
    findings: Findings,
) -> dict[ContestId, Totals]:
    """Those of ``expected`` whose file is, byte for byte, the same; a failure for every other one."""
    same = {}
    for contest, totals in expected.items():
        path = path_of(contest)
        here = Place(file=record.layout.relative(path))
        if not path.exists():
            detail = "there are other totals, and these are not there"
            findings.fail(Check.V12, "totals-missing", here, detail, after=ROOTS)
        elif _content(path) != canonical(totals_to_json(totals)):
            detail = "the totals are not the sum of the results"
            findings.fail(Check.V12, "totals-not-sum", here, detail, after=(*ROOTS, Check.V12))
        else:
            same[contest] = totals
    return same


def _content(path: Path) -> bytes | None:
    """The file's bytes; ``None`` where it is no plain file, which V1 has said."""
    try:
        return read_file(path)
    except InputError:
        return None


def _without_ends(record: Record, findings: Findings) -> None:
    for contest in record.totals:
        here = Place(file=record.layout.relative(record.layout.totals(contest)))
        detail = "there are totals, and no results that they could be the sum of"
        findings.fail(Check.V12, "totals-without-boxes", here, detail, after=(*ROOTS, Check.V12))


def _results(
    city: City,
    plan: Plan,
    groups: Mapping[str, Result],
    boxes: Mapping[BoxId, BoxChecked],
    findings: Findings,
) -> dict[str, Result]:
    """The result of each unit that has one, by its name; a unit without one is a failure."""
    widths = [len(contest.candidates) for contest in city.definition.contests]
    results: dict[str, Result] = {}
    for unit in plan.units:
        result = groups.get(unit.name) if unit.is_group else boxes[unit.boxes[0]].result
        # A result of other questions cannot be added; V3 has said so.
        if result is not None and [len(one.votes) for one in result] == widths:
            results[unit.name] = result
            continue
        for box in unit.boxes:
            detail = f"box {box} is closed and has no result, alone or in a group, but there are totals"
            after = (*ROOTS, Check.V12)
            findings.fail(Check.V12, "box-not-tallied", Place(file=f"boxes/{box}"), detail, after=after)
    return results
