"""Candidates and lists of the headquarters' tables, as the plain data of a definition.

Here stands what is about one cell or one reference; the rules of a whole definition are the
definition's own, and are held when all tables are put together.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shora.election.checkdigit import fault_in_code, with_check_digit
from shora.election.grid import Kind
from shora.election.photo import Photo, photo_name
from shora.election.record import Record, word_key
from shora.election.tableshapes import DEGREES
from shora.errors import InputError
from shora.text.digits import is_number, to_ascii
from shora.text.normalise import search_key

FindPhoto = Callable[[str], Photo]
"""The photo of a file name; :class:`InputError` says why there is none."""

Entry = dict[str, object]

_SEVERAL: Final = re.compile(r"\s*[,،;؛/+|]\s*|\s+و\s+")


class CheckDigits(StrEnum):
    """What the codes of the tables have to do with check digits."""

    NONE = "none"
    VERIFY = "verify"
    """Each code has one, and it is checked."""
    MAKE = "make"
    """The tables have serial numbers, and codes are made of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """How codes are read. ``length``: digits of each candidate's code in the table, 0 where nobody says."""

    check: CheckDigits
    length: int

    def lengths(self, records: Sequence[Record]) -> Mapping[str, int]:
        """For each contest named in the records the length to which numbers are filled up with zeros.

        Texts keep their zeros, so where the texts of a column agree, they say how long its numbers were.
        """
        texts: dict[str, set[int]] = defaultdict(set)
        for record in records:
            if record.has("code") and record.kind("code") is Kind.TEXT:
                text = to_ascii(record.value("code"))
                texts[record.value("contest")].add(len(text) if is_number(text) else 0)
        return {each: sizes.pop() for each, sizes in texts.items() if len(sizes) == 1}

    def read(self, record: Record, lengths: Mapping[str, int]) -> str | None:
        """The code of a record."""
        if "code" in record.broken:
            return None
        known = lengths.get(record.value("contest"), 0) if record.has("code") else 0
        number = record.has("code") and record.kind("code") is Kind.NUMBER
        code = record.code("code", self.length or (known if number else 0))
        if code is None:
            return None
        if self.length and len(code) > self.length:
            record.fault("code", f"the code has more than {self.length} digits")
            return None
        if self.check is CheckDigits.MAKE:
            return with_check_digit(code)
        fault = fault_in_code(code) if self.check is CheckDigits.VERIFY else ""
        if fault:
            record.fault("code", fault, hint="look at the code again; the last digit is the check digit")
            return None
        return code


def lost_zeros(records: Sequence[Record], lengths: Mapping[str, int]) -> None:
    """Notes codes that are shorter than others of their contest, where no code begins with a zero.

    A spreadsheet that took them for numbers took their zeros; guessing how many would move votes.
    """
    codes: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    for record in records:
        text = to_ascii(record.value("code"))
        if is_number(text):
            codes[record.value("contest")].append((record, text))
    for contest, found in codes.items():
        longest = max(len(text) for _, text in found)
        if contest in lengths or any(text.startswith("0") for _, text in found):
            continue
        for record, text in found:
            if len(text) < longest:
                record.fault(
                    "code", f"{len(text)} digits, others have {longest}; did the spreadsheet take its zeros?",
                    hint=f"make the column a text column, or say how many digits codes have "
                    f"(--code-digits {longest})",
                )  # fmt: skip


def read_list(record: Record, codes: Codes, lengths: Mapping[str, int]) -> Entry:
    """A list. Without an id it is called by its code: ``list-7``."""
    code = codes.read(record, lengths)
    entry: Entry = {"code": code, "name": record.text("name")}
    if record.has("id"):
        entry["id"] = record.identifier("id")
    elif code is not None:
        entry["id"] = f"list-{code}"
    if record.has("connection"):
        entry["connection"] = record.plain("connection")
    return _known(entry)


def read_candidate(
    record: Record,
    codes: Codes,
    lengths: Mapping[str, int],
    lists: "ListNames | None",
    find_photo: FindPhoto | None,
) -> Entry:
    """A candidate of one contest, whose lists are ``lists`` (``None``: they could not be read, so nobody knows)."""
    entry: Entry = {"code": codes.read(record, lengths), "name": record.text("name")}
    if record.has("family"):
        family = record.text("family")
        entry["name"] = f"{entry['name']} {family}" if entry["name"] and family else None
    if record.has("father"):
        entry["father"] = record.text("father")
    if record.has("list") and lists is not None:
        entry["list"] = lists.find(record)
    if record.has("veteran"):
        entry["veteran"] = record.flag("veteran")
    if record.has("degree"):
        entry["degree"] = record.whole("degree", DEGREES)
    if record.has("photo") or find_photo is not None:
        entry["photo"] = _photo(record, find_photo)
    return _known(entry)


def _known(entry: Entry) -> Entry:
    """Without what could not be read, which the findings have already."""
    return {key: value for key, value in entry.items() if value is not None}


def _photo(record: Record, find_photo: FindPhoto | None) -> str | None:
    name = record.text("photo")
    if name is None:
        return None
    if find_photo is None:
        record.fault(
            "photo", "the photo is named, but no folder of photos",
            hint="say where they lie (--photos), or leave the column out",
        )  # fmt: skip
        return None
    try:
        return find_photo(photo_name(name)).sha256
    except InputError as fault:
        record.fault("photo", fault.message, hint=fault.hint)
        return None


class ListNames:
    """The lists of a contest under all that people write for them: id, code and name."""

    def __init__(self, lists: Sequence[Mapping[str, object]]) -> None:
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._names: list[str] = []
        for each in lists:
            own = each.get("id")
            if not isinstance(own, str):
                continue
            for key in ("id", "code", "name"):
                value = each.get(key)
                if isinstance(value, str):
                    self._ids[search_key(value)].add(own)
                    self._names.extend([value] if key != "code" else [])

    def find(self, record: Record) -> str | None:
        """The id of the list that a record names; what it names wrongly is noted."""
        text = record.text("list") if record.kind("list") is Kind.TEXT else record.plain("list")
        if text is None:
            return None
        found = self._ids.get(word_key(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            record.fault(
                "list", "this names more than one list", hint=f"write one of {', '.join(sorted(found))}"
            )
        elif len([part for part in _SEVERAL.split(text) if search_key(part) in self._ids]) > 1:
            record.fault("list", "a candidate is in one list at most", hint="leave one of them")
        else:
            record.near("list", "there is no such list", self._names)
        return None
