"""The definition of the generated city, as plain data for :func:`shora.election.read.read_json`.

Lists, candidates, stations and trustees are invented, and the name of the election says so.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from shora.demo.tehran.districts import (
    DISTRICTS,
    FAILING,
    OFFLINE,
    PROVISIONAL_BOX,
    REHEARSAL_BOX,
    REHEARSING,
    SPARE_BOX,
    box_id,
    station_id,
)
from shora.demo.tehran.names import Person, namesake, people
from shora.election.checkdigit import with_check_digit
from shora.election.definition import FORMAT
from shora.text.digits import to_persian
from shora.text.json import JsonValue
from shora.text.sortkey import sort_key

ELECTION: Final = "tehran-demo"
CONTEST: Final = "council"
RULE: Final = "tehran-1404-rounded"
SEATS: Final = 21
ALTERNATES: Final = 11
"""As published for Tehran; the law says 52 % of the members."""

PROVISIONAL_CARDS: Final = 40
REHEARSAL_CARDS: Final = 40

OPENS: Final = "2026-11-13T08:00:00+03:30"
"""Friday 22 Aban 1405; the day is invented too."""

OPENS_HOUR: Final = 8
CLOSES_HOUR: Final = 20
"""After the extension of the day; it was to be 18."""

_HQ: Final = "ستاد انتخابات (ساختگی)"
_BOARDS: Final = "هیئت اجرایی و هیئت نظارت (ساختگی)"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedList:
    """A list of ``size`` candidates; ``weight`` is how much it is liked, beside the others."""

    id: str
    name: str
    size: int
    weight: int

    def code(self, number: int) -> str:
        """Its code as list ``number`` of the ballot: two digits, where candidates have four."""
        return with_check_digit(str(number))


LISTS: Final = (
    GeneratedList(id="chenarestan", name="فهرست چنارستان", size=21, weight=60),
    GeneratedList(id="kuchebagh", name="فهرست کوچه‌باغ", size=21, weight=30),
    GeneratedList(id="rud", name="فهرست رود و روشنایی", size=18, weight=20),
    GeneratedList(id="fanus", name="فهرست فانوس محله", size=15, weight=15),
    GeneratedList(id="piyaderow", name="فهرست پیاده‌رو", size=12, weight=12),
    GeneratedList(id="bam", name="فهرست بام و باران", size=9, weight=10),
)
INDEPENDENTS: Final = 24

_TRUSTEES: Final = (
    ("supervision", "هیئت نظارت"),
    ("executive", "هیئت اجرایی"),
    ("judiciary", "دادگستری"),
    ("university", "دانشگاه‌ها"),
    ("parties", "خانهٔ احزاب"),
)
_GROUPS: Final = (*(each.id for each in LISTS), "")
"""The lists, then those of no list."""

_SIZES: Final = (*(each.size for each in LISTS), INDEPENDENTS)


def definition_value(seed: int) -> dict[str, JsonValue]:
    """The whole definition. Every generated thing in it depends on the seed alone."""
    return {
        "format": FORMAT,
        "id": ELECTION,
        "name": {"fa": "شورای تهران (دادهٔ ساختگی)", "en": "Tehran council (generated data)"},
        "description": "Generated for demonstration: every person, list, station and vote is invented.",
        "administrator": _HQ,
        "card_office": "دفتر کارت تعرفه (ساختگی)",
        "dates": _dates(),
        "trustees": {"threshold": 3, "members": [{"id": key, "name": name} for key, name in _TRUSTEES]},
        "secrecy": {"smallest": 20, "batch": 5, "unit": "box", "duplicates": "first"},
        "contests": [
            {
                "id": CONTEST,
                "name": {"fa": "شورای اسلامی شهر تهران (ساختگی)", "en": "Tehran city council (generated)"},
                "seats": SEATS,
                "votes": SEATS,
                "min": 1,
                "blank": True,
                "alternates": ALTERNATES,
                "rule": RULE,
                "lists": [
                    {"id": each.id, "code": each.code(number), "name": each.name}
                    for number, each in enumerate(LISTS, start=1)
                ],
                "candidates": _candidates(Random(f"{seed} candidates")),
            }
        ],
        "stations": [
            {
                "id": station_id(each.number),
                "name": each.station,
                "district": f"منطقهٔ {to_persian(str(each.number))}",
            }
            for each in DISTRICTS
        ],
        "boxes": _boxes(),
    }


def standing_codes(seed: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each list's code with the codes of those who stand in it; last the independents, with an empty code."""
    withdrawn = _withdrawn()
    codes = [each.code(number) for number, each in enumerate(LISTS, start=1)]
    return tuple(
        (code, tuple(_code(group, place) for place in order if (group, place) not in withdrawn))
        for group, (code, order) in enumerate(zip((*codes, ""), _popularity(seed), strict=True))
    )


