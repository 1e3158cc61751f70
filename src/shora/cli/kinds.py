"""The kinds of statements that people sign, each with its strict reader. Spec: ``spec/signed.md``.

Nobody puts a name under what no part of Shora would read: another kind of statement, or more fields.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from shora.box.machine import KEY_KIND
from shora.cards.statement import KIND as CARDS
from shora.cards.statement import decode_cards
from shora.cli.console import printable
from shora.crypto.statement import decode_statement
from shora.errors import InputError
from shora.record.day import CheckIns, Closing, Decision, Ended, Opening, Unopened
from shora.record.decryption import Decryption
from shora.record.lots import Lot
from shora.record.orders import Order
from shora.record.plan import Opened
from shora.record.stated import Stated, body_of, decode_signed
from shora.text import json
from shora.verification.v02_ceremony import FIELDS as STEPS

_LONGEST: Final = 600
"""Characters of one value that are shown; of a longer one its size and hash."""

Reader = Callable[[bytes, str], object]


def _of(kind: type[Stated]) -> Reader:
    return lambda data, place: decode_signed(kind, data, place)


def _texts(*names: str) -> Reader:
    """A kind with these fields, which are texts."""

    def read(data: bytes, place: str) -> object:
        body = body_of(decode_statement(data, place), names, (), place)
        return [json.field(body, name, str, place) for name in names]

    return read


def _step(*names: str) -> Reader:
    """A step of the ceremony: whose it is, and these texts."""

    def read(data: bytes, place: str) -> object:
        body = body_of(decode_statement(data, place), ("ceremony", "trustee", "index", *names), (), place)
        json.field(body, "index", int, place)
        return [json.field(body, name, str, place) for name in ("ceremony", "trustee", *names)]

    return read


_STATED: Final = (Opening, Ended, Closing, Unopened, Decision, CheckIns, Order, Lot, Decryption, Opened)

KINDS: Final[Mapping[str, Reader]] = {
    "record": _texts("record"),
    CARDS: decode_cards,
    KEY_KIND: _texts("box", "key"),
    **{kind.KIND: _of(kind) for kind in _STATED},
    **{kind: _step(*names) for kind, names in STEPS.items()},
}
"""What can be signed by hand; all else is signed by the program that makes it."""


def need_known(data: bytes, place: str) -> None:
    """:class:`InputError` unless this is a statement of a known kind in its one form."""
    statement = decode_statement(data, place)
    if statement.kind not in KINDS:
        raise InputError(
            f"{statement.kind[:40]!r} is no kind of statement that is signed here", place=place,
            hint="spec/signed.md lists the kinds",
        )  # fmt: skip
    KINDS[statement.kind](data, place)


def lines_of(value: json.JsonValue, name: str) -> list[str]:
    """A value as lines ``name: …`` for people; long lists and texts are counted and hashed."""
    data = json.canonical(value)
    if isinstance(value, dict) and (len(data) > _LONGEST or len(value) > 1):
        return [line for key, one in value.items() for line in lines_of(one, f"{name}.{key}")]
    text = value if isinstance(value, str) else data.decode()
    if len(text) > _LONGEST:
        many = f"{len(value)} entries" if isinstance(value, list) else f"{len(text)} characters"
        hashed = sha256(value.encode() if isinstance(value, str) else data).hexdigest()
        text = f"{many}, SHA-256 {hashed}"
    return [f"{printable(name)}: {printable(text)}"]
