"""Bytes from others: whatever lies in an exchange, a folder or a backup is read, or refused with a sentence."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.ceremony import PASSPHRASE, Apart, apart, cheap

from shora.errors import ShoraError
from shora.trustees.carrier import carry, look
from shora.trustees.carrying import Certified, Inviting
from shora.trustees.complaint import judge
from shora.trustees.keep import open_trustee
from shora.trustees.parties import Parties, Step
from shora.trustees.rehearsal import check_rehearsal, rehearse, sign_rehearsal
from shora.trustees.said import hear
from shora.trustees.sheet import from_lines, from_qr, qr_payloads, sheet_lines

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**14),
    st.text(max_size=8),
    st.sampled_from(["0" * 64, "t1", "shora-exchange-1", "ceremony-commitment", "["]),
)
JSON = st.recursive(
    LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=6), x, max_size=3)
)


@pytest.fixture(scope="module", name="whole")
def _whole(tmp_path_factory: pytest.TempPathFactory) -> Apart:
    with pytest.MonkeyPatch.context() as patch:
        cheap(patch)
        all_ = apart(tmp_path_factory.mktemp("ceremony"), 1, 2)
        all_.until(Step.CONFIRMED)
    return all_


def mutated(data: st.DataObject, good: bytes) -> bytes:
    """Good bytes with one place changed: a byte, a cut, or a value of the JSON."""
    kind = data.draw(st.sampled_from(["byte", "cut", "value", "junk"]))
    if kind == "junk":
        return data.draw(st.binary(max_size=80))
    if kind == "cut":
        return good[: data.draw(st.integers(0, len(good) - 1))]
    if kind == "byte":
        at = data.draw(st.integers(0, len(good) - 1))
        return good[:at] + bytes([data.draw(st.integers(0, 255))]) + good[at + 1 :]
    value: Any = json.loads(good)
    node = value
    while True:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        if not keys:
            break
        key = data.draw(st.sampled_from(list(keys)))
        if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            node = node[key]
            continue
        node[key] = data.draw(JSON)
        break
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


SETTINGS = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SETTINGS
@given(st.data())
def test_parts_of_an_exchange(whole: Apart, data: st.DataObject) -> None:
    sharing_files = {step: whole.path(step, 2).read_bytes() for step in Step}
    readers: dict[bytes, Callable[[bytes], object]] = {
        whole.parties.encode(): lambda junk: Parties.decode(junk, "x"),
        sharing_files[Step.COMMITMENT]: hear,
        sharing_files[Step.POLYNOMIAL]: hear,
    }
    good = data.draw(st.sampled_from(list(readers)))
    junk = mutated(data, good)
    with contextlib.suppress(ShoraError):
        readers[good](junk)
        value = Parties.decode(junk, "x") if readers[good] is not hear else hear(junk)
        assert value.encode() == junk, "what is read is in its one form"


@SETTINGS
@given(st.data(), st.sampled_from(list(Step)))
def test_a_changed_file_of_a_step_is_named(whole: Apart, data: st.DataObject, step: Step) -> None:
    """Any change of t2's file is t2's misdeed: never a crash, never another's."""
    path = whole.path(step, 2)
    good = path.read_bytes()
    junk = mutated(data, good)
    if junk == good:
        return
    right = look(whole.exchange).closed
    path.write_bytes(junk)
    try:
        standing = look(whole.exchange)
    finally:
        path.write_bytes(good)
    found = standing.misdeeds
    if step is Step.SHARE and not found:
        # Its secret share, sealed to itself, is signed by nobody: it concerns nobody else.
        assert standing.closed == right
        return
    assert {one.trustee for one in found} == {"t2"}
    assert {one.step for one in found} == {step}


@SETTINGS
@given(st.data())
def test_complaints(whole: Apart, data: st.DataObject) -> None:
    public = Inviting(whole.parties)
    files = [[f for f in whole.exchange.files(whole.parties, step) if f] for step in Step]
    certified: Certified = public.commit(files[0]).certify(files[1])
    sharing = certified.share(files[2])
    junk = mutated(data, whole.path(Step.COMMITMENT, 1).read_bytes())
    (found,) = judge(sharing, 1, junk)
    assert found.trustee == "t1"


@SETTINGS
@given(st.data())
def test_backups(whole: Apart, data: st.DataObject) -> None:
    sealed = whole.folder(1).sealed_share()
    junk = mutated(data, sealed)
    with contextlib.suppress(ShoraError):
        assert open_trustee(junk, PASSPHRASE, "x").index == 1
    with contextlib.suppress(ShoraError):
        assert from_lines(sheet_lines(junk)) == from_qr(qr_payloads(junk)) == junk


@pytest.fixture(scope="module", name="note")
def _note(whole: Apart) -> bytes:
    kept = whole.folder(1).share(PASSPHRASE)
    statement = rehearse(kept, whole.folder(1).trustees(), datetime(2026, 6, 1, tzinfo=UTC))
    return sign_rehearsal(statement, kept, whole.identities[0])


@SETTINGS
@given(st.data())
def test_rehearsals(whole: Apart, note: bytes, data: st.DataObject) -> None:
    trustees, member = whole.folder(1).trustees(), whole.plan.members[0]
    junk = mutated(data, note)
    if junk == note:
        assert check_rehearsal(note, trustees, member, "x").encode() == note
        return
    with pytest.raises(ShoraError):
        check_rehearsal(junk, trustees, member, "x")


def test_an_unharmed_exchange_is_in_order(whole: Apart) -> None:
    standing = look(whole.exchange)
    assert standing.misdeeds == ()
    assert standing.closed is not None
    assert carry(whole.exchange).closed == standing.closed
