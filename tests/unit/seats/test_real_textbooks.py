"""Worked examples as published, each with its source; and those of the readings of Tehran's law."""

import pytest
from tests.unit.seats.published import only_lists, shared
from tests.unit.seats.samples import totals

from shora.seats.result import Flag, Outcome, Result
from shora.seats.rules import count
from shora.text.json import JsonValue
from shora.text.messages import Language

PARTIES = {"A": 100_000, "B": 80_000, "C": 30_000, "D": 20_000}
"""Wikipedia, "D'Hondt method" and "Sainte-Laguë method"."""
SIX = {"Yellow": 47_000, "White": 16_000, "Red": 15_800, "Green": 12_000, "Blue": 6_100, "Pink": 3_100}
"""Wikipedia, "Largest remainder method"."""
SCHOOL = {"A": 6_100, "B": 5_000, "C": 900}
"""T. Honikel, "Staatsrecht": worked solutions for Sainte-Laguë, largest remainder and D'Hondt."""
COLOURS = {"A": 340_000, "B": 280_000, "C": 160_000, "D": 60_000}
"""Electowiki, "D'Hondt method"; the example of older versions of Wikipedia."""
GERMAN = {"A": 416, "B": 338, "C": 246}
"""German Wikipedia, "D'Hondt-Verfahren": 10 seats; Hagenbach-Bischoff is the same without connections."""
STATES_1790 = {
    "Connecticut": 236_841,
    "Delaware": 55_540,
    "Georgia": 70_835,
    "Kentucky": 68_705,
    "Maryland": 278_514,
    "Massachusetts": 475_327,
    "New Hampshire": 141_822,
    "New Jersey": 179_570,
    "New York": 331_589,
    "North Carolina": 353_523,
    "Pennsylvania": 432_879,
    "Rhode Island": 68_446,
    "South Carolina": 206_236,
    "Vermont": 85_533,
    "Virginia": 630_560,
}
"""Apportionment populations of the first census of the United States: 3,615,920 in all (Balinski and Young, "Fair Representation")."""


@pytest.mark.parametrize(
    "votes, seats, rule, given",
    [
        (PARTIES, 8, "dhondt", [4, 3, 1, 0]),
        (PARTIES, 8, "sainte-lague", [3, 3, 1, 1]),
        (COLOURS, 7, "dhondt", [3, 3, 1, 0]),
        (SIX, 10, "hare", [5, 2, 1, 1, 1, 0]),
        (SIX, 10, "droop", [5, 2, 2, 1, 0, 0]),
        (SCHOOL, 10, "sainte-lague", [5, 4, 1]),
        (SCHOOL, 10, "hare", [5, 4, 1]),
        (SCHOOL, 10, "dhondt", [6, 4, 0]),
        (GERMAN, 10, "dhondt", [4, 4, 2]),
        (GERMAN, 10, "hagenbach-bischoff", [4, 4, 2]),
        # Electowiki, "Sainte-Laguë method": 35 seats.
        ({"A": 503, "B": 304, "C": 193}, 35, "sainte-lague", [17, 11, 7]),
        # Wikipedia, "Biproportional apportionment": regions and parties, 20 seats.
        ({"I": 1_347, "II": 1_014, "III": 1_444}, 20, "sainte-lague", [7, 5, 8]),
        ({"A": 983, "B": 2_040, "C": 782}, 20, "sainte-lague", [5, 11, 4]),
    ],
)
def test_worked_examples(votes: dict[str, int], seats: int, rule: str, given: list[int]) -> None:
    assert list(shared(votes, seats, rule).values()) == given


