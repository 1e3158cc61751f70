"""What holds for every rule for lists, and for some of them, on totals of every kind."""

import random as stdlib_random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.properties.seats.totals import (
    APART,
    DIVISORS,
    LIST_RULES,
    MOST,
    NARROW,
    READINGS,
    all_totals,
    blocs,
    crowded,
    house,
    list_totals,
    lot_for,
    settle,
    sheet,
    with_lot,
)

from shora.errors import InputError
from shora.seats.model import Candidate, Lot, Stage, Status, Totals
from shora.seats.options import NO_OPTIONS, threshold
from shora.seats.result import Outcome, Result
from shora.seats.rules import count

rules = pytest.mark.parametrize("rule", LIST_RULES)
broad = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
quick = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
NOT_TEHRAN = [each for each in LIST_RULES if each not in READINGS]
T = TypeVar("T")
VOTES = st.lists(st.one_of(st.integers(0, 12), st.integers(0, MOST)), min_size=1, max_size=6)


def scaled(totals: Totals, factor: int) -> Totals:
    def people(all_of: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        return tuple(replace(each, votes=each.votes * factor) for each in all_of)

    return replace(
        totals,
        independents=people(totals.independents),
        lists=tuple(
            replace(
                each,
                votes=None if each.votes is None else each.votes * factor,
                candidates=people(each.candidates),
            )
            for each in totals.lists
        ),
    )


def people_of(result: Result) -> tuple[list[str], list[str]]:
    return [each.id for each in result.elected], [each.id for each in result.alternates]


@rules
@quick
@given(totals=all_totals(), data=st.data())
def test_draw_until_complete(rule: str, totals: Totals, data: st.DataObject) -> None:
    """The house is full, no bloc is over its places, the best of a bloc sit in it, and alternates follow."""
    totals, result = settle(totals, rule, data)
    by_id = blocs(totals)
    assert (result.status, result.exit_code) == (Outcome.COMPLETE, 0)
    assert set(result.seats) == set(by_id)
    assert sum(result.seats.values()) == house(totals)
    elected, others = people_of(result)
    assert len({*elected, *others}) == len(elected) + len(others)
    assert [each.rank for each in result.elected] == list(range(1, len(elected) + 1))
    assert [each.rank for each in result.alternates] == list(range(1, len(others) + 1))
    for kind in (result.elected, result.alternates):
        assert [each.votes for each in kind] == sorted((each.votes for each in kind), reverse=True)
    for name, bloc in by_id.items():
        seats = result.seats[name]
        assert seats <= (totals.contest.seats if bloc.places is None else bloc.places)
        seated = [each.votes for each in result.elected if each.list == name]
        following = [each.votes for each in result.alternates if each.list == name]
        assert len(seated) == (seats if bloc.standing else 0)
        best = sorted((each.votes for each in bloc.standing), reverse=True)
        assert seated + following == best[: len(seated) + len(following)]
        standing = {each.id for each in bloc.standing}
        assert {each.id for each in (*result.elected, *result.alternates) if each.list == name} <= standing


@broad
@given(rule=st.sampled_from(NOT_TEHRAN), totals=all_totals(), data=st.data())
def test_alternates_are_as_many_as_there_can_be(rule: str, totals: Totals, data: st.DataObject) -> None:
    totals, result = settle(totals, rule, data)
    left = sum(
        len(bloc.standing) - result.seats[name]
        for name, bloc in blocs(totals).items()
        if bloc.standing and result.seats[name]
    )
    assert len(result.alternates) == min(totals.contest.alternates, left)


@pytest.mark.parametrize("rule", READINGS)
@quick
@given(totals=all_totals(), data=st.data())
def test_alternates_of_tehran_are_52_percent(rule: str, totals: Totals, data: st.DataObject) -> None:
    totals, result = settle(totals, rule, data)
    for name, bloc in blocs(totals).items():
        members = result.seats[name]
        wanted = min((2 * 52 * members + 100) // 200, len(bloc.standing) - members) if bloc.standing else 0
        assert sum(each.list == name for each in result.alternates) == wanted


@rules
@quick
@given(totals=all_totals(), data=st.data(), seed=st.integers(0, 2**32))
def test_the_order_of_the_file_says_nothing(
    rule: str, totals: Totals, data: st.DataObject, seed: int
) -> None:
    if data.draw(st.booleans()):
        totals, _ = settle(totals, rule, data)
    random = stdlib_random.Random(seed)

    def mixed(values: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(random.sample(values, len(values)))

    other = replace(
        totals,
        independents=mixed(totals.independents),
        lists=mixed(tuple(replace(each, candidates=mixed(each.candidates)) for each in totals.lists)),
        lots=mixed(
            tuple(replace(each, between=mixed(each.between), drawn=mixed(each.drawn)) for each in totals.lots)
        ),
    )
    assert sheet(count(other, rule)) == sheet(count(totals, rule))


@broad
@given(
    rule=st.sampled_from([*DIVISORS, "hare", *READINGS]), totals=all_totals(), factor=st.integers(2, 10**6)
)
def test_more_of_the_same_changes_nothing(rule: str, totals: Totals, factor: int) -> None:
    """Not so for ``droop`` and ``hagenbach-bischoff`` within a group, whose quotas are rounded."""
    one, two = count(totals, rule), count(scaled(totals, factor), rule)
    assert people_of(one) == people_of(two)
    assert (one.seats, one.ties, one.status, one.flags) == (two.seats, two.ties, two.status, two.flags)


@rules
@quick
@given(totals=all_totals(votes=NARROW), data=st.data())
def test_every_lot_that_answers_an_open_tie_settles_it_and_nothing_else(
    rule: str, totals: Totals, data: st.DataObject
) -> None:
    before = count(totals, rule)
    assume(before.ties)
    tie = data.draw(st.sampled_from(before.ties))
    draws = list(combinations(tie.between, tie.seats))
    assert 1 <= tie.seats < len(tie.between)
    for drawn in draws[:8]:
        after = count(with_lot(totals, lot_for(tie, drawn)), rule)
        assert tie not in after.ties
        old, new = people_of(before), people_of(after)
        assert set(old[0]) <= set(new[0])
        match tie.stage:
            case Stage.CANDIDATE:
                assert after.seats == before.seats
                assert set(new[0]) - set(old[0]) == set(drawn)
            case Stage.ALTERNATE:
                assert (after.seats, new[0]) == (before.seats, old[0])
                assert set(old[1]) <= set(new[1])
            case Stage.LIST_SEAT:
                for name in after.seats:
                    more = after.seats[name] - before.seats[name]
                    if not any(each.startswith("connection:") for each in tie.between):
                        assert more == int(name in drawn), name
                    assert more >= 0
                assert sum(after.seats.values()) >= sum(before.seats.values())


@broad
@given(rule=st.sampled_from(LIST_RULES), totals=all_totals(votes=NARROW), data=st.data())
def test_the_order_of_lots_is_free(rule: str, totals: Totals, data: st.DataObject) -> None:
    """Ties that are open together may be settled in any order, to the same sheet."""
    before = count(totals, rule)
    lots = [lot_for(tie, data.draw(st.permutations(tie.between))[: tie.seats]) for tie in before.ties]
    one, other = totals, totals
    for lot in lots:
        one = with_lot(one, lot)
        count(one, rule)
    for lot in reversed(lots):
        other = with_lot(other, lot)
        count(other, rule)
    assert sheet(count(one, rule)) == sheet(count(other, rule))


@broad
@given(rule=st.sampled_from(LIST_RULES), totals=all_totals(), data=st.data())
def test_any_other_lot_is_refused(rule: str, totals: Totals, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        totals, _ = settle(totals, rule, data)
    result = count(totals, rule)
    everyone = [each.id for _, each in totals.people]
    groups = ["connection:1", "connection:2"]
    names = data.draw(st.sampled_from([[*everyone, "x", "y"], [*blocs(totals), "x"], groups]))
    between = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=4, unique=True))
    seats = data.draw(st.integers(1, len(between) - 1))
    stage = data.draw(st.sampled_from(list(Stage)))
    stray = Lot(
        stage=stage,
        between=tuple(between),
        seats=seats,
        drawn=tuple(between[:seats]),
        at="",
        place="",
        witnesses=(),
    )
    fits = [each for each in result.ties if each.stage is stage and set(each.between) == set(between)]
    known = [each for each in totals.lots if each.stage is stage and set(each.between) == set(between)]
    assume(not known and not any(each.seats == seats for each in fits))
    with pytest.raises(InputError) as caught:
        count(with_lot(totals, stray), rule)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@broad
@given(rule=st.sampled_from(LIST_RULES), totals=all_totals(votes=APART), data=st.data())
def test_the_withdrawn_leave_their_votes_to_the_list(rule: str, totals: Totals, data: st.DataObject) -> None:
    """A list whose candidate withdraws keeps its seats, while it has candidates enough."""
    totals = crowded(totals)
    before = count(totals, rule)
    assume(before.status is Outcome.COMPLETE)
    gone = data.draw(st.sampled_from(before.elected))

    def without(people: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        return tuple(
            replace(each, status=Status.WITHDRAWN) if each.id == gone.id else each for each in people
        )

    after = count(
        replace(
            totals,
            independents=without(totals.independents),
            lists=tuple(replace(each, candidates=without(each.candidates)) for each in totals.lists),
        ),
        rule,
    )
    assert after.seats == before.seats
    assert gone.id not in [*people_of(after)[0], *people_of(after)[1]]


@broad
@given(rule=st.sampled_from([*DIVISORS, "hagenbach-bischoff"]), totals=all_totals())
def test_divisors_are_house_monotone(rule: str, totals: Totals) -> None:
    totals = replace(totals, lists=tuple(replace(each, connection="") for each in totals.lists))
    before: dict[str, int] = {}
    for seats in range(1, 12):
        contest = replace(totals.contest, seats=seats)
        result = count(replace(totals, contest=contest), rule)
        now = dict(result.seats)
        tied = {name for tie in result.ties if tie.stage is Stage.LIST_SEAT for name in tie.between}
        assert all(now[name] >= before.get(name, 0) for name in now)
        before = {name: now[name] for name in now if name not in tied} | {name: now[name] for name in tied}


@pytest.mark.parametrize("rule", ["hare", "tehran-1404-remainder"])
@quick
@given(votes=VOTES, seats=st.integers(1, 30), data=st.data())
def test_the_quota_rule(rule: str, votes: list[int], seats: int, data: st.DataObject) -> None:
    """Where nothing is exhausted a list has its quota, rounded down or up."""
    assume(sum(votes))
    _, result = settle(list_totals(votes, seats), rule, data)
    for n, each in enumerate(votes, start=1):
        assert each * seats // sum(votes) <= result.seats[str(n)] <= -(-each * seats // sum(votes))


@quick
@given(totals=all_totals(connections=False), data=st.data())
def test_hagenbach_bischoff_without_connections_is_dhondt(totals: Totals, data: st.DataObject) -> None:
    """Seats, persons, ties; the alternates too."""
    settled, result = settle(totals, "dhondt", data)
    for each in (totals, settled):
        one, two = count(each, "dhondt"), count(each, "hagenbach-bischoff")
        assert (one.seats, one.ties, one.status) == (two.seats, two.ties, two.status)
        assert people_of(one) == people_of(two)
    assert result.status is Outcome.COMPLETE


@quick
@given(totals=all_totals(pool=False))
def test_one_connection_around_all_changes_nothing(totals: Totals) -> None:
    """A group of everybody is distributed among like everybody."""
    together = replace(totals, lists=tuple(replace(each, connection="9") for each in totals.lists))
    apart = replace(totals, lists=tuple(replace(each, connection="") for each in totals.lists))
    one, two = count(together, "hagenbach-bischoff"), count(apart, "hagenbach-bischoff")
    assert (one.seats, one.ties, people_of(one)) == (two.seats, two.ties, people_of(two))


@quick
@given(totals=all_totals(connections=False))
def test_the_remainder_reading_has_the_seats_of_hare(totals: Totals) -> None:
    """While every bloc's votes are its candidates'; ties of blocs too."""
    one, two = count(totals, "hare"), count(totals, "tehran-1404-remainder")
    assert one.seats == two.seats
    assert [each for each in one.ties if each.stage is Stage.LIST_SEAT] == [
        each for each in two.ties if each.stage is Stage.LIST_SEAT
    ]


@quick
@given(totals=all_totals())
def test_the_readings_say_that_they_differ(totals: Totals) -> None:
    sheets = [count(totals, rule) for rule in READINGS]
    open_ties = [[tie for tie in each.ties if tie.stage is Stage.LIST_SEAT] for each in sheets]
    differ = sheets[0].seats != sheets[1].seats or open_ties[0] != open_ties[1]
    assert all(("readings-differ" in each.flags) == differ for each in sheets)


@pytest.mark.parametrize("rule", DIVISORS)
@quick
@given(votes=VOTES, seats=st.integers(1, 20), data=st.data())
def test_divisors_by_brute_force(rule: str, votes: list[int], seats: int, data: st.DataObject) -> None:
    """Of all quotients the highest: none that has a seat is below one that has none."""
    assume(sum(votes))
    divisor = DIVISORS[rule]
    _, result = settle(list_totals(votes, seats), rule, data)
    given_ = [result.seats[str(n)] for n in range(1, len(votes) + 1)]
    won = [each / divisor(s) for each, mine in zip(votes, given_, strict=True) for s in range(mine)]
    lost = [each / divisor(mine) for each, mine in zip(votes, given_, strict=True)]
    assert len(won) == seats
    assert min(won) >= max(lost)


@pytest.mark.parametrize("rule", DIVISORS)
@quick
@given(votes=VOTES, seats=st.integers(1, 20))
def test_ties_of_divisors_by_brute_force(rule: str, votes: list[int], seats: int) -> None:
    """A tie is asked about exactly where the last quotient that fits equals the first that does not."""
    assume(sum(votes))
    divisor = DIVISORS[rule]
    claims = sorted(
        ((each / divisor(s), str(n)) for n, each in enumerate(votes, start=1) for s in range(seats)),
        key=lambda claim: -claim[0],
    )
    result = count(list_totals(votes, seats), rule)
    last = claims[seats - 1][0]
    tied = [name for value, name in claims if value == last]
    inside = sum(value == last for value, _ in claims[:seats])
    if last == 0 or len(tied) == inside:
        assume(last > 0)
        assert result.ties == ()
    else:
        (tie,) = result.ties
        assert (tie.stage, set(tie.between), tie.seats) == (Stage.LIST_SEAT, set(tied), inside)


@broad
@given(
    rule=st.sampled_from(NOT_TEHRAN),
    totals=all_totals(connections=False),
    text=st.sampled_from(["0%", "5%", "1/3", "50%", "100%"]),
)
def test_a_threshold_counts_as_if_the_others_were_not_there(rule: str, totals: Totals, text: str) -> None:
    options = threshold(text, "list-votes")
    by_id = blocs(totals)
    everything = sum(each.votes for each in by_id.values())
    part = options.threshold
    assert part is not None
    able = {name for name, each in by_id.items() if each.votes >= part * everything}
    if not able:
        with pytest.raises(InputError, match="threshold"):
            count(totals, rule, options)
        return
    alone = replace(
        totals,
        lists=tuple(each for each in totals.lists if each.id in able),
        independents=totals.independents if "independents" in able else (),
    )
    one, two = count(totals, rule, options), count(alone, rule, NO_OPTIONS)
    assert one.seats == dict.fromkeys(by_id, 0) | dict(two.seats)
    assert (one.ties, people_of(one)) == (two.ties, people_of(two))


@quick
@given(totals=all_totals(), data=st.data())
def test_connections_matter_to_hagenbach_bischoff_alone(totals: Totals, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from([each for each in LIST_RULES if each != "hagenbach-bischoff"]))
    apart = replace(totals, lists=tuple(replace(each, connection="") for each in totals.lists))
    one, two = count(totals, rule), count(apart, rule)
    assert (one.seats, one.ties, people_of(one)) == (two.seats, two.ties, people_of(two))
    told = [each.key for each in one.steps if "connect" in each.key]
    assert bool(told) == any(each.connection for each in totals.lists)


@quick
@given(totals=all_totals(votes=APART))
def test_a_group_has_the_seats_of_its_votes(totals: Totals) -> None:
    """Lists of a connection have together what one list with their votes and places would have."""
    result = count(totals, "hagenbach-bischoff")
    assume(not any(each.stage is Stage.LIST_SEAT for each in result.ties))
    by_id = blocs(totals)
    first = {each.id: each.connection.split("/")[0] or f"alone {each.id}" for each in totals.lists}
    groups = sorted({first.get(name, f"alone {name}") for name in by_id})
    seats, votes, places = {}, {}, {}
    for group in groups:
        inside = [name for name in by_id if first.get(name, f"alone {name}") == group]
        limits = [by_id[name].places for name in inside]
        seats[group] = sum(result.seats[name] for name in inside)
        votes[group] = sum(by_id[name].votes for name in inside)
        places[group] = None if None in limits else sum(each or 0 for each in limits)
    now = dict.fromkeys(groups, 0)
    for _ in range(house(totals)):
        free = [each for each in groups if places[each] is None or now[each] < (places[each] or 0)]
        now[max(free, key=lambda each: (Fraction(votes[each], now[each] + 1), -now[each]))] += 1
    assert now == seats


@broad
@given(
    rule=st.sampled_from(LIST_RULES), totals=all_totals(votes=st.just(0), connections=False), data=st.data()
)
def test_without_any_vote_lots_fill_the_house(rule: str, totals: Totals, data: st.DataObject) -> None:
    totals, result = settle(totals, rule, data)
    assert sum(result.seats.values()) == house(totals)
    # Nobody has a second seat while another bloc with a free place has none.
    for name, bloc in blocs(totals).items():
        if bloc.places is None or result.seats[name] < bloc.places:
            assert max(result.seats.values()) - result.seats[name] <= 1
