import pytest

from shora.text.normalise import VERSION, normalise, search_key, strip_bidi


def test_the_version_is_said() -> None:
    assert VERSION == 1


@pytest.mark.parametrize(
    "one, two",
    [
        ("علي", "علی"),
        ("مصطفى", "مصطفی"),
        ("كاظم", "کاظم"),
        ("فاطمة", "فاطمه"),
        ("خانۀ", "خانه"),
        ("أحمد", "احمد"),
        ("إسلام", "اسلام"),
        ("آرش", "ارش"),
        ("ٱلله", "الله"),
        ("مؤمن", "مومن"),
        ("رئیسی", "رییسی"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("رحمٰن", "رحمن"),
        ("علی‌اکبر", "علی اکبر"),
        ("علی‌اکبر", "علیاکبر"),
        ("ﻋﻠﯽ", "علی"),
        ("منطقه ۷", "منطقه 7"),
        ("منطقه ٧", "منطقه ۷"),
        ("De Cambra", "DECAMBRA"),
        ("\u202eعلی\u202c", "علی"),
        ("\ufeffعلی\u200f", "علی"),
    ],
)
def test_two_spellings_have_one_key(one: str, two: str) -> None:
    assert search_key(one) == search_key(two)


@pytest.mark.parametrize("one, two", [("علی", "علیه"), ("بهار", "بهاره"), ("پری", "بری"), ("گل", "کل")])
def test_different_names_stay_different(one: str, two: str) -> None:
    assert search_key(one) != search_key(two)


def test_normalise_keeps_words_apart() -> None:
    assert normalise("علي‌ اکبر") == "علی‌ اکبر"
    assert search_key("علي‌ اکبر") == "علیاکبر"


def test_strip_bidi_touches_nothing_else() -> None:
    assert strip_bidi("a\u202ab\u202bc\u202cd\u202de\u202ef\u2066g\u2067h\u2068i\u2069j") == "abcdefghij"
    assert strip_bidi("كيان‌دخت\u0640") == "كيان‌دخت\u0640"