def _code(group: int, place: int) -> str:
    return with_check_digit(f"{group + 1}{place + 1:02}")


def _popularity(seed: int) -> list[list[int]]:
    """The places of each group's people, the best known first."""
    rng = Random(f"{seed} popularity")
    return [rng.sample(range(size), size) for size in _SIZES]


def _decided(at: str, decided_at: str, by: str, reason: str) -> dict[str, JsonValue]:
    return {"at": at, "decided_at": decided_at, "by": by, "reason": reason}


def _dates() -> dict[str, JsonValue]:
    planned = {
        "candidates-final": "2026-10-30T14:00:00+03:30",
        "ceremony": "2026-11-05T10:00:00+03:30",
        "polling-opens": OPENS,
        "polling-closes": "2026-11-13T18:00:00+03:30",
        "tally": "2026-11-13T22:00:00+03:30",
        "results": "2026-11-14T12:00:00+03:30",
    }
    plan = ("2026-09-01T09:00:00+03:30", _HQ, "زمان‌بندی نمونه")
    dates: dict[str, list[JsonValue]] = {name: [_decided(at, *plan)] for name, at in planned.items()}
    dates["polling-closes"].append(
        _decided("2026-11-13T20:00:00+03:30", "2026-11-13T16:40:00+03:30", _BOARDS, "صف رأی‌دهندگان")
    )
    return {name: decisions for name, decisions in dates.items()}  # noqa: C416 — its values are JSON, one by one


def _candidates(rng: Random) -> list[JsonValue]:
    """In the order of the ballot: list by list, in each by name; the independents last."""
    groups = _groups(rng)
    withdrawn = _withdrawn()
    rows: list[JsonValue] = []
    for group, members in enumerate(groups):
        ordered = sorted(members, key=lambda person: (sort_key(person.name), person.father))
        for place, person in enumerate(ordered):
            row: dict[str, JsonValue] = {
                "code": _code(group, place),
                "name": person.name,
                "father": person.father,
                "degree": rng.choices((1, 2, 3, 4), (2, 4, 5, 1))[0],
            }
            if _GROUPS[group]:
                row["list"] = _GROUPS[group]
            if rng.randrange(15) == 0:
                row["veteran"] = True
            if (group, place) in withdrawn:
                row["history"] = withdrawn[group, place]
            rows.append(row)
    return rows


def _groups(rng: Random) -> list[list[Person]]:
    """The people of each list and the independents; two of them have a namesake in another group."""
    found = list(people(rng, sum(_SIZES) - 2))
    groups: list[list[Person]] = []
    for group, size in enumerate(_SIZES):
        wanted = size - 1 if group in {1, len(LISTS)} else size
        groups.append([found.pop() for _ in range(wanted)])
    groups[1].append(namesake(rng, groups[0][0]))
    groups[len(LISTS)].append(namesake(rng, groups[2][0]))
    return groups


def _change(status: str, decided_at: str, by: str, reason: str) -> dict[str, JsonValue]:
    return {"status": status, "decided_at": decided_at, "by": by, "reason": reason}


def _withdrawn() -> dict[tuple[int, int], list[JsonValue]]:
    """The decisions about two candidates, by group and place: one of the first list, one independent."""
    reason = "انصراف کتبی نامزد"
    return {
        (0, SEATS - 1): [_change("withdrawn", "2026-11-08T11:20:00+03:30", _HQ, reason)],
        (len(LISTS), 4): [
            _change("withdrawn", "2026-10-31T09:00:00+03:30", _HQ, reason),
            _change("standing", "2026-11-02T09:00:00+03:30", _BOARDS, "پس گرفتن انصراف"),
            _change("withdrawn", "2026-11-09T15:05:00+03:30", _HQ, reason),
        ],
    }


def _boxes() -> list[JsonValue]:
    """A regular box for each station with cards for half of its people, then the boxes of other kinds."""
    boxes: list[JsonValue] = [
        {"id": box_id(each.number), "station": station_id(each.number), "cards": _cards(each.people)}
        for each in DISTRICTS
    ]
    failing = next(each for each in DISTRICTS if each.number == FAILING)
    for name, district, cards, kind in (
        (SPARE_BOX, FAILING, _cards(failing.people), "spare"),
        (PROVISIONAL_BOX, OFFLINE, PROVISIONAL_CARDS, "provisional"),
        (REHEARSAL_BOX, REHEARSING, REHEARSAL_CARDS, "rehearsal"),
    ):
        boxes.append({"id": name, "station": station_id(district), "cards": cards, "kind": kind})
    return boxes


def _cards(people_of_station: int) -> int:
    return people_of_station // 20 * 10 + 10
