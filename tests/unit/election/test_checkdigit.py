"""Check digits: no slip of a finger makes one candidate's code of another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.election.checkdigit import (
    check_digit,
    confusable,
    fault_in_code,
    make_codes,
    slips,
    with_check_digit,
)
from shora.errors import InputError

serials = st.text("0123456789", min_size=1, max_size=11)


def test_the_published_example() -> None:
    assert check_digit("572") == "4"
    assert fault_in_code("5724") == ""


@given(serials)
def test_a_code_passes_and_every_slip_of_it_fails(serial: str) -> None:
    code = with_check_digit(serial)
    assert fault_in_code(code) == ""
    assert all(fault_in_code(each) for each in slips(code))


@pytest.mark.parametrize("length", [2, 3, 4, 5])
def test_no_two_of_all_codes_are_one_slip_apart(length: int) -> None:
    codes = make_codes([str(n) for n in range(10 ** (length - 1))], length)
    assert len(set(codes)) == 10 ** (length - 1)
    assert confusable(codes) == ()


def test_the_codes_of_a_whole_city() -> None:
    codes = make_codes([str(n) for n in range(1, 5064)], 5)
    assert {len(each) for each in codes} == {5}
    assert confusable(codes) == ()


def test_slips_are_all_single_digits_and_all_swaps() -> None:
    assert sorted(slips("12")) == sorted(
        {*(f"{a}2" for a in range(10) if a != 1), *(f"1{b}" for b in range(10) if b != 2), "21"}
    )
    assert "11" not in slips("11")


def test_codes_without_check_digit_are_told_apart_from_those_with() -> None:
    assert confusable(["101", "102", "110", "999"]) == (("101", "102"), ("101", "110"))


def test_all_three_scripts_are_digits() -> None:
    assert with_check_digit("۵۷٢") == "5724"
    assert fault_in_code("۵۷۲۴") == ""


@pytest.mark.parametrize("text", ["", "12a", "-1", "1.0"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(InputError):
        with_check_digit(text)


def test_what_is_no_code() -> None:
    assert "at least 2 digits" in fault_in_code("0")
    assert fault_in_code("5723") == "the check digit is wrong: 572 has 4"
    with pytest.raises(InputError, match="too long for a code of 3 digits"):
        make_codes(["100"], 3)
