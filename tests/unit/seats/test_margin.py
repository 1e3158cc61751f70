"""Margins against brute force: every number of votes is tried, one after the other."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.seats.samples import WESTMINSTER, independents, totals

from shora.election.threshold import fraction_of
from shora.errors import InputError
from shora.seats.margin import Margin, MarginKind, RecountBase, Trigger, margins, recount
from shora.seats.model import Totals
from shora.seats.options import NO_OPTIONS, Options, threshold
from shora.seats.result import Outcome
from shora.seats.rules import RULES, count
from shora.text.json import JsonValue

LIST_RULES = [each.id for each in RULES if each.lists]
EXACT = [each for each in LIST_RULES if each != "droop"]


def lists(votes: list[int], *, seats: int, places: list[int] | None = None) -> Totals:
    value: list[JsonValue] = []
    for at, number in enumerate(votes):
        one: dict[str, JsonValue] = {"id": f"L{at}", "votes": number}
        if places is not None:
            one["candidates"] = [{"id": f"{at}-{n}", "votes": 0} for n in range(places[at])]
        value.append(one)
    return totals({"contest": {"id": "c", "seats": seats}, "lists": value})


def more(before: Totals, at: int, votes: int) -> Totals:
    changed = list(before.lists)
    changed[at] = replace(changed[at], votes=changed[at].total + votes)
    return replace(before, lists=tuple(changed))


def seats(some: Totals, rule: str, options: Options) -> dict[str, int]:
    return dict(count(some, rule, options).seats)


def brute(some: Totals, at: int, rule: str, options: Options, most: int) -> int:
    before = seats(some, rule, options)
    for votes in range(1, most):
        after = seats(more(some, at, votes), rule, options)
        if any(after[name] > before[name] for name in before):
            return votes
    return 0


def test_block_vote_is_between_the_last_seated_and_the_first_unseated() -> None:
    some = totals(independents(WESTMINSTER, seats=3) | {"ballots": {"cast": 12684}})
    (margin,) = margins(some, "block-vote")
    assert margin == Margin(kind=MarginKind.PERSONS, votes=421, exact=True, winner="De Cambra", loser="Clark")
    last = recount(
        margin, some, "block-vote", Trigger(part=threshold_part("0.5%"), base=RecountBase.LAST_SEATED)
    )
    assert (last.base, last.due) == (3921, False)
    cast = recount(margin, some, "block-vote", Trigger(part=threshold_part("4%"), base=RecountBase.CAST))
    assert (cast.base, cast.due) == (12684, True)


def threshold_part(text: str) -> Fraction:
    return fraction_of(text)


def test_nothing_can_change_where_all_are_seated() -> None:
    assert margins(totals(independents({"1": 3, "2": 2}, seats=2)), "block-vote") == ()
    assert margins(lists([5, 3], seats=2, places=[1, 1]), "dhondt") == ()


def test_a_tie_is_a_margin_of_nothing() -> None:
    (margin,) = margins(lists([5, 5], seats=1), "dhondt")
    assert (margin.votes, margin.winner, margin.loser) == (0, "L0", "L1")


def test_the_last_seated_is_a_person() -> None:
    some = lists([5, 3], seats=1)
    with pytest.raises(InputError, match="no person is the last seated"):
        recount(
            margins(some, "hare")[0],
            some,
            "hare",
            Trigger(part=threshold_part("1%"), base=RecountBase.LAST_SEATED),
        )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=5),
    st.integers(1, 7),
    st.sampled_from(EXACT),
    st.data(),
)
def test_lists_against_brute_force(votes: list[int], number: int, rule: str, data: st.DataObject) -> None:
    places = data.draw(st.none() | st.lists(st.integers(1, 5), min_size=len(votes), max_size=len(votes)))
    some = lists(votes, seats=number, places=places)
    options = NO_OPTIONS
    if not rule.startswith("tehran") and any(votes):
        options = data.draw(st.sampled_from([NO_OPTIONS, threshold("10%", "list-votes")]))
    if count(some, rule, options).status is Outcome.LOT_REQUIRED:
        return
    found = {each.loser: each.votes for each in margins(some, rule, options)}
    for at in range(len(votes)):
        assert found.get(f"L{at}", 0) == brute(some, at, rule, options, 400) or found[f"L{at}"] >= 400


@pytest.mark.parametrize("rule", ["dhondt", "hare", "hagenbach-bischoff"])
def test_votes_that_leave_nobody_above_the_threshold_are_no_error(rule: str) -> None:
    # With one vote more for B, A falls below 60 %, and B reaches it with 50 more only: 90 of 150.
    value = totals(
        {"contest": {"id": "c", "seats": 5}, "lists": [{"id": "A", "votes": 60}, {"id": "B", "votes": 40}]}
    )
    found = margins(value, rule, threshold("60%", "list-votes"))
    assert [(each.loser, each.votes, each.winner) for each in found] == [("B", 50, "A")]


def test_a_list_that_falls_below_the_threshold_gives_its_seats_before_halving_would_see_it() -> None:
    # B takes part up to 661 votes in all (a third of them are its 220); before and after, no seat changes soon.
    value = totals(
        {
            "contest": {"id": "c", "seats": 4},
            "lists": [
                {"id": name, "votes": votes} for name, votes in (("A", 221), ("B", 220), ("C", 41), ("D", 29))
            ],
        }
    )
    found = {each.loser: each for each in margins(value, "dhondt", threshold("1/3", "list-votes"))}
    assert (found["C"].votes, found["C"].winner) == (150, "B")
    assert (found["D"].votes, found["D"].winner) == (150, "B")
