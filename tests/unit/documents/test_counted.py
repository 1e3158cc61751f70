"""What official outputs are made of: refused where its parts do not fit, or show fewer ballots than they may."""

from dataclasses import replace

import pytest
from tests.support import counts

from shora.documents.counted import counted
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, ContestId
from shora.record.totals import CountedUnit
from shora.tally.result import QuestionResult

COUNCIL, SCHOOL = ContestId("council"), ContestId("school")


def test_units_are_those_of_the_record_in_the_order_of_the_definition() -> None:
    given = counts.city()
    one = counted(given.totals, given.results, given.definition, given.units)
    assert [(unit.name, unit.boxes, unit.ballots) for unit in one.units] == [
        ("group-1", ("b1", "b3"), 20),
        ("b2", ("b2",), 12),
    ]
    assert one.units[0].parts["council"].votes == {"11": 9, "12": 8, "21": 7, "31": 10, "32": 0}
    assert (one.units[0].parts["school"].blank, one.units[1].parts["school"].blank) == (3, 0)
    assert [each.for_lists for each in one.contests] == [True, False]


def test_contests_in_the_order_of_the_definition() -> None:
    given = counts.city()
    other = dict(reversed(given.totals.items()))
    one = counted(other, given.results, given.definition, given.units)
    assert [each.totals.contest.id for each in one.contests] == ["council", "school"]


def test_complete_with_all_votes_and_without_open_lots() -> None:
    given = counts.city()
    assert counted(given.totals, given.results, given.definition, given.units).complete
    assert not counted(given.totals, given.results, given.definition, []).complete  # b4 may still come
    tied = counts.file_of(counts.tied_value([]), "dhondt")
    assert not counted(tied.totals, tied.results, None, []).complete
    settled = counts.file_of(counts.tied_value([counts.drawn_lot()]), "dhondt")
    assert counted(settled.totals, settled.results, None, []).complete


def changed(given: counts.Given, at: int, **changes: object) -> list[CountedUnit]:
    units = list(given.units)
    units[at] = replace(units[at], **changes)  # type: ignore[arg-type]
    return units


def test_a_unit_below_the_limit_is_refused() -> None:
    given = counts.city()
    for ballots, refused in ((9, True), (10, False)):
        units = changed(given, 1, ballots=ballots)
        with pytest.raises(RefusedError if refused else InputError) as caught:  # 10 are not the totals either
            counted(given.totals, given.results, given.definition, units)
        assert ("fewer than 10" in str(caught.value)) is refused


def test_units_that_leave_a_rest_are_refused() -> None:
    given = counts.city()
    for units in (given.units[:1], given.units[1:]):  # the difference would be a box's own votes
        with pytest.raises(InputError, match="not the totals"):
            counted(given.totals, given.results, given.definition, units)
    wrong = [QuestionResult(votes=(6, 5, 5, 3, 1), blank=1), QuestionResult(votes=(4, 8), blank=1)]
    with pytest.raises(InputError, match="ballots of the units"):
        counted(given.totals, given.results, given.definition, changed(given, 1, result=wrong))


@pytest.mark.parametrize("heads", [{}, {"b1": ""}, {"try": ""}, {"nowhere": ""}])
def test_units_of_wrong_boxes_are_refused(heads: dict[str, str]) -> None:
    given = counts.city()
    units = changed(given, 1, heads={BoxId(box): counts.RECORD for box in heads})
    with pytest.raises(InputError, match="different boxes"):
        counted(given.totals, given.results, given.definition, units)


def test_parts_of_different_counts_are_refused() -> None:
    given, alone = counts.city(), counts.file_of(counts.tied_value([]), "dhondt")
    council, school = given.totals[COUNCIL], given.totals[SCHOOL]
    for totals, results, definition, match in [
        ({}, {}, None, "or of none"),
        (given.totals, {COUNCIL: given.results[COUNCIL]}, None, "same contests"),
        ({COUNCIL: school}, {COUNCIL: given.results[SCHOOL]}, None, "are of contest school"),
        ({SCHOOL: school}, {SCHOOL: given.results[COUNCIL]}, None, "not of these totals"),
        (alone.totals, alone.results, given.definition, "there is no contest c"),
        (
            {COUNCIL: replace(council, independents=())},
            {COUNCIL: replace(given.results[COUNCIL], elected=(), alternates=())},
            given.definition,
            "do not fit",
        ),
    ]:
        with pytest.raises(InputError, match=match):
            counted(totals, results, definition, [])
    with pytest.raises(InputError, match="need the definition"):
        counted(given.totals, given.results, None, given.units)
