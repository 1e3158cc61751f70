"""What a definition must not be. Each case spoils an example in one place and expects one clear line."""

import pytest
from tests.unit.election.samples import TOWN_TEXT, VILLAGE_TEXT, complaints, spoil

from shora.election.problem import DefinitionError
from shora.election.read import read_bytes, read_json, read_toml, warnings
from shora.errors import InputError

CASES = {
    "duplicate code": (('"۱۲"', '"۱۱"'), "code 11 of candidate پروانه ساختگی is also the code of candidate آذر"),
    "duplicate code in another script": (('"۱۲"', '"١1"'), "is also the code of"),
    "letters in a code": (('"۱۲"', '"۱۲a"'), "a code has digits only"),
    "letter O for zero": (('"۱۲"', '"1O"'), "a code has digits only"),
    "no code": (('code = "۱۲"\n', ""), "code is missing"),
    "code as a number": (('"۱۲"', "12"), "code is a whole number, but must be a text"),
    "codes of two lengths": (('"۱۲"', '"۱۲۳"'), "code 123 has 3 digits, most others have 2"),
    "a code without end": (('"۱۲"', f'"{"1" * 13}"'), "longer than 12 digits"),
    "unknown key": (("votes = 3", "votes = 3\nvots = 3"), "'vots' is not a field of this table (did you mean votes?"),
    "unknown table": (("[[stations]]", "[parties]\n[[stations]]"), "'parties' is not a field"),
    "wrong type": (("seats = 3", 'seats = "3"'), "seats is a text, but must be a whole number"),
    "true for a number": (("cards = 800", "cards = true"), "cards is true or false, but must be a whole number"),
    "a fraction": (("seats = 3", "seats = 3.0"), "seats is a number with a point"),
    "negative": (("seats = 3", "seats = -3"), "seats is a negative number"),
    "beyond measure": (("cards = 800", "cards = 1000000001"), "cards is larger than 1,000,000,000"),
    "no seats": (("seats = 3", "seats = 0"), "contest council has no seats"),
    "no votes": (("votes = 3", "votes = 0"), "a voter must have at least one vote"),
    "too many votes": (("votes = 3", "votes = 8"), "a voter has 8 votes, but there are 7 candidates"),
    "min above max": (("votes = 3", "votes = 3\nmin = 4"), "min is 4, but a voter has only 3 votes"),
    "two forms of blank": (("votes = 3", "votes = 3\nmin = 0"), "an empty ballot has two forms"),
    "n of n": (("threshold = 2", "threshold = 3"), "a threshold of 3 with 3 trustees leaves no one to be absent"),
    "more than n": (("threshold = 2", "threshold = 9"), "a threshold of 9 with 3 trustees"),
    "nobody": (("threshold = 2", "threshold = 0"), "a threshold of 0 would need nobody"),
    "a trustee twice": (('"school", name = "دبیرستان', '"executive", name = "دبیرستان'),
        "trustee executive is used twice"),
    "a trustee's key": (('id = "executive",', 'id = "executive", key = "AB",'), "key must be 64 hexadecimal digits"),
    "id in capitals": (('id = "sarv-1405"', 'id = "Sarv-1405"'), "'Sarv-1405' is not an id"),
    "id with a space": (('id = "b1"', 'id = "b 1"'), "'b 1' is not an id"),
    "id that climbs": (('id = "b1"', 'id = "../b1"'), "'../b1' is not an id"),
    "id in Persian": (('id = "b1"', 'id = "ص۱"'), "is not an id"),
    "unknown station": (('station = "school"', 'station = "skool"'), "box b1 is of an unknown station skool"),
    "box twice": (('id = "b1-spare"', 'id = "b1"'), "box b1 is used twice"),
    "box without cards": (("cards = 800", "cards = 0"), "box b1 has no cards"),
    "only spares": (("cards = 800\n", "cards = 800\nkind = \"spare\"\n"), "no box is regular"),
    "an empty name": (('name = "ژاله خیالی"', 'name = " "'), "name is empty"),
    "a name with a line": (('name = "ژاله خیالی"', 'name = "ژاله\\nخیالی"'), "cannot be printed (U+000A)"),
    "a name with a space at its end": (("ژاله خیالی", "ژاله خیالی "), "has a space at its start or end"),
    "polling backwards": (("2026-07-03T18:00:00", "2026-07-03T07:00:00"), "polling closes before it opens"),
    "a date without zone": (("2026-07-03T18:00:00+03:30", "2026-07-03T18:00:00"), "has no time zone"),
    "a day alone": (("2026-07-03T18:00:00+03:30", "2026-07-03"), "at is a date or time, but must be a moment"),
    "no such day": (("۱۴۰۵-۰۴-۱۲", "۱۴۰۵-۱۲-۳۰"), "is no day or hour of the calendar"),
    "decisions out of order": (("۱۴۰۵-۰۳-۱۵ ۱۸:۳۰", "۱۴۰۴-۰۳-۱۵ ۱۸:۳۰"), "older than the one before it"),
    "an unknown date": (("[[dates.polling-closes]]", "[[dates.poling-closes]]"), "'poling-closes' is not a date"),
    "an unknown status": (('status = "withdrawn"', 'status = "gone"'),
        "'gone' is not known (choose from standing, withdrawn"),
    "status without history": (('name = "ژاله خیالی"', 'name = "ژ"\nstatus = "withdrawn"'),
        "but the history says standing"),
    "another format": (("shora-definition-1", "shora-definition-2"), "the format 'shora-definition-2' is not known"),
}  # fmt: skip


