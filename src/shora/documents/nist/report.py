"""The report as a whole. Its bytes are the canonical JSON of the project (``spec/json.md``)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from shora.documents.counted import Counted
from shora.documents.nist.about import About, ResultsStatus
from shora.documents.nist.contests import told
from shora.documents.nist.objects import Object, code, text_of, typed
from shora.documents.nist.units import SCOPE, Places, places
from shora.text.jalali import utc_text
from shora.text.json import canonical

MOST_COUNTS: Final = 1_000_000
"""Votes of candidates in units that a report has (some 90 MB); with more it has those of the whole alone."""


def report(counted: Counted, about: About, made_at: datetime, program: str) -> bytes:
    """An ElectionReport, generated ``made_at`` (whole seconds) by ``program`` (name and version).

    :class:`~shora.errors.InputError` for a moment without time zone, and for votes of more than 15 digits,
    which readers of JSON do not agree on.
    """
    detailed = _detailed(counted)
    where = places(counted if detailed else replace(counted, units=()))
    status = about.status or _status(counted)
    official = status is ResultsStatus.CERTIFIED
    contests = [
        told(count, number, where, official=official, whole=counted.has_all_votes(count))
        for number, count in enumerate(counted.contests, 1)
    ]
    definition = counted.definition
    election = typed(
        "Election",
        BallotCounts=[*_ballots(counted, where)],
        Candidate=[each for one in contests for each in one.candidates],
        Contest=[one.contest for one in contests],
        ElectionScopeId=SCOPE,
        EndDate=about.ends.isoformat(),
        ExternalIdentifier=[] if definition is None else [code("election", definition.id)],
        Name=text_of(about.election),
        StartDate=about.starts.isoformat(),
        Type="general",
    )
    return canonical(
        typed(
            "ElectionReport",
            Election=[election],
            Format="precinct-level" if detailed else "summary-contest",
            GeneratedDate=utc_text(made_at),
            GpUnit=[*where.objects],
            IsTest=True if about.test else None,
            Issuer=about.issuer,
            IssuerAbbreviation=about.abbreviation or about.issuer,
            Notes=_notes(counted, detailed=detailed),
            Party=[each for one in contests for each in one.parties],
            SequenceEnd=1,
            SequenceStart=1,
            Status=str(status),
            VendorApplicationId=program,
        )
    )


def _detailed(counted: Counted) -> bool:
    people = sum(len(count.totals.people) for count in counted.contests)
    return 0 < len(counted.units) * people <= MOST_COUNTS


def _status(counted: Counted) -> ResultsStatus:
    return ResultsStatus.UNOFFICIAL_COMPLETE if counted.complete else ResultsStatus.UNOFFICIAL_PARTIAL


def _ballots(counted: Counted, where: Places) -> list[Object]:
    """Ballots are of the election, not of a contest: said where all contests have as many."""
    cast = {None if each.totals.ballots is None else each.totals.ballots.cast for each in counted.contests}
    if len(cast) != 1 or None in cast:
        return []
    parts = [(SCOPE, cast.pop()), *((identity, unit.ballots) for identity, unit in where.units)]
    return [
        typed("BallotCounts", BallotsCast=number, GpUnitId=identity, Type="total")
        for identity, number in parts
    ]


def _notes(counted: Counted, *, detailed: bool) -> str:
    """What the format has no place for, in words."""
    said = []
    for count in counted.contests:
        result, name = count.result, count.totals.contest.id
        said.append(f"Contest {name}: seats by rule {result.rule_id}, version {result.rule_version}.")
        said += [f"Contest {name}: {flag}." for flag in result.flags]
        if result.ties:
            said.append(f"Contest {name}: a lot is required.")
        if not count.totals.contest.votes_per_ballot:
            said.append(f"Contest {name}: how many votes a ballot has is not known; VotesAllowed is 0.")
    if counted.units and not detailed:
        said.append("Votes by unit are too many for this report; they are in votes-by-station.csv.")
    said.append(
        "Quotas, steps, lots, alternates and the pool of independents are in the CSV files of this report."
    )
    return " ".join(said)
