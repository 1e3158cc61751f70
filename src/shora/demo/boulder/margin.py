"""The margin at the last seat, Colorado's recount trigger, and what the official recount then found.

C.R.S. 1-10.5-101 (1)(b): where several are elected, a recount is held if the difference between the winner
with the fewest votes and the loser with the most is at most half a per cent of that winner's votes.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final

from shora.demo.boulder.election import RULE
from shora.demo.boulder.statement import Statement
from shora.election.contest import Contest
from shora.seats.margin import Margin, Recount, RecountBase, Trigger, margins, recount
from shora.seats.model import Candidate, Totals
from shora.seats.totals import totals_of
from shora.text.json import JsonValue

LAW: Final = "C.R.S. 1-10.5-101 (1)(b)"
TRIGGER: Final = Trigger(part=Fraction(1, 200), base=RecountBase.LAST_SEATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeat:
    """Who got the last seat and who is the next one, with the margin between them and what the law asks for.

    With equal votes the seat waits for a lot between the two, and the margin is 0.
    """

    margin: Margin
    recount: Recount
    last: Candidate
    next: Candidate

    def to_json(self) -> dict[str, JsonValue]:
        """Both people with their votes, and the difference."""
        return {
            "votes": self.margin.votes,
            "last_seated": {"id": self.last.id, "votes": self.last.votes},
            "first_unseated": {"id": self.next.id, "votes": self.next.votes},
        }


def last_seat(totals: Totals) -> LastSeat:
    """Of the contest's totals, which have more candidates than seats."""
    (margin,) = margins(totals, RULE)
    people = {person.id: person for _, person in totals.people}
    return LastSeat(
        margin=margin,
        recount=recount(margin, totals, RULE, TRIGGER),
        last=people[margin.winner],
        next=people[margin.loser],
    )


def last_seat_of(contest: Contest, numbers: Statement) -> LastSeat:
    """Of a statement's own numbers."""
    votes = {one.code: number for one, number in zip(contest.candidates, numbers.votes, strict=True)}
    return last_seat(totals_of(contest, votes, ballots=None, boxes=None, record=None, lots=()))


def json_of(found: LastSeat, after: LastSeat, recounted: Statement) -> dict[str, JsonValue]:
    """The same as :func:`lines_of`, as data."""
    return {
        "margin": found.to_json(),
        "recount": {"law": LAW, "part": str(TRIGGER.part), **found.recount.to_json()},
        "official_recount": {**after.to_json(), "overvoted": recounted.overvoted},
    }


def lines_of(
    found: LastSeat, after: LastSeat, official: Statement, recounted: Statement
) -> tuple[str, str, str]:
    """In words: the margin, what it asks for, and the margin ``after`` the official recount."""
    due, relation = ("required", "at most") if found.recount.due else ("not required", "more than")
    difference = (
        f"Margin: {found.margin.votes:,} votes between {found.last.name} ({found.last.votes:,}), the last seated,"
        f" and {found.next.name} ({found.next.votes:,}), the first without a seat."
    )
    trigger = (
        f"Recount: {due} by {LAW}: the margin is {relation} {floor(found.recount.limit):,},"
        f" 0.5 % of the {found.recount.base:,} votes of the last seated."
    )
    again = (
        f"The official recount of the same precincts, from the county's file: {after.last.name}"
        f" {after.last.votes:,}, {after.next.name} {after.next.votes:,}, margin {after.margin.votes:,};"
        f" {recounted.overvoted} overvoted ballots, where there were {official.overvoted}."
    )
    return difference, trigger, again
