"""Every step of a count in words, so that a result can be followed with paper and pencil."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shora.seats.model import INDEPENDENTS
from shora.text.messages import Catalogue, Language, Pair, Value

STEPS: Final = Catalogue(
    room="seats",
    entries={
        "to-fill": Pair(
            en="{seats} seats are to be filled by {rule}; {standing} candidates stand.",
            fa="{seats} کرسی با قاعدهٔ {rule} پر می‌شود؛ {standing} نامزد در رقابت‌اند.",
        ),
        "withdrawn": Pair(
            en="{who} has withdrawn and cannot be seated ({votes} votes).",
            fa="{who} انصراف داده است و نمی‌تواند عضو شود ({votes} رأی).",
        ),
        "boxes-missing": Pair(
            en="{counted} of {defined} boxes are counted; the result is without the others.",
            fa="{counted} صندوق از {defined} صندوق شمرده شده است؛ نتیجه بدون بقیه است.",
        ),
        "all-seated": Pair(
            en="No more candidates stand than there are seats: all {standing} are seated, {vacant} seats stay vacant.",
            fa="شمار نامزدها از کرسی‌ها بیشتر نیست: هر {standing} نفر عضو می‌شوند و {vacant} کرسی خالی می‌ماند.",
        ),
        "cut": Pair(
            en="The last seat goes with {votes} votes; the first candidate without a seat has {next}.",
            fa="آخرین کرسی با {votes} رأی پر می‌شود؛ نخستین نامزد بی‌کرسی {next} رأی دارد.",
        ),
        "tie": Pair(
            en="{who} have {votes} votes each, and {seats} of them can be seated: a lot decides.",
            fa="{who} هر یک {votes} رأی دارند و {seats} نفر از آنان عضو می‌شوند: قرعه تعیین می‌کند.",
        ),
        "lot": Pair(
            en="The recorded lot between {who} gives the seat to {drawn}.",
            fa="قرعهٔ ثبت‌شده میان {who} کرسی را به {drawn} می‌دهد.",
        ),
        "lot-required": Pair(
            en="No lot is recorded for this tie. Seats that wait for it: {seats}, and all alternates.",
            fa="برای این تساوی قرعه‌ای ثبت نشده است؛ {seats} کرسی و همهٔ علی‌البدل‌ها در انتظار آن‌اند.",
        ),
        "seated": Pair(
            en="Seat {rank}: {who} ({group}), {votes} votes.", fa="کرسی {rank}: {who} ({group})، {votes} رأی."
        ),
        "seated-alone": Pair(
            en="Seat {rank}: {who} (independent), {votes} votes.",
            fa="کرسی {rank}: {who} (منفرد)، {votes} رأی.",
        ),
        "equal-order": Pair(
            en="{who} have {votes} votes each; all have their place, so only their order was chosen.",
            fa="{who} هر یک {votes} رأی دارند؛ جای همه معلوم است و فقط ترتیب آنان برگزیده شده است.",
        ),
        "alternate": Pair(
            en="Alternate {rank}: {who} ({group}), {votes} votes.",
            fa="علی‌البدل {rank}: {who} ({group})، {votes} رأی.",
        ),
        "alternate-alone": Pair(
            en="Alternate {rank}: {who} (independent), {votes} votes.",
            fa="علی‌البدل {rank}: {who} (منفرد)، {votes} رأی.",
        ),
        "alternates-short": Pair(
            en="Alternates wanted: {wanted}; candidates left: {found}.",
            fa="{wanted} علی‌البدل لازم است و {found} نامزد مانده است.",
        ),
        "alternate-tie": Pair(
            en="{who} have {votes} votes each, and {seats} of them can be alternates: a lot decides.",
            fa="{who} هر یک {votes} رأی دارند و {seats} نفر از آنان علی‌البدل می‌شوند: قرعه تعیین می‌کند.",
        ),
        "alternate-lot": Pair(
            en="The recorded lot between {who} gives the place of an alternate to {drawn}.",
            fa="قرعهٔ ثبت‌شده میان {who} جای علی‌البدل را به {drawn} می‌دهد.",
        ),
        "alternate-lot-required": Pair(
            en="No lot is recorded for this tie. Places of alternates that wait for it: {seats}; the seats do not.",
            fa="برای این تساوی قرعه‌ای ثبت نشده است؛ {seats} جای علی‌البدل در انتظار آن است، کرسی‌ها نه.",
        ),
        "to-fill-lists": Pair(
            en="Seats to be filled by {rule}: {seats}. Lists that compete: {blocs}.",
            fa="کرسی‌هایی که با قاعدهٔ {rule} پر می‌شود: {seats}. فهرست‌های در رقابت: {blocs}.",
        ),
        "pool": Pair(
            en="The independents together count as one list, with {votes} votes.",
            fa="همهٔ نامزدهای منفرد با هم یک فهرست به شمار می‌آیند، با {votes} رأی.",
        ),
        "too-many-votes": Pair(
            en="Check the file: {votes} votes are more than {valid} valid ballots with {each} votes each can hold.",
            fa="داده‌ها را بررسی کنید: {votes} رأی بیش از گنجایش {valid} برگهٔ صحیح با {each} رأی در هر برگه است.",
        ),
        "no-connections": Pair(
            en="{rule} knows no list connections: each list stands alone.",
            fa="قاعدهٔ {rule} پیوند فهرست‌ها را نمی‌شناسد: هر فهرست جداگانه است.",
        ),
        "threshold": Pair(
            en="The threshold is {part} of {base} votes: at least {least} votes.",
            fa="حد نصاب {part} از {base} رأی است: دست‌کم {least} رأی.",
        ),
        "below-threshold": Pair(
            en="{who} has {votes} votes, less than the threshold, and takes no part.",
            fa="{who} با {votes} رأی به حد نصاب نرسیده است و در تقسیم شرکت ندارد.",
        ),
        "vacant": Pair(
            en="The lists have candidates for {able} only; seats that stay vacant: {vacant}.",
            fa="فهرست‌ها فقط برای {able} کرسی نامزد دارند؛ {vacant} کرسی خالی می‌ماند.",
        ),
        "no-votes": Pair(
            en="No list has a vote; all have equal claims.", fa="هیچ فهرستی رأی ندارد؛ سهم همه برابر است."
        ),
        "quota": Pair(
            en="{votes} votes for {seats} seats: the quota is {value} votes.",
            fa="{votes} رأی برای {seats} کرسی: سهمیهٔ هر کرسی {value} رأی است.",
        ),
        "quotas": Pair(
            en="{who}: {votes} votes hold the quota {seats} times; {rest} votes are left over.",
            fa="{who}: {votes} رأی {seats} بار سهمیه را در بر دارد؛ {rest} رأی باقی می‌ماند.",
        ),
        "denominator": Pair(
            en="All valid votes of all candidates together are {votes}: they are the denominator.",
            fa="مجموع آرای صحیح همهٔ نامزدها {votes} است: این عدد مخرج سهم‌هاست.",
        ),
        "rounded": Pair(
            en="{who}: {votes} × {seats} ÷ {all} = {value}, rounded {first}.",
            fa="{who}: {votes} ضرب در {seats} تقسیم بر {all} برابر است با {value}، گردشده {first}.",
        ),
        "whole-part": Pair(
            en="{who}: {votes} × {seats} ÷ {all} = {value}, whole part {first}.",
            fa="{who}: {votes} ضرب در {seats} تقسیم بر {all} برابر است با {value}، بخش صحیح {first}.",
        ),
        "too-few-candidates": Pair(
            en="{who} should have {wanted} and has only {seats} candidates: the others go on to the other lists.",
            fa="{who} باید {wanted} کرسی داشته باشد و {seats} نامزد دارد: بقیه به فهرست‌های دیگر می‌رسد.",
        ),
        "left": Pair(en="Seats left to be given: {seats}.", fa="{seats} کرسی هنوز باقی است."),
        "by-remainder": Pair(
            en="One of them goes to {who}, by the largest remainder: now {seats}.",
            fa="یکی به {who} می‌رسد، با بزرگ‌ترین باقی‌مانده: اکنون {seats} کرسی.",
        ),
        "by-share": Pair(
            en="One of them goes to {who}, by the highest share of the votes: now {seats}.",
            fa="یکی به {who} می‌رسد، با بالاترین نسبت آرا: اکنون {seats} کرسی.",
        ),
        "by-fraction": Pair(
            en="One of them goes to {who}, by the largest fractional part: now {seats}.",
            fa="یکی به {who} می‌رسد، با بزرگ‌ترین بخش اعشاری: اکنون {seats} کرسی.",
        ),
        "exhausted": Pair(
            en="{who} has {seats} now, and no more candidates.",
            fa="{who} {seats} کرسی دارد و نامزد دیگری ندارد.",
        ),
        "too-many": Pair(
            en="Rounded these are {sum}, and there are only {seats}: {over} too many. The published law does not say"
            " what then: seats are taken back from the smallest fractional parts that were rounded up.",
            fa="گردشده‌ها {sum} کرسی می‌شود، {over} کرسی بیش از {seats} کرسی موجود. متن منتشرشدهٔ قانون در این باره"
            " چیزی ندارد: کرسی‌ها از کوچک‌ترین بخش‌های اعشاری که رو به بالا گرد شده‌اند پس گرفته می‌شود.",
        ),
        "taken-back": Pair(
            en="One seat is taken back from {who}: now {seats}.",
            fa="یک کرسی از {who} پس گرفته می‌شود: اکنون {seats} کرسی.",
        ),
        "take-back-tie": Pair(
            en="{who} have equal fractional parts, and {seats} of them keep the seat: a lot decides.",
            fa="بخش اعشاری {who} برابر است و {seats} فهرست از آن‌ها کرسی را نگه می‌دارد: قرعه تعیین می‌کند.",
        ),
        "quotient": Pair(
            en="No. {number} goes to {who}: {votes} ÷ {divisor} = {value} is the highest.",
            fa="شمارهٔ {number} به {who} می‌رسد: {votes} تقسیم بر {divisor}، یعنی {value}، بیشترین است.",
        ),
        "next-quotient": Pair(
            en="The next would have been {who}: {votes} ÷ {divisor} = {value}.",
            fa="پس از آن نوبت {who} می‌بود: {votes} تقسیم بر {divisor}، یعنی {value}.",
        ),
        "within-group": Pair(
            en="Within {who} are distributed: {seats}.", fa="درون {who}، {seats} کرسی تقسیم می‌شود."
        ),
        "list-tie": Pair(
            en="{who} have equal claims, and {seats} of them can be given one more: a lot decides.",
            fa="سهم {who} برابر است و {seats} فهرست از آن‌ها یکی بیشتر می‌گیرد: قرعه تعیین می‌کند.",
        ),
        "lot-open": Pair(
            en="No lot is recorded for this tie; {seats} wait for it.",
            fa="برای این تساوی قرعه‌ای ثبت نشده است؛ {seats} جا در انتظار آن است.",
        ),
        "bloc-seats": Pair(en="{who} has its seats: {seats}.", fa="کرسی‌های {who}: {seats}."),
        "in-bloc": Pair(
            en="No. {rank} of these: {who}, {votes} votes.", fa="نفر {rank}: {who}، {votes} رأی."
        ),
        "priority": Pair(
            en="{who} have {votes} votes each; the law puts first (veterans, then the higher degree): {first}.",
            fa="{who} هر یک {votes} رأی دارند؛ با اولویت‌های قانون (ایثارگری، سپس مدرک بالاتر) {first} مقدم است.",
        ),
        "alternate-priority": Pair(
            en="{who} have {votes} votes each; alternates by law (veterans, then the higher degree): {first}.",
            fa="{who} هر یک {votes} رأی دارند؛ با اولویت‌های قانون (ایثارگری، سپس مدرک بالاتر) {first} علی‌البدل می‌شود.",
        ),
        "alternates-by-rule": Pair(
            en="Alternates, by the same rule among the lists that have seats: {seats}.",
            fa="{seats} علی‌البدل با همین قاعده میان فهرست‌های دارای کرسی تقسیم می‌شود.",
        ),
        "alternates-of": Pair(
            en="{who}: 52 percent of {members} members are {exact}; alternates: {seats}.",
            fa="{who} {members} عضو دارد؛ ۵۲ درصد آن {exact} است: {seats} علی‌البدل.",
        ),
        "alternates-sum": Pair(
            en="Alternates: {sum} in all; the seat table names {table}. How 52 percent are rounded is not published.",
            fa="مجموع علی‌البدل‌ها {sum} است و جدول کرسی‌ها {table} می‌گوید. شیوهٔ گردکردن ۵۲ درصد منتشر نشده است.",
        ),
        "follows": Pair(en="The seat of {left} goes to {by}.", fa="کرسی {left} به {by} می‌رسد."),
        "seat-waits": Pair(en="The seat of {left} waits for a lot.", fa="کرسی {left} در انتظار قرعه است."),
        "nobody-follows": Pair(
            en="Nobody is left for the seat of {left}.", fa="برای کرسی {left} کسی نمانده است."
        ),
        "no-alternate-of-list": Pair(
            en="A list has no alternate left: the one with the most votes of all follows. The published text is cut.",
            fa="فهرستی علی‌البدل دیگری ندارد: علی‌البدلِ دارای رأی بیشتر جانشین می‌شود. متن منتشرشده در اینجا ناتمام است.",
        ),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: a sentence of the catalogue and what it is filled with."""

    key: str
    values: Mapping[str, Value]

    def say(self, language: Language) -> str:
        """The step in words."""
        return STEPS.say(
            self.key, language, {name: _worded(value, language) for name, value in self.values.items()}
        )


_POOL: Final = Pair(en="independents", fa="منفردها")


def _worded(value: Value, language: Language) -> Value:
    """The pool of independents has no name but its id, so a reader gets a word for it."""
    word = _POOL.fa if language is Language.FA else _POOL.en
    if isinstance(value, tuple):
        return tuple(word if each == INDEPENDENTS else each for each in value)
    return word if value == INDEPENDENTS else value


def step(key: str, **values: Value) -> Step:
    """A step of a count; its key and values must be the catalogue's."""
    return Step(key=key, values=values)
