import json

import pytest
from tests.unit.election.samples import VILLAGE_TEXT, spoil, town, village

from shora.election.amend import change_status
from shora.election.candidate import Status, StatusChange
from shora.election.launch import launch_code, parse_launch_code, with_launch_code
from shora.election.read import read_toml
from shora.election.template import Difference, check_against_definition, election_data, election_json
from shora.errors import InputError
from shora.ids import CandidateCode, ContestId, Uuid
from shora.text.jalali import parse_moment
from shora.text.json import JsonValue, canonical

UUID = Uuid("zeTZMgSBqoiiBP")
KEY = "bfea46fa5b5e6a126a4f231e1d33d97e0f35814956dc2c3274dd51c4e999825c"
CODE = "7K3M-92QD-TTB4"


def made() -> dict[str, JsonValue]:
    return election_data(town(), uuid=UUID, public_key=KEY, launch_code=CODE)


def differences(election: dict[str, JsonValue]) -> list[str]:
    found = check_against_definition(election, town(), uuid=UUID, public_key=KEY, launch_code=CODE)
    return [each.place for each in found]


def test_the_bytes_of_a_box() -> None:
    data = election_json(village(), uuid=UUID, public_key=KEY, launch_code=CODE)
    assert data.decode() == (
        '{"version":1,"description":"نمونه؛ همهٔ نام‌ها ساختگی است\\nlaunch-code: 7K3M-92QD-TTB4",'
        '"name":"انتخابات شورای اسلامی روستای سرو / Council election of the village of Sarv",'
        f'"group":"Ed25519","public_key":"{KEY}",'
        '"questions":[{"answers":["11 آذر نمونه‌ای","12 پروانه ساختگی","13 جمشید فرضی","14 ژاله خیالی",'
        '"15 سهراب پنداری","16 گلنار انگاره","17 یاور نمونه‌ای"],"blank":true,"min":1,"max":3,'
        '"question":"شورای اسلامی روستا / Village council"}],'
        f'"uuid":"{UUID}","administrator":"هیئت اجرایی بخش نمونه","credential_authority":"دفتر کارت بخش نمونه"}}'
    )


def test_blank_is_there_only_when_true() -> None:
    definition = read_toml(spoil(VILLAGE_TEXT, ("votes = 3", "votes = 3\nblank = false")), place="")
    data = election_json(definition, uuid=UUID, public_key=KEY, launch_code=CODE)
    assert b"blank" not in data
    assert b'"],"min":1,"max":3,"question":' in data


def test_strings_are_escaped_as_the_peer_does() -> None:
    text = spoil(VILLAGE_TEXT, ("ژاله خیالی", 'ژاله \\"خیالی\\" \\\\ /'))
    data = election_json(read_toml(text, place=""), uuid=UUID, public_key=KEY, launch_code=CODE)
    assert '"14 ژاله \\"خیالی\\" \\\\ /"'.encode() in data


def test_the_list_stands_in_brackets_and_contests_keep_their_order() -> None:
    questions = made()["questions"]
    assert isinstance(questions, list)
    assert json.dumps(questions[0], ensure_ascii=False).count("[فهرست امید گلشهر]") == 4
    assert '"501 رؤیا مستقلی"' in json.dumps(questions[0], ensure_ascii=False)
    assert len(questions) == 2


def test_a_withdrawal_does_not_change_the_questions() -> None:
    change = StatusChange(
        status=Status.WITHDRAWN, decided_at=parse_moment("1405-04-02 10:00"), by="x", reason="y"
    )
    later = change_status(town(), ContestId("council"), CandidateCode("102"), change)
    assert election_data(later, uuid=UUID, public_key=KEY, launch_code=CODE) == made()


@pytest.mark.parametrize("typed", [CODE, "7k3m-92qd-ttb4", " ۷K3M-۹۲QD-TTB۴ "])
def test_launch_codes_have_one_form(typed: str) -> None:
    assert launch_code(typed) == CODE
    assert parse_launch_code(with_launch_code("", typed)) == CODE
    assert parse_launch_code(with_launch_code("a\nb", typed)) == CODE


@pytest.mark.parametrize(
    "typed", ["", "SHORT", "A" * 65, "7K3M 92QD", "-7K3M92QD", "7K3M--92QD", "کد-7K3M92QD"]
)
def test_what_is_no_launch_code(typed: str) -> None:
    with pytest.raises(InputError, match="not a launch code"):
        election_json(village(), uuid=UUID, public_key=KEY, launch_code=typed)


@pytest.mark.parametrize(
    "description",
    [
        "",
        CODE,
        f"launch-code: {CODE}\n",
        f"launch-code: {CODE.lower()}",
        f"x launch-code: {CODE}",
        "launch-code: ",
    ],
)
def test_descriptions_without_a_launch_code(description: str) -> None:
    with pytest.raises(InputError):
        parse_launch_code(description)


def test_the_definitions_own_election_has_no_difference() -> None:
    parsed = json.loads(election_json(town(), uuid=UUID, public_key=KEY, launch_code=CODE))
    assert differences(parsed) == []
    assert check_against_definition(parsed, town(), uuid=None, public_key=None, launch_code=None) == ()


def spoiled(**changes: JsonValue) -> dict[str, JsonValue]:
    return made() | changes


def test_every_difference_has_its_place() -> None:
    questions = json.loads(canonical(made()["questions"]))
    questions[0]["max"] = 4
    questions[0]["answers"][2] = "103 دیگری"
    questions[1]["blank"] = False
    assert differences(spoiled(questions=questions)) == [
        "questions[0].answers[2]",
        "questions[0].max",
        "questions[1].blank",
    ]
    assert differences(spoiled(questions=questions[:1])) == ["questions"]
    assert differences(spoiled(version=True)) == ["version"]
    assert differences(spoiled(public_key="00")) == ["public_key"]
    assert differences(spoiled(uuid="other")) == ["uuid"]
    assert differences(spoiled(extra=1)) == ["extra"]
    assert differences(spoiled(description="launch-code: ANOTHER-CODE")) == ["description"]
    without = made()
    del without["administrator"]
    assert differences(without) == ["administrator"]


def test_a_description_without_code_is_a_difference_even_when_none_is_known() -> None:
    found = check_against_definition(
        spoiled(description="x"), town(), uuid=None, public_key=None, launch_code=None
    )
    assert [each.place for each in found] == ["description"]
    assert differences(spoiled(description=None)) == ["description"]


def test_a_difference_in_words() -> None:
    assert str(Difference(place="a", expected="1", found="2")) == "a: 1 expected, 2 found"
