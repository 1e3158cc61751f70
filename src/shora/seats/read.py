"""A totals file into the model, or one clear error. Format: ``spec/totals.md``.

Refused, each with the list or candidate it is about: votes that are negative or no whole number,
``true`` for a number, ids used twice, no seats, a list called ``independents``, fields that the
format does not have, lots that cannot be, and numbers that contradict each other.
"""

import re
from collections.abc import Iterator
from typing import Final

from shora.errors import InputError
from shora.seats.entry import Entry
from shora.seats.model import (
    INDEPENDENTS,
    Ballots,
    Boxes,
    Candidate,
    Contest,
    Lot,
    Stage,
    Status,
    Totals,
    VoteList,
)
from shora.seats.wholejson import parse
from shora.text.json import JsonValue

MOST_SEATS: Final = 100_000
"""Seats and alternates of a contest; a larger house is a typing mistake."""


def read_totals(data: bytes, *, place: str) -> Totals:
    """Totals from a file's bytes; ``place`` names the file in errors."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise InputError(
            "this is not JSON: the file begins with a byte-order mark",
            place=place,
            hint="save it as UTF-8, without BOM",
        )
    try:
        value = parse(data, place=place)
    except InputError as fault:
        raise InputError(fault.message, place=fault.place, hint=fault.hint or _typed_wrong(data)) from None
    return totals_from_json(value, place=place)


_TEXTS: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_MISTAKES: Final = (
    (re.compile("[۰-۹٠-٩]"), "type numbers in digits 0-9; Persian ones are for names"),
    (re.compile(r":\s*[0-9]{1,3}(?:[,٬][0-9]{3})+(?![0-9])"), "type numbers without commas, as 12684"),
    (re.compile(r":\s*0[0-9]"), "type numbers without 0 in front"),
    (re.compile(r",\s*[\]}]"), "no comma after the last entry of a list or object"),
    (re.compile("[“”„«»]"), 'the quotation marks of JSON are "'),
)
"""What people type wrong in JSON, outside its texts, and what to do."""


def _typed_wrong(data: bytes) -> str:
    """A hint for a file that is no JSON; empty where nothing is found that is often the reason."""
    outside = _TEXTS.sub('""', data.decode(errors="replace"))
    return next((hint for pattern, hint in _MISTAKES if pattern.search(outside)), "")


def totals_from_json(value: JsonValue, *, place: str) -> Totals:
    """Totals from parsed JSON."""
    entry = Entry(value, "", place)
    totals = Totals(
        contest=_contest(entry.entry("contest", "contest")),
        record=entry.text_or("record", ""),
        boxes=_boxes(entry.entry("boxes", "boxes")) if entry.has("boxes") else None,
        ballots=_ballots(entry.entry("ballots", "ballots")) if entry.has("ballots") else None,
        lists=tuple(_list(each) for each in entry.entries("lists", "list")),
        independents=tuple(_candidate(each) for each in entry.entries(INDEPENDENTS, "independent")),
        lots=tuple(_lot(each) for each in entry.entries("lots", "lot")),
    )
    entry.finish()
    for message, hint in _contradictions(totals):
        raise InputError(message, place=place, hint=hint)
    return totals


def _contest(entry: Entry) -> Contest:
    name = entry.text("id")
    contest = Contest(
        id=name,
        name=entry.text_or("name", name),
        seats=entry.whole("seats", most=MOST_SEATS),
        votes_per_ballot=entry.whole_or("votes_per_ballot", 0),
        alternates=entry.whole_or("alternates", 0, most=MOST_SEATS),
    )
    entry.finish()
    if contest.seats < 1:
        entry.refuse("has no seats", hint="write how many are to be filled, at least 1")
    return contest


def _ballots(entry: Entry) -> Ballots:
    cast = entry.whole("cast")
    blank = entry.whole_or("blank", 0)
    if blank > cast:
        entry.refuse(f"{blank} blank ballots are more than the {cast} cast")
    valid = entry.whole_or("valid", cast - blank)
    if valid + blank > cast:
        entry.refuse(f"{valid} valid and {blank} blank ballots are more than the {cast} cast")
    entry.finish()
    return Ballots(cast=cast, valid=valid, blank=blank)


def _boxes(entry: Entry) -> Boxes:
    boxes = Boxes(
        defined=entry.whole("defined"), counted=entry.whole("counted"), missing=entry.texts_or("missing")
    )
    entry.finish()
    if boxes.counted > boxes.defined:
        entry.refuse(f"{boxes.counted} are counted, but only {boxes.defined} defined")
    if boxes.counted + len(boxes.missing) > boxes.defined:
        entry.refuse(
            f"{boxes.counted} counted and {len(boxes.missing)} missing are more than the {boxes.defined} defined"
        )
    return boxes


def _list(entry: Entry) -> VoteList:
    name = entry.identify()
    if name == INDEPENDENTS:
        entry.refuse(f"a list cannot be called {INDEPENDENTS}", hint="candidates of no list have that field")
    found = VoteList(
        id=name,
        name=entry.text_or("name", name),
        votes=entry.whole("votes") if entry.has("votes") else None,
        connection=_connection(entry),
        candidates=tuple(_candidate(each) for each in entry.entries("candidates", "candidate")),
    )
    entry.finish()
    if found.votes is None and not found.candidates:
        entry.refuse("has neither votes nor candidates", hint="add votes, or candidates with votes")
    return found


def _connection(entry: Entry) -> str:
    connection = entry.text_or("connection", "")
    parts = connection.split("/")
    if connection and (len(parts) > 2 or not all(part.strip() for part in parts)):
        entry.refuse(f"connection {connection!r} is not of one or two levels", hint='write "3" or "A/1"')
    return connection


def _candidate(entry: Entry) -> Candidate:
    name = entry.identify()
    candidate = Candidate(
        id=name,
        name=entry.text_or("name", name),
        votes=entry.whole("votes"),
        status=Status(entry.choice("status", tuple(Status), default=Status.STANDING)),
        veteran=entry.flag_or("veteran", default=False),
        degree=entry.whole_or("degree", 0),
    )
    entry.finish()
    return candidate


def _lot(entry: Entry) -> Lot:
    lot = Lot(
        stage=Stage(entry.choice("stage", tuple(Stage), default=None)),
        between=entry.texts("between"),
        seats=entry.whole("seats"),
        drawn=entry.texts("drawn"),
        at=entry.text_or("at", ""),
        place=entry.text_or("place", ""),
        witnesses=entry.texts_or("witnesses"),
    )
    entry.finish()
    if not 1 <= lot.seats < len(lot.between):
        entry.refuse(f"draws {lot.seats} of {len(lot.between)}, which is no lot")
    for name in lot.drawn:
        if name not in lot.between:
            entry.refuse(f"draws {name}, who is not among those tied")
    if len(lot.drawn) != lot.seats:
        entry.refuse(f"is for {lot.seats}, but {len(lot.drawn)} are drawn")
    return lot


def _contradictions(totals: Totals) -> Iterator[tuple[str, str]]:
    lists: set[str] = set()
    for group in totals.lists:
        if group.id in lists:
            yield f"list {group.id} is there twice", "each list once, with all its votes"
        lists.add(group.id)
    people: dict[str, str] = {}
    for where, person in totals.people:
        if person.id in people:
            twice = f"candidate {person.id} is there twice, in {people[person.id]} and in {where}"
            yield twice, "each candidate once, in one list or among the independents"
        people[person.id] = where
    if not lists and not people:
        yield "there is no list and no candidate", "add lists or independents"
    lots: set[tuple[Stage, frozenset[str]]] = set()
    for lot in totals.lots:
        key = (lot.stage, frozenset(lot.between))
        if key in lots:
            yield f"the lot between {', '.join(lot.between)} is there twice", "one lot a tie"
        lots.add(key)
