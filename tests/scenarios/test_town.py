"""A town with two contests, lists and independents, three boxes of which one stays closed, and 3 of 5 trustees."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.city import CLOCK, EVENING, LAUNCH
from tests.unit.election.samples import town

from shora.election.codes import ChoiceRefused
from shora.election.station import BoxKind
from shora.errors import RefusedError
from shora.ids import BoxId, ContestId
from shora.record.city import read_city
from shora.record.day import Interval
from shora.record.lots import Lot
from shora.seats.model import Stage
from shora.seats.rules import count
from shora.steps.alone import Together, define_alone
from shora.steps.count import count_record, enter_lot, open_ties
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.steps.vote import OpenBox
from shora.verification.verdict import Outcome

COUNCIL, BY_ELECTION = ContestId("council"), ContestId("by-election")
VOTES: dict[str, list[list[list[str]]]] = {
    "s1-a": [[["10"], ["901"]], [["20"], ["۹۰۲"]], [["101", "۲۰۱", "501"], []]],
    "s2-a": [[[], ["901"]], [["501", "502"], ["903"]], [[], []]],
}
REFUSED: list[list[list[str]]] = [
    [["10", "501"], ["901"]],
    [["101", "102", "103", "104", "201", "202"], ["901"]],
    [["101"], ["901", "902"]],
    [["901"], ["101"]],
    [["101"]],
]


def test_a_town(tmp_path: Path) -> None:
    definition = town()
    secrecy = replace(definition.secrecy, smallest=3)
    definition = replace(
        definition, secrecy=secrecy, boxes=tuple(replace(box, cards=20) for box in definition.boxes)
    )
    made = define_alone(definition, tmp_path / "record", tmp_path / "machines", None, Unwatched())
    layout = made.layout
    trackers = []
    for name, ballots in VOTES.items():
        box = BoxId(name)
        made.open(box, LAUNCH, CLOCK)
        with OpenBox(read_city(layout), made.machines[box]) as station:
            cards = made.pack(box).cards
            for codes in REFUSED:
                with pytest.raises((ChoiceRefused, RefusedError)):
                    station.prepare([(station.card(cards[-1].private), codes)])
            for card, codes in zip(cards, ballots, strict=False):
                (session,) = station.prepare([(station.card(card.private), codes)])
                station.cast([session])
                trackers.append(session.tracker)
    for name in VOTES:
        made.close(BoxId(name), EVENING)
    others = [box for box in definition.boxes if box.id not in VOTES and box.kind is not BoxKind.REHEARSAL]
    for box_ in others:
        made.leave_closed(box_.id, "nobody came", EVENING)
    for station_ in definition.stations:
        here = [box.id for box in definition.boxes_of(station_.id)]
        people = sum(len(VOTES.get(box, [])) for box in here)
        made.check_in(station_.id, [Interval(until=EVENING(), regular=people, provisional=0)])
    assert len(set(trackers)) == 6

    trustees = made.keepers()
    with pytest.raises(RefusedError, match="2 of the 3 trustees"):
        tally(layout, trustees[:2], Unwatched())
    totals = tally(layout, [trustees[4], trustees[0], trustees[2]], Unwatched()).totals

    council, by_election = totals[COUNCIL], totals[BY_ELECTION]
    votes = {person.id: person.votes for _, person in council.people}
    assert votes == {
        "101": 2, "102": 1, "103": 1, "104": 1, "201": 2, "202": 1, "203": 1, "501": 2, "502": 1,
    }  # fmt: skip
    assert {person.id: person.votes for _, person in by_election.people} == {"901": 2, "902": 1, "903": 1}
    for each, blank in ((council, 2), (by_election, 2)):
        assert each.ballots is not None
        assert each.boxes is not None
        assert (each.ballots.cast, each.ballots.blank, each.ballots.valid) == (6, blank, 4)
        assert (each.boxes.defined, each.boxes.counted, each.boxes.missing) == (
            2,
            2,
            (),
        )  # the spare was never opened
    assert [person.id for person in count(by_election, "block-vote").elected] == ["901"]

    _lots_and_seats(made)
    verdict = verify(layout.root, Unwatched())
    assert verdict.failures == ()
    assert {outcome for _, outcome in verdict.outcomes} == {Outcome.PASSED}
    assert (verdict.boxes, verdict.ballots) == (2, 6)
    for name in VOTES:
        alone = verify(layout.archive(BoxId(name), made.pack(BoxId(name)).uuid), Unwatched())
        assert alone.failures == ()


def _lots_and_seats(made: Together) -> None:
    """901 has the seat; of the council's nine, three have two votes, six have one, and two seats are left for these.

    Those who lose that lot tie again for three places of alternates.
    """
    layout = made.layout
    counted = count_record(layout, Unwatched())
    assert [one.contest.id for one in counted.written] == [BY_ELECTION]
    ((council, tie),) = counted.waiting
    assert (council.contest.id, tie.stage, len(tie.between), tie.seats) == (COUNCIL, Stage.CANDIDATE, 6, 2)
    for number, drawn in enumerate((("104", "502"), ("102", "103", "203")), start=1):
        found = open_ties(layout, COUNCIL)
        (tie,) = found.ties
        lot = Lot(
            election=made.definition.id,
            number=number,
            record=found.record,
            contest=COUNCIL,
            totals=found.totals,
            stage=tie.stage,
            between=tie.between,
            seats=tie.seats,
            drawn=drawn,
            at=EVENING(),
            place="Town hall",
            witnesses=("One",),
        )
        signed = made.sign(lot.statement(), "office:headquarters", "office:supervision")
        enter_lot(layout, signed.encode(), Unwatched())
    counted = count_record(layout, Unwatched())
    assert [one.contest.id for one in counted.written] == [COUNCIL, BY_ELECTION]
    full, by_election = (one.result for one in counted.contests)
    assert {seat.id for seat in full.elected} == {"101", "201", "501", "104", "502"}
    assert {seat.id for seat in full.alternates} == {"102", "103", "203"}
    assert [seat.id for seat in by_election.elected] == ["901"]