def test_house_of_representatives_1792() -> None:
    """Jefferson's method gave the 105 seats of the act of April 1792; 33,000 to a seat, fractions lost."""
    assert sum(STATES_1790.values()) == 3_615_920
    given = shared(STATES_1790, 105, "dhondt")
    assert list(given.values()) == [7, 1, 2, 2, 8, 14, 4, 5, 10, 10, 13, 2, 6, 2, 19]
    assert given == {name: people // 33_000 for name, people in STATES_1790.items()}


def test_the_first_veto_1792() -> None:
    """Hamilton's method gave the 120 seats of the bill that Washington sent back."""
    given = shared(STATES_1790, 120, "hare")
    assert list(given.values()) == [8, 2, 2, 2, 9, 16, 5, 6, 11, 12, 14, 2, 7, 3, 21]


@pytest.mark.parametrize(
    "votes, house, given",
    [
        # Wikipedia, "Largest remainder method", technical evaluation.
        ([1500, 1500, 900, 500, 500, 200], 25, [7, 7, 4, 3, 3, 1]),
        ([1500, 1500, 900, 500, 500, 200], 26, [8, 8, 5, 2, 2, 1]),
        # Electowiki and German Wikipedia, "Alabama paradox".
        ([5670, 3850, 420, 60], 323, [183, 124, 14, 2]),
        ([5670, 3850, 420, 60], 324, [184, 125, 13, 2]),
        # Wikipedia, "Apportionment paradox": three states.
        ([6, 6, 2], 10, [4, 4, 2]),
        ([6, 6, 2], 11, [5, 5, 1]),
        # COMAP, "For All Practical Purposes", 10th edition, chapter 14, exercise 45.
        ([5_576_330, 1_387_342, 3_334_241, 7_512_860, 310_968], 89, [27, 7, 16, 37, 2]),
        ([5_576_330, 1_387_342, 3_334_241, 7_512_860, 310_968], 90, [28, 7, 17, 37, 1]),
        ([5_576_330, 1_387_342, 3_334_241, 7_512_860, 310_968], 91, [28, 7, 17, 38, 1]),
    ],
)
def test_alabama(votes: list[int], house: int, given: list[int]) -> None:
    lists = {str(n): each for n, each in enumerate(votes)}
    assert list(shared(lists, house, "hare").values()) == given
    assert list(shared(lists, house, "tehran-1404-remainder").values()) == given


def test_list_connections_of_swiss_television() -> None:
    """SRF, "So wird gerechnet: Sitzverteilung mit und ohne Listenverbindung", 2023: 5 seats, 1000 votes."""
    votes = {"A": 600, "B": 260, "C": 140}
    assert list(shared(votes, 5, "hagenbach-bischoff").values()) == [4, 1, 0]
    joined = shared(votes, 5, "hagenbach-bischoff", connections={"B": "1", "C": "1"})
    assert list(joined.values()) == [3, 1, 1]


def test_the_swiss_quota_is_the_next_whole_number() -> None:
    """Federal circular for the National Council, 7.3.2: also where the division leaves nothing.

    With 600 / 6 = 100 as the quota all seats, and a sixth, would be given at once.
    """
    result = count(only_lists({"A": 300, "B": 200, "C": 100}, 5), "hagenbach-bischoff")
    assert "101" in next(each.say(Language.EN) for each in result.steps if each.key == "quota")
    assert (result.status, result.ties[0].between) == (Outcome.LOT_REQUIRED, ("A", "B", "C"))


def test_sainte_lague_has_ties_that_are_exact() -> None:
    """Of the same parties: A / 5 = D / 1 at the sixth seat; and A / 7 = D / 1.4 at the eighth, modified."""
    plain = count(only_lists(PARTIES, 6), "sainte-lague")
    assert [each.to_json() for each in plain.ties] == [
        {"stage": "list-seat", "between": ["A", "D"], "seats": 1}
    ]
    modified = count(only_lists(PARTIES, 8), "sainte-lague-modified")
    assert [each.to_json() for each in modified.ties] == [
        {"stage": "list-seat", "between": ["A", "D"], "seats": 1}
    ]
    assert modified.seats == {"A": 3, "B": 3, "C": 1, "D": 0}


def test_imperiali_divisors_by_hand() -> None:
    """Halves of 2, 3, 4 …: of 100,000 80,000 30,000 20,000 the eight highest are 100, 80, 66.7, 53.3, 50, 40, 40, 33.3."""
    assert list(shared(PARTIES, 8, "imperiali-divisor").values()) == [5, 3, 0, 0]


TEHRAN = 21
Votes = dict[str, int]
CASE_C: Votes = {
    "L1": 35_000, "L2": 25_800, "L3": 16_200, "L4": 11_500, "L5": 2_000, "L6": 2_000, "independents": 7_500,
}  # fmt: skip
"""Quotas 7.35, 5.418, 3.402, 2.415, 0.42, 0.42, 1.575: rounded 19, whole parts 18."""
CASE_B: Votes = {"L1": 36_000, "L2": 31_200, "L3": 12_200, "L4": 12_300, "independents": 8_300}
"""Quotas 7.56, 6.552, 2.562, 2.583, 1.743: rounded 23."""
AGREED: Votes = {"L1": 43_000, "L2": 31_500, "L3": 14_200, "L4": 4_600, "independents": 6_700}
READINGS = ("tehran-1404-rounded", "tehran-1404-remainder")


def people(name: str, votes: int, number: int) -> list[JsonValue]:
    """Candidates with falling votes, whose sum is the bloc's."""
    rest = [(number - place) for place in range(1, number)]
    each = [votes - sum(rest), *rest]
    return [{"id": f"{name}.{place}", "votes": count} for place, count in enumerate(each)]


def tehran(votes: Votes, rule: str, alone: int = TEHRAN) -> Result:
    """Lists of 21, and so many independents."""
    lists: list[JsonValue] = [
        {"id": name, "candidates": people(name, count, TEHRAN)}
        for name, count in votes.items()
        if name != "independents"
    ]
    result = count(
        totals(
            {
                "contest": {"id": "council", "seats": TEHRAN, "votes_per_ballot": TEHRAN, "alternates": 11},
                "lists": lists,
                "independents": people("i", votes["independents"], alone),
            }
        ),
        rule,
    )
    assert (result.status, result.ties, len(result.elected)) == (Outcome.COMPLETE, (), TEHRAN)
    return result


@pytest.mark.parametrize(
    "votes, a, b",
    [
        (CASE_C, [8, 6, 3, 2, 0, 0, 2], [7, 5, 3, 2, 1, 1, 2]),
        (CASE_B, [7, 6, 3, 3, 2], [7, 6, 3, 3, 2]),
        (AGREED, [9, 7, 3, 1, 1], [9, 7, 3, 1, 1]),
    ],
)
def test_the_readings_of_tehran(votes: Votes, a: list[int], b: list[int]) -> None:
    sheets = [tehran(votes, rule) for rule in READINGS]
    assert [[sheet.seats[name] for name in votes] for sheet in sheets] == [a, b]
    for sheet in sheets:
        assert (Flag.READINGS_DIFFER in sheet.flags) == (a != b)
        for name in votes:
            key = "i" if name == "independents" else name
            seated = [each.id for each in sheet.elected if each.list == name]
            assert seated == [f"{key}.{place}" for place in range(sheet.seats[name])]


def test_case_b_takes_back_what_no_published_text_foresees() -> None:
    """23 seats for 21: L2 (.552) and L1 (.56), the smallest parts that were rounded up, give one back."""
    result = tehran(CASE_B, READINGS[0])
    assert Flag.RULE_NOT_IN_PUBLISHED_TEXT in result.flags
    said = [each.say(Language.EN) for each in result.steps if each.key == "taken-back"]
    assert [[name for name in CASE_B if name in line] for line in said] == [["L2"], ["L1"]]
    other = tehran(CASE_B, READINGS[1])
    assert not any(each.key == "taken-back" for each in other.steps)


@pytest.mark.parametrize(
    "rule, seats", [(READINGS[0], [8, 6, 4, 2, 0, 0, 1]), (READINGS[1], [7, 6, 3, 2, 1, 1, 1])]
)
def test_what_the_independents_cannot_fill_goes_to_lists_in_the_same_order(
    rule: str, seats: list[int]
) -> None:
    """Case C with one independent for two seats: the second goes on, as interpreted in October 2025."""
    assert [tehran(CASE_C, rule, alone=1).seats[name] for name in CASE_C] == seats


@pytest.mark.parametrize("votes, alternates", [(CASE_C, [4, 3, 2, 1, 0, 0, 1]), (AGREED, [5, 4, 2, 1, 1])])
def test_alternates_are_52_percent_of_each_bloc(votes: Votes, alternates: list[int]) -> None:
    """Reading A: half up of .52 × seats; in case C they are 11, as the seat table says; else the sheet says so."""
    result = tehran(votes, READINGS[0])
    assert [sum(each.list == name for each in result.alternates) for name in votes] == alternates
    assert (Flag.RULE_NOT_IN_PUBLISHED_TEXT in result.flags) == (sum(alternates) != 11)


@pytest.mark.parametrize(
    "votes, given",
    [
        # Q = 7 // 3 + 1 = 3: two seats for A; with 4 there would be a tie.
        ({"A": 5, "B": 1, "C": 1}, [2, 0, 0]),
        # Q = 12 // 3 + 1 = 5, also where nothing is left over: remainders 2, 3, 2; with 4 there would be a tie.
        ({"A": 7, "B": 3, "C": 2}, [1, 1, 0]),
    ],
)
def test_the_droop_quota_is_the_next_whole_number(votes: Votes, given: list[int]) -> None:
    assert list(shared(votes, 2, "droop").values()) == given


def test_the_readings_may_differ_in_an_open_tie_alone() -> None:
    """Quotas 1.125, 1.125, 0.375, 0.375: the third seat goes by votes to a large list, by fractions to a small one."""
    votes = {"A": 3, "B": 3, "C": 1, "D": 1}
    sheets = [count(only_lists(votes, 3), rule) for rule in READINGS]
    assert [sheet.seats for sheet in sheets] == [{"A": 1, "B": 1, "C": 0, "D": 0}] * 2
    assert [sheet.ties[0].between for sheet in sheets] == [("A", "B"), ("C", "D")]
    assert all(Flag.READINGS_DIFFER in sheet.flags for sheet in sheets)


@pytest.mark.parametrize("seats, following", [(1, 1), (2, 1), (18, 9), (20, 10), (21, 11), (25, 13)])
@pytest.mark.parametrize("rule", READINGS)
def test_52_percent_half_up(rule: str, seats: int, following: int) -> None:
    """0.52, 1.04, 9.36, 10.4, 10.92 and 13 of one list's members: 21 have the 11 of the seat table."""
    lists: list[JsonValue] = [{"id": "L", "candidates": people("L", 10_000, 60)}]
    result = count(totals({"contest": {"id": "c", "seats": seats}, "lists": lists}), rule)
    assert (len(result.elected), len(result.alternates)) == (seats, following)
