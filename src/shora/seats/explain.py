"""Every step of a count in words, so that a result can be followed with paper and pencil."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
            fa="{who} هر یک {votes} رأی دارند و {seats} نفر از آنان عضو می‌شود: قرعه تعیین می‌کند.",
        ),
        "lot": Pair(
            en="The recorded lot between {who} gives the seat to {drawn}.",
            fa="قرعهٔ ثبت‌شده میان {who} کرسی را به {drawn} می‌دهد.",
        ),
        "lot-required": Pair(
            en="No lot is recorded for this tie; {seats} seats and all alternates wait for it.",
            fa="برای این تساوی قرعه‌ای ثبت نشده است؛ {seats} کرسی و همهٔ علی‌البدل‌ها در انتظار آن است.",
        ),
        "seated": Pair(
            en="Seat {rank}: {who} ({group}), {votes} votes.", fa="کرسی {rank}: {who} ({group})، {votes} رأی."
        ),
        "seated-alone": Pair(
            en="Seat {rank}: {who} (independent), {votes} votes.",
            fa="کرسی {rank}: {who} (منفرد)، {votes} رأی.",
        ),
        "equal-order": Pair(
            en="{who} have {votes} votes each; all have their place, so only the order was chosen: by code.",
            fa="{who} هر یک {votes} رأی دارند؛ جای همه معلوم است و فقط ترتیب به شمارهٔ کد است.",
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
            en="{wanted} alternates are wanted, and {found} candidates are left.",
            fa="{wanted} علی‌البدل لازم است و {found} نامزد مانده است.",
        ),
        "alternate-tie": Pair(
            en="{who} have {votes} votes each, and {seats} of them can be alternates: a lot decides.",
            fa="{who} هر یک {votes} رأی دارند و {seats} نفر از آنان علی‌البدل می‌شود: قرعه تعیین می‌کند.",
        ),
        "alternate-lot": Pair(
            en="The recorded lot between {who} makes {drawn} alternate.",
            fa="قرعهٔ ثبت‌شده میان {who}، {drawn} را علی‌البدل می‌کند.",
        ),
        "alternate-lot-required": Pair(
            en="No lot is recorded for this tie; {seats} places of alternates wait for it, the seats do not.",
            fa="برای این تساوی قرعه‌ای ثبت نشده است؛ {seats} جای علی‌البدل در انتظار آن است، کرسی‌ها نه.",
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
        return STEPS.say(self.key, language, self.values)


def step(key: str, **values: Value) -> Step:
    """A step of a count; its key and values must be the catalogue's."""
    return Step(key=key, values=values)
