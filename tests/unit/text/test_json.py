"""Strict JSON: what is refused, where it says so, and that what we write is what the peer writes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.errors import InputError
from shora.text.json import (
    MAX_DEPTH,
    JsonValue,
    as_list,
    as_object,
    as_text,
    canonical,
    field,
    is_canonical,
    only_fields,
    parse,
)

PEER = Path(__file__).parents[2] / "data" / "peer"

REFUSED = [
    (b'{"a":1,"a":2}', "1:8", "the key 'a' is there twice"),
    (b'{"a":{"b":1},"b":2,"\\u0062":3}', "1:20", "the key 'b' is there twice"),
    (b"[\n 1.5]", "2:2", "1.5 is not a whole number"),
    (b"[1e3]", "1:2", "1e3 is not a whole number"),
    (b"[1.0]", "1:2", "1.0 is not a whole number"),
    (b"[NaN]", "1:2", "NaN is not a whole number"),
    (b"[-Infinity]", "1:2", "-Infinity is not a whole number"),
    (b"[1234567890123456]", "1:2", "more than 15 digits"),
    (b"[" + b"9" * 100_000 + b"]", "1:2", "more than 15 digits"),
    (b'["\\ud800"]', "1:2", "half of a surrogate pair"),
    (b'{"\\udfff":1}', "1:2", "half of a surrogate pair"),
    (b"[" * 65 + b"]" * 65, "1:65", "nests deeper than 64"),
    (b"[" * 100_000, "1:65", "nests deeper than 64"),
    (b'{"a":' * 100_000, "1:321", "nests deeper than 64"),
    (b"[] []", "1:4", "more text after the end"),
    (b"{}\0", "1:3", "more text after the end"),
    (b"", "1:1", "not JSON"),
    (b"[1,]", "1:4", "not JSON"),
    (b"[01]", "1:3", "not JSON"),
    (b"[+1]", "1:2", "not JSON"),
    (b"['a']", "1:2", "not JSON"),
    (b'["\x01"]', "1:3", "not JSON"),
    (b'["\\x41"]', "1:3", "not JSON"),
    (b'{"a":1 /* no */}', "1:8", "not JSON"),
    ("[٣]".encode(), "1:2", "not JSON"),
    (b'{"a":1', "1:7", "not JSON"),
]


@pytest.mark.parametrize("text,where,message", REFUSED)
def test_refuses_what_readers_differ_on(text: bytes, where: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        parse(text, place="file")
    assert refusal.value.place == f"file:{where}"


def test_without_a_place_the_line_is_named() -> None:
    with pytest.raises(InputError) as refusal:
        parse(b'{\n"a": 1,\n"a": 2}')
    assert str(refusal.value) == "line 3, column 1: the key 'a' is there twice"


@pytest.mark.parametrize("text", [b"\xff", b'"\xed\xa0\x80"', b'"\xc0\xaf"', '"a"'.encode("utf-16")])
def test_refuses_what_is_not_utf8(text: bytes) -> None:
    with pytest.raises(InputError, match="is not UTF-8"):
        parse(text)


def test_refuses_a_byte_order_mark() -> None:
    with pytest.raises(InputError, match="byte-order mark"):
        parse(b"\xef\xbb\xbf{}")


def test_limits_are_the_callers() -> None:
    assert parse(b"[[1]]", max_bytes=5, max_depth=2) == [[1]]
    with pytest.raises(InputError, match="6 bytes, more than 5"):
        parse(b"[[10]]", max_bytes=5)
    with pytest.raises(InputError, match="nests deeper than 1"):
        parse(b"[[1]]", max_depth=1)
    with pytest.raises(InputError, match="nests too deep"):
        parse(b"[" * 100_000 + b"]" * 100_000, max_depth=1_000_000)


def test_accepts_what_is_plain() -> None:
    text = (
        ' {"k" : "x", "x":"k", "n":[-1, 0, 999999999999999], "t":true, "z":null, "s":"\\ud83d\\uddf3 : "} \n'
    )
    assert parse(text.encode()) == {
        "k": "x",
        "x": "k",
        "n": [-1, 0, 999999999999999],
        "t": True,
        "z": None,
        "s": "\U0001f5f3 : ",
    }


def test_the_same_key_in_different_objects_is_fine() -> None:
    assert parse(b'[{"a":1},{"a":{"a":2}}]') == [{"a": 1}, {"a": {"a": 2}}]


def test_writes_odd_names_as_the_peer_does() -> None:
    text = (PEER / "odd-names.election.json").read_bytes()
    value = parse(text)
    assert "\x7f" in field(value, "name", str, "election")
    assert is_canonical(text, value)


def test_escapes() -> None:
    assert canonical('"\\/\b\f\n\r\t\0\x1f\x7f\x80\u2028é') == (
        '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\x80\u2028é"'.encode()
    )
    assert canonical({"b": (1, [True, None]), "a": {}}) == b'{"b":[1,[true,null]],"a":{}}'


@pytest.mark.parametrize("text", [b'{"a": 1}', b'{"a":1}\n', b'{"\\u0061":1}', b'"\\/"', b"-0", b'"\x7f"'])
def test_knows_what_is_not_canonical(text: bytes) -> None:
    assert not is_canonical(text, parse(text))


@pytest.mark.parametrize(
    "value,message",
    [
        (1.5, "a float has no place"),
        ({"a": [b"x"]}, "a bytes has no place"),
        ({1: 2}, "the key 1 is not text"),
        (10**15, "more than 15 digits"),
        (["\ud800"], "half of a surrogate pair"),
    ],
)
def test_refuses_to_write_what_would_not_come_back(value: JsonValue, message: str) -> None:
    with pytest.raises(InputError, match=message):
        canonical(value)


def test_refuses_to_write_without_end() -> None:
    value: JsonValue = []
    for _ in range(MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(InputError, match="nests deeper"):
        canonical(value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_comes_back(value: JsonValue) -> None:
    text = canonical(value)
    assert parse(text) == value
    assert is_canonical(text, parse(text))


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\u0d8NaInf1-.e ', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = parse(data)
    except InputError:
        return
    assert parse(canonical(value)) == value


def test_typed_access() -> None:
    value = parse(b'{"s":"x","n":3,"t":true,"l":[1],"o":{"a":1}}')
    assert field(value, "s", str, "p") == "x"
    assert field(value, "n", int, "p") == 3
    assert field(value, "t", bool, "p") is True
    assert field(value, "l", list, "p") == [1]
    assert field(value, "o", dict, "p") == {"a": 1}
    assert only_fields(value, ("s", "n", "t", "l"), ("o", "q"), "p") == value


def test_wrong_shapes_say_what_is_expected() -> None:
    value = parse(b'{"s":"x","t":true}')
    with pytest.raises(InputError, match=r"p: the field 'q' is missing"):
        field(value, "q", str, "p")
    with pytest.raises(InputError, match=r"the field 's' has to be a whole number, and is text"):
        field(value, "s", int, "p")
    with pytest.raises(InputError, match=r"the field 't' has to be a whole number, and is true or false"):
        field(value, "t", int, "p")
    with pytest.raises(InputError, match="an object is expected here, and this is a list"):
        as_object([], "p")
    with pytest.raises(InputError, match="a list is expected here, and this is null"):
        as_list(None, "p")
    with pytest.raises(InputError, match="text is expected here, and this is an object"):
        as_text({}, "p")
    with pytest.raises(InputError, match="there is no field 't' in this format"):
        only_fields(value, ("s",), (), "p")
    with pytest.raises(InputError, match="the field 'z' is missing"):
        only_fields(value, ("s", "z"), ("t",), "p")
