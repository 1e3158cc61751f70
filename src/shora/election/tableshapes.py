"""The tables of which a definition is made: their columns, and the words that may stand in them."""

from enum import StrEnum
from typing import Final

from shora.election.columns import Column
from shora.text.normalise import search_key


class TableKind(StrEnum):
    """Which table a file is."""

    LISTS = "lists"
    CANDIDATES = "candidates"
    STATIONS = "stations"
    BOXES = "boxes"


def _needed(key: str, *names: str) -> Column:
    return Column(key=key, names=names, needed=True)


def _optional(key: str, *names: str) -> Column:
    return Column(key=key, names=names, needed=False)


_CONTEST: Final = _optional("contest", "رقابت", "انتخابات")

COLUMNS: Final = {
    TableKind.LISTS: (
        _needed("code", "کد", "کد فهرست", "کد لیست"),
        _needed("name", "نام", "نام فهرست", "نام لیست", "list"),
        _optional("id", "شناسه"),
        _optional("connection", "پیوند"),
        _CONTEST,
    ),
    TableKind.CANDIDATES: (
        _needed("code", "کد", "کد نامزد", "کد داوطلب", "کد انتخاباتی"),
        _needed("name", "نام", "نام و نام خانوادگی", "full name"),
        _optional("family", "نام خانوادگی", "surname", "last name"),
        _optional("father", "نام پدر", "father's name"),
        _optional("list", "فهرست", "لیست", "نام فهرست"),
        _optional("photo", "عکس", "تصویر"),
        _optional("veteran", "ایثارگر", "ایثارگری"),
        _optional("degree", "مدرک", "مدرک تحصیلی", "تحصیلات"),
        _CONTEST,
    ),
    TableKind.STATIONS: (
        _needed("id", "شناسه", "کد شعبه", "شماره شعبه"),
        _needed("name", "نام", "نام شعبه", "نام محل"),
        _optional("district", "منطقه", "ناحیه"),
    ),
    TableKind.BOXES: (
        _needed("id", "شناسه", "کد صندوق", "شماره صندوق"),
        _needed("station", "شعبه", "کد شعبه", "شماره شعبه"),
        _needed("cards", "کارت", "تعداد کارت", "تعرفه", "تعداد تعرفه"),
        _optional("kind", "نوع", "نوع صندوق"),
    ),
}
"""In the order in which they are needed: candidates name lists, boxes name stations."""

DEGREES: Final = {
    search_key(word): degree
    for degree, words in enumerate(
        (
            ("زیر دیپلم", "بی‌سواد", "none"),
            ("دیپلم", "diploma"),
            ("فوق دیپلم", "کاردانی", "associate"),
            ("کارشناسی", "لیسانس", "bachelor"),
            ("کارشناسی ارشد", "فوق لیسانس", "ارشد", "master"),
            ("دکتری", "دکترا", "phd", "doctorate"),
        )
    )
    for word in words
}
"""Words for a degree, as the number that orders them."""

BOX_KINDS: Final = {
    search_key(word): kind
    for word, kind in {
        "عادی": "regular",
        "ذخیره": "spare",
        "یدک": "spare",
        "مشروط": "provisional",
        "تمرین": "rehearsal",
        "آزمایشی": "rehearsal",
    }.items()
}
"""Persian words for the kinds of boxes; others are passed on as they are."""
