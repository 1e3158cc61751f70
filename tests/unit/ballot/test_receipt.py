"""The receipt's last line: signed, read strictly, and evidence only against the box that signed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.ballot.receipt import (
    DOMAIN,
    Receipt,
    ReceiptVerdict,
    Status,
    check_receipt,
    read_receipt,
    sign_receipt,
)
from shora.ballot.tracker import tracker_of
from shora.crypto.identity import Identity
from shora.errors import InputError
from shora.ids import Tracker, Uuid

BOX = Identity(b"b" * 32)
UUID = Uuid("9Xk5ujWWKGnDVG")
TRACKER = tracker_of(b"a ballot")
LINE = sign_receipt(BOX, Status.CAST, UUID, TRACKER)


def test_the_line_is_that_of_the_page() -> None:
    signature = BOX.sign(f"shora-receipt-1\nCAST:{UUID}:{TRACKER}".encode())
    assert f"SHORA1:CAST:{UUID}:{TRACKER}:{signature}" == LINE
    assert DOMAIN == b"shora-receipt-1\n"


@pytest.mark.parametrize("status", list(Status))
def test_what_is_signed_is_read_and_genuine(status: Status) -> None:
    line = sign_receipt(BOX, status, UUID, TRACKER)
    receipt = read_receipt(line)
    assert (receipt.status, receipt.uuid, receipt.tracker) == (status, UUID, TRACKER)
    assert receipt.encode() == line
    assert check_receipt(receipt, BOX.public) is ReceiptVerdict.GENUINE


def test_another_status_tracker_uuid_or_key_is_forged() -> None:
    receipt = read_receipt(LINE)
    other = tracker_of(b"another")
    for forged in (
        Receipt(status=Status.TESTED, uuid=UUID, tracker=TRACKER, signature=receipt.signature),
        Receipt(status=Status.CAST, uuid=UUID, tracker=other, signature=receipt.signature),
        Receipt(status=Status.CAST, uuid=Uuid(UUID + "1"), tracker=TRACKER, signature=receipt.signature),
        Receipt(status=Status.CAST, uuid=UUID, tracker=TRACKER, signature="0" * 128),
    ):
        assert check_receipt(forged, BOX.public) is ReceiptVerdict.FORGED
    assert check_receipt(receipt, Identity(b"c" * 32).public) is ReceiptVerdict.FORGED


def test_a_statement_is_no_receipt() -> None:
    """What the box signs elsewhere never becomes a receipt: the domain differs."""
    signature = BOX.sign(f"shora-statement-1\nCAST:{UUID}:{TRACKER}".encode())
    forged = Receipt(status=Status.CAST, uuid=UUID, tracker=TRACKER, signature=signature)
    assert check_receipt(forged, BOX.public) is ReceiptVerdict.FORGED


@pytest.mark.parametrize("key", ["", "0" * 64, "f" * 64, "x" * 64, BOX.public.upper(), "01" + "0" * 62])
def test_a_key_that_is_none(key: str) -> None:
    with pytest.raises(InputError, match="not the key of a box"):
        check_receipt(read_receipt(LINE), key)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "SHORA1",
        LINE + "\n",
        " " + LINE,
        LINE.lower(),
        LINE.replace("SHORA1", "SHORA2"),
        LINE.replace("CAST", "cast"),
        LINE.replace("CAST", "VOTED"),
        LINE.replace("CAST", ""),
        LINE[:-1],
        LINE + "0",
        LINE + ":",
        LINE[:-1] + "A",
        LINE.replace(UUID, "short"),
        LINE.replace(UUID, "0" * 14),
        LINE.replace(UUID, "a" * 65),
        LINE.replace(TRACKER, TRACKER[:-1]),
        LINE.replace(TRACKER, TRACKER + "="),
        LINE.replace(TRACKER, TRACKER[:-1] + "B"),  # the same hash, written in another way
        LINE.replace(TRACKER, TRACKER[:-1] + "-"),
        LINE.replace(":", "："),
        LINE.replace("CAST", "ＣＡＳＴ"),
        LINE.replace("0", "٠"),
        "SHORA1:" * 10_000,
    ],
)
def test_every_other_line_is_refused(line: str) -> None:
    assert line != LINE
    with pytest.raises(InputError):
        read_receipt(line)


@pytest.mark.parametrize(
    ("uuid", "tracker"), [("x", TRACKER), (UUID, "x"), (UUID, TRACKER + "\n"), (UUID + "\n", TRACKER)]
)
def test_nothing_else_is_signed(uuid: str, tracker: str) -> None:
    with pytest.raises(InputError):
        sign_receipt(BOX, Status.CAST, Uuid(uuid), Tracker(tracker))


@given(st.text(max_size=300) | st.text(alphabet="SHORA1:CASTED0aF+/=\n", max_size=300))
def test_any_text_is_read_back_or_refused(text: str) -> None:
    try:
        receipt = read_receipt(text)
    except InputError:
        return
    assert receipt.encode() == text


@given(st.integers(0, len(LINE) - 1), st.characters())
def test_a_changed_character_is_refused_or_forged(at: int, character: str) -> None:
    changed = LINE[:at] + character + LINE[at + 1 :]
    if changed == LINE:
        return
    try:
        receipt = read_receipt(changed)
    except InputError:
        return
    assert check_receipt(receipt, BOX.public) is ReceiptVerdict.FORGED
