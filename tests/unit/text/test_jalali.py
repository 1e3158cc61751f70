from datetime import UTC, datetime, timedelta, timezone

import pytest

from shora.errors import InputError
from shora.text.jalali import parse_moment, show_date, show_moment, to_utc, utc_text
from shora.text.messages import Language

POLLING = datetime(2026, 6, 19, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-19T04:30:00Z",
        "2026-06-19T08:00:00+03:30",
        "2026-06-19 08:00+03:30",
        "1405-03-29 08:00",
        "1405/3/29 8:00",
        "۱۴۰۵-۰۳-۲۹ ۰۸:۰۰",
        "١٤٠٥/٠٣/٢٩ ٠٨:٠٠",
    ],
)
def test_many_ways_to_write_one_moment(text: str) -> None:
    assert parse_moment(text) == POLLING
    assert parse_moment(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-06-19",
        "2026-06-19T08:00:00",
        "2026-13-01T08:00:00Z",
        "2026-06-19T25:00:00Z",
        "1405-03-29",
        "1405-13-01 08:00",
        "1405-12-30 08:00",
        "1405-03-29 24:00",
        "05-03-29 08:00",
        "2026-06-19T08:00:00.5Z",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_moment_gets_advice(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_moment(text)
    assert "2026-06-19T08:00:00+03:30" in caught.value.hint


def test_shown_in_tehran() -> None:
    assert show_date(POLLING, Language.FA) == "جمعه ۲۹ خرداد ۱۴۰۵"
    assert show_moment(POLLING, Language.FA) == "جمعه ۲۹ خرداد ۱۴۰۵، ساعت ۰۸:۰۰"
    assert show_moment(POLLING, Language.EN) == "Friday 19 June 2026, 08:00 Tehran"


def test_the_day_is_tehrans() -> None:
    assert show_date(datetime(2026, 3, 20, 20, 30, tzinfo=UTC), Language.FA) == "شنبه ۱ فروردین ۱۴۰۵"


def test_stored_in_utc_to_the_second() -> None:
    assert (
        utc_text(datetime(2026, 6, 19, 8, tzinfo=timezone(timedelta(hours=3, minutes=30))))
        == "2026-06-19T04:30:00Z"
    )
    assert utc_text(datetime(800, 1, 2, tzinfo=UTC)) == "0800-01-02T00:00:00Z"
    with pytest.raises(InputError, match="no time zone"):
        to_utc(datetime(2026, 6, 19))  # noqa: DTZ001
    with pytest.raises(InputError, match="parts of a second"):
        to_utc(POLLING.replace(microsecond=1))
