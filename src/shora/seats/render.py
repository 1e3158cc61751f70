"""A result sheet as lines of plain text, in Persian or English; the command line prints them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from shora.seats.explain import Step
from shora.seats.model import INDEPENDENTS, Stage, Totals
from shora.seats.result import Outcome, Result, Seat
from shora.seats.rules import rule
from shora.text.digits import to_persian
from shora.text.messages import Catalogue, Language, Named, Pair, Value, show
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
        "none-yet": Pair(en="nobody before the lot is drawn", fa="پیش از قرعه هیچ‌کس"),
        "rank": Pair(en="Rank", fa="رتبه"),
        "code": Pair(en="Code", fa="کد"),
        "name": Pair(en="Name", fa="نام"),
        "list": Pair(en="List", fa="فهرست"),
        "votes": Pair(en="Votes", fa="رأی"),
        "independent": Pair(en="independent", fa="منفرد"),
        "independents": Pair(en="independents", fa="منفردها"),
        "seats-by-list": Pair(en="Seats", fa="کرسی‌ها"),
        "share": Pair(en="Share", fa="سهم"),
        "first": Pair(en="First", fa="نخست"),
        "below": Pair(en="below the threshold", fa="زیر حد نصاب"),
        "source": Pair(en="Source: {source}", fa="منبع: {source}"),
        "picture": Pair(en="One block is one seat.", fa="هر خانه یک کرسی است."),
        "picture-of": Pair(en="One block is up to {seats} seats.", fa="هر خانه تا {seats} کرسی است."),
        "differ": Pair(
            en="The two readings give DIFFERENT councils.", fa="دو خوانش قانون، دو شورای متفاوت می‌دهند."
        ),
        "agree": Pair(
            en="The two readings give the same council.", fa="هر دو خوانش قانون به یک شورا می‌رسند."
        ),
        "agree-so-far": Pair(
            en="So far the two readings give the same seats to each list; a lot is still required.",
            fa="تا اینجا هر دو خوانش قانون به هر فهرست همان کرسی‌ها را می‌دهد؛ هنوز قرعه لازم است.",
        ),
        "only": Pair(en="Elected by {rule} alone: {who}.", fa="فقط با قاعدهٔ {rule} عضو می‌شود: {who}."),
        "vacancies": Pair(en="Vacancies", fa="جانشینی‌ها"),
        "margin-persons": Pair(
            en="Margin: {votes} votes between {winner} (last seated) and {loser} (first without a seat).",
            fa="اختلاف: {votes} رأی میان {winner} (آخرین عضو) و {loser} (نخستین نفر بی‌کرسی).",
        ),
        "margin-lists": Pair(
            en="{votes} votes more for {loser} would have cost {winner} a seat.",
            fa="با {votes} رأی بیشتر برای {loser}، {winner} یک کرسی از دست می‌داد.",
        ),
        "margin-at-most": Pair(
            en="{votes} votes more for {loser} would have cost {winner} a seat; fewer might do.",
            fa="با {votes} رأی بیشتر برای {loser}، {winner} یک کرسی از دست می‌داد؛ شاید کمتر هم بس باشد.",
        ),
        "margin-vacant": Pair(
            en="{votes} votes more for {loser} would have changed the seats.",
            fa="با {votes} رأی بیشتر برای {loser}، کرسی‌ها تغییر می‌کرد.",
        ),
        "margin-none": Pair(
            en="No number of votes more for one list or person changes a seat.",
            fa="هیچ شمار رأی بیشتری برای یک فهرست یا نامزد، کرسی‌ای را تغییر نمی‌دهد.",
        ),
        "recount-due": Pair(
            en="A recount is due: the margin is at most {limit} votes, {part} percent of {base} ({what}).",
            fa="بازشماری لازم است: اختلاف حداکثر {limit} رأی است، یعنی {part} درصد از {base} ({what}).",
        ),
        "recount-not-due": Pair(
            en="No recount is due: the margin is more than {limit} votes, {part} percent of {base} ({what}).",
            fa="بازشماری لازم نیست: اختلاف بیش از {limit} رأی است، یعنی {part} درصد از {base} ({what}).",
        ),
        "base-last-seated": Pair(en="votes of the last seated", fa="رأی آخرین عضو"),
        "base-valid": Pair(en="valid ballots", fa="برگه‌های صحیح"),
        "base-cast": Pair(en="ballots cast", fa="برگه‌های مأخوذه"),
        "steps": Pair(en="Steps", fa="گام‌ها"),
        "lot-required": Pair(
            en="NOT COMPLETE: a lot is required between {who} for {seats}.",
            fa="ناتمام: میان {who} برای {seats} کرسی قرعه لازم است.",
        ),
        "lots-in-record": Pair(
            en="These totals are of a record, which keeps its lots in files of their own: shora count RECORD counts"
            " with them, shora lot RECORD enters one.",
            fa="این جمع آرا از یک سابقه است و قرعه‌های سابقه در فایل‌های خودشان‌اند: shora count RECORD با آنها می‌شمارد و"
            " shora lot RECORD قرعه‌ای را ثبت می‌کند.",
        ),
        "write-lots": Pair(
            en='Draw the lot before witnesses, write it into the totals file under "lots", with who won in "drawn", and'
            " count again. Another lot may follow. What to write:",
            fa="قرعه را پیش چشم شاهدان بکشید، آن را در فایل جمع آرا زیر «lots» بنویسید، برنده‌ها را در «drawn»، و دوباره"
            " بشمارید. شاید قرعهٔ دیگری هم لازم شود. آنچه باید نوشته شود:",
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

    title = _title(totals, result, language)
    names = names_of(totals, language)
    notes = [word(flag) for flag in result.flags]
    notes += [each.say(language) for each in result.steps if each.key == "too-many-votes"]
    for tie in result.ties:
        who = tuple(title_of(each, names) for each in tie.between)
        key = "alternate-lot" if tie.stage is Stage.ALTERNATE else "lot-required"
        notes.append(SHEET.say(key, language, {"who": who, "seats": tie.seats}))
    lines = [title, *notes]
    if totals.people:
        lines += ["", word("elected"), *_people(totals, result.elected, language)]
    if result.shares:
        lines += ["", *shares(totals, result, language)]
    elif len(result.seats) > 1:
        groups = names_of(totals, language)
        rows = [[groups[name], show(seats, language)] for name, seats in result.seats.items()]
        lines += ["", *table([word("list"), word("seats-by-list")], rows, [Align.START, Align.END])]
    if (
        (totals.people and totals.contest.alternates) or result.alternates
    ) and result.status is Outcome.COMPLETE:
        none = "none-yet" if any(tie.stage is Stage.ALTERNATE for tie in result.ties) else "none"
        lines += ["", word("alternates"), *_people(totals, result.alternates, language, none)]
    return (*lines, "", word("steps"), *numbered(result.steps, language))


def numbered(steps: Sequence[Step], language: Language) -> tuple[str, ...]:
    """Each step in words, with its number."""
    return tuple(f"{show(n, language)}. {step.say(language)}" for n, step in enumerate(steps, start=1))


def explain(totals: Totals, result: Result, language: Language) -> tuple[str, ...]:
    """The way alone: the rule with its source, and every step in words."""
    return (
        _title(totals, result, language),
        SHEET.say("source", language, {"source": rule(result.rule_id).source}),
        "",
        *numbered(result.steps, language),
    )


WIDEST: Final = 40
"""Blocks of the longest bar."""


def shares(totals: Totals, result: Result, language: Language) -> tuple[str, ...]:
    """Lists with votes, quota (cut behind the third decimal), first and final seats, and a bar of blocks."""
    groups = names_of(totals, language)
    most = max(result.seats.values(), default=0)
    each = -(-most // WIDEST) or 1
    by_seat = all(share.first == 0 for share in result.shares)
    rows = []
    for share in result.shares:
        bar = "■" * -(-share.seats // each)
        rows.append(
            [
                groups[share.id],
                show(share.votes, language),
                cut_decimals(share.quota, language) if share.takes_part else "–",
                *([] if by_seat else [show(share.first, language)]),
                show(share.seats, language),
                bar if share.takes_part else SHEET.say("below", language, {}),
            ]
        )
    keys = ["list", "votes", "share", *([] if by_seat else ["first"]), "seats-by-list"]
    head = [SHEET.say(key, language, {}) for key in keys]
    align = [Align.START, *(Align.END for _ in keys[1:]), Align.START]
    key = "picture" if each == 1 else "picture-of"
    return (*table([*head, ""], rows, align), SHEET.say(key, language, {"seats": each}))


def cut_decimals(value: Fraction, language: Language) -> str:
    """Three decimals, the rest cut off: ``7.350``. For tables; steps have the exact value."""
    thousandths = value.numerator * 1000 // value.denominator
    whole, rest = divmod(thousandths, 1000)
    decimals = f"{rest:03}"
    if language is Language.FA:
        return f"{show(whole, language)}٫{to_persian(decimals)}"
    return f"{whole:,}.{decimals}"


def _groups(totals: Totals, language: Language) -> dict[str, str]:
    groups = {each.id: each.name for each in totals.lists}
    return groups | {INDEPENDENTS: SHEET.say("independent", language, {})}


def _title(totals: Totals, result: Result, language: Language) -> str:
    values: dict[str, Value] = {
        "contest": totals.contest.name,
        "seats": totals.contest.seats,
        "rule": result.rule_id,
        "version": result.rule_version,
    }
    return SHEET.say("title", language, values)


def names_of(totals: Totals, language: Language) -> dict[str, str]:
    """The names of candidates and blocs by their ids; the pool of independents has a word of the language."""
    names = {person.id: person.name for _, person in totals.people}
    names |= {each.id: each.name for each in totals.lists}
    return names | {INDEPENDENTS: SHEET.say("independents", language, {})}


def title_of(name: str, names: Mapping[str, str]) -> str | Named:
    """The name with its id; one of both where they are the same, and the word alone for the independents."""
    shown = names.get(name, name)
    return shown if name in (shown, INDEPENDENTS) else Named(name=shown, code=name)


def _people(totals: Totals, seats: Sequence[Seat], language: Language, none: str = "none") -> tuple[str, ...]:
    if not seats:
        return (SHEET.say(none, language, {}),)
    names = {person.id: person.name for _, person in totals.people}
    groups = _groups(totals, language)
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
