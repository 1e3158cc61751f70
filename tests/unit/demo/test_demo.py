"""The demonstration: the rows as published, and a whole election on a few of them."""

import json
from itertools import chain
from pathlib import Path

import pytest
from tests.support.city import CLOCK, EVENING, NORTH, SCHOOL, SMALL, SOUTH, SPARE, WAITING, small_definition

from shora.demo.run import Day, Visit, hold, must_equal
from shora.demo.westminster import Rows, day, deal, definition, read_rows
from shora.errors import DamagedError, InputError, RefusedError
from shora.record.day import Interval, RejectReason
from shora.steps.progress import Unwatched
from shora.verification.verdict import Outcome

ROWS = read_rows()


class Told(Unwatched):
    """Remembers the steps."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def head(self, word: str, sentence: str) -> None:
        assert sentence
        self.words.append(word)

    def say(self, line: str) -> None:
        assert line


def test_the_rows_are_those_published() -> None:
    assert len(ROWS.ballots) == 12_684
    assert len(ROWS.names) == 10
    assert all(len(row) == 10 and set(row) <= {0, 1} and sum(row) <= 3 for row in ROWS.ballots)
    assert ROWS.blank + sum(1 for row in ROWS.ballots if any(row)) == 12_684
    assert sum(ROWS.sums) == sum(map(sum, ROWS.ballots))


@pytest.mark.parametrize("boxes", [1, 7, 12, 12_684])
def test_every_ballot_is_dealt_to_one_box(boxes: int) -> None:
    dealt = deal(ROWS, boxes)
    assert len(dealt) == boxes
    assert tuple(chain.from_iterable(dealt)) == ROWS.ballots
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


@pytest.mark.parametrize("boxes", [0, -1, 12_685])
def test_no_box_is_empty_by_definition(boxes: int) -> None:
    with pytest.raises(InputError, match="boxes for 12684 ballots"):
        deal(ROWS, boxes)


def test_the_definition_has_cards_for_all() -> None:
    made = definition(ROWS, 12, 3, 5)
    assert [box.cards for box in made.boxes] == [len(dealt) + 20 for dealt in deal(ROWS, 12)]
    assert made.boxes[0].id == "box-01"
    assert (made.trustees.threshold, made.trustees.size) == (3, 5)


@pytest.mark.parametrize("threshold,size", [(0, 3), (3, 3), (4, 3), (1, 1)])
def test_a_threshold_is_below_all(threshold: int, size: int) -> None:
    with pytest.raises(InputError):
        definition(ROWS, 2, threshold, size)


def few(count: int) -> Rows:
    """Some rows, a blank one among them."""
    blank = next(row for row in ROWS.ballots if not any(row))
    return Rows(names=ROWS.names, ballots=(*ROWS.ballots[: count - 1], blank))


def test_a_whole_election_on_a_few_rows(tmp_path: Path) -> None:
    rows, told = few(50), Told()
    defined = definition(rows, 2, 2, 3)
    the_day = day(defined, deal(rows, 2), EVENING())
    held = hold(defined, the_day, tmp_path / "record", told, morning=CLOCK, evening=EVENING)
    must_equal(held.totals, rows.sums, rows.blank)
    assert told.words == ["define", "open", "vote", "close", "tally", "count", "verify"]
    assert held.verdict.failures == ()
    assert {outcome for _, outcome in held.verdict.outcomes} == {Outcome.PASSED}
    assert (held.verdict.boxes, held.verdict.ballots) == (2, 50)
    assert not list((tmp_path / "record").rglob("*secret*"))
    for votes, blank in (((rows.sums[0] + 1, *rows.sums[1:]), rows.blank), (rows.sums, rows.blank + 1)):
        with pytest.raises(DamagedError, match="direct sum"):
            must_equal(held.totals, votes, blank)


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    rows = few(4)
    with pytest.raises(RefusedError, match="not empty"):
        defined = definition(rows, 1, 1, 2)
        the_day = day(defined, deal(rows, 1), EVENING())
        hold(defined, the_day, tmp_path, Told(), morning=CLOCK, evening=EVENING)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def visit(*codes: str, act: str = "cast", rejected: RejectReason | None = None) -> Visit:
    return Visit(codes=(codes,), act=act, rejected=rejected)


def test_whatever_may_happen_on_a_day(tmp_path: Path) -> None:
    same = visit("11", "12")
    the_day = Day(
        visits={
            NORTH: [same, same, visit("13", act="challenge"), visit("13", act="abandon"), visit(act="spoil")],
            WAITING: [visit("12"), visit("13", rejected=RejectReason.NOT_ENTITLED)],
        },
        lost={NORTH: 1},
        check_ins={SCHOOL: [Interval(until=EVENING(), regular=3, provisional=2)]},
        unopened=dict.fromkeys((SOUTH, SPARE, SMALL), "nobody came"),
    )
    record = tmp_path / "record"
    held = hold(small_definition(), the_day, record, Told(), morning=CLOCK, evening=EVENING)
    must_equal(held.totals, (2, 3, 0), 0)
    assert held.verdict.failures == ()
    assert {outcome for _, outcome in held.verdict.outcomes} == {Outcome.PASSED}
    minutes = json.loads((record / "boxes" / NORTH / "closing.json").read_bytes())["statement"]["cards"]
    counts = {name: cards if name == "cast" else len(cards) for name, cards in minutes.items()}
    assert counts == {
        "cast": 2, "challenged": 1, "abandoned": 1, "spoiled": 1, "provisional": 0, "unused": 2, "lost": 1,
    }  # fmt: skip
