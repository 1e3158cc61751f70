"""Totals of a contest from its definition and the opened tally, ready to be counted or written."""

from collections.abc import Mapping

from shora.election.contest import Contest as DefinedContest
from shora.errors import InputError
from shora.ids import CandidateCode, Hash
from shora.seats.model import Ballots, Boxes, Candidate, Contest, Lot, Status, Totals, VoteList
from shora.text.json import JsonValue


def totals_of(
    contest: DefinedContest,
    votes: Mapping[CandidateCode, int],
    *,
    ballots: Ballots | None,
    boxes: Boxes | None,
    record: Hash | None,
    lots: tuple[Lot, ...],
) -> Totals:
    """The totals of a contest. ``votes`` has a number for each of its candidates and for no one else.

    A list vote has been expanded on the ballot, so a list's total is the sum of its members.
    """
    defined = {each.code: each for each in contest.candidates}
    if set(votes) != set(defined):
        wrong = ", ".join(sorted(set(votes) ^ set(defined)))
        raise InputError(f"the totals of contest {contest.id} do not fit its candidates: {wrong}")

    def person(code: CandidateCode) -> Candidate:
        candidate = defined[code]
        return Candidate(
            id=code,
            name=candidate.name,
            votes=votes[code],
            status=Status.STANDING if candidate.standing else Status.WITHDRAWN,
            veteran=candidate.veteran,
            degree=candidate.degree,
        )

    return Totals(
        contest=Contest(
            id=contest.id,
            name=contest.name.both,
            seats=contest.seats,
            votes_per_ballot=contest.votes,
            alternates=contest.alternates,
        ),
        record=record or "",
        boxes=boxes,
        ballots=ballots,
        lists=tuple(
            VoteList(
                id=group.id,
                name=group.name,
                votes=None,
                connection=group.connection,
                candidates=tuple(person(each.code) for each in contest.members(group.id)),
            )
            for group in contest.lists
            if contest.members(group.id)
        ),
        independents=tuple(person(each.code) for each in contest.independents),
        lots=lots,
    )


def totals_to_json(totals: Totals) -> dict[str, JsonValue]:
    """A totals file as plain data; optional fields that say nothing are left out."""
    contest = totals.contest
    out: dict[str, JsonValue] = {
        "contest": {
            "id": contest.id,
            "name": contest.name,
            "seats": contest.seats,
            "votes_per_ballot": contest.votes_per_ballot,
            "alternates": contest.alternates,
        }
    }
    if totals.record:
        out["record"] = totals.record
    if totals.boxes is not None:
        boxes = totals.boxes
        out["boxes"] = {"defined": boxes.defined, "counted": boxes.counted, "missing": list(boxes.missing)}
    if totals.ballots is not None:
        ballots = totals.ballots
        out["ballots"] = {"cast": ballots.cast, "valid": ballots.valid, "blank": ballots.blank}
    out["lists"] = [_list(each) for each in totals.lists]
    if totals.independents:
        out["independents"] = [_candidate(each) for each in totals.independents]
    if totals.lots:
        out["lots"] = [_lot(each) for each in totals.lots]
    return out


def _list(group: VoteList) -> dict[str, JsonValue]:
    out: dict[str, JsonValue] = {"id": group.id, "name": group.name}
    if group.votes is not None:
        out["votes"] = group.votes
    if group.connection:
        out["connection"] = group.connection
    if group.candidates:
        out["candidates"] = [_candidate(each) for each in group.candidates]
    return out


def _candidate(person: Candidate) -> dict[str, JsonValue]:
    out: dict[str, JsonValue] = {"id": person.id, "name": person.name, "votes": person.votes}
    if person.status is not Status.STANDING:
        out["status"] = str(person.status)
    if person.veteran:
        out["veteran"] = True
    if person.degree:
        out["degree"] = person.degree
    return out


def _lot(lot: Lot) -> dict[str, JsonValue]:
    return {
        "stage": str(lot.stage),
        "between": list(lot.between),
        "seats": lot.seats,
        "drawn": list(lot.drawn),
        "at": lot.at,
        "place": lot.place,
        "witnesses": list(lot.witnesses),
    }
