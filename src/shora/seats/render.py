"""A result sheet as lines of plain text, in Persian or English; the command line prints them."""

from collections.abc import Mapping, Sequence
from typing import Final

from shora.seats.model import INDEPENDENTS, Stage, Totals
from shora.seats.result import Outcome, Result, Seat
from shora.text.messages import Catalogue, Language, Named, Pair, show
from shora.text.table import Align, table

SHEET: Final = Catalogue(
    room="seats.sheet",
    entries={
        "title": Pair(
            en="{contest}: {seats} seats by {rule}, version {version}",
            fa="{contest}: {seats} کرسی با قاعدهٔ {rule}، نسخهٔ {version}",
        ),
        "elected": Pair(en="Elected", fa="اعضای اصلی"),
        "alternates": Pair(en="Alternates", fa="اعضای علی‌البدل"),
        "none": Pair(en="none", fa="هیچ‌کس"),
        "rank": Pair(en="Rank", fa="رتبه"),
        "code": Pair(en="Code", fa="کد"),
        "name": Pair(en="Name", fa="نام"),
        "list": Pair(en="List", fa="فهرست"),
        "votes": Pair(en="Votes", fa="رأی"),
        "independent": Pair(en="independent", fa="منفرد"),
        "seats-by-list": Pair(en="Seats", fa="کرسی‌ها"),
        "steps": Pair(en="Steps", fa="گام‌ها"),
        "lot-required": Pair(
            en="NOT COMPLETE: a lot is required between {who} for {seats}.",
            fa="ناتمام: میان {who} برای {seats} کرسی قرعه لازم است.",
        ),
        "alternate-lot": Pair(
            en="A lot is required among alternates, between {who} for {seats}.",
            fa="میان علی‌البدل‌ها، {who}، برای {seats} جا قرعه لازم است.",
        ),
        "boxes-missing": Pair(en="Note: not every box is counted.", fa="توجه: همهٔ صندوق‌ها شمرده نشده است."),
        "readings-differ": Pair(
            en="Note: another reading of the law gives another council.",
            fa="توجه: خوانش دیگری از قانون، شورای دیگری می‌دهد.",
        ),
        "rule-not-in-published-text": Pair(
            en="Note: a step of this count is not in the published text of the law.",
            fa="توجه: گامی از این محاسبه در متن منتشرشدهٔ قانون نیست.",
        ),
    },
)


def render(totals: Totals, result: Result, language: Language) -> tuple[str, ...]:
    """Title, what is missing, the elected, seats by list, alternates, and the steps in words."""

    def word(key: str) -> str:
        return SHEET.say(key, language, {})

    title = SHEET.say(
        "title",
        language,
        {
            "contest": totals.contest.name,
            "seats": totals.contest.seats,
            "rule": result.rule_id,
            "version": result.rule_version,
        },
    )
    names = {person.id: person.name for _, person in totals.people} | {
        each.id: each.name for each in totals.lists
    }
    notes = [word(flag) for flag in result.flags]
    for tie in result.ties:
        who = tuple(_who(each, names) for each in tie.between)
        key = "alternate-lot" if tie.stage is Stage.ALTERNATE else "lot-required"
        notes.append(SHEET.say(key, language, {"who": who, "seats": tie.seats}))
    lines = [title, *notes, "", word("elected"), *_people(totals, result.elected, language)]
    if len(result.seats) > 1:
        groups = {each.id: each.name for each in totals.lists} | {INDEPENDENTS: word("independent")}
        rows = [[groups[name], show(seats, language)] for name, seats in result.seats.items()]
        lines += ["", *table([word("list"), word("seats-by-list")], rows, [Align.START, Align.END])]
    if totals.contest.alternates and result.status is Outcome.COMPLETE:
        lines += ["", word("alternates"), *_people(totals, result.alternates, language)]
    numbered = (f"{show(n, language)}. {step.say(language)}" for n, step in enumerate(result.steps, start=1))
    return (*lines, "", word("steps"), *numbered)


def _who(name: str, names: Mapping[str, str]) -> str | Named:
    shown = names.get(name, name)
    return name if shown == name else Named(name=shown, code=name)


def _people(totals: Totals, seats: Sequence[Seat], language: Language) -> tuple[str, ...]:
    if not seats:
        return (SHEET.say("none", language, {}),)
    names = {person.id: person.name for _, person in totals.people}
    groups = {each.id: each.name for each in totals.lists}
    groups[INDEPENDENTS] = SHEET.say("independent", language, {})
    head = [SHEET.say(key, language, {}) for key in ("rank", "code", "name", "list", "votes")]
    rows = [
        [
            show(seat.rank, language),
            show(seat.id, language),
            names[seat.id],
            groups[seat.list],
            show(seat.votes, language),
        ]
        for seat in seats
    ]
    return table(head, rows, [Align.END, Align.START, Align.START, Align.START, Align.END])
