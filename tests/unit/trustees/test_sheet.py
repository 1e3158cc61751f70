"""A sealed share on paper: back from lines and from codes, whatever the fingers do."""

import contextlib
import random
import re

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.ceremony import ELECTION, PASSPHRASE, people

from shora.crypto import sealing
from shora.crypto.sealing import seal, unseal
from shora.errors import InputError
from shora.trustees.ceremony import hold_together
from shora.trustees.keep import KeptTrustee
from shora.trustees.sheet import ALPHABET, from_lines, from_qr, qr_payloads, sheet_lines


def made(what: str = "trustee t2", secret: bytes = b"x" * 150) -> bytes:
    patch = pytest.MonkeyPatch()
    patch.setattr(sealing, "MEMORY_KIB", 8)
    patch.setattr(sealing, "PASSES", 1)
    with patch.context():
        sealed = seal(secret, PASSPHRASE, what=what)
    patch.undo()
    return sealed


SEALED = made()
LINES = sheet_lines(SEALED)
CODES = qr_payloads(SEALED)


def test_a_real_share_is_short() -> None:
    kept = KeptTrustee.of(hold_together(ELECTION, *people()).holdings[0])
    sealed = kept.seal(PASSPHRASE)
    lines, codes = sheet_lines(sealed), qr_payloads(sealed)
    assert from_lines(lines) == from_qr(codes) == sealed
    assert KeptTrustee.decode(unseal(sealed, PASSPHRASE, what="trustee t1", place="x"), "x") == kept
    assert len(lines) <= 13
    assert len(codes) == 2
    assert all(len(line) <= 46 for line in lines)
    assert all(len(code) < 230 for code in codes)


def test_codes_are_of_the_alphanumeric_mode() -> None:
    for code in CODES:
        qr = segno.make_qr(code, error="q")
        assert qr.mode == "alphanumeric"
        assert int(qr.version) <= 12
    assert len({len(code) for code in CODES[:-1]}) <= 1


def test_lines_have_their_form() -> None:
    for number, line in enumerate(LINES, start=1):
        assert re.fullmatch(rf"{number:02}( [{ALPHABET}]{{1,4}}){{1,8}} [{ALPHABET}]{{3}}", line)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda line: line.replace(" ", ""),
        lambda line: line.replace(" ", "-"),
        lambda line: f"  {line}\r\n",
        lambda line: line.replace("0", "O").replace("1", "l"),
        lambda line: line.replace("0", "o").replace("1", "I"),
        lambda line: line.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    ],
)
def test_typed_in_other_ways(change: object) -> None:
    assert callable(change)
    assert from_lines([change(line) for line in LINES]) == SEALED


def test_in_any_order_and_twice() -> None:
    order = list(LINES)
    random.Random(1).shuffle(order)
    assert from_lines([*order, "", order[0]]) == SEALED
    codes = list(CODES)
    random.Random(2).shuffle(codes)
    assert from_qr([*codes, codes[0]]) == SEALED


@pytest.mark.parametrize("number", range(len(LINES)))
def test_every_wrong_character_names_its_line(number: int) -> None:
    line = LINES[number]
    for at in range(len(line)):
        for other in "7K":
            if line[at] in {other, " "}:
                continue
            lines = list(LINES)
            lines[number] = line[:at] + other + line[at + 1 :]
            named = f"line {number + 1}" if at > 1 else "line"
            with pytest.raises(InputError, match=named):
                from_lines(lines)


def test_neighbours_that_changed_places_name_their_line() -> None:
    for number, line in enumerate(LINES):
        plain = line.replace(" ", "")
        for at in range(2, len(plain) - 1):
            if plain[at] == plain[at + 1]:
                continue
            lines = list(LINES)
            lines[number] = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
            with pytest.raises(InputError, match=f"line {number + 1}"):
                from_lines(lines)


def test_several_wrong_lines_are_all_named() -> None:
    lines = list(LINES)
    lines[1] = lines[1][:-1] + ("2" if lines[1][-1] != "2" else "3")
    lines[3] = lines[3][:20]
    with pytest.raises(InputError, match="typing error in line 2, line 4"):
        from_lines(lines)
    with pytest.raises(InputError, match=r"typing error in the 1\. line"):
        from_lines(["hello"])


def test_missing_lines_and_codes_are_named() -> None:
    with pytest.raises(InputError, match="line 3, 5 is missing"):
        from_lines([*LINES[:2], LINES[3], *LINES[5:]])
    with pytest.raises(InputError, match=f"line {len(LINES)} is missing"):
        from_lines(LINES[:-1])
    with pytest.raises(InputError, match="line 1 is missing"):
        from_lines(LINES[1:])
    with pytest.raises(InputError, match=f"code 2 of {len(CODES)} is missing"):
        from_qr([CODES[0], *CODES[2:]])
    for nothing in (from_lines, from_qr):
        with pytest.raises(InputError):
            nothing([])


def test_two_sheets_do_not_mix() -> None:
    other = made()
    with pytest.raises(InputError, match="two sheets"):
        from_lines([*LINES[:2], *sheet_lines(other)[2:]])
    with pytest.raises(InputError, match="different sheets"):
        from_qr([CODES[0], *qr_payloads(other)[1:]])
    with pytest.raises(InputError, match="differs"):
        from_lines([*LINES, sheet_lines(other)[3]])


@pytest.mark.parametrize(
    "sealed",
    [
        b"",
        b"{}",
        b"null",
        SEALED[:-1],
        SEALED.replace(b"argon2id", b"argon2ii"),
        SEALED.replace(b'"lanes":1', b'"lanes":2'),
        SEALED.replace(b":", b": ", 1),
        made(secret=b"x" * 3000),
        made(what="x" * 300),
    ],
)
def test_what_is_no_sealed_secret_gets_no_sheet(sealed: bytes) -> None:
    for make in (sheet_lines, qr_payloads):
        with pytest.raises(InputError):
            make(sealed)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), st.sampled_from(LINES)), max_size=15))
def test_anything_typed_is_read_or_refused(lines: list[str]) -> None:
    with contextlib.suppress(InputError):
        assert from_lines(lines) == SEALED


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(CODES),
            st.from_regex(r"SHORA/[0-9]{1,2}/[0-9]/[0-9A-Z]{8}/[0-9A-Z]{1,80}", fullmatch=True),
        ),
        max_size=6,
    )
)
def test_anything_scanned_is_read_or_refused(codes: list[str]) -> None:
    with contextlib.suppress(InputError):
        assert from_qr(codes) == SEALED


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600), st.text("abcdefghij-0123456789", min_size=1, max_size=64))
def test_every_seal_comes_back(secret: bytes, name: str) -> None:
    sealed = made(what=f"trustee {name}", secret=secret)
    assert from_lines(sheet_lines(sealed)) == sealed
    assert from_qr(qr_payloads(sealed)) == sealed
