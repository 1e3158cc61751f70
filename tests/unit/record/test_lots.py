"""Lots: numbered, and strict in their form; a lot decides its tie and no other. What a contest's rule makes of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.election.samples import town
from tests.unit.record.test_day import AT, ELECTION, H

from shora.crypto.statement import state
from shora.election.contest import Contest
from shora.errors import InputError
from shora.ids import CandidateCode, ContestId
from shora.record.layout import Layout
from shora.record.lots import Lot, read_lots
from shora.record.read import open_record
from shora.record.seats import count_contest, need_countable, options_of
from shora.record.write import write_once
from shora.seats.model import Ballots, Stage, Totals
from shora.seats.options import ThresholdBase
from shora.seats.result import Outcome, Tie
from shora.seats.totals import totals_of

COUNCIL = ContestId("council")
LOT = Lot(
    election=ELECTION,
    number=1,
    record=H[0],
    contest=COUNCIL,
    totals=H[1],
    stage=Stage.CANDIDATE,
    between=("11", "12", "13"),
    seats=2,
    drawn=("11", "13"),
    at=AT,
    place="Town hall",
    witnesses=("One",),
)
TIE = Tie(stage=Stage.CANDIDATE, between=("11", "12", "13"), seats=2)


def test_there_and_back() -> None:
    assert Lot.decode(LOT.statement().encode(), "lot") == LOT
    assert list(LOT.statement().body) == [
        *("kind", "election", "number", "record", "contest", "totals", "stage", "between", "seats", "drawn"),
        *("at", "place", "witnesses"),
    ]
    assert LOT.draw.at == "2026-07-03T08:00:00Z"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(witnesses=[]),
        lambda body: body.update(witnesses=["One\nTwo"]),
        lambda body: body.update(witnesses="One"),
        lambda body: body.update(place=""),
        lambda body: body.update(at="2026-07-03 08:00"),
        lambda body: body.update(stage="lottery"),
        lambda body: body.update(number=0),
        lambda body: body.update(seats=-1),
        lambda body: body.update(between=[11, 12, 13]),
        lambda body: body.update(drawn=[""]),
        lambda body: body.update(contest="a/b"),
        lambda body: body.update(totals="x"),
        lambda body: body.update(seen=True),
        lambda body: body.pop("place"),
        lambda body: body.update(number=body.pop("number")),
    ],
)
def test_every_other_form_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    body: dict[str, Any] = dict(json.loads(LOT.statement().encode())["statement"])
    kind, election = body.pop("kind"), body.pop("election")
    change(body)
    with pytest.raises(InputError):
        Lot.decode(state(kind, election, body).encode(), "lot")


@pytest.mark.parametrize(
    "lot, right",
    [
        (LOT, True),
        (replace(LOT, stage=Stage.ALTERNATE), False),
        (replace(LOT, between=("13", "12", "11"), drawn=("13", "11")), False),
        (replace(LOT, between=("11", "12"), drawn=("11", "12")), False),
        (replace(LOT, seats=1, drawn=("11",)), False),
        (replace(LOT, drawn=("11",)), False),
        (replace(LOT, drawn=("11", "12", "13")), False),
        (replace(LOT, drawn=("13", "11")), False),
        (replace(LOT, drawn=("11", "11")), False),
        (replace(LOT, drawn=("11", "14")), False),
        (replace(LOT, drawn=()), False),
    ],
)
def test_it_decides_exactly_its_tie(lot: Lot, right: bool) -> None:
    assert lot.decides(TIE) is right


@pytest.mark.parametrize(
    "names, inside, message",
    [
        ((2,), (2,), "none has number 1"),
        ((1, 3), (1, 3), "none has number 2"),
        ((1, 2), (1, 1), "it is lot 1"),
    ],
)
def test_numbers_have_no_gap(
    tmp_path: Path, names: tuple[int, ...], inside: tuple[int, ...], message: str
) -> None:
    layout = Layout(root=tmp_path)
    for name, number in zip(names, inside, strict=True):
        write_once(layout.lot(name), replace(LOT, number=number).statement().encode())
    with pytest.raises(InputError, match=message):
        read_lots(layout, names)


def test_a_record_knows_its_lots_and_refuses_other_names(tmp_path: Path) -> None:
    (tmp_path / "record.json").write_bytes(b'{"format":"shora-record-2","election":"small","files":{}}')
    layout = Layout(root=tmp_path)
    for number in (2, 1):
        write_once(layout.lot(number), replace(LOT, number=number).statement().encode())
    for name in ("0000.json", "3.json", "00003.json", "first.json"):
        (tmp_path / "lots" / name).write_bytes(b"{}")
    record = open_record(tmp_path)
    assert record.lots == (1, 2)
    odd = {one.place for one in record.findings if one.code == "file-unexpected"}
    assert odd == {f"lots/{name}" for name in ("0000.json", "3.json", "00003.json", "first.json")}


# ── What a contest's rule makes of its totals ──────────────────────────────────────────────────────────────────────


def by_election(**fields: object) -> Contest:
    """One seat, three independents."""
    return replace(town().contest(ContestId("by-election")), **fields)  # type: ignore[arg-type]


def totals(contest: Contest, *votes: int) -> Totals:
    codes = [CandidateCode(each.code) for each in contest.candidates]
    cast = Ballots(cast=10, valid=10, blank=0)
    return totals_of(
        contest, dict(zip(codes, votes, strict=True)), ballots=cast, boxes=None, record=None, lots=()
    )


def lot(number: int, stage: Stage, *between: str, drawn: str) -> Lot:
    return replace(LOT, number=number, stage=stage, between=between, seats=1, drawn=(drawn,))


FIRST = lot(1, Stage.CANDIDATE, "901", "902", "903", drawn="902")
SECOND = lot(2, Stage.ALTERNATE, "901", "903", drawn="903")


def test_a_lot_may_make_the_tie_of_the_next() -> None:
    """Three are equal for one seat; those who lose it tie for the place of the alternate."""
    contest = by_election(alternates=1)
    equal = totals(contest, 3, 3, 3)
    assert [tie.stage for tie in count_contest(contest, equal, []).result.ties] == [Stage.CANDIDATE]
    one = count_contest(contest, equal, [FIRST])
    assert (one.result.status, [tie.stage for tie in one.result.ties]) == (
        Outcome.COMPLETE,
        [Stage.ALTERNATE],
    )
    assert not one.settled
    both = count_contest(contest, equal, [FIRST, SECOND])
    assert both.settled
    assert both.strays == ()
    assert ([seat.id for seat in both.result.elected], [seat.id for seat in both.result.alternates]) == (
        ["902"],
        ["903"],
    )
    assert both.totals_hash == one.totals_hash
    assert json.loads(both.sheet)["ties"] == []
    assert "steps" not in json.loads(both.sheet)


def test_the_order_of_lots_is_that_of_their_numbers() -> None:
    """The second lot was no answer to anything when it was drawn first."""
    contest = by_election(alternates=1)
    found = count_contest(contest, totals(contest, 3, 3, 3), [SECOND, FIRST])
    assert found.strays == (SECOND,)
    assert [tie.stage for tie in found.result.ties] == [Stage.ALTERNATE]


def test_a_second_lot_and_a_stray_decide_nothing() -> None:
    contest = by_election()
    again = replace(FIRST, number=2, drawn=("901",))
    found = count_contest(contest, totals(contest, 3, 3, 3), [FIRST, again])
    assert found.strays == (again,)
    assert [seat.id for seat in found.result.elected] == ["902"]
    assert count_contest(contest, totals(contest, 4, 3, 3), [FIRST]).strays == (FIRST,)


def test_the_definition_gives_rule_and_threshold() -> None:
    contest = by_election(rule="dhondt", threshold="5%", threshold_base="valid-ballots")
    assert options_of(contest).base is ThresholdBase.VALID_BALLOTS
    need_countable(contest)
    need_countable(by_election(rule="hagenbach-bischoff"))
    with pytest.raises(InputError, match="no rule 'coin'"):
        need_countable(by_election(rule="coin"))
    for rule in ("block-vote", "tehran-1404-rounded", "tehran-1404-remainder"):
        with pytest.raises(InputError, match=f"the rule {rule} has none"):
            need_countable(replace(contest, rule=rule))
    with pytest.raises(InputError):
        count_contest(replace(contest, rule="coin"), totals(contest, 1, 2, 3), [])
