"""Moments: stored in UTC to the second, shown in Tehran's time and the Jalali calendar.

The arithmetic of the calendar is persiantools'; the words and their order are ours, because library
formats put Latin commas and another order into Persian. No function here asks for the present time.
"""

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

from shora.errors import InputError
from shora.text.digits import to_ascii, to_persian
from shora.text.messages import Language

TEHRAN: Final = ZoneInfo("Asia/Tehran")

_FA_DAYS: Final = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
_EN_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FA_MONTHS: Final = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_EN_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})")
_JALALI: Final = re.compile(r"(1[34]\d{2})[-/](\d{1,2})[-/](\d{1,2}) +(\d{1,2}):(\d{2})")
_HINT: Final = "write 2026-06-19T08:00:00+03:30, or in Tehran's time ۱۴۰۵-۰۳-۲۹ ۰۸:۰۰"


def to_utc(moment: datetime) -> datetime:
    """The same moment in UTC. :class:`InputError` where it has no time zone or parts of a second."""
    if moment.tzinfo is None:
        raise InputError(f"{moment.isoformat()} has no time zone", hint=_HINT)
    if moment.microsecond:
        raise InputError(f"{moment.isoformat()} has parts of a second; moments are whole seconds", hint=_HINT)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InputError(f"{moment.isoformat()} is outside the calendar", hint=_HINT) from None


def utc_text(moment: datetime) -> str:
    """How the record writes a moment: ``2026-06-19T04:30:00Z``."""
    return to_utc(moment).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + "Z"


def parse_moment(text: str) -> datetime:
    """A moment as a person writes it: ISO 8601 with its zone, or a Jalali date with Tehran's time.

    Digits of all three scripts are read. :class:`InputError` says how to write it.
    """
    plain = to_ascii(text.strip())
    try:
        if _ISO.fullmatch(plain):
            return to_utc(datetime.fromisoformat(plain))
        found = _JALALI.fullmatch(plain)
        if found:
            year, month, day, hour, minute = (int(part) for part in found.groups())
            date = JalaliDate(year, month, day).to_gregorian()
            return to_utc(datetime(date.year, date.month, date.day, hour, minute, tzinfo=TEHRAN))
    except ValueError:
        raise InputError(f"{text!r} is no day or hour of the calendar", hint=_HINT) from None
    raise InputError(f"{text!r} is not a moment", hint=_HINT)


def show_date(moment: datetime, language: Language) -> str:
    """The day in Tehran: ``جمعه ۲۹ خرداد ۱۴۰۵`` or ``Friday 19 June 2026``."""
    local = to_utc(moment).astimezone(TEHRAN)
    if language is Language.EN:
        return f"{_EN_DAYS[local.weekday()]} {local.day} {_EN_MONTHS[local.month - 1]} {local.year}"
    date = JalaliDate(local.date())
    return to_persian(f"{_FA_DAYS[local.weekday()]} {date.day} {_FA_MONTHS[date.month - 1]} {date.year}")


def show_moment(moment: datetime, language: Language) -> str:
    """Day, hour and minute in Tehran: ``جمعه ۲۹ خرداد ۱۴۰۵، ساعت ۰۸:۰۰``."""
    local = to_utc(moment).astimezone(TEHRAN)
    clock = f"{local.hour:02}:{local.minute:02}"
    if language is Language.EN:
        return f"{show_date(moment, language)}, {clock} Tehran"
    return f"{show_date(moment, language)}، ساعت {to_persian(clock)}"
