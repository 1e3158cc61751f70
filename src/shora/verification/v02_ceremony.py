"""V2: the ceremony's transcript: everybody committed before anybody opened, and everybody signed every step.

``spec/ceremony.md``, "What a verifier checks".
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from shora.crypto.statement import Statement, check_signatures, decode_statement
from shora.election.definition import Definition
from shora.errors import InputError
from shora.text import json
from shora.verification.verdict import Check, Findings, Place

FORMAT: Final = "shora-ceremony-1"
FIELDS: Final = {
    "ceremony-commitment": ("plan", "commitment"),
    "ceremony-certificate": ("certificate", "commitments"),
    "ceremony-polynomial": ("polynomial", "coefexps", "certificates"),
    "ceremony-share": ("public_share", "polynomials"),
    "ceremony-confirmed": ("trustees",),
}
"""The five steps, in order, with what their statements have beside kind, election, ceremony, trustee and index."""

_HEAD: Final = ("kind", "election", "ceremony", "trustee", "index")


def check_ceremony(
    transcript: bytes, trustees: bytes, definition: Definition, findings: Findings, *, file: str
) -> None:
    """Names the trustee of each fault, from 1. ``trustees`` are the bytes of ``trustees.json``."""
    findings.looked(Check.V2)
    try:
        ceremony, steps = _read(transcript, definition.trustees.size, file)
    except InputError as error:
        findings.fail(Check.V2, "ceremony-malformed", Place(file=file), str(error))
        return
    said: list[list[Mapping[str, str]]] = []
    for number, (kind, row) in enumerate(zip(FIELDS, steps, strict=True), start=1):
        said.append([])
        for index, statement in enumerate(row, start=1):
            place = Place(file=file, trustee=index)
            head: dict[str, json.JsonValue] = {
                "kind": kind,
                "election": definition.id,
                "ceremony": ceremony,
                "trustee": definition.trustees.members[index - 1].id,
                "index": index,
            }
            said[-1].append(_check_one(statement, number, head, definition, findings, place))
    _check_hashes(said, trustees, definition, findings, file)


def _read(transcript: bytes, size: int, file: str) -> tuple[str, list[list[Statement]]]:
    value = json.parse(transcript, place=file)
    json.only_fields(value, ("format", "ceremony", "steps"), (), file)
    if json.field(value, "format", str, file) != FORMAT or not json.is_canonical(transcript, value):
        raise InputError(f"it is not a canonical {FORMAT}", place=file)
    ceremony = json.field(value, "ceremony", str, file)
    if len(ceremony) != 22 or not set(ceremony) <= set(
        "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    ):
        raise InputError("the ceremony's token is not one", place=file)
    rows = [json.as_list(row, file) for row in json.field(value, "steps", list, file)]
    if [len(row) for row in rows] != [size] * len(FIELDS):
        raise InputError(f"it has not {len(FIELDS)} steps of {size} statements", place=file)
    return ceremony, [[decode_statement(json.canonical(one), file) for one in row] for row in rows]


def _check_one(
    statement: Statement,
    number: int,
    head: Mapping[str, json.JsonValue],
    definition: Definition,
    findings: Findings,
    place: Place,
) -> Mapping[str, str]:
    """The hashes that the statement has; empty where they are not what belongs there."""
    body = statement.body
    other = [name for name in _HEAD if json.canonical(body.get(name)) != json.canonical(head[name])]
    if other:
        detail = f"step {number}: another {', '.join(other)} stands here"
        findings.fail(Check.V2, "ceremony-other", place, detail)
    member = definition.trustees.members[(place.trustee or 1) - 1]
    for fault in check_signatures(statement, [(f"trustee:{member.id}", member.key)]):
        findings.fail(Check.V2, fault.code, place, f"step {number}: {fault.detail}")
    names = FIELDS[str(head["kind"])]
    hashes = {name: value for name in names if isinstance(value := body.get(name), str)}
    if list(body) != [*_HEAD, *names] or len(hashes) != len(names):
        detail = f"step {number}: the statement has not the fields of {head['kind']}"
        findings.fail(Check.V2, "ceremony-malformed", place, detail)
    return hashes


def _check_hashes(
    said: Sequence[Sequence[Mapping[str, str]]],
    trustees: bytes,
    definition: Definition,
    findings: Findings,
    file: str,
) -> None:
    commitments, certificates, polynomials, shares, confirmed = said
    plan = _hash(json.canonical(definition.trustees.to_json()))
    stands = _structure(trustees, definition.trustees.size)
    if stands is None:
        detail = "trustees.json has not one group of the definition's trustees to compare with"
        findings.fail(Check.V2, "ceremony-other", Place(file=file), detail)

    def same(index: int, found: str | None, wanted: str | None, detail: str, *, code: str) -> None:
        # A field that is missing was named above; a structure that is not there too.
        if found is not None and wanted is not None and found != wanted:
            findings.fail(Check.V2, code, Place(file=file, trustee=index), detail)

    lists = {
        "commitments": _list([one.get("commitment") for one in commitments]),
        "certificates": _list([one.get("certificate") for one in certificates]),
        "polynomials": _list([one.get("polynomial") for one in polynomials]),
    }
    orders = ((2, certificates, "commitments"), (3, polynomials, "certificates"), (4, shares, "polynomials"))
    for at in range(definition.trustees.size):
        index = at + 1
        said_plan, committed = commitments[at].get("plan"), commitments[at].get("commitment")
        certificate = certificates[at].get("certificate")
        detail = "step 1: committed for other trustees than the definition's"
        same(index, said_plan, plan, detail, code="plan-differs")
        detail = "step 2: the opened certificate is not the one that was committed to"
        same(index, certificate, committed, detail, code="commitment-differs")
        for step, row, name in orders:
            detail = f"step {step}: signed over other {name} than those of the step before"
            same(index, row[at].get(name), lists[name], detail, code="transcript-order")
        if stands is not None:
            coefexps, share = polynomials[at].get("coefexps"), shares[at].get("public_share")
            detail = "step 2: the certificate is not the one in trustees.json"
            same(index, certificate, stands["certs"][at], detail, code="certificate-differs")
            detail = "step 3: the commitment is not the one in trustees.json"
            same(index, coefexps, stands["coefexps"][at], detail, code="polynomial-differs")
            detail = "step 4: the public share is not the one in trustees.json"
            same(index, share, stands["verification_keys"][at], detail, code="share-differs")
        detail = "step 5: confirmed another trustees.json"
        same(index, confirmed[at].get("trustees"), _hash(trustees), detail, code="confirmed-other")


def _structure(trustees: bytes, size: int) -> Mapping[str, Sequence[str]] | None:
    """The hashes of what stands in ``trustees.json``, or ``None`` where it is not one group of this size."""
    try:
        ((kind, group),) = [json.as_list(one, "") for one in json.as_list(json.parse(trustees), "")]
        if kind != "Pedersen":
            return None
        lists = {
            name: json.field(group, name, list, "") for name in ("certs", "coefexps", "verification_keys")
        }
    except (InputError, ValueError):
        return None
    if any(len(one) != size for one in lists.values()):
        return None
    return {name: [_hash(json.canonical(one)) for one in each] for name, each in lists.items()}


def _list(hashes: Sequence[str | None]) -> str | None:
    """The hash of a list; ``None`` where one is missing, which was named already."""
    return None if None in hashes else _hash(json.canonical(list(hashes)))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
