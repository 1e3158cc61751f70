"""The result protocol of a contest (صورت‌جلسهٔ نتیجه): what was counted, by which rule, who is elected, and every step.

From totals and the result of a rule. Its hash is that of the seats data, ``seats/<contest>.json`` of a record. The
same input gives the same bytes.
"""

from dataclasses import replace
from hashlib import sha256
from typing import Final

from shora.documents.clean import clean
from shora.documents.isolate import isolated
from shora.documents.press import Paper
from shora.documents.qr import qr
from shora.documents.report import Fact, Signing, Table
from shora.documents.resultnames import Names
from shora.documents.resulttables import (
    blocs_table,
    groups_table,
    lot_facts,
    people_table,
    readings,
    ties_table,
    votes_table,
)
from shora.documents.words import word
from shora.election.contest import Contest
from shora.election.dates import DateName
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.election.threshold import fraction_of
from shora.errors import InputError
from shora.ids import ContestId
from shora.seats.compare import compare
from shora.seats.model import Totals
from shora.seats.options import Options
from shora.seats.result import Flag, Outcome, Result
from shora.seats.rules import READINGS, count
from shora.seats.totals import totals_to_json
from shora.text.jalali import show_date
from shora.text.json import JsonInput, canonical
from shora.text.messages import Language, Value

SIGNING: Final = (OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)


def protocol(
    totals: Totals, result: Result, definition: Definition | None, language: Language, *, options: Options
) -> bytes:
    """The PDF. :class:`InputError` where ``result`` is not what ``count(totals, result.rule_id, options)`` gives.

    Without a definition the contest's name is the title, and the offices that sign have no names.
    """
    return protocol_paper(totals, result, definition, language, options=options).pdf()


def protocol_paper(
    totals: Totals, result: Result, definition: Definition | None, language: Language, *, options: Options
) -> Paper:
    """The protocol before it is printed."""
    if count(totals, result.rule_id, options) != result:
        raise InputError(
            f"this result of {result.rule_id} is not that of these totals and options",
            place=f"contest {totals.contest.id}",
        )
    names = Names(totals, language)
    contest = None if definition is None else definition.contest(ContestId(totals.contest.id))
    title = names.word("title")
    subject = totals.contest.name if contest is None else contest.name.show(language)
    seats, counted = canonical(result.to_record()), totals_hash(totals)
    digest = sha256(seats).hexdigest()
    both = result.rule_id in READINGS
    data: dict[str, JsonInput] = {
        "words": {key: word(key, language) for key in ("sign-name", "sign-here", "sign-time")}
        | {key: names.word(key) for key in ("lots", "hash", "foot-seats", "foot-totals")},
        "page": word("page", language, {"page": "{p}", "pages": "{n}"}),
        "heading": title,
        "election": "" if definition is None else isolated(definition.name.show(language)),
        "subject": isolated(subject),
        "alerts": _alerts(totals, result, contest, options, names),
        "facts": [each.to_json() for each in _facts(totals, result, definition, options, names)],
        "tables": [each.to_json() for each in _tables(totals, result, names)],
        "lots": [lot_facts(number, lot, names) for number, lot in enumerate(totals.lots, start=1)],
        "readings": _readings(totals, result, options, names) if both else None,
        "signing_says": names.word("signing-says", {"n": "{n}"}),
        "signings": [each.to_json() for each in _signings(definition, language)],
        "hash": digest,
        "totals": counted,
        "hash_says": names.word("hash-says", {"file": f"seats/{totals.contest.id}.json"}),
        "qr": qr(digest),
        "steps": {
            "title": names.word("annex", {"number": 1, "title": names.word("steps")}),
            "items": [names.step(step) for step in result.steps],
        },
        "votes": _votes(totals, names) if totals.people else None,
    }
    return Paper(template="result", language=language, title=f"{title}: {clean(subject)}", data=data)


def totals_hash(totals: Totals) -> str:
    """SHA-256 of the totals without lots: in a record that of ``totals/<contest>.json``, which each lot names too."""
    return sha256(canonical(totals_to_json(replace(totals, lots=())))).hexdigest()


