import pytest

from shora.errors import InputError
from shora.text import digits


@pytest.mark.parametrize("typed", ["101", "۱۰۱", "١٠١", " ۱0١ ", "\t101\n"])
def test_three_scripts_are_one_code(typed: str) -> None:
    assert digits.code(typed) == "101"


def test_leading_zeros_stay() -> None:
    assert digits.code("۰۰۷") == "007"


@pytest.mark.parametrize(
    "typed", ["", "  ", "1a", "۱۰ ۱", "-1", "1.5", "１０１", "²", "१०१", "۱۰۱\u200c", "1\x00"]
)
def test_everything_else_is_no_code(typed: str) -> None:
    with pytest.raises(InputError, match="digits only"):
        digits.code(typed)


def test_there_and_back() -> None:
    assert digits.to_persian("کد 105 و ٦") == "کد ۱۰۵ و ۶"
    assert digits.to_ascii("کد ۱۰۵ و ٦") == "کد 105 و 6"


@pytest.mark.parametrize(
    "number, shown", [(0, "۰"), (999, "۹۹۹"), (12684, "۱۲٬۶۸۴"), (10**18, "۱" + "٬۰۰۰" * 6)]
)
def test_numbers_are_grouped(number: int, shown: str) -> None:
    assert digits.persian_number(number) == shown


def test_is_number() -> None:
    assert digits.is_number("0123")
    assert not digits.is_number("")
    assert not digits.is_number("۱")
