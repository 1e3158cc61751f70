"""Signed statements: one form, and signatures that say exactly one thing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.crypto.identity import Identity
from shora.crypto.statement import DOMAIN, check_signatures, decode_statement, state
from shora.errors import InputError, RefusedError
from shora.ids import ElectionId

CITY = ElectionId("city")
HQ = Identity(b"\x01" * 32)
SUP = Identity(b"\x02" * 32)
WANTED = [("office:headquarters", HQ.public), ("office:supervision", SUP.public)]


def signed() -> bytes:
    statement = state("order", CITY, {"number": 1, "box": "b"})
    return statement.signed("office:headquarters", HQ).signed("office:supervision", SUP).encode()


def test_the_bytes_that_are_signed() -> None:
    statement = state("order", CITY, {"number": 1, "box": "b"})
    assert statement.message == DOMAIN + b'{"kind":"order","election":"city","number":1,"box":"b"}'
    assert decode_statement(signed(), "x").body == statement.body
    assert (statement.kind, statement.election) == ("order", "city")


def test_exactly_the_wanted_have_to_sign() -> None:
    statement = decode_statement(signed(), "x", kind="order")
    assert check_signatures(statement, WANTED) == ()
    assert check_signatures(statement, list(reversed(WANTED))) == ()
    assert [f.code for f in check_signatures(statement, WANTED[:1])] == ["signature-unexpected"]
    assert [f.code for f in check_signatures(statement, [*WANTED, ("box:b", HQ.public)])] == [
        "signature-missing"
    ]
    swapped = [(WANTED[0][0], SUP.public), (WANTED[1][0], HQ.public)]
    assert [f.code for f in check_signatures(statement, swapped)] == ["signature-invalid"] * 2


def test_nobody_signs_twice() -> None:
    with pytest.raises(RefusedError, match="has signed this already"):
        decode_statement(signed(), "x").signed("office:headquarters", HQ)


def test_a_signature_says_nothing_elsewhere() -> None:
    """The same fields in another kind, another election, or another order of fields."""
    value = json.loads(signed())
    bodies: list[dict[str, Any]] = [
        {**value["statement"], "kind": "closing"},
        {**value["statement"], "election": "town"},
        {"kind": "order", "election": "city", "box": "b", "number": 1},
    ]
    for body in bodies:
        data = json.dumps({**value, "statement": body}, separators=(",", ":")).encode()
        faults = check_signatures(decode_statement(data, "x"), WANTED)
        assert [f.code for f in faults] == ["signature-invalid"] * 2


@pytest.mark.parametrize(
    "old,new,message",
    [
        (b'{"statement"', b'{ "statement"', "canonical"),
        (b'"kind":"order","election":"city"', b'"election":"city","kind":"order"', "begins with kind"),
        (b'"kind":"order",', b'"kind":"cards",', "states 'cards', and 'order' belongs here"),
        (b'"by":"office:supervision"', b'"by":"office:headquarters"', "signed twice"),
        (b'"by":"office:supervision"', b'"by":"office"', "a signature is not one"),
        (b'"signatures":[', b'"signatures":[{},', "missing"),
        (b'"number":1', b'"number":1.0', "not a whole number"),
        (b'"number":1', b'"number":1,"number":1', "twice"),
    ],
)
def test_other_forms(old: bytes, new: bytes, message: str) -> None:
    data = signed()
    assert old in data
    with pytest.raises(InputError, match=message):
        decode_statement(data.replace(old, new, 1), "x", kind="order")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode_statement(data, "x")


@given(st.integers(0, len(signed()) - 1), st.integers(1, 255))
def test_any_changed_byte_is_seen(at: int, change: int) -> None:
    data = bytearray(signed())
    data[at] ^= change
    try:
        statement = decode_statement(bytes(data), "x", kind="order")
    except InputError:
        return
    assert check_signatures(statement, WANTED)
