"""The parts of a definition, each from its table. What is wrong goes to the findings."""

import re
from enum import StrEnum
from typing import Final, TypeVar

from shora.election.candidate import Candidate, Status, StatusChange
from shora.election.contest import CandidateList, Contest
from shora.election.dates import DateName, Dates, Decision, MovableDate
from shora.election.fields import Findings, Table
from shora.election.people import Office, OfficeRole, Official, OfficialRole
from shora.election.secrecy import Duplicates, Secrecy, Unit
from shora.election.station import Box, BoxKind, Station
from shora.election.threshold import plain_threshold
from shora.election.trusteeplan import Trustee, TrusteePlan
from shora.ids import BoxId, CandidateCode, ContestId, ListCode, ListId, StationId, TrusteeId
from shora.text.digits import to_ascii

RULE: Final = "block-vote"
"""The seat rule where a contest names none."""

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_Choice = TypeVar("_Choice", bound=StrEnum)


def _choice(table: Table, key: str, kind: type[_Choice], findings: Findings) -> _Choice | None:
    text = table.text(key)
    try:
        return kind(text)
    except ValueError:
        if text:
            findings.add((*table.at, key), f"{text!r} is not known", hint=f"choose from {', '.join(kind)}")
        return None


def read_dates(table: Table, findings: Findings) -> Dates:
    """``[[dates.polling-opens]]`` and so on, each with its decisions."""
    dates = []
    for key in table.keys():  # noqa: SIM118 — not a dict
        decisions = tuple(_decision(each) for each in table.tables(key))
        try:
            name = DateName(key)
        except ValueError:
            findings.add(
                (*table.at, key), f"{key!r} is not a date", hint=f"choose from {', '.join(DateName)}"
            )
            continue
        if decisions:
            dates.append(MovableDate(name=name, decisions=decisions))
    return Dates(dates=tuple(sorted(dates, key=lambda date: list(DateName).index(date.name))))


def _decision(table: Table) -> Decision:
    decision = Decision(
        at=table.moment("at"),
        decided_at=table.moment("decided_at"),
        by=table.text("by"),
        reason=table.text("reason"),
    )
    table.finish()
    return decision


def read_trustees(table: Table) -> TrusteePlan:
    """``[trustees]`` with its threshold and members."""
    threshold = table.whole("threshold")
    plan = TrusteePlan(threshold=threshold, members=tuple(_trustee(each) for each in table.tables("members")))
    table.finish()
    return plan


def _trustee(table: Table) -> Trustee:
    trustee = Trustee(
        id=TrusteeId(table.identifier("id")),
        name=table.text("name"),
        key=table.pattern_or("key", _KEY, "64 hexadecimal digits, small letters"),
    )
    table.finish()
    return trustee


def read_contest(table: Table, findings: Findings) -> Contest:
    """``[[contests]]`` with its lists and candidates."""
    contest = Contest(
        id=ContestId(table.identifier("id")),
        name=table.name("name"),
        seats=table.whole("seats"),
        votes=table.whole("votes"),
        minimum=table.whole_or("min", 1),
        blank=table.flag_or("blank", default=True),
        alternates=table.whole_or("alternates", 0),
        rule=table.identifier("rule") if table.has("rule") else table.text_or("rule", RULE),
        threshold=plain_threshold(table.text_or("threshold", "")),
        threshold_base=table.text_or("threshold_base", ""),
        lists=tuple(_list(each) for each in table.tables("lists")),
        candidates=tuple(_candidate(each, findings) for each in table.tables("candidates")),
    )
    table.finish()
    return contest


def _list(table: Table) -> CandidateList:
    found = CandidateList(
        id=ListId(table.identifier("id")),
        code=ListCode(table.code("code")),
        name=table.text("name"),
        connection=to_ascii(table.text_or("connection", "")),
    )
    table.finish()
    return found


def _candidate(table: Table, findings: Findings) -> Candidate:
    candidate = Candidate(
        code=CandidateCode(table.code("code")),
        name=table.text("name"),
        list_id=ListId(table.identifier("list")) if table.has("list") else None,
        father=table.text_or("father", ""),
        veteran=table.flag_or("veteran", default=False),
        degree=table.whole_or("degree", 0),
        photo=table.pattern_or(
            "photo", _KEY, "the SHA-256 of the photo: 64 hexadecimal digits, small letters"
        ),
        history=tuple(_change(each, findings) for each in table.tables("history")),
    )
    if table.has("status"):
        status = _choice(table, "status", Status, findings)
        if status is not None and status is not candidate.status:
            findings.add(
                (*table.at, "status"), f"status is {status}, but the history says {candidate.status}",
                hint="add a history entry that says when, by whom and why",
            )  # fmt: skip
    table.finish("list", "status")
    return candidate


def _change(table: Table, findings: Findings) -> StatusChange:
    change = StatusChange(
        status=_choice(table, "status", Status, findings) or Status.STANDING,
        decided_at=table.moment("decided_at"),
        by=table.text("by"),
        reason=table.text("reason"),
    )
    table.finish()
    return change


def read_office(table: Table, findings: Findings) -> Office:
    """``[[offices]]``."""
    office = Office(
        role=_choice(table, "role", OfficeRole, findings) or OfficeRole.HEADQUARTERS,
        name=table.text_or("name", ""),
        key=table.pattern_or("key", _KEY, "64 hexadecimal digits, small letters"),
    )
    table.finish()
    return office


def read_secrecy(table: Table, findings: Findings) -> Secrecy:
    """``[secrecy]``; nothing in it has a default."""
    duplicates = _choice(table, "duplicates", Duplicates, findings) if table.has("duplicates") else None
    secrecy = Secrecy(
        smallest=table.whole("smallest"),
        batch=table.whole("batch"),
        unit=_choice(table, "unit", Unit, findings) or Unit.BOX,
        duplicates=duplicates,
    )
    table.finish("duplicates")
    return secrecy


def read_station(table: Table, findings: Findings) -> Station:
    """``[[stations]]``."""
    station = Station(
        id=StationId(table.identifier("id")),
        name=table.text("name"),
        district=table.text_or("district", ""),
        officials=tuple(_official(each, findings) for each in table.tables("officials")),
    )
    table.finish()
    return station


def _official(table: Table, findings: Findings) -> Official:
    official = Official(
        role=_choice(table, "role", OfficialRole, findings) or OfficialRole.EXECUTIVE,
        name=table.text_or("name", ""),
        key=table.pattern_or("key", _KEY, "64 hexadecimal digits, small letters"),
    )
    table.finish()
    return official


def read_box(table: Table, findings: Findings) -> Box:
    """``[[boxes]]``."""
    kind = _choice(table, "kind", BoxKind, findings) if table.has("kind") else BoxKind.REGULAR
    box = Box(
        id=BoxId(table.identifier("id")),
        station=StationId(table.identifier("station")),
        cards=table.whole("cards"),
        kind=kind or BoxKind.REGULAR,
    )
    table.finish("kind")
    return box
