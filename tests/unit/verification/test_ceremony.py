"""V2, the transcript: each point of `spec/ceremony.md` fails with its code and its trustee, and nothing else."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.ceremony import people

from shora.crypto.identity import Identity
from shora.crypto.statement import state
from shora.election.definition import Definition
from shora.election.trusteeplan import TrusteePlan
from shora.ids import ElectionId
from shora.text.json import canonical
from shora.trustees.ceremony import Ceremony, hold_together
from shora.verification.v02_ceremony import check_ceremony
from shora.verification.verdict import Check, Failure, Findings

ELECTION = ElectionId("small")
PLAN, IDENTITIES = people()
MADE: Ceremony = hold_together(ELECTION, PLAN, IDENTITIES)
OTHER: Ceremony = hold_together(ELECTION, PLAN, IDENTITIES)


def definition(plan: TrusteePlan = PLAN, election: ElectionId = ELECTION) -> Definition:
    """Only what the check reads: no other part of a definition matters here."""
    made = object.__new__(Definition)
    object.__setattr__(made, "id", election)
    object.__setattr__(made, "trustees", plan)
    return made


def check(
    transcript: bytes, trustees: bytes = MADE.trustees, defined: Definition | None = None
) -> tuple[Failure, ...]:
    findings = Findings()
    check_ceremony(transcript, trustees, defined or definition(), findings, file="ceremony.json")
    assert findings.seen == {Check.V2}
    assert all(one.place.file == "ceremony.json" for one in findings.failures)
    return findings.failures


def named(failures: tuple[Failure, ...]) -> set[tuple[str, int | None]]:
    return {(one.code, one.place.trustee) for one in failures}


def changed(change: Callable[[Any], None], source: bytes = MADE.transcript) -> bytes:
    value = json.loads(source)
    change(value)
    return canonical(value)


def resigned(
    step: int, index: int, fields: Mapping[str, str | int], identity: Identity | None = None
) -> bytes:
    """The trustee signs its statement of a step anew, with other fields."""

    def change(value: dict[str, Any]) -> None:
        body = {**value["steps"][step - 1][index - 1]["statement"], **fields}
        statement = state(str(body.pop("kind")), ElectionId(str(body.pop("election"))), body)
        made = statement.signed(f"trustee:t{index}", identity or IDENTITIES[index - 1])
        value["steps"][step - 1][index - 1] = json.loads(made.encode())

    return changed(change)


def test_an_honest_transcript_passes() -> None:
    assert check(MADE.transcript) == ()


@pytest.mark.parametrize(
    "step,field,codes",
    [
        (1, "plan", {("plan-differs", 2)}),
        (1, "commitment", {("commitment-differs", 2)} | {("transcript-order", i) for i in (1, 2, 3)}),
        (2, "certificate", {("commitment-differs", 2), ("certificate-differs", 2)}
            | {("transcript-order", i) for i in (1, 2, 3)}),
        (2, "commitments", {("transcript-order", 2)}),
        (3, "polynomial", {("transcript-order", i) for i in (1, 2, 3)}),
        (3, "coefexps", {("polynomial-differs", 2)}),
        (3, "certificates", {("transcript-order", 2)}),
        (4, "public_share", {("share-differs", 2)}),
        (4, "polynomials", {("transcript-order", 2)}),
        (5, "trustees", {("confirmed-other", 2)}),
    ],
)  # fmt: skip
def test_every_hash(step: int, field: str, codes: set[tuple[str, int]]) -> None:
    assert named(check(resigned(step, 2, {field: "0" * 64}))) == codes


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "field,value",
    [
        ("kind", "ceremony-other"),
        ("election", "large"),
        ("ceremony", "1" * 22),
        ("trustee", "t3"),
        ("index", 3),
    ],
)
def test_every_head(step: int, field: str, value: str | int) -> None:
    assert named(check(resigned(step, 2, {field: value}))) == {("ceremony-other", 2)}


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_every_signature(step: int) -> None:
    stranger = Identity.generate()
    assert named(check(resigned(step, 2, {}, stranger))) == {("signature-invalid", 2)}

    def nobody(value: dict[str, Any]) -> None:
        value["steps"][step - 1][1]["signatures"] = []

    assert named(check(changed(nobody))) == {("signature-missing", 2)}

    def another(value: dict[str, Any]) -> None:
        value["steps"][step - 1][1]["signatures"].append({"by": "trustee:t1", "signature": "0" * 128})

    assert named(check(changed(another))) == {("signature-unexpected", 2)}


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_a_replayed_statement(step: int) -> None:
    def replayed(value: dict[str, Any]) -> None:
        value["steps"][step - 1][1] = value["steps"][step - 1][0]

    found = named(check(changed(replayed)))
    assert {("ceremony-other", 2), ("signature-missing", 2), ("signature-unexpected", 2)} <= found


def test_a_statement_with_another_field() -> None:
    assert named(check(resigned(4, 1, {"more": "x"}))) == {("ceremony-malformed", 1)}


def test_the_transcript_of_another_attempt() -> None:
    """Everything in it is in order; it is just not how this key was made."""
    found = named(check(OTHER.transcript))
    codes = ("certificate-differs", "polynomial-differs", "share-differs", "confirmed-other")
    assert found == {(code, index) for code in codes for index in (1, 2, 3)}


def test_one_step_of_another_attempt() -> None:
    other = json.loads(OTHER.transcript)

    def mixed(value: dict[str, Any]) -> None:
        value["steps"][2] = other["steps"][2]

    found = named(check(changed(mixed)))
    assert {("ceremony-other", i) for i in (1, 2, 3)} <= found
    assert {("polynomial-differs", i) for i in (1, 2, 3)} <= found


def test_another_definition() -> None:
    other, _ = people()
    plan = replace(PLAN, members=(*PLAN.members[:2], replace(PLAN.members[2], key=other.members[2].key)))
    found = named(check(MADE.transcript, defined=definition(plan)))
    assert found == {("plan-differs", i) for i in (1, 2, 3)} | {("signature-invalid", 3)}
    assert {one.code for one in check(MADE.transcript, defined=definition(election=ElectionId("x")))} == {
        "ceremony-other"
    }
    bigger, _ = people(2, 4)
    assert named(check(MADE.transcript, defined=definition(bigger))) == {("ceremony-malformed", None)}


@pytest.mark.parametrize(
    "trustees", [b"", b"[]", b"{}", b"[[1,2,3]]", b'[["Single",{}]]', b'[["Pedersen",{"certs":[]}]]']
)
def test_a_structure_to_compare_with_that_is_none(trustees: bytes) -> None:
    found = named(check(MADE.transcript, trustees))
    assert found == {("ceremony-other", None)} | {("confirmed-other", i) for i in (1, 2, 3)}


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.update(format="shora-ceremony-2"),
        lambda value: value.update(ceremony="short"),
        lambda value: value.update(more=1),
        lambda value: value["steps"].pop(),
        lambda value: value["steps"][3].pop(),
        lambda value: value["steps"][3].append(value["steps"][3][0]),
        lambda value: value["steps"].append([]),
        lambda value: value["steps"][0].__setitem__(0, 5),
        lambda value: value.update(steps={}),
    ],
)
def test_a_transcript_that_is_none(change: Callable[[Any], None]) -> None:
    assert named(check(changed(change))) == {("ceremony-malformed", None)}


@pytest.mark.parametrize("transcript", [b"", b"null", b"[" * 9999, b"\xff", MADE.transcript + b"\n"])
def test_junk(transcript: bytes) -> None:
    assert named(check(transcript)) == {("ceremony-malformed", None)}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(MADE.transcript) - 1), st.integers(0, 255))
def test_every_changed_byte_is_noticed(at: int, byte: int) -> None:
    if MADE.transcript[at] == byte:
        return
    spoilt = MADE.transcript[:at] + bytes([byte]) + MADE.transcript[at + 1 :]
    assert check(spoilt)
