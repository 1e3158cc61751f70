"""Signed statements: what a person, an office or a box says, with the signatures under it. Spec: ``spec/signed.md``.

A statement is an object whose first fields are ``kind`` and ``election``. What is signed is the domain
line and the canonical JSON of the statement, so a signature under one kind, or in one election, says
nothing in another. Who has to sign what is for the rooms above; here a signature is right or wrong.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shora.crypto.identity import Identity, verify_signature
from shora.errors import InputError, RefusedError
from shora.ids import ElectionId
from shora.text import json

DOMAIN: Final = b"shora-statement-1\n"
MOST_SIGNATURES: Final = 64

_SIGNER: Final = re.compile(r"[a-z]+:[A-Za-z0-9][A-Za-z0-9._-]{0,63}(/[a-z]+)?")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")

Signer = str
"""Who signs: ``office:headquarters``, ``trustee:ID``, ``box:ID``, ``station:ID/executive``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature; the key is looked up by the signer's name, never taken from the file."""

    by: Signer
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """``body`` as it was signed, and the signatures so far, in the order of signing."""

    body: Mapping[str, json.JsonValue]
    signatures: tuple[Signature, ...]

    @property
    def kind(self) -> str:
        """What is stated."""
        return json.as_text(self.body["kind"], "statement")

    @property
    def election(self) -> ElectionId:
        """The election that it is about."""
        return ElectionId(json.as_text(self.body["election"], "statement"))

    @property
    def message(self) -> bytes:
        """What a signature covers."""
        return DOMAIN + json.canonical(self.body)

    def encode(self) -> bytes:
        """The file's canonical JSON."""
        return json.canonical(
            {
                "statement": self.body,
                "signatures": [{"by": one.by, "signature": one.signature} for one in self.signatures],
            }
        )

    def signed(self, by: Signer, identity: Identity) -> "Statement":
        """The same with one more signature; :class:`RefusedError` where ``by`` has signed already."""
        if any(one.by == by for one in self.signatures):
            raise RefusedError(f"{by} has signed this already")
        added = Signature(by=by, signature=identity.sign(self.message))
        return Statement(body=self.body, signatures=(*self.signatures, added))


def state(kind: str, election: ElectionId, fields: Mapping[str, json.JsonValue]) -> Statement:
    """A statement without signatures, its fields in the order of its page."""
    return Statement(body={"kind": kind, "election": election, **fields}, signatures=())


def decode_statement(data: bytes, place: str, *, kind: str | None = None) -> Statement:
    """From a file's bytes; :class:`InputError` for another form, or another ``kind`` than is asked for."""
    value = json.parse(data, place=place)
    json.only_fields(value, ("statement", "signatures"), (), place)
    body = json.field(value, "statement", dict, place)
    if list(body)[:2] != ["kind", "election"]:
        raise InputError("a statement begins with kind and election", place=place)
    found = json.field(body, "kind", str, place)
    json.field(body, "election", str, place)
    if kind is not None and found != kind:
        raise InputError(f"it states {found[:80]!r}, and {kind!r} belongs here", place=place)
    listed = json.field(value, "signatures", list, place)
    if len(listed) > MOST_SIGNATURES:
        raise InputError(f"it has more than {MOST_SIGNATURES} signatures", place=place)
    statement = Statement(body=body, signatures=tuple(_signature(one, place) for one in listed))
    names = [one.by for one in statement.signatures]
    if len(set(names)) != len(names):
        raise InputError("somebody has signed twice", place=place)
    if statement.encode() != data:
        raise InputError("it is not written in the canonical form", place=place)
    return statement


def _signature(value: json.JsonValue, place: str) -> Signature:
    json.only_fields(value, ("by", "signature"), (), place)
    by, signature = json.field(value, "by", str, place), json.field(value, "signature", str, place)
    if _SIGNER.fullmatch(by) is None or _SIGNATURE.fullmatch(signature) is None:
        raise InputError("a signature is not one", place=place)
    return Signature(by=by, signature=signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFault:
    """What is wrong with the signatures under a statement: ``code`` and a sentence."""

    code: str
    by: Signer
    detail: str


def check_signatures(
    statement: Statement, wanted: Sequence[tuple[Signer, str]]
) -> tuple[SignatureFault, ...]:
    """Whether exactly the ``wanted`` signers, each with its key, have signed.

    Codes: ``signature-missing``, ``signature-invalid``, ``signature-unexpected``.
    """
    there = {one.by: one.signature for one in statement.signatures}
    faults = []
    for by, key in wanted:
        if by not in there:
            code, detail = "signature-missing", f"{by} has not signed"
        elif not verify_signature(key, statement.message, there[by]):
            code, detail = "signature-invalid", f"the signature is not that of {by}"
        else:
            continue
        faults.append(SignatureFault(code=code, by=by, detail=detail))
    names = {by for by, _ in wanted}
    faults += [
        SignatureFault(code="signature-unexpected", by=by, detail=f"{by} has no part in this")
        for by in there
        if by not in names
    ]
    return tuple(faults)