@pytest.mark.parametrize("change, expected", CASES.values(), ids=CASES.keys())
def test_one_clear_line_with_its_place(change: tuple[str, str], expected: str) -> None:
    lines = complaints(spoil(VILLAGE_TEXT, change))
    found = [line for line in lines if expected in line]
    assert len(found) == 1, lines
    assert found[0].startswith("line "), found[0]
    assert "\n" not in found[0]


TOWN_CASES = {
    "list code is a candidate's": (('code = "10"', 'code = "101"'), "code 101 of list فهرست امید گلشهر is also"),
    "list code twice": (('code = "20"', 'code = "۱۰"'), "code 10 of list فهرست آبادی is also the code of list"),
    "list id twice": (('id = "abadi"', 'id = "omid"'), "list omid is used twice"),
    "list called as a candidate": (('id = "abadi"', 'id = "501"'), "501 is also the code of a candidate"),
    "list called independents": (('id = "abadi"', 'id = "independents"'),
        "independents is the name for candidates of no list"),
    "unknown list": (('name = "بهار نمونه", list = "omid"', 'name = "بهار نمونه", list = "omed"'), "unknown list omed"),
    "list longer than seats": (("seats = 5", "seats = 3"),
        "list omid has 4 standing candidates, but there are 3 seats"),
    "list longer than votes": (("votes = 5", "votes = 3"),
        "list omid has 4 standing candidates, but there are 3 votes"),
    "a threshold without base": (("votes = 5", 'votes = 5\nthreshold = "5%"'), "a threshold needs its threshold_base"),
    "a base without threshold": (("votes = 5", 'votes = 5\nthreshold_base = "list-votes"'), "threshold is missing"),
    "a threshold that is none": (("votes = 5", 'votes = 5\nthreshold = "five"\nthreshold_base = "list-votes"'),
        "'five' is not a threshold (write 5%"),
    "a threshold above all": (("votes = 5", 'votes = 5\nthreshold = "105%"\nthreshold_base = "list-votes"'),
        "more than the whole"),
    "an unknown base": (("votes = 5", 'votes = 5\nthreshold = "5%"\nthreshold_base = "voters"'),
        "'voters' is no base (choose from valid-ballots, list-votes"),
    "three levels": (('id = "omid"', 'id = "omid", connection = "A/1/x"'), "is not of one or two levels"),
    "a level that is empty": (('id = "omid"', 'id = "omid", connection = "A/"'), "is not of one or two levels"),
    "a connection in Persian": (('id = "omid"', 'id = "omid", connection = "الف"'), "is not of one or two levels"),
    "contest twice": (('id = "by-election"', 'id = "council"'), "contest council is used twice"),
    "station twice": (('id = "s2"', 'id = "s1"'), "station s1 is used twice"),
    "one list a candidate": (('list = "omid" }', 'list = ["omid", "abadi"] }'), "list is a list, but must be a text"),
}  # fmt: skip


