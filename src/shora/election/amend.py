"""Changing what was decided: a new decision is added, no old one is touched.

Each function gives a new definition, whose problems were checked; :class:`RefusedError` says why a
change cannot be.
"""

from dataclasses import replace

from shora.election.candidate import StatusChange
from shora.election.check import problems
from shora.election.dates import DateName, Dates, Decision, MovableDate
from shora.election.definition import Definition
from shora.election.problem import Severity
from shora.errors import RefusedError
from shora.ids import CandidateCode, ContestId


def move_date(definition: Definition, name: DateName, decision: Decision) -> Definition:
    """The definition with a date moved (or set for the first time) by a decision."""
    dates = definition.dates
    before = dates.get(name).decisions if dates.has(name) else ()
    moved = MovableDate(name=name, decisions=(*before, decision))
    others = tuple(date for date in dates.dates if date.name is not name)
    order = list(DateName)
    kept = tuple(sorted((*others, moved), key=lambda date: order.index(date.name)))
    return _checked(replace(definition, dates=Dates(dates=kept)))


def change_status(
    definition: Definition, contest_id: ContestId, code: CandidateCode, change: StatusChange
) -> Definition:
    """The definition with a candidate withdrawn, or standing again."""
    contest = definition.contest(contest_id)
    candidate = contest.candidate(code)
    if candidate.status is change.status:
        raise RefusedError(f"candidate {code} is {change.status} already")
    changed = replace(candidate, history=(*candidate.history, change))
    candidates = tuple(changed if each is candidate else each for each in contest.candidates)
    contests = tuple(
        replace(each, candidates=candidates) if each is contest else each for each in definition.contests
    )
    return _checked(replace(definition, contests=contests))


def _checked(definition: Definition) -> Definition:
    for problem in problems(definition):
        if problem.severity is Severity.ERROR:
            raise RefusedError(problem.describe({}))
    return definition
