"""What a voter is told about the codes typed, in both languages."""

from typing import Final

from shora.text.messages import Catalogue, Pair

CODEWORDS: Final = Catalogue(
    room="election.codes",
    entries={
        "not-digits": Pair(
            en="A code has digits only; {code} has something else.",
            fa="کد فقط رقم است؛ {code} چیز دیگری هم دارد.",
        ),
        "unknown": Pair(
            en="There is no candidate or list with the code {code}.", fa="نامزد یا فهرستی با کد {code} نیست."
        ),
        "twice": Pair(
            en="The code {code} ({name}) was typed twice.", fa="کد {code} ({name}) دو بار وارد شده است."
        ),
        "withdrawn": Pair(
            en="{name} (code {code}) has withdrawn and cannot be voted for.",
            fa="{name} (کد {code}) انصراف داده است و نمی‌توان به او رأی داد.",
        ),
        "too-many": Pair(
            en="{count} candidates are chosen; at most {most} may be.",
            fa="{count} نامزد انتخاب شده است؛ حداکثر {most} نامزد مجاز است.",
        ),
        "too-few": Pair(
            en="{count} candidates are chosen; at least {least} must be.",
            fa="{count} نامزد انتخاب شده است؛ حداقل {least} نامزد لازم است.",
        ),
        "blank": Pair(
            en="A blank ballot is not possible in this contest; choose someone.",
            fa="در این انتخابات رأی سفید ممکن نیست؛ کسی را انتخاب کنید.",
        ),
        "list-and-more": Pair(
            en="A list (code {code}) is chosen alone: one list, or single candidates.",
            fa="فهرست (کد {code}) تنها انتخاب می‌شود: یا یک فهرست، یا تک‌تک نامزدها.",
        ),
        "list-empty": Pair(
            en="No candidate of the list {name} (code {code}) stands any more.",
            fa="دیگر هیچ نامزدی از فهرست {name} (کد {code}) در رقابت نیست.",
        ),
    },
)
