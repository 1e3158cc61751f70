"""Contests, lists and candidates with their votes, each contest in one piece."""

from collections.abc import Iterator
from typing import Final

from shora.documents.counted import Count, Counted
from shora.documents.tables.cells import Row, Table
from shora.seats.model import INDEPENDENTS, Status
from shora.seats.result import Outcome


def _contests(counted: Counted) -> Iterator[Row]:
    for count in counted.contests:
        totals, result = count.totals, count.result
        contest, boxes, ballots = totals.contest, totals.boxes, totals.ballots
        name = None if count.defined is None else count.defined.name
        yield (
            contest.id,
            contest.name if name is None else name.fa,
            "" if name is None else name.en,
            contest.seats,
            contest.alternates,
            contest.votes_per_ballot or None,
            result.rule_id,
            result.rule_version,
            str(result.status),
            tuple(str(flag) for flag in result.flags),
            None if boxes is None else boxes.defined,
            None if boxes is None else boxes.counted,
            () if boxes is None else boxes.missing,
            None if ballots is None else ballots.cast,
            None if ballots is None else ballots.valid,
            None if ballots is None else ballots.blank,
            totals.record,
        )


def _lists(counted: Counted) -> Iterator[Row]:
    for count in counted.contests:
        codes = {} if count.defined is None else {str(each.id): each.code for each in count.defined.lists}
        for group in count.totals.lists:
            yield (
                count.totals.contest.id,
                group.id,
                codes.get(group.id, ""),
                group.name,
                group.connection,
                len(group.candidates) or None,
                group.total,
            )


def _candidates(counted: Counted) -> Iterator[Row]:
    for count in counted.contests:
        result = count.result
        fathers = (
            {}
            if count.defined is None
            else {str(each.code): each.father for each in count.defined.candidates}
        )
        elected = {seat.id: seat.rank for seat in result.elected}
        following = {seat.id: seat.rank for seat in result.alternates}
        for group, person in count.totals.people:
            yield (
                count.totals.contest.id,
                person.id,
                person.name,
                fathers.get(person.id, ""),
                "" if group == INDEPENDENTS else group,
                str(person.status),
                person.veteran,
                person.degree,
                person.votes,
                _outcome(count, person.id, person.status),
                elected.get(person.id, following.get(person.id)),
            )


def _outcome(count: Count, person: str, status: Status) -> str:
    """``""`` while a lot may still seat somebody who has no seat."""
    if any(seat.id == person for seat in count.result.elected):
        return "elected"
    if any(seat.id == person for seat in count.result.alternates):
        return "alternate"
    settled = count.result.status is Outcome.COMPLETE or status is Status.WITHDRAWN
    return "not-elected" if settled else ""


CONTESTS: Final = Table(
    file="contests.csv",
    columns=(
        "contest",
        "name",
        "name_en",
        "seats",
        "alternates",
        "votes_per_ballot",
        "rule",
        "rule_version",
        "status",
        "flags",
        "boxes_defined",
        "boxes_counted",
        "boxes_missing",
        "ballots_cast",
        "ballots_valid",
        "ballots_blank",
        "record",
    ),
    rows=_contests,
)

LISTS: Final = Table(
    file="lists.csv",
    columns=("contest", "list", "code", "name", "connection", "candidates", "votes"),
    rows=_lists,
)

CANDIDATES: Final = Table(
    file="candidates.csv",
    columns=(
        "contest",
        "candidate",
        "name",
        "father",
        "list",
        "status",
        "veteran",
        "degree",
        "votes",
        "outcome",
        "rank",
    ),
    rows=_candidates,
)
