"""The NIST report: valid against NIST's schema, every reference led somewhere, and nothing in it is guessed."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft4Validator, FormatChecker
from tests.support import counts
from tests.unit.seats.samples import WESTMINSTER, independents

from shora.documents.counted import counted
from shora.documents.nist import About, ResultsStatus, about_of, report
from shora.documents.nist.objects import text
from shora.election.names import Name
from shora.errors import InputError
from shora.ids import ContestId
from shora.seats.result import Flag, Outcome
from shora.seats.rules import RULES
from shora.text.json import JsonValue

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "data" / "nist" / "NIST_V2_election_results_reporting.json").read_text(
        encoding="utf-8"
    )
)
MADE = datetime(2026, 7, 4, 9, 30, tzinfo=UTC)
ELSEWHERE = About(
    issuer="City Clerk",
    abbreviation="CC",
    election=Name(fa="وست‌مینستر", en="Westminster"),
    starts=date(2015, 11, 3),
    ends=date(2015, 11, 3),
    status=None,
    test=False,
)
Object = dict[str, Any]


def made(given: counts.Given, about: About | None = None, **changes: object) -> Object:
    """The report, checked: against the schema, for its references, and for being reproducible."""
    if about is None:
        assert given.definition is not None
        about = about_of(given.definition)
    about = replace(about, **changes)  # type: ignore[arg-type]
    one = counted(given.totals, given.results, given.definition, given.units)
    data = report(one, about, MADE, "shora test")
    assert report(one, about, MADE, "shora test") == data
    value = cast("Object", json.loads(data))
    assert problems(value) == []
    return value


def problems(value: Object) -> list[str]:
    """What is wrong with a report by the schema, and by the references that the schema alone cannot follow."""
    validator = Draft4Validator(SCHEMA, format_checker=FormatChecker())
    found = [error.message for error in validator.iter_errors(value)]
    objects = list(walk(value))
    kinds: dict[str, str] = {}
    for one in objects:
        if "@id" in one:
            found += [f"twice: {one['@id']}"] if one["@id"] in kinds else []
            kinds[one["@id"]] = one["@type"]
    for one in objects:
        for name, field in SCHEMA["definitions"].get(one["@type"], {"properties": {}})["properties"].items():
            wanted = field.get("refTypes") or field.get("items", {}).get("refTypes")
            if wanted and name in one:
                aims = one[name] if isinstance(one[name], list) else [one[name]]
                found += [f"{name}: {aim}" for aim in aims if kinds.get(aim) not in wanted]
    return found


def walk(value: JsonValue) -> "list[Object]":
    if isinstance(value, list):
        return [found for each in value for found in walk(each)]
    if not isinstance(value, dict):
        return []
    own: list[Object] = [cast("Object", value)]
    return own + [found for each in value.values() for found in walk(each)]


def election(value: Object) -> Object:
    (one,) = value["Election"]
    return cast("Object", one)


def contest(value: Object, name: str) -> Object:
    (one,) = (each for each in election(value)["Contest"] if code(each) == name)
    return cast("Object", one)


def code(value: Object) -> str:
    return str(value["ExternalIdentifier"][0]["Value"])


def said(value: Object) -> dict[str, str]:
    return {each["Language"]: each["Content"] for each in value["Text"]}


def votes(value: Object, name: str) -> dict[str, dict[tuple[str, str], int]]:
    """Counts of each candidate and list of a contest, by type and unit."""
    candidates = {each["@id"]: code(each) for each in election(value).get("Candidate", [])}
    parties = {each["@id"]: code(each) for each in value.get("Party", [])}
    out = {}
    for one in contest(value, name)["ContestSelection"]:
        who = [parties[each] for each in one.get("PartyIds", [])]
        who += [candidates[each] for each in one.get("CandidateIds", [])]
        out[who[0]] = {(each["Type"], each["GpUnitId"]): each["Count"] for each in one["VoteCounts"]}
    return out


CITY = made(counts.city())


def test_the_checks_of_these_tests_find_what_is_wrong() -> None:
    def broken(change: Callable[[Object], object]) -> list[str]:
        value = json.loads(json.dumps(CITY))
        change(value)
        return problems(value)

    assert broken(lambda value: value.pop("Issuer"))
    assert broken(lambda value: value.update(Status="final"))
    assert broken(lambda value: value.update(Extra=1))
    assert broken(lambda value: election(value).update(StartDate="3 July"))
    assert broken(lambda value: election(value).update(ElectionScopeId="nowhere")) == [
        "ElectionScopeId: nowhere"
    ]
    assert broken(lambda value: election(value).update(ElectionScopeId="contest-1"))
    assert broken(lambda value: election(value)["Candidate"][0].update({"@id": "candidate-1-2"}))


def test_what_the_report_says_about_itself() -> None:
    assert CITY["GeneratedDate"] == "2026-07-04T09:30:00Z"
    assert re.fullmatch(
        SCHEMA["definitions"]["ElectionResults.DateTimeWithZone"]["pattern"], CITY["GeneratedDate"]
    )
    assert (CITY["Issuer"], CITY["IssuerAbbreviation"]) == ("ستاد انتخابات شهر", "ستاد انتخابات شهر")
    assert (CITY["Format"], CITY["Status"]) == ("precinct-level", "unofficial-complete")
    assert (CITY["SequenceStart"], CITY["SequenceEnd"]) == (1, 1)
    assert CITY["VendorApplicationId"] == "shora test"
    assert "IsTest" not in CITY
    one = election(CITY)
    assert (one["StartDate"], one["EndDate"]) == ("2026-07-03", "2026-07-04")  # it closes after midnight
    assert said(one["Name"]) == {"fa": "انتخابات شورای شهر", "en": "City council election"}
    assert code(one) == "shahr-1405"
    assert one["Type"] == "general"
    assert made(counts.city(), test=True)["IsTest"] is True


def test_the_issuer_without_a_headquarters_by_name() -> None:
    given = counts.city()
    assert given.definition is not None
    nameless = replace(given.definition, offices=())
    assert about_of(nameless).issuer == "فرمانداری"


@pytest.mark.parametrize("status", ResultsStatus)
def test_each_status(status: ResultsStatus) -> None:
    value = made(counts.city(), status=status)
    assert value["Status"] == str(status)
    fates = {code(each): each["PostElectionStatus"] for each in election(value)["Candidate"][:5]}
    won = "winner" if status is ResultsStatus.CERTIFIED else "projected-winner"
    assert fates == {"11": won, "12": won, "21": "defeated", "31": won, "32": "defeated"}


def test_the_status_that_the_count_itself_has() -> None:
    given = counts.city()
    assert made(given)["Status"] == "unofficial-complete"
    assert contest(made(given), "council")["CountStatus"][0]["Status"] == "completed"
    without = made(replace(given, units=[]))
    assert (without["Status"], without["Format"]) == ("unofficial-partial", "summary-contest")
    assert contest(without, "council")["CountStatus"][0]["Status"] == "unknown"
    tied = counts.file_of(counts.tied_value([]), "dhondt")
    assert made(tied, ELSEWHERE)["Status"] == "unofficial-partial"
    drawn = counts.file_of(counts.tied_value([counts.drawn_lot()]), "dhondt")
    assert made(drawn, ELSEWHERE)["Status"] == "unofficial-complete"


def test_units() -> None:
    by_id = {each["@id"]: each for each in CITY["GpUnit"]}
    kinds = {name: each.get("OtherType", each["Type"]) for name, each in by_id.items()}
    assert kinds == {
        "unit-1": "municipality",
        "station-1": "polling-place",
        "station-2": "polling-place",
        **{f"box-{number}": "ballot-box" for number in range(1, 6)},
        "group-1": "combined-precinct",
    }
    assert by_id["unit-1"]["ComposingGpUnitIds"] == ["station-1", "station-2"]
    assert by_id["station-2"]["ComposingGpUnitIds"] == ["box-3", "box-4", "box-5"]
    assert by_id["group-1"]["ComposingGpUnitIds"] == ["box-1", "box-3"]
    assert said(by_id["station-1"]["Name"]) == {"fa": "مدرسهٔ شهید بهشتی"}
    assert [code(by_id[name]) for name in ("station-1", "box-2", "group-1")] == ["madrese", "b2", "group-1"]


def test_a_contest_for_lists_with_independents() -> None:
    one = contest(CITY, "council")
    assert (one["VoteVariation"], one["VotesAllowed"], one["NumberElected"]) == ("proportional", 3, 3)
    assert (one["SubUnitsReported"], one["TotalSubUnits"], one["SequenceOrder"]) == (3, 4, 1)
    assert said(one["BallotTitle"]) == {"fa": "شورای شهر", "en": "City council"}
    assert one["ExternalIdentifier"][1]["Value"] == counts.RECORD
    assert votes(CITY, "council") == {
        "11": {("total", "unit-1"): 15, ("total", "group-1"): 9, ("total", "box-2"): 6},
        "12": {("total", "unit-1"): 13, ("total", "group-1"): 8, ("total", "box-2"): 5},
        "21": {("total", "unit-1"): 12, ("total", "group-1"): 7, ("total", "box-2"): 5},
        "31": {("total", "unit-1"): 13, ("total", "group-1"): 10, ("total", "box-2"): 3},
        "32": {("total", "unit-1"): 1, ("total", "group-1"): 0, ("total", "box-2"): 1},
        "omid": {
            ("total", "unit-1"): 28,
            ("total", "group-1"): 17,
            ("total", "box-2"): 11,
            ("seats", "unit-1"): 2,
        },
        "shahr": {
            ("total", "unit-1"): 12,
            ("total", "group-1"): 7,
            ("total", "box-2"): 5,
            ("seats", "unit-1"): 0,
        },
    }
    parties = {code(each): each.get("PartyId") for each in election(CITY)["Candidate"][:5]}
    assert parties == {"11": "party-1-1", "12": "party-1-1", "21": "party-1-2", "31": None, "32": None}
    assert [[each["Value"] for each in party["ExternalIdentifier"]] for party in CITY["Party"]] == [
        ["omid", "1"],
        ["shahr", "2"],
    ]
    order = [each.get("SequenceOrder") for each in one["ContestSelection"]]
    assert order == [1, 2, 3, 4, 5, None, None]


def test_a_block_vote() -> None:
    one = contest(CITY, "school")
    assert (one["VoteVariation"], one["VotesAllowed"], one["NumberElected"]) == ("n-of-m", 1, 1)
    assert votes(CITY, "school") == {
        "11": {("total", "unit-1"): 15, ("total", "group-1"): 11, ("total", "box-2"): 4},
        "12": {("total", "unit-1"): 14, ("total", "group-1"): 6, ("total", "box-2"): 8},
    }
    value = counts.tied_value([]) | {"contest": {"id": "c", "seats": 1, "votes_per_ballot": 2}}
    value["lists"] = [{"id": "a", "name": "A", "candidates": [{"id": "1", "votes": 30}]}]
    made_of_lists = made(counts.file_of(value, "block-vote"), ELSEWHERE)
    assert votes(made_of_lists, "c")["a"] == {("seats", "unit-1"): 1}  # nobody votes for a list


def test_ballots() -> None:
    ballots = [(each["GpUnitId"], each["BallotsCast"]) for each in election(CITY)["BallotCounts"]]
    assert ballots == [("unit-1", 32), ("group-1", 20), ("box-2", 12)]
    under = {
        name: [(each["GpUnitId"], each["Undervotes"]) for each in contest(CITY, name)["OtherCounts"]]
        for name in ("council", "school")
    }
    assert under == {
        "council": [("unit-1", 96 - 54), ("group-1", 60 - 34), ("box-2", 36 - 20)],
        "school": [("unit-1", 32 - 29), ("group-1", 20 - 17), ("box-2", 0)],
    }


def test_contests_with_other_numbers_of_ballots_say_nothing_of_the_election() -> None:
    given = counts.city()
    school = ContestId("school")
    for ballots in (None, replace(given.totals[school].ballots, cast=31, valid=28)):  # type: ignore[type-var]
        totals = given.totals | {school: replace(given.totals[school], ballots=ballots)}
        value = made(replace(given, totals=totals, units=[]))
        assert "BallotCounts" not in election(value)


def test_undervotes_only_where_they_are_exact() -> None:
    given = counts.city()
    for taken, valid, blank in [(40, 29, 3), (10, 9, 1)]:  # invalid ballots; more marks than ballots can have
        totals = {
            name: replace(each, ballots=replace(each.ballots, cast=taken, valid=valid, blank=blank))  # type: ignore[type-var]
            for name, each in given.totals.items()
        }
        value = made(replace(given, totals=totals, units=[]))
        assert not any("OtherCounts" in each for each in election(value)["Contest"])


def test_westminster_from_a_file_alone() -> None:
    value = independents(WESTMINSTER, seats=3, ballots={"cast": 12684, "valid": 11936, "blank": 748})
    one = made(counts.file_of(value, "block-vote"), ELSEWHERE)
    assert {name: each["total", "unit-1"] for name, each in votes(one, "c").items()} == WESTMINSTER
    assert one["GpUnit"] == [
        {
            "@id": "unit-1",
            "@type": "ElectionResults.ReportingUnit",
            "OtherType": "constituency",
            "Type": "other",
        }
    ]
    won = [
        code(each) for each in election(one)["Candidate"] if each["PostElectionStatus"] == "projected-winner"
    ]
    assert sorted(won) == ["Bird", "De Cambra", "Seitz"]
    assert (one["Issuer"], one["IssuerAbbreviation"]) == ("City Clerk", "CC")
    assert election(one)["StartDate"] == "2015-11-03"
    for name in ("Party", "IsTest"):
        assert name not in one
    for name in ("OtherCounts", "CountStatus", "SubUnitsReported", "TotalSubUnits"):
        assert name not in contest(one, "c")
    assert "ExternalIdentifier" not in election(one)


def test_what_is_not_known_is_said() -> None:
    one = made(counts.file_of(counts.tied_value([]), "dhondt"), ELSEWHERE)
    assert contest(one, "c")["VotesAllowed"] == 0
    assert "VotesAllowed is 0" in one["Notes"]
    assert "a lot is required" in one["Notes"]
    assert "VotesAllowed" not in CITY["Notes"]
    assert "Contest council: seats by rule dhondt, version 1." in CITY["Notes"]
    assert "Contest council: boxes-missing." in CITY["Notes"]
    assert [each.get("PostElectionStatus") for each in election(one)["Candidate"]] == [None, None, None]


def test_a_withdrawn_candidate() -> None:
    value = independents({}, seats=1)
    value["independents"] = [{"id": "a", "votes": 3}, {"id": "b", "votes": 9, "status": "withdrawn"}]
    one = made(counts.file_of(value, "block-vote"), ELSEWHERE)
    assert [each["PostElectionStatus"] for each in election(one)["Candidate"]] == [
        "projected-winner",
        "withdrawn",
    ]


@pytest.mark.parametrize("rule", [each.id for each in RULES])
def test_each_rule(rule: str) -> None:
    value = counts.tied_value([])
    value["lists"] = [
        {"id": "a", "name": "فهرست", "candidates": [{"id": "1", "votes": 30}, {"id": "2", "votes": 12}]},
        {"id": "b", "candidates": [{"id": "3", "votes": 20}]},
    ]
    one = made(counts.file_of(value, rule), ELSEWHERE)
    wanted = "n-of-m" if rule == "block-vote" else "proportional"
    assert contest(one, "c")["VoteVariation"] == wanted


def test_a_count_of_lists_alone() -> None:
    value: dict[str, JsonValue] = {
        "contest": {"id": "c", "name": "Antwerpen", "seats": 24},
        "lists": [{"id": "x", "votes": 90}, {"id": "y", "votes": 40}],
    }
    one = made(counts.file_of(value, "dhondt"), ELSEWHERE)
    assert "Candidate" not in election(one)
    assert votes(one, "c") == {
        "x": {("total", "unit-1"): 90, ("seats", "unit-1"): 17},
        "y": {("total", "unit-1"): 40, ("seats", "unit-1"): 7},
    }


@pytest.mark.parametrize("flag", Flag)
@pytest.mark.parametrize("outcome", Outcome)
def test_each_flag_and_outcome(flag: Flag, outcome: Outcome) -> None:
    given = counts.city()
    results = {name: replace(each, flags=(flag,), status=outcome) for name, each in given.results.items()}
    assert f"Contest council: {flag}." in made(replace(given, results=results))["Notes"]


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("مریم رضایی", "fa"),
        ("شهرِ ما ۲", "fa"),
        ("زین‌الدین", "fa"),
        ("Jane Roe", "und"),
        ("شورا / Council", "und"),
        ("12", "und"),
        ("Ångström", "und"),
    ],
)
def test_the_language_of_a_name_is_not_guessed(written: str, language: str) -> None:
    assert said(text(written)) == {language: written}


def test_persian_stands_as_it_was_written() -> None:
    names = [said(each["BallotName"]) for each in election(CITY)["Candidate"][:5]]
    assert names == [
        {"fa": "مریم رضایی"},
        {"fa": "علی کریمی"},
        {"fa": "زهرا احمدی"},
        {"fa": "نرگس مرادی"},
        {"und": "Jane Roe"},
    ]
    assert said(CITY["Party"][1]["Name"]) == {"fa": "شهرِ ما"}
    assert said(contest(CITY, "school")["BallotTitle"]) == {"fa": "انجمن"}


def test_hostile_names_are_text() -> None:
    one = made(counts.file_of(counts.tied_value([]), "dhondt"), ELSEWHERE)
    assert said(election(one)["Candidate"][0]["BallotName"]) == {"und": counts.HOSTILE}
    assert {code(each) for each in election(one)["Candidate"]} == {"=1", "'2", "-3"}


def test_too_many_votes_by_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    module = __import__("shora.documents.nist.report", fromlist=["MOST_COUNTS"])
    for most, format in [(14, "precinct-level"), (13, "summary-contest")]:
        monkeypatch.setattr(module, "MOST_COUNTS", most)
        one = made(counts.city())
        assert one["Format"] == format
        assert ("votes-by-station.csv" in one["Notes"]) is (most == 13)
        assert (len(votes(one, "council")["11"]) == 1) is (most == 13)
        assert one["Status"] == "unofficial-complete"


def test_a_moment_without_its_zone_is_refused() -> None:
    given = counts.city()
    assert given.definition is not None
    one = counted(given.totals, given.results, given.definition, given.units)
    with pytest.raises(InputError, match="no time zone"):
        report(one, about_of(given.definition), MADE.replace(tzinfo=None), "shora")


def test_numbers_that_readers_do_not_agree_on_are_refused() -> None:
    huge = counts.file_of(independents({"a": 10**15}, seats=1), "block-vote")
    with pytest.raises(InputError, match="15 digits"):
        made(huge, ELSEWHERE)
