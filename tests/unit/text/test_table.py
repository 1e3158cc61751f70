import pytest

from shora.errors import InputError
from shora.text.table import Align, table, width


def test_width_counts_cells() -> None:
    assert width("abc") == 3
    assert width("علی‌اکبر") == 7
    assert width("مُحَمَّد") == 4
    assert width("票") == 2


def test_columns_line_up() -> None:
    lines = table(["کد", "Votes"], [["علی‌پور", "7"], ["x", "12684"]], [Align.START, Align.END])
    assert lines == ("کد      Votes", "──────  ─────", "علی‌پور      7", "x       12684")
    assert len({width(line) for line in lines}) == 1


def test_rows_fit_the_head() -> None:
    with pytest.raises(InputError):
        table(["a", "b"], [["1"]], [Align.START, Align.END])
