"""The generated day as one that can be held: every voter becomes the cards that they use.

Whoever challenges types other codes first: what is opened for everybody is not what they then cast.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from shora.demo.run import Day, Visit
from shora.demo.tehran.districts import REHEARSAL_BOX
from shora.demo.tehran.sums import check_ins
from shora.demo.tehran.voters import Act, BoxDay, Decision, Voter
from shora.election.definition import Definition
from shora.ids import BoxId
from shora.record.day import Interval, RejectReason

_REJECTED = {
    Decision.DUPLICATE: RejectReason.DUPLICATE,
    Decision.NOT_ENTITLED: RejectReason.NOT_ENTITLED,
}


def day_of(definition: Definition, days: Sequence[BoxDay], midnight: datetime, seed: int) -> Day:
    """The visits of every box; ``midnight`` is when the polling day begins."""
    order = Random(f"{seed} challenges")
    visits: dict[BoxId, Sequence[Visit]] = {}
    for each in days:
        visits[each.box] = [visit for voter in each.voters for visit in _visits(definition, voter, order)]
    intervals = {
        one.station: tuple(
            Interval(
                until=midnight + timedelta(hours=hour.hour + 1),
                regular=hour.regular,
                provisional=hour.provisional,
            )
            for hour in one.intervals
        )
        for one in check_ins(definition, days)
    }
    unopened = {
        box.id: "no box failed here"
        for box in definition.boxes
        if box.id not in visits and box.id != REHEARSAL_BOX
    }
    return Day(
        visits=visits,
        lost={each.box: each.lost_cards for each in days},
        check_ins=intervals,
        unopened=unopened,
    )


def _visits(definition: Definition, voter: Voter, order: Random) -> list[Visit]:
    rejected = None if voter.decision is None else _REJECTED.get(voter.decision)
    cast = Visit(codes=(voter.codes,), act="cast", rejected=rejected)
    match voter.act:
        case Act.ABANDON:
            return [Visit(codes=(voter.codes,), act="abandon", rejected=None)]
        case Act.SPOIL_THEN_CAST:
            return [Visit(codes=(), act="spoil", rejected=None), cast]
        case Act.CHALLENGE_THEN_CAST:
            standing = [each.code for each in definition.contests[0].candidates if each.standing]
            tried = tuple(order.sample(standing, order.randint(1, definition.contests[0].votes)))
            return [Visit(codes=(tried,), act="challenge", rejected=None), cast]
        case Act.CAST:
            return [cast]
