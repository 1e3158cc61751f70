from hypothesis import example, given
from hypothesis import strategies as st

from shora.text.normalise import normalise, search_key, strip_bidi
from shora.text.sortkey import sort_key

PERSIAN = st.text(alphabet="ابپتثجچحخدذرزژکگلمنوهیيىكةۀأإآٱؤئءًٌٍَُِّٰٓٔـ\u200c\u200f\u202e ۱٢3aZ")


@given(st.one_of(st.text(), PERSIAN))
@example("a\u0640\u0301")
@example("ا\u0640\u0653")
@example("\u1e9e\u0345")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert search_key(search_key(text)) == search_key(text)


@given(PERSIAN, PERSIAN)
def test_joiners_and_spaces_do_not_matter(one: str, two: str) -> None:
    assert search_key(f"{one}\u200c{two}") == search_key(f"{one} {two}")


@given(st.text())
def test_no_bidi_mark_survives(text: str) -> None:
    assert not set(strip_bidi(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.lists(st.one_of(st.text(), PERSIAN)))
def test_the_order_is_total(texts: list[str]) -> None:
    assert sorted(texts, key=sort_key) == sorted(sorted(texts), key=sort_key)
