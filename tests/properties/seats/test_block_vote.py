"""What holds for every block vote."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shora.seats.model import (
    Candidate,
    Contest,
    Lot,
    Status,
    Totals,
    VoteList,
)
from shora.seats.result import Outcome, Result
from shora.seats.rules import count

RULE = "block-vote"


@st.composite
def all_totals(draw: st.DrawFn) -> Totals:
    codes = draw(st.lists(st.integers(1, 99), min_size=1, max_size=12, unique=True))
    people = [
        Candidate(
            id=str(code),
            name=str(code),
            votes=draw(st.integers(0, 5)),
            status=draw(
                st.sampled_from([Status.STANDING, Status.STANDING, Status.STANDING, Status.WITHDRAWN])
            ),
            veteran=False,
            degree=0,
        )
        for code in codes
    ]
    cut = draw(st.integers(0, len(people)))
    lists = (
        (VoteList(id="L1", name="L1", votes=None, connection="", candidates=tuple(people[:cut])),)
        if cut
        else ()
    )
    return Totals(
        contest=Contest(
            id="c",
            name="c",
            seats=draw(st.integers(1, 6)),
            votes_per_ballot=0,
            alternates=draw(st.integers(0, 4)),
        ),
        record="",
        boxes=None,
        ballots=None,
        lists=lists,
        independents=tuple(people[cut:]),
        lots=(),
    )


def settle(totals: Totals, data: st.DataObject) -> tuple[Totals, Result]:
    """Draws a lot for each tie that the count meets, until none is open."""
    result = count(totals, RULE)
    while result.ties:
        tie = result.ties[0]
        drawn = tuple(data.draw(st.permutations(tie.between))[: tie.seats])
        lot = Lot(
            stage=tie.stage, between=tie.between, seats=tie.seats, drawn=drawn, at="", place="", witnesses=()
        )
        totals = replace(totals, lots=(*totals.lots, lot))
        result = count(totals, RULE)
    return totals, result


def standing(totals: Totals) -> list[Candidate]:
    return [each for _, each in totals.people if each.status is Status.STANDING]


@given(all_totals(), st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(totals: Totals, random: st.DataObject) -> None:
    def mixed(people: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        out = list(people)
        random.shuffle(out)  # type: ignore[attr-defined]
        return tuple(out)

    other = replace(
        totals,
        independents=mixed(totals.independents),
        lists=tuple(replace(each, candidates=mixed(each.candidates)) for each in totals.lists),
    )
    assert count(other, RULE) == count(totals, RULE)


@given(all_totals(), st.integers(2, 10**15))
def test_more_of_the_same_changes_nothing(totals: Totals, factor: int) -> None:
    def scaled(people: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        return tuple(replace(each, votes=each.votes * factor) for each in people)

    other = replace(
        totals,
        independents=scaled(totals.independents),
        lists=tuple(replace(each, candidates=scaled(each.candidates)) for each in totals.lists),
    )
    one, two = count(totals, RULE), count(other, RULE)
    assert [each.id for each in one.elected] == [each.id for each in two.elected]
    assert (one.alternates == (), one.ties, one.status) == (two.alternates == (), two.ties, two.status)


@given(all_totals(), st.data())
def test_the_house_is_full_and_the_best_sit_in_it(totals: Totals, data: st.DataObject) -> None:
    totals, result = settle(totals, data)
    people = standing(totals)
    places = min(totals.contest.seats, len(people))
    assert result.status is Outcome.COMPLETE
    assert len(result.elected) == places == sum(result.seats.values())
    assert len(result.alternates) == min(totals.contest.alternates, len(people) - places)
    ranking = sorted((each.votes for each in people), reverse=True)
    seated = [each.votes for each in (*result.elected, *result.alternates)]
    assert seated == ranking[: len(seated)]
    ids = [each.id for each in (*result.elected, *result.alternates)]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= {each.id for each in people}


@given(all_totals(), st.data())
def test_a_lot_decides_only_among_the_tied(totals: Totals, data: st.DataObject) -> None:
    before = count(totals, RULE)
    _, after = settle(totals, data)
    elected = {each.id for each in after.elected}
    assert {each.id for each in before.elected} <= elected
    tied = {name for tie in before.ties for name in tie.between if tie.stage == "candidate"}
    assert elected - {each.id for each in before.elected} <= tied


@given(all_totals(), st.data())
def test_replay_gives_the_same_sheet(totals: Totals, data: st.DataObject) -> None:
    totals, result = settle(totals, data)
    assert count(totals, RULE) == result
    assert count(totals, RULE).to_json() == result.to_json()
