"""The receipt's last line: what became of a ballot, signed by the box. Spec: ``spec/receipt.md``.

The tracker is printed before the voter decides; this line comes after the ballot, or its opening, is durable. Without
it a receipt is of an abandoned session.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shora.crypto.identity import Identity, fault_in_key, verify_signature
from shora.errors import InputError
from shora.ids import Tracker, Uuid

DOMAIN: Final = b"shora-receipt-1\n"
_FORMAT: Final = "SHORA1"
_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")
_TRACKER: Final = re.compile(
    r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"
)  # the last character stands for four bits
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
_PARTS: Final = 5
_LONGEST: Final = 400


class Status(StrEnum):
    """What the box says became of the ballot."""

    CAST = "CAST"
    """It is in the box."""
    TESTED = "TESTED"
    """It was opened, and does not count."""


class ReceiptVerdict(StrEnum):
    """What a box's signature under a receipt is worth."""

    GENUINE = "genuine"
    """The box has said it. If it is not so, the receipt is evidence against the box."""
    FORGED = "forged"
    """The signature is not that box's, or was made for something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The line, read. Whether the box has signed it, :func:`check_receipt` tells."""

    status: Status
    uuid: Uuid
    tracker: Tracker
    signature: str

    @property
    def message(self) -> bytes:
        """What the signature covers."""
        return _message(self.status, self.uuid, self.tracker)

    def encode(self) -> str:
        """The line."""
        return f"{_FORMAT}:{self.status}:{self.uuid}:{self.tracker}:{self.signature}"


def sign_receipt(identity: Identity, status: Status, uuid: Uuid, tracker: Tracker) -> str:
    """The line that ends a receipt, for printing after the ballot or its opening is durable.

    :class:`InputError` for a uuid or tracker that is none.
    """
    _need(uuid, tracker)
    signature = identity.sign(_message(status, uuid, tracker))
    return Receipt(status=status, uuid=uuid, tracker=tracker, signature=signature).encode()


def read_receipt(text: str) -> Receipt:
    """The line as it was scanned or typed, exactly; :class:`InputError` for anything else."""
    parts = text.split(":") if len(text) <= _LONGEST else []
    if len(parts) != _PARTS or parts[0] != _FORMAT:
        raise InputError(
            "this is not the last line of a receipt",
            place="receipt",
            hint=f"it begins with {_FORMAT}: and has {_PARTS} parts",
        )
    _, status, uuid, tracker, signature = parts
    if status not in {Status.CAST.value, Status.TESTED.value}:
        raise InputError(f"{status[:20]!r} is no status of a receipt", place="receipt")
    _need(uuid, tracker)
    if _SIGNATURE.fullmatch(signature) is None:
        raise InputError("the signature is not 128 hexadecimal digits", place="receipt")
    return Receipt(status=Status(status), uuid=Uuid(uuid), tracker=Tracker(tracker), signature=signature)


def check_receipt(receipt: Receipt, box_key: str) -> ReceiptVerdict:
    """Whether the box whose identity key is ``box_key`` (``box.json``) has signed it.

    The caller finds that key by the receipt's uuid. :class:`InputError` for a key that is none.
    """
    if fault_in_key(box_key) is not None:
        raise InputError("this is not the key of a box", place="receipt")
    genuine = verify_signature(box_key, receipt.message, receipt.signature)
    return ReceiptVerdict.GENUINE if genuine else ReceiptVerdict.FORGED


def _message(status: Status, uuid: Uuid, tracker: Tracker) -> bytes:
    return DOMAIN + f"{status}:{uuid}:{tracker}".encode("ascii")


def _need(uuid: str, tracker: str) -> None:
    if _UUID.fullmatch(uuid) is None:
        raise InputError("the uuid is not 14 to 64 Base58 characters", place="receipt")
    if _TRACKER.fullmatch(tracker) is None:
        raise InputError("the tracker is not the Base64 of a hash", place="receipt")
