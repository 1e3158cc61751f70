import pytest
from tests.unit.election.samples import TOWN_TEXT, spoil, town, village

from shora.election.amend import change_status
from shora.election.candidate import Status, StatusChange
from shora.election.codes import ChoiceRefused, CodeFault, choices_for
from shora.election.codewords import CODEWORDS
from shora.election.read import read_toml
from shora.errors import InputError
from shora.ids import CandidateCode, ContestId
from shora.text.jalali import parse_moment
from shora.text.messages import Language

COUNCIL = ContestId("council")
GONE = StatusChange(status=Status.WITHDRAWN, decided_at=parse_moment("1405-04-02 10:00"), by="x", reason="y")


def test_codes_become_marks_in_ballot_order() -> None:
    assert choices_for(town(), COUNCIL, ["۵۰۲", "101", "٢٠١"]) == (1, 0, 0, 0, 1, 0, 0, 0, 1)


def test_a_list_is_one_vote_for_each_member() -> None:
    assert choices_for(town(), COUNCIL, ["۱۰"]) == (1, 1, 1, 1, 0, 0, 0, 0, 0)


def test_a_list_leaves_withdrawn_members_out() -> None:
    definition = change_status(town(), COUNCIL, CandidateCode("102"), GONE)
    assert choices_for(definition, COUNCIL, ["10"]) == (1, 0, 1, 1, 0, 0, 0, 0, 0)


def test_nothing_is_blank() -> None:
    assert choices_for(town(), COUNCIL, []) == (0,) * 9


def test_nothing_is_allowed_where_min_is_zero() -> None:
    text = spoil(TOWN_TEXT, ("min = 1\nblank = true", "min = 0\nblank = false"))
    assert choices_for(read_toml(text, place=""), COUNCIL, []) == (0,) * 9


@pytest.mark.parametrize(
    "codes, fault",
    [
        (["101", "101"], CodeFault.TWICE),
        (["101", "۱۰۱"], CodeFault.TWICE),
        (["999"], CodeFault.UNKNOWN),
        (["901"], CodeFault.UNKNOWN),
        (["1"], CodeFault.UNKNOWN),
        (["0101"], CodeFault.UNKNOWN),
        (["10", "101"], CodeFault.LIST_AND_MORE),
        (["101", "10"], CodeFault.LIST_AND_MORE),
        (["10", "20"], CodeFault.LIST_AND_MORE),
        (["10", "10"], CodeFault.LIST_AND_MORE),
        (["101", "102", "103", "104", "201", "202"], CodeFault.TOO_MANY),
        (["1o1"], CodeFault.NOT_DIGITS),
        ([""], CodeFault.NOT_DIGITS),
    ],
)
def test_refused_with_a_reason(codes: list[str], fault: CodeFault) -> None:
    with pytest.raises(ChoiceRefused) as caught:
        choices_for(town(), COUNCIL, codes)
    assert caught.value.fault is fault
    assert caught.value.exit_code == 1
    assert caught.value.say(Language.FA) != caught.value.say(Language.EN) == caught.value.message


def test_the_withdrawn_are_named() -> None:
    with pytest.raises(ChoiceRefused) as caught:
        choices_for(village(), COUNCIL, ["17"])
    assert caught.value.fault is CodeFault.WITHDRAWN
    assert caught.value.say(Language.FA) == "یاور نمونه‌ای (کد ۱۷) انصراف داده است و نمی‌توان به او رأی داد."


def test_a_list_without_standing_members() -> None:
    definition = town()
    for code in ("201", "202", "203"):
        definition = change_status(definition, COUNCIL, CandidateCode(code), GONE)
    with pytest.raises(ChoiceRefused) as caught:
        choices_for(definition, COUNCIL, ["20"])
    assert caught.value.fault is CodeFault.LIST_EMPTY


def test_too_few_and_no_blank() -> None:
    text = spoil(TOWN_TEXT, ("min = 1\nblank = true", "min = 2\nblank = false"))
    definition = read_toml(text, place="")
    with pytest.raises(ChoiceRefused) as few:
        choices_for(definition, COUNCIL, ["101"])
    assert few.value.fault is CodeFault.TOO_FEW
    with pytest.raises(ChoiceRefused) as none:
        choices_for(definition, COUNCIL, [])
    assert none.value.fault is CodeFault.BLANK


def test_an_unknown_contest() -> None:
    with pytest.raises(InputError, match="this election has council, by-election"):
        choices_for(town(), ContestId("mayor"), [])


def test_every_fault_has_its_words() -> None:
    assert set(CODEWORDS.entries) == {str(fault) for fault in CodeFault}
