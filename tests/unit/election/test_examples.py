import json

from tests.unit.election.samples import TOWN_TEXT, VILLAGE_TEXT, town, village

from shora.election.candidate import Status
from shora.election.dates import DateName
from shora.election.read import read_bytes, read_json, warnings
from shora.ids import CandidateCode, ContestId, ListId, StationId
from shora.text.jalali import utc_text
from shora.text.json import canonical

COUNCIL = ContestId("council")


def test_the_village_is_what_its_file_says() -> None:
    definition = village()
    contest = definition.contest(COUNCIL)
    assert (contest.seats, contest.votes, contest.minimum, contest.blank, contest.alternates) == (
        3,
        3,
        1,
        True,
        2,
    )
    assert [each.code for each in contest.candidates] == ["11", "12", "13", "14", "15", "16", "17"]
    assert contest.candidate(CandidateCode("15")).veteran
    assert contest.candidate(CandidateCode("13")).degree == 2
    assert contest.candidate(CandidateCode("17")).status is Status.WITHDRAWN
    assert (definition.trustees.threshold, definition.trustees.size) == (2, 3)
    assert [(each.id, each.kind) for each in definition.boxes_of(StationId("school"))] == [
        ("b1", "regular"),
        ("b1-spare", "spare"),
    ]
    assert [each.message for each in warnings(definition)] == ["smallest is only 2", "batch is only 2"]


def test_a_date_that_moved_keeps_its_history() -> None:
    opens = village().dates.get(DateName.POLLING_OPENS)
    assert opens.moved
    assert utc_text(opens.at) == "2026-07-03T04:30:00Z"
    assert utc_text(opens.decisions[0].at) == "2026-06-19T04:30:00Z"
    assert opens.decisions[1].reason == "بسته‌بودن راه روستا"


def test_the_town_has_two_contests_and_lists() -> None:
    definition = town()
    council = definition.contest(COUNCIL)
    assert [each.id for each in definition.contests] == ["council", "by-election"]
    assert [each.code for each in council.members(ListId("abadi"))] == ["201", "202", "203"]
    assert [each.code for each in council.independents] == ["501", "502"]
    assert definition.contest(ContestId("by-election")).rule == "block-vote"
    assert [each.message for each in warnings(definition)] == ["smallest is only 2", "batch is only 2"]


def test_names_are_untouched_and_found_by_key() -> None:
    candidate = town().contest(COUNCIL).candidate(CandidateCode("502"))
    assert candidate.name == "کیان‌دخت مستقلی"
    assert candidate.search_key == "کیاندختمستقلی"


def test_toml_and_json_are_one_definition() -> None:
    for definition in (village(), town()):
        data = canonical(definition.to_json())
        assert read_bytes(data, place="definition.json") == definition
        assert canonical(read_json(json.loads(data), place="").to_json()) == data


def test_windows_line_ends_and_byte_order_mark_are_nothing() -> None:
    data = b"\xef\xbb\xbf" + VILLAGE_TEXT.replace("\n", "\r\n").encode()
    assert read_bytes(data, place="village.toml") == village()


def test_the_record_has_ascii_digits_and_utc_only() -> None:
    data = canonical(village().to_json()).decode()
    assert '"code":"11"' in data
    assert '"at":"2026-07-03T04:30:00Z"' in data
    assert not set(data) & set("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")
    assert "TOML" not in TOWN_TEXT
