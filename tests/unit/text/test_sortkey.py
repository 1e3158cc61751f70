from shora.text.sortkey import sort_key


def test_the_alphabet_is_persian() -> None:
    alphabet = list("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")
    assert sorted(sorted(alphabet), key=sort_key) == alphabet


def test_names_in_the_order_of_a_persian_dictionary() -> None:
    names = [
        "آذر",
        "احمد",
        "بهار",
        "پروانه",
        "جمشید",
        "چکامه",
        "زهره",
        "ژاله",
        "کیان",
        "گلنار",
        "لیلا",
        "هما",
        "یاور",
    ]
    assert sorted(sorted(names), key=sort_key) == names


def test_spaces_digits_persian_latin() -> None:
    assert sorted(["Zed", "علی‌اکبر", "علی زاده", "۱۲", "علیپور", "علی"], key=sort_key) == [
        "۱۲",
        "علی",
        "علی زاده",
        "علی‌اکبر",
        "علیپور",
        "Zed",
    ]


def test_arabic_letters_sort_as_persian_ones() -> None:
    assert sorted(["کیان", "كيا", "گل"], key=sort_key) == ["كيا", "کیان", "گل"]


def test_only_equal_texts_have_equal_keys() -> None:
    assert sort_key("علي") != sort_key("علی")
    assert sort_key("علي")[0] == sort_key("علی")[0]