def _facts(
    totals: Totals, result: Result, definition: Definition | None, options: Options, names: Names
) -> list[Fact]:
    rule: dict[str, Value] = {
        "name": names.word(f"name-{result.rule_id}"),
        "rule": result.rule_id,
        "version": result.rule_version,
    }
    facts = []
    if definition is not None:
        opens = definition.dates.get(DateName.POLLING_OPENS).at
        facts.append(names.fact("polling-day", show_date(opens, names.language)))
    facts += [
        names.fact_said("rule", "rule-version", rule),
        names.fact("source", names.word(f"source-{result.rule_id}")),
    ]
    if options.threshold is not None:
        facts.append(names.fact_said("threshold", f"of-{options.base}", {"part": _percent(options)}))
    if result.rule_id in READINGS:
        facts.append(names.fact("rounding", names.word(f"rounding-{options.alternates}")))
    contest, given = totals.contest, sum(result.seats.values())
    facts.append(names.fact("to-fill", contest.seats))
    if given < contest.seats:
        facts.append(names.fact("given", given))
    if contest.alternates:
        facts.append(names.fact("alternates-wanted", contest.alternates))
    if contest.votes_per_ballot:
        facts.append(names.fact("votes-per-ballot", contest.votes_per_ballot))
    if totals.boxes is not None:
        boxes = {"some": totals.boxes.counted, "all": totals.boxes.defined}
        facts.append(names.fact_said("boxes", "some-of-all", boxes))
        if totals.boxes.missing:
            facts.append(names.fact("boxes-not", totals.boxes.missing))
    if totals.ballots is not None:
        ballots = totals.ballots
        facts += [
            names.fact("cast", ballots.cast),
            names.fact("valid", ballots.valid),
            names.fact("blank", ballots.blank),
        ]
    if totals.record:
        facts.append(Fact(label=names.word("record"), value=totals.record, code=True))
    facts.append(Fact(label=names.word("totals"), value=totals_hash(totals), code=True))
    return facts


def _percent(options: Options) -> str:
    part = options.threshold or 0
    percent = part * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{part.numerator}/{part.denominator}"


def _alerts(
    totals: Totals, result: Result, contest: Contest | None, options: Options, names: Names
) -> list[str]:
    """What a reader must know before the names, the most urgent first."""
    alerts = [
        names.word(f"lot-{tie.stage}", {"who": names.tied(tie), "seats": tie.seats}) for tie in result.ties
    ]
    name = names.word(f"name-{result.rule_id}")
    if Flag.BOXES_MISSING in result.flags and totals.boxes is not None:
        boxes = {"counted": totals.boxes.counted, "defined": totals.boxes.defined}
        alerts.append(names.word("flag-boxes-missing", boxes))
    if Flag.READINGS_DIFFER in result.flags:
        alerts.append(names.word("flag-readings-differ", {"name": name}))
    if Flag.RULE_NOT_IN_PUBLISHED_TEXT in result.flags:
        alerts.append(names.word("flag-rule-not-in-published-text"))
    if contest is None:
        return alerts
    if contest.rule != result.rule_id:
        alerts.append(names.word("rule-other", {"defined": contest.rule, "rule": result.rule_id}))
    elif not _same_threshold(contest, options):
        alerts.append(names.word("threshold-other"))
    return alerts


def _same_threshold(contest: Contest, options: Options) -> bool:
    defined = fraction_of(contest.threshold) if contest.threshold else None
    return defined == options.threshold and contest.threshold_base == (options.base or "")


def _tables(totals: Totals, result: Result, names: Names) -> list[Table]:
    tables = []
    if result.shares:
        tables.append(blocs_table(totals, result, names))
    elif totals.lists:
        tables.append(groups_table(totals, result, names))
    nameless = any(result.seats[each.id] and not each.candidates for each in totals.lists)
    if totals.people:
        tables.append(
            people_table("elected", result.elected, names, names.word("unnamed") if nameless else "")
        )
        if result.status is Outcome.COMPLETE and (result.alternates or totals.contest.alternates):
            tables.append(people_table("alternates", result.alternates, names))
    if result.ties:
        tables.append(ties_table(result, names))
    return tables


def _readings(totals: Totals, result: Result, options: Options, names: Names) -> JsonInput:
    both = readings(totals, result, compare(totals, options), names)
    return {"table": both.table.to_json(), "says": both.says}


def _votes(totals: Totals, names: Names) -> JsonInput:
    table = votes_table(totals, names)
    title = names.word("annex", {"number": 2, "title": table.title})
    return replace(table, title=title).to_json()


def _signings(definition: Definition | None, language: Language) -> tuple[Signing, ...]:
    offices = () if definition is None else definition.offices
    named = {office.role: office.name for office in offices}
    return tuple(Signing(role=word(f"office-{role}", language), name=named.get(role, "")) for role in SIGNING)
