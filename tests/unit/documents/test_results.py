"""The result protocol: what it says first, whose hash it carries, and that no name scrambles a sentence."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import pytest
from tests.unit.documents.conftest import picture
from tests.unit.documents.resultsamples import (
    SAMPLES,
    Sample,
    after_lot,
    block_vote,
    connected,
    contest,
    defined,
    hostile,
    lot_required,
    sample,
    tehran,
    with_threshold,
)

from shora.documents.isolate import bare, isolated, said_value
from shora.documents.press import Paper
from shora.documents.qr import qr
from shora.documents.resultnames import Names
from shora.documents.results import protocol, protocol_paper, totals_hash
from shora.documents.resultwords import RESULT
from shora.errors import InputError
from shora.seats.options import NO_OPTIONS, threshold
from shora.seats.rules import RULES, count
from shora.seats.totals import totals_to_json
from shora.text.json import JsonInput, JsonValue, canonical
from shora.text.messages import Language, Named

LATIN = re.compile(r"[0-9]")


def paper(one: Sample, language: Language = Language.EN) -> Paper:
    return protocol_paper(one.totals, one.result, one.definition, language, options=one.options)


def shown(value: JsonInput) -> JsonInput:
    """Paper data as a reader sees them: without marks of direction."""
    parsed: JsonInput = json.loads(bare(json.dumps(value, ensure_ascii=False)))
    return parsed


def read(one: Sample, language: Language = Language.EN) -> dict[str, JsonInput]:
    data = shown(paper(one, language).data)
    assert isinstance(data, dict)
    return data


def facts(one: Sample, language: Language = Language.EN) -> dict[str, str]:
    found = read(one, language)["facts"]
    assert isinstance(found, list)
    return {each["label"]: each["value"] for each in found}


def tables(one: Sample, language: Language = Language.EN) -> dict[str, list[list[str]]]:
    found = read(one, language)["tables"]
    assert isinstance(found, list)
    return {each["title"]: each["rows"] for each in found}


def alerts(one: Sample, language: Language = Language.EN) -> list[str]:
    found = read(one, language)["alerts"]
    assert isinstance(found, list)
    return found


def steps(one: Sample, language: Language) -> list[str]:
    found = read(one, language)["steps"]
    assert isinstance(found, dict)
    return list(found["items"])


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_hash_and_the_code_are_those_of_the_seats_data(name: str, language: Language) -> None:
    one = SAMPLES[name]()
    data = paper(one, language).data
    digest = sha256(canonical(one.result.to_record())).hexdigest()
    assert data["hash"] == digest
    assert data["qr"] == qr(digest)
    assert data["totals"] == totals_hash(one.totals)


def test_the_hash_of_the_totals_is_without_lots() -> None:
    assert totals_hash(after_lot().totals) == totals_hash(lot_required().totals)
    plain = lot_required().totals
    assert totals_hash(plain) == sha256(canonical(totals_to_json(plain))).hexdigest()


@pytest.mark.parametrize("language", Language)
def test_the_same_input_gives_the_same_bytes(language: Language) -> None:
    one = with_threshold()
    first, second = (
        protocol(one.totals, one.result, one.definition, language, options=one.options) for _ in range(2)
    )
    assert first == second
    assert first.startswith(b"%PDF-")


def test_a_result_of_other_totals_or_options_is_refused() -> None:
    one = with_threshold()
    for result, options in (
        (replace(one.result, elected=one.result.elected[:-1]), one.options),
        (one.result, NO_OPTIONS),
        (one.result, threshold("6%", "valid-ballots")),
        (count(one.totals, "hare", one.options), NO_OPTIONS),
    ):
        with pytest.raises(InputError, match="not that of these totals and options"):
            protocol(one.totals, result, None, Language.EN, options=options)


def test_every_rule_has_a_name_and_its_source() -> None:
    for rule in RULES:
        assert RESULT.entries[f"source-{rule.id}"].en == rule.source
        assert RESULT.entries[f"name-{rule.id}"].fa
    assert RESULT.problems() == ()


def test_a_head_in_both_languages() -> None:
    said = facts(tehran())
    assert said["Rule"].replace("\u00a0", " ") == (
        "Tehran's law of 1404, reading A: rounded (tehran-1404-rounded, version 1)"
    )
    assert said["Polling day"] == "Friday 3 July 2026"
    assert said["Boxes counted"] == "1,240 of 1,240"
    assert said["Hash of the counted record"] == tehran().totals.record
    persian = facts(tehran(), Language.FA)
    assert persian["صندوق‌های شمرده‌شده"] == "۱٬۲۴۰ از ۱٬۲۴۰"
    assert persian["روز رأی‌گیری"] == "جمعه ۱۲ تیر ۱۴۰۵"
    assert facts(with_threshold(), Language.FA)["حد نصاب فهرست‌ها"] == "۵٪ برگه‌های رأی صحیح"
    assert facts(with_threshold())["Threshold of lists"] == "5% of the valid ballots"
    assert facts(with_threshold())["Boxes not counted"] == "north-07, 12"


def test_a_threshold_that_is_no_whole_percentage() -> None:
    one = with_threshold()
    odd = replace(one, options=threshold("1/30", "list-votes"))
    assert facts(odd)["Threshold of lists"] == "1/30 of all votes of lists and independents"


def test_shares_are_cut_and_seats_have_bars() -> None:
    rows = tables(tehran())["Seats by list"]
    assert [row[3] for row in rows] == ["7.350", "5.418", "3.402", "2.415", "1.575", "0.420", "0.420"]
    assert [row[4] for row in rows] == ["7", "5", "3", "2", "2", "0", "0"]
    assert [row[5] for row in rows] == ["8", "6", "3", "2", "2", "0", "0"]
    assert [row[6] for row in rows] == ["100", "75", "37", "25", "25", "0", "0"]
    persian = tables(tehran(), Language.FA)["کرسی‌های هر فهرست"]
    assert persian[0] == ["۱", "فهرست امید شهر", "۳۵٬۰۰۰", "۷٫۳۵۰", "۷", "۸", "100"]
    assert persian[4][:2] == ["", "منفردها"]


@pytest.mark.parametrize(
    ("value", "cut"),
    [
        (Fraction(0), "0.000"),
        (Fraction(2, 3), "0.666"),
        (Fraction(1999999, 1000000), "1.999"),
        (Fraction(10**18 + 1, 2), "500,000,000,000,000,000.500"),
        (Fraction(1, 1000), "0.001"),
    ],
)
def test_a_share_is_cut_never_rounded(value: Fraction, cut: str) -> None:
    assert Names(block_vote().totals, Language.EN).cut(value) == cut


def test_a_list_below_the_threshold_has_no_share() -> None:
    rows = tables(with_threshold())["Seats by list"]
    assert rows[-1][:4] == ["few", "فهرست اندک (below the threshold)", "900", "–"]
    assert len(rows[0]) == 6  # no column of a first distribution where a rule gives seat by seat


def test_elected_and_alternates_and_no_seats_by_list_in_a_block_vote() -> None:
    found = tables(block_vote())
    assert list(found) == ["Elected members"]
    assert found["Elected members"][0] == ["1", "107", "Anita Seitz", "independent", "4,921"]
    found = tables(tehran())
    assert len(found["Elected members"]) == 21
    assert len(found["Alternates"]) == 11


def test_readings_stand_side_by_side() -> None:
    found = read(tehran())["readings"]
    assert isinstance(found, dict)
    table, says = found["table"], found["says"]
    assert table["head"][3:] == ["Reading A", "Reading B", "D'Hondt"]
    assert [row[3:] for row in table["rows"]] == [
        ["8", "7", "8"], ["6", "5", "6"], ["3", "3", "4"], ["2", "2", "2"], ["2", "2", "1"], ["0", "1", "0"],
        ["0", "1", "0"],
    ]  # fmt: skip
    assert says[0] == "The two readings do not give the same council."
    assert says[1].startswith("Elected by Reading A only: ")
    assert says[2].startswith("Elected by Reading B only: ")
    assert "does not" not in says[0]
    assert alerts(tehran())[0].startswith("The published law can be read in two ways")
    assert read(with_threshold())["readings"] is None


def test_readings_that_agree_say_so() -> None:
    value: dict[str, JsonValue] = {
        "contest": contest(2),
        "lists": [{"id": "1", "name": "الف", "votes": 50}, {"id": "2", "name": "ب", "votes": 50}],
    }
    one = sample(value, "tehran-1404-remainder")
    found = read(one)["readings"]
    assert isinstance(found, dict)
    assert found["says"] == [
        "Both readings give each list the same number of seats: the council is the same."
    ]
    assert alerts(one) == []


def test_a_lot_that_is_required_comes_first_and_a_drawn_one_is_told() -> None:
    first = alerts(lot_required())[0]
    assert first.startswith(
        "This result is NOT COMPLETE. فهرست باغ (11), Bazaar & Co. (12) have equal claims"
    )
    assert alerts(lot_required(), Language.FA)[0].startswith("این نتیجه کامل نیست.")
    assert tables(lot_required())["Ties that wait for a lot"] == [
        ["seats of lists", "فهرست باغ (11), Bazaar & Co. (12)", "1"]
    ]
    assert "Alternates" not in tables(lot_required())
    assert facts(lot_required())["Given so far"] == "4"
    assert alerts(after_lot()) == []
    lots = read(after_lot())["lots"]
    assert isinstance(lots, list)
    told = {each["label"]: each["value"] for each in lots[0]["facts"]}
    assert told["Drawn"] == "Bazaar & Co. (12)"
    assert told["Time"] == "Saturday 4 July 2026, 10:30 Tehran"
    assert told["Witnesses"] == "سپیده آب‌روشن, Jane Doe (observer), بهرام چشمه‌نیا"


def test_a_lot_without_particulars_says_that_they_are_missing() -> None:
    one = after_lot()
    (lot,) = one.totals.lots
    for at, told in (("", "not stated"), ("yesterday", "yesterday")):
        silent = replace(one.totals, lots=(replace(lot, at=at, place="", witnesses=()),))
        lots = read(replace(one, totals=silent))["lots"]
        assert isinstance(lots, list)
        values = {each["label"]: each["value"] for each in lots[0]["facts"]}
        assert values["Time"] == told
        assert values["Place"] == values["Witnesses"] == "not stated"


def test_people_who_tie_are_named() -> None:
    tied: dict[str, JsonValue] = {
        "contest": contest(1, 1),
        "independents": [{"id": "11", "name": "A", "votes": 5}, {"id": "12", "name": "B", "votes": 5}],
    }
    one = sample(tied, "block-vote")
    assert alerts(one)[0].startswith("This result is NOT COMPLETE. A (11), B (12) are equal")
    assert tables(one)["Elected members"] == []
    waits: dict[str, JsonValue] = {
        **tied,
        "independents": [*tied["independents"], {"id": "13", "name": "C", "votes": 9}],  # type: ignore[misc]
    }
    (alert,) = alerts(sample(waits, "block-vote"))
    assert alert.startswith(
        "The seats are settled, but for the places of alternates A (11), B (12) are equal"
    )


def test_a_tie_of_connected_lists_names_their_group() -> None:
    tied: dict[str, JsonValue] = {
        "contest": contest(1),
        "lists": [
            {"id": "1", "name": "چکاوک", "votes": 10, "connection": "A/1"},
            {"id": "2", "name": "تنها", "votes": 10},
        ],
    }
    one = sample(tied, "hagenbach-bischoff")
    assert (
        "گروه پیوند A، تنها (۲)" in alerts(one, Language.FA)[0]
        or "تنها (۲)، گروه پیوند A" in alerts(one, Language.FA)[0]
    )
    assert "connection:" not in json.dumps(read(one))


def test_missing_boxes_and_unpublished_steps_are_said_in_plain_words() -> None:
    assert "Not every box is counted: 38 of 40. This result is without the others." in alerts(
        with_threshold()
    )
    case_b: dict[str, JsonValue] = {
        "contest": contest(21),
        "lists": [
            {"id": str(at), "name": f"L{at}", "votes": votes}
            for at, votes in enumerate((36_000, 31_200, 12_200, 12_300, 8_300))
        ],
    }
    said = alerts(sample(case_b, "tehran-1404-rounded"))
    assert (
        said[-1]
        == "A step of this count is not in the published text of the law. The steps in the annex show it."
    )


def test_a_rule_or_threshold_other_than_the_defined_one_is_said() -> None:
    one = tehran("tehran-1404-remainder")
    assert alerts(one)[-1] == (
        "The definition of this election names the rule tehran-1404-rounded; this protocol is counted by"
        " tehran-1404-remainder."
    )
    lists = with_threshold()
    value: dict[str, JsonValue] = {"contest": contest(9, 3)}
    for definition, other in (
        (defined(value, "dhondt", threshold="0.05", threshold_base="valid-ballots"), False),
        (defined(value, "dhondt", threshold="4%", threshold_base="valid-ballots"), True),
        (defined(value, "dhondt", threshold="5%", threshold_base="list-votes"), True),
        (defined(value, "dhondt"), True),
    ):
        said = alerts(replace(lists, definition=definition))
        assert (
            said.count("The threshold of this count is not that of the definition of this election.") == other
        )


def test_a_contest_that_the_definition_does_not_have_is_refused() -> None:
    one = hostile()
    with pytest.raises(InputError, match="there is no contest"):
        paper(replace(one, definition=tehran().definition))


def test_without_a_definition_there_are_no_names_of_offices() -> None:
    data = read(replace(tehran(), definition=None))
    assert data["election"] == ""
    assert data["subject"] == "شورای شهر (ساختگی)"
    assert data["signings"] == [
        {"role": "Election headquarters", "name": ""}, {"role": "Supervision board", "name": ""},
    ]  # fmt: skip
    named = read(tehran())["signings"]
    assert isinstance(named, list)
    assert [each["name"] for each in named] == [
        "ستاد انتخابات شهرستان تهران",
        "هیئت نظارت بر انتخابات شوراها",
    ]


@pytest.mark.parametrize("name", ["tehran", "threshold", "connected", "lot-required", "after-lot"])
def test_steps_in_persian_have_no_latin_digit_and_no_id_of_ours(name: str) -> None:
    one = SAMPLES[name]()
    latin = {f"({each.name})" for each in one.totals.lists} | {each.name for each in one.totals.lists}
    for step in steps(one, Language.FA):
        left = step.replace(one.rule, "")
        for known in sorted(latin, key=len, reverse=True):
            left = left.replace(known, "")
        left = left.replace("A/1", "")
        assert not LATIN.search(left), step
        assert "independents" not in step
    assert len(steps(one, Language.FA)) == len(one.result.steps)


def test_steps_say_the_arithmetic_in_order() -> None:
    assert "Green List (2026) (3): 16,200 × 21 ÷ 100,000 = 3.402, rounded 3." in steps(tehran(), Language.EN)
    assert "Green List (2026) (۳): ۱۶٬۲۰۰ ضرب در ۲۱ تقسیم بر ۱۰۰٬۰۰۰ برابر است با ۳٫۴۰۲، گردشده ۳." in steps(
        tehran(), Language.FA
    )


def test_values_are_isolated_and_clean() -> None:
    assert isolated("a\u202eb") == "\u2068ab\u2069"
    assert said_value(Named(name="Green", code="12"), Language.FA) == "\u2068Green\u2069 (\u2068۱۲\u2069)"
    assert said_value(("a", 5), Language.EN) == "\u2068a\u2069, \u20685\u2069"  # type: ignore[arg-type]
    assert said_value("5%", Language.FA) == "\u2068۵٪\u2069"
    assert "\u200b" in isolated("x" * 40)
    assert bare(isolated("x" * 40)) == "x" * 40


@pytest.mark.parametrize("language", Language)
def test_hostile_names_stay_names(language: Language) -> None:
    one = hostile()
    pages = paper(one, language).png(40)
    assert len(pages) < 10
    everything = json.dumps(read(one, language), ensure_ascii=False)
    assert "\u202e" not in everything
    assert "{who} {0} #panic()" in everything
    for page in pages:
        found = picture(page)
        margin = found.width * 15 // 210
        assert all(set(row[:margin]) | set(row[-margin:]) == {255} for row in found.rows)


def test_very_long_texts_go_on_to_the_next_page() -> None:
    def pages(length: int) -> int:
        value: dict[str, JsonValue] = {
            "contest": contest(2),
            "lists": [{"id": "1", "name": "W" * length, "votes": 5}, {"id": "2", "name": "B", "votes": 4}],
        }
        return len(paper(sample(value, "dhondt")).png(10))

    assert pages(1000) > pages(10) + 1


def test_many_candidates_are_an_annex_whose_head_repeats() -> None:
    many: dict[str, JsonValue] = {
        "contest": contest(21, 11),
        "lists": [],
        "independents": [{"id": str(n), "name": f"نام {n}", "votes": n} for n in range(100, 700)],
    }
    one = sample(many, "block-vote")
    pages = paper(one, Language.FA).png(40)
    assert len(pages) > 6
    ppi = 40
    heads = {picture(page).area(20, 17, 170, 6, ppi) for page in pages[-4:-1]}
    assert len(heads) == 1
    assert any(set(row) != {255} for row in heads.pop())


def test_lists_without_candidates_name_nobody() -> None:
    found = tables(connected())
    assert list(found) == ["Seats by list"]
    assert read(connected())["votes"] is None
    assert found["Seats by list"][1][1] == "چکاوک (connected lists A/1)"
    value: dict[str, JsonValue] = {
        "contest": contest(2),
        "lists": [
            {"id": "1", "votes": 50},
            {"id": "2", "candidates": [{"id": "21", "votes": 40}]},
        ],
    }
    data = read(sample(value, "dhondt"))["tables"]
    assert isinstance(data, list)
    assert data[1]["notes"] == [
        "Lists whose candidates are not in the totals have seats, but nobody is named for them."
    ]
