"""More than one sheet as lines of plain text: both readings side by side, vacancies, margins."""

from collections.abc import Sequence

from shora.seats.compare import Comparison
from shora.seats.margin import Margin, MarginKind, Recount
from shora.seats.model import INDEPENDENTS, Totals
from shora.seats.render import SHEET, numbered
from shora.seats.result import Result
from shora.seats.rules import READINGS
from shora.seats.vacancy import Filled
from shora.text.messages import Language, Named, Value, show
from shora.text.table import Align, table


def render_comparison(totals: Totals, comparison: Comparison, language: Language) -> tuple[str, ...]:
    """Seats of each list by each rule, whether the council would differ, and in whom."""
    names = _names(totals, language)
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
    lines = [SHEET.say("differ" if comparison.differ else "agree", language, {}), ""]
    lines += table(head, rows, align)
    readings = [sheet for sheet in comparison.sheets if sheet.rule_id in READINGS]
    for sheet in readings:
        others = {seat.id for other in readings if other is not sheet for seat in other.elected}
        only = tuple(_title(seat.id, names) for seat in sheet.elected if seat.id not in others)
        if only:
            lines.append(SHEET.say("only", language, {"rule": sheet.rule_id, "who": only}))
        for tie in sheet.ties:
            who = tuple(_title(each, names) for each in tie.between)
            line = SHEET.say("lot-required", language, {"who": who, "seats": tie.seats})
            lines.append(f"{sheet.rule_id}: {line}")
        lines += [
            f"{sheet.rule_id}: {SHEET.say(flag, language, {})}"
            for flag in sheet.flags
            if flag != "readings-differ"
        ]
    return tuple(lines)


def render_vacancies(filled: Filled, language: Language) -> tuple[str, ...]:
    """Who follows whom, in words; what is not in the published text, and lots that are due."""
    notes = [SHEET.say(flag, language, {}) for flag in filled.flags]
    return (SHEET.say("vacancies", language, {}), *notes, *numbered(filled.steps, language))


def render_margins(totals: Totals, found: Sequence[Margin], language: Language) -> tuple[str, ...]:
    """Each margin in a sentence, the smallest first."""
    names = _names(totals, language)
    if not found:
        return (SHEET.say("margin-none", language, {}),)
    lines = []
    for margin in found:
        key = "margin-lists" if margin.exact else "margin-at-most"
        if margin.kind is MarginKind.PERSONS:
            key = "margin-persons"
        elif not margin.winner:
            key = "margin-vacant"
        values: dict[str, Value] = {"votes": margin.votes, "loser": _title(margin.loser, names)}
        if margin.winner:
            values["winner"] = _title(margin.winner, names)
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


def _names(totals: Totals, language: Language) -> dict[str, str]:
    names = {person.id: person.name for _, person in totals.people}
    names |= {each.id: each.name for each in totals.lists}
    return names | {INDEPENDENTS: SHEET.say("independent", language, {})}


def _title(name: str, names: dict[str, str]) -> str | Named:
    shown = names.get(name, name)
    return name if name in (shown, INDEPENDENTS) else Named(name=shown, code=name)
