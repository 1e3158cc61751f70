"""count on a record: nothing from totals that do not verify; a tie waits for its lot, which is entered once."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.city import COUNCIL, SOUTH, Small, lot_for_tie, signed_lot
from tests.unit.steps.conftest import AtStage, files

from shora.errors import InputError, RefusedError
from shora.ids import ContestId, ElectionId, Hash
from shora.record.lots import Lot
from shora.seats.model import Stage
from shora.steps.count import count_record, enter_lot, open_ties
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.verification.verdict import Check, Outcome

QUIET = Unwatched()


@pytest.fixture(name="small")
def _small(at_stage: AtStage) -> Small:
    return at_stage("tallied")


def test_a_tie_waits_for_its_lot(small: Small) -> None:
    """Lot required; a draw is appended; seats are written; the record verifies all the way."""
    counted = count_record(small.layout, QUIET)
    assert counted.written == ()
    ((contest, tie),) = counted.waiting
    assert (contest.contest.id, tie.stage, tie.seats, counted.next_lot) == (COUNCIL, Stage.CANDIDATE, 1, 1)
    assert not small.layout.seats(COUNCIL).exists()
    verdict = verify(small.layout.root, QUIET)
    assert verdict.verified
    assert {"lot-required", "seats-not-counted"} <= {note.code for note in verdict.notes}

    lot = lot_for_tie(small, winner=1)
    assert enter_lot(small.layout, signed_lot(small, lot), QUIET) == lot
    counted = count_record(small.layout, QUIET)
    assert [one.contest.id for one in counted.written] == [COUNCIL]
    assert (counted.waiting, counted.next_lot) == ((), 2)
    sheet = json.loads(small.layout.seats(COUNCIL).read_bytes())
    assert [one["id"] for one in sheet["elected"]] == list(lot.drawn)
    assert [one["id"] for one in sheet["alternates"]] == [one for one in lot.between if one not in lot.drawn]
    verdict = verify(small.layout.root, QUIET)
    assert verdict.verified
    assert {outcome for _, outcome in verdict.outcomes} == {Outcome.PASSED}
    assert not {"lot-required", "seats-not-counted"} & {note.code for note in verdict.notes}


def test_again_is_fine_and_changes_nothing(small: Small) -> None:
    data = signed_lot(small, lot_for_tie(small))
    enter_lot(small.layout, data, QUIET)
    count_record(small.layout, QUIET)
    before = files(small)
    enter_lot(small.layout, data, QUIET)
    count_record(small.layout, QUIET)
    assert files(small) == before


LIES: dict[str, tuple[Callable[[Lot], Lot], str]] = {
    "another election": (lambda lot: replace(lot, election=ElectionId("other")), "of the election other"),
    "another record": (lambda lot: replace(lot, record=Hash("0" * 64)), "about the record 0000"),
    "another number": (lambda lot: replace(lot, number=2), "the next lot has number 1"),
    "other totals": (lambda lot: replace(lot, totals=Hash("0" * 64)), "other totals"),
    "another stage": (lambda lot: replace(lot, stage=Stage.ALTERNATE), "no open tie"),
    "others between": (lambda lot: replace(lot, between=("11", "13"), drawn=("11",)), "no open tie"),
    "all drawn": (lambda lot: replace(lot, drawn=lot.between), "no open tie"),
    "somebody else drawn": (lambda lot: replace(lot, drawn=("13",)), "no open tie"),
}


@pytest.mark.parametrize("case", LIES.values(), ids=LIES.keys())
def test_a_lot_that_is_refused(case: tuple[Callable[[Lot], Lot], str], small: Small) -> None:
    change, words = case
    before = files(small)
    with pytest.raises(RefusedError, match=words):
        enter_lot(small.layout, signed_lot(small, change(lot_for_tie(small))), QUIET)
    assert files(small) == before


def test_a_lot_needs_both_offices_and_its_contest(small: Small) -> None:
    lot = lot_for_tie(small)
    for roles in (("headquarters",), ("supervision",), ("headquarters", "inquiry")):
        with pytest.raises(RefusedError, match="signature-"):
            enter_lot(small.layout, signed_lot(small, lot, *roles), QUIET)
    mayor = replace(lot, contest=ContestId("mayor"))
    with pytest.raises(InputError, match="no contest mayor"):
        enter_lot(small.layout, signed_lot(small, mayor), QUIET)
    assert not (small.layout.root / "lots").exists()


def test_one_lot_a_tie_and_none_without(small: Small) -> None:
    lot = lot_for_tie(small)
    enter_lot(small.layout, signed_lot(small, lot), QUIET)
    again = replace(lot, number=2, drawn=(lot.between[1],))
    with pytest.raises(RefusedError, match="no open tie") as refused:
        enter_lot(small.layout, signed_lot(small, again), QUIET)
    assert refused.value.hint == "no lot is needed"
    with pytest.raises(RefusedError, match="next lot has number 2"):
        enter_lot(small.layout, signed_lot(small, replace(again, number=1)), QUIET)
    assert open_ties(small.layout, COUNCIL).ties == ()
    (tie,) = open_ties(small.layout, COUNCIL, before=1).ties
    assert tie.between == lot.between


def test_nothing_is_counted_from_totals_that_do_not_verify(small: Small) -> None:
    data = signed_lot(small, lot_for_tie(small))
    path = small.layout.totals(COUNCIL)
    right = path.read_bytes()
    path.write_bytes(right.replace(b'"votes":3', b'"votes":9'))
    with pytest.raises(RefusedError, match="no seats are given: V12"):
        count_record(small.layout, QUIET)
    with pytest.raises(RefusedError, match="no lot is entered: V12"):
        enter_lot(small.layout, data, QUIET)
    path.write_bytes(right)
    archive = small.archive(SOUTH)
    archive.write_bytes(archive.read_bytes()[:-1])
    with pytest.raises(RefusedError, match="no seats are given: V4"):
        count_record(small.layout, QUIET)


def test_nothing_is_counted_of_another_record_or_with_a_bad_lot(small: Small) -> None:
    with pytest.raises(RefusedError, match="V1"):
        count_record(small.layout, QUIET, published=Hash("0" * 64))
    (small.layout.root / "lots").mkdir()
    small.layout.lot(1).write_bytes(signed_lot(small, lot_for_tie(small), "headquarters"))
    with pytest.raises(RefusedError, match=r"V13 .*supervision"):
        count_record(small.layout, QUIET)


def test_nothing_is_counted_before_the_tally(at_stage: AtStage) -> None:
    small = at_stage("closed")
    with pytest.raises(RefusedError, match="no totals of contest council"):
        count_record(small.layout, QUIET)
    with pytest.raises(RefusedError, match="no totals of contest council"):
        open_ties(small.layout, COUNCIL)
    with pytest.raises(InputError, match="no contest mayor"):
        open_ties(small.layout, ContestId("mayor"))


def test_a_sheet_that_is_there_is_never_replaced(small: Small) -> None:
    enter_lot(small.layout, signed_lot(small, lot_for_tie(small)), QUIET)
    count_record(small.layout, QUIET)
    path = small.layout.seats(COUNCIL)
    path.write_bytes(b"{}")
    with pytest.raises(RefusedError, match="V13"):
        count_record(small.layout, QUIET)
    assert path.read_bytes() == b"{}"


def test_the_seats_of_a_verdict_are_its_last_check(small: Small) -> None:
    assert verify(small.layout.root, QUIET).outcomes[-1] == (Check.V13, Outcome.NOTHING_YET)
