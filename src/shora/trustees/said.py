"""What a trustee says in a step: the message of Belenios, and its signed statement. Spec: ``spec/ceremony.md``.

The statement binds the message's hash to election, attempt, trustee and to everything that the trustee
had seen by then. Nobody is blamed for what it has not signed: the signature is looked at first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shora.crypto.identity import Identity
from shora.crypto.statement import Statement, check_signatures, decode_statement, state
from shora.errors import InputError
from shora.text import json
from shora.trustees.parties import Misdeed, Parties, Step

MALFORMED: Final = "ceremony-malformed"
OTHER: Final = "ceremony-other"
ORDER: Final = "transcript-order"
"""Codes of ``spec/verification.md``."""

FIELDS: Final[Mapping[Step, Mapping[str, str]]] = {
    Step.COMMITMENT: {"plan": "plan-differs", "commitment": "commitment-differs"},
    Step.CERTIFICATE: {"certificate": "certificate-differs", "commitments": ORDER},
    Step.POLYNOMIAL: {
        "polynomial": "polynomial-differs",
        "coefexps": "polynomial-differs",
        "certificates": ORDER,
    },
    Step.SHARE: {"public_share": "share-differs", "polynomials": ORDER},
    Step.CONFIRMED: {"trustees": "confirmed-other"},
}
"""The fields of each step's statement, in their order, with the code of one that is not what it must be."""

_WORDS: Final = {
    "plan": "it was made for another plan of trustees",
    "commitment": "its commitment is not one",
    "certificate": "the certificate in its file is not the one that it signed",
    "commitments": "it opened its certificate after other commitments than these",
    "polynomial": "the polynomial in its file is not the one that it signed",
    "coefexps": "the coefficients in its file are not those that it signed",
    "certificates": "it dealt after other certificates than these",
    "public_share": "the public share in its file is not the one that it signed",
    "polynomials": "it added up the shares of other polynomials than these",
    "trustees": "it confirms another trustees.json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One file of the exchange. ``message`` is empty where a step has none."""

    message: bytes
    statement: Statement

    def encode(self) -> bytes:
        """The file."""
        signed = json.parse(self.statement.encode())
        return json.canonical({"message": self.message.decode(), "signed": signed})

    def field(self, name: str) -> str:
        """A hash of the statement; the statement was checked before."""
        return json.as_text(self.statement.body[name], "statement")


def say(
    parties: Parties,
    step: Step,
    index: int,
    identity: Identity,
    fields: Mapping[str, str],
    message: bytes = b"",
) -> Said:
    """What trustee ``index`` says, signed. The same input gives the same bytes."""
    member = parties.member(index)
    head: dict[str, json.JsonValue] = {
        "ceremony": parties.ceremony,
        "trustee": member.id,
        "index": index,
    }
    statement = state(step.kind, parties.election, {**head, **fields})
    return Said(message=message, statement=statement.signed(f"trustee:{member.id}", identity))


@lru_cache(maxsize=512)
def hear(data: bytes, place: str = "") -> Said:
    """From a file's bytes; :class:`InputError` for another form. Several checks read the same file."""
    value = json.parse(data, place=place)
    json.only_fields(value, ("message", "signed"), (), place)
    signed = json.canonical(json.field(value, "signed", dict, place))
    said = Said(
        message=json.field(value, "message", str, place).encode(), statement=decode_statement(signed, place)
    )
    if said.encode() != data:
        raise InputError("it is not written in the canonical form", place=place)
    return said


def misdeeds_in(
    parties: Parties, step: Step, index: int, said: Said, fields: Mapping[str, str]
) -> tuple[Misdeed, ...]:
    """What is wrong with a statement; ``fields`` are the values that are known already."""
    member = parties.member(index)

    def misdeed(code: str, detail: str) -> Misdeed:
        return Misdeed(step=step, trustee=member.id, code=code, detail=detail)

    statement = said.statement
    faults = check_signatures(statement, [(f"trustee:{member.id}", member.key)])
    if faults:
        return tuple(misdeed(fault.code, f"under its name: {fault.detail}") for fault in faults)
    wanted: dict[str, json.JsonValue] = {
        "kind": step.kind,
        "election": parties.election,
        "ceremony": parties.ceremony,
        "trustee": member.id,
        "index": index,
    }
    body = statement.body
    other = [name for name, value in wanted.items() if body.get(name) != value or _kind(body, name, value)]
    if other:
        return (misdeed(OTHER, f"it signed this for another {', '.join(other)}"),)
    if list(body) != [*wanted, *FIELDS[step]]:
        return (misdeed(MALFORMED, "its statement has not the fields of this step"),)
    if not all(_is_hash(body[name]) for name in FIELDS[step]):
        return (misdeed(MALFORMED, "its statement has a field that is no hash"),)
    differ = [name for name, value in fields.items() if body[name] != value]
    return tuple(misdeed(FIELDS[step][name], _WORDS[name]) for name in differ)


def _kind(body: Mapping[str, json.JsonValue], name: str, value: json.JsonValue) -> bool:
    return type(body.get(name)) is not type(value)  # `true` is no index


def _is_hash(value: json.JsonValue) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")