@pytest.mark.parametrize("change, expected", TOWN_CASES.values(), ids=TOWN_CASES.keys())
def test_lists_contests_stations(change: tuple[str, str], expected: str) -> None:
    assert [line for line in complaints(spoil(TOWN_TEXT, change)) if expected in line], complaints(
        spoil(TOWN_TEXT, change)
    )


@pytest.mark.parametrize(
    "key", ["contests", "stations", "boxes", "dates", "trustees", "id", "name", "format"]
)
def test_nothing_may_be_missing(key: str) -> None:
    data = read_toml(VILLAGE_TEXT, place="").to_json()
    del data[key]
    with pytest.raises(DefinitionError) as caught:
        read_json(data, place="village.json")
    assert len(caught.value.problems) <= 3


def test_half_a_definition_is_one_error_at_every_cut() -> None:
    lines = VILLAGE_TEXT.splitlines(keepends=True)
    for end in range(len(lines) - 7):
        with pytest.raises(InputError) as caught:
            read_toml("".join(lines[:end]), place="half.toml")
        assert str(caught.value).startswith("half.toml: ")
        assert "\n" not in str(caught.value)


def test_all_problems_at_once_and_no_echo() -> None:
    text = spoil(
        VILLAGE_TEXT, ("threshold = 2", "threshold = 3"), ('"۱۲"', '"۱۱"'), ("cards = 800", 'cards = "800"')
    )
    lines = complaints(text)
    assert len(lines) == 3
    with pytest.raises(DefinitionError, match="3 problems"):
        read_toml(text, place="x.toml")


def test_lines_are_the_files() -> None:
    text = spoil(VILLAGE_TEXT, ('"۱۲"', '"۱۱"'))
    number = text.splitlines().index('code = "۱۱"', text.splitlines().index('code = "۱۱"') + 1) + 1
    assert complaints(text)[0].startswith(f"line {number}, contests #1, candidates #2, code: ")


@pytest.mark.parametrize(
    "text",
    ["", "format =", "a = 1\na = 2", "[x", 'x = "\\q"', "x = " + "9" * 5000, "x = " + "[" * 5000, "\x00"],
    ids=["empty", "half a line", "key twice", "half a header", "bad escape", "huge number", "deep", "nul"],
)
def test_what_is_not_toml(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_toml(text, place="x.toml")
    assert str(caught.value).startswith("x.toml: ")


def test_what_is_not_utf8_has_its_line() -> None:
    with pytest.raises(InputError, match="line 2 is not UTF-8"):
        read_bytes(b'a = "1"\nb = "\xff"\n', place="x.toml")


def test_json_with_a_key_twice() -> None:
    with pytest.raises(InputError, match="twice"):
        read_bytes(b'{"format":"a","format":"b"}', place="x.json")


@pytest.mark.parametrize("value", [None, 1, [], "x", {}, {"format": None}, {"contests": {}, "boxes": [1]}])
def test_what_is_no_definition(value: object) -> None:
    with pytest.raises(DefinitionError):
        read_json(value, place="x.json")


@pytest.mark.parametrize(
    "change, expected",
    [
        (("threshold = 2", "threshold = 1"), "any single trustee"),
        (("پروانه ساختگی", "آذر نمونه‌ای"), None),
        (('name = "پروانه ساختگی"', 'name = "آذر نمونه اي"\nfather = "بهمن"'),
        "two candidates are called آذر نمونه اي"),
        (('id = "school"\nname', 'id = "mosque"\nname = "مسجد"\n[[stations]]\nid = "school"\nname'),
        "station mosque has no box"),
        (("seats = 3", "seats = 7"), "fewer candidates stand than there are seats"),
    ],
)  # fmt: skip
def test_warnings_do_not_stop(change: tuple[str, str], expected: str | None) -> None:
    found = [each.message for each in warnings(read_toml(spoil(VILLAGE_TEXT, change), place=""))]
    assert any(expected in each for each in found) if expected else len(found) == 2  # of the low limits


def test_bidi_marks_are_stripped_from_names() -> None:
    definition = read_toml(spoil(VILLAGE_TEXT, ("ژاله خیالی", "ژاله\u202e خیالی\u2069")), place="")
    assert definition.contests[0].candidates[3].name == "ژاله خیالی"
