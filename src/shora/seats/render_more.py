"""More than one sheet as lines of plain text: both readings side by side, vacancies, margins."""

from collections.abc import Sequence

from shora.seats.compare import Comparison
from shora.seats.margin import Margin, MarginKind, Recount
from shora.seats.model import Totals
from shora.seats.render import SHEET, names_of, numbered, title_of
from shora.seats.result import Outcome, Result
from shora.seats.rules import READINGS
from shora.seats.vacancy import Filled
from shora.text.json import canonical
from shora.text.messages import Language, Value, show
from shora.text.table import Align, table


def render_comparison(totals: Totals, comparison: Comparison, language: Language) -> tuple[str, ...]:
    """Seats of each list by each rule, whether the council would differ, and in whom."""
    names = names_of(totals, language)
    votes = {share.id: share.votes for share in comparison.sheets[0].shares}
    head = [SHEET.say("list", language, {}), SHEET.say("votes", language, {})]
    head += [sheet.rule_id for sheet in comparison.sheets]
    rows = [
        [
            names[group],
            show(votes[group], language),
            *(_seats(sheet, group, language) for sheet in comparison.sheets),
        ]
        for group in comparison.sheets[0].seats
    ]
    align = [Align.START, Align.END, *(Align.END for _ in comparison.sheets)]
    readings = [sheet for sheet in comparison.sheets if sheet.rule_id in READINGS]
    waiting = any(sheet.status is Outcome.LOT_REQUIRED for sheet in readings)
    agree = "agree-so-far" if waiting else "agree"
    lines = [SHEET.say("differ" if comparison.differ else agree, language, {}), ""]
    lines += table(head, rows, align)
    for sheet in readings:
        others = {seat.id for other in readings if other is not sheet for seat in other.elected}
        only = tuple(title_of(seat.id, names) for seat in sheet.elected if seat.id not in others)
        if only:
            lines.append(SHEET.say("only", language, {"rule": sheet.rule_id, "who": only}))
        for tie in sheet.ties:
            who = tuple(title_of(each, names) for each in tie.between)
            line = SHEET.say("lot-required", language, {"who": who, "seats": tie.seats})
            lines.append(f"{sheet.rule_id}: {line}")
        lines += [
            f"{sheet.rule_id}: {SHEET.say(flag, language, {})}"
            for flag in sheet.flags
            if flag != "readings-differ"
        ]
    return tuple(lines)


def render_lots(totals: Totals, result: Result, language: Language) -> tuple[str, ...]:
    """What a totals file needs for each open tie, ready to be completed; nothing where none is open."""
    if not result.ties:
        return ()
    if totals.record:
        return ("", SHEET.say("lots-in-record", language, {}))
    lots = [tie.to_json() | {"drawn": []} for tie in result.ties]
    return ("", SHEET.say("write-lots", language, {}), *(canonical(lot).decode() for lot in lots))


def render_vacancies(filled: Filled, language: Language) -> tuple[str, ...]:
    """Who follows whom, in words; what is not in the published text, and lots that are due."""
    notes = [SHEET.say(flag, language, {}) for flag in filled.flags]
    return (SHEET.say("vacancies", language, {}), *notes, *numbered(filled.steps, language))


def render_margins(totals: Totals, found: Sequence[Margin], language: Language) -> tuple[str, ...]:
    """Each margin in a sentence, the smallest first."""
    names = names_of(totals, language)
    if not found:
        return (SHEET.say("margin-none", language, {}),)
    lines = []
    for margin in found:
        key = "margin-lists" if margin.exact else "margin-at-most"
        if margin.kind is MarginKind.PERSONS:
            key = "margin-persons"
        elif not margin.winner:
            key = "margin-vacant"
        values: dict[str, Value] = {"votes": margin.votes, "loser": title_of(margin.loser, names)}
        if margin.winner:
            values["winner"] = title_of(margin.winner, names)
        lines.append(SHEET.say(key, language, values))
    return tuple(lines)


def render_recount(recount: Recount, language: Language) -> str:
    """Whether a recount is due, with its base and limit."""
    what = SHEET.say(f"base-{recount.trigger.base}", language, {})
    key = "recount-due" if recount.due else "recount-not-due"
    values: dict[str, Value] = {
        "limit": recount.limit,
        "part": recount.trigger.part * 100,
        "base": recount.base,
        "what": what,
    }
    return SHEET.say(key, language, values)


def _seats(sheet: Result, group: str, language: Language) -> str:
    waiting = any(group in tie.between for tie in sheet.ties)
    return show(sheet.seats[group], language) + ("+?" if waiting else "")
