"""A decrypted group: the peer, which knows no groups, recomputes it from its boxes' ballots."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conformance.canary import raise_by_one
from tests.conformance.groups import SKIPPING, Group, group_in, judge_group, lay_tallied, open_it
from tests.conformance.held import HELD, Held, hold_once
from tests.conformance.peer import ROOT, Peer
from tests.conformance.shares import their_partial
from tests.support import city
from tests.support.prover import compact

from shora.crypto.election import BoxElection
from shora.crypto.trustees import TrusteeKeys, check_partial_decryption
from shora.steps.alone import trustee_file
from shora.trustees.keep import read_trustee

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module", params=HELD)
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Held:
    return hold_once(request.param, tmp_path_factory.getbasetemp())


@pytest.fixture
def group(held: Held) -> Group:
    return group_in(held.record)


def test_the_peer_accepts_product_decryptions_and_result(
    peer: Peer, held: Held, group: Group, tmp_path: Path
) -> None:
    answer, same = judge_group(peer, group, tmp_path / "group")
    assert answer.accepted, answer.err
    assert same
    result = peer.do("election", "compute-result", folder=tmp_path / "group")
    assert result == group.file.result
    assert json.loads(result)["result"] == held.results["group-1"]


def test_a_ballot_left_out_is_noticed(peer: Peer, group: Group, tmp_path: Path) -> None:
    answer, same = judge_group(peer, group, tmp_path / "group", group.ballots[:-1])
    assert not same
    assert answer.accepted == (peer.version == "3.0"), "3.0 does not compare tallies"


def test_a_false_decryption_is_refused(peer: Peer, group: Group, tmp_path: Path) -> None:
    first = group.file.decryptions[0]
    false = json.loads(first.payload)
    raise_by_one(false["decryption_proofs"][0][1], "response")
    answer, same = judge_group(peer, group.change(first.owner, compact(false).encode()), tmp_path / "group")
    assert same
    assert not answer.accepted


def test_decryptions_of_one_group_are_none_of_another(peer: Peer, group: Group, tmp_path: Path) -> None:
    """Their proofs hash the group's own election: under that of another group they do not hold."""
    other = group.but(election=group.file.election.replace(b"GROUP-1-", b"GROUP-2-"))
    answer, same = judge_group(peer, other, tmp_path / "group")
    assert same
    assert not answer.accepted


def test_a_false_result_is_refused(peer: Peer, group: Group, tmp_path: Path) -> None:
    result = json.loads(group.file.result)
    result["result"][0][1] += 1
    answer, same = judge_group(peer, group.but(result=compact(result).encode()), tmp_path / "group")
    assert same
    assert not answer.accepted


def test_with_its_ballots_checked_the_peer_refuses_it(peer: Peer, group: Group, tmp_path: Path) -> None:
    """Why the check is skipped: a ballot is proved for its box's election and for no other."""
    lay_tallied(peer, group, tmp_path / "group")
    open_it(peer, group, tmp_path / "group")
    assert not peer.verify(tmp_path / "group").accepted
    assert peer.ask(*SKIPPING, folder=tmp_path / "group").accepted


def test_without_ballots_only_3_0_verifies_it(peer: Peer, group: Group, tmp_path: Path) -> None:
    """The group's file alone in an archive: 3.3 computes the tally itself, of no ballots."""
    answer, same = judge_group(peer, group, tmp_path / "group", [])
    assert not same
    assert answer.accepted == (peer.version == "3.0")
    assert peer.do("election", "compute-result", folder=tmp_path / "group") == group.file.result


def test_the_peer_decrypts_for_the_group_with_our_shares(peer: Peer, tmp_path: Path) -> None:
    """Both open its tally; the peer's partial decryptions take the place of ours."""
    small = city.hold(tmp_path / "record", tmp_path / "secrets")
    group = group_in(small.layout.root)
    election, keys = BoxElection(group.file.election), TrusteeKeys(group.trustees)
    lay_tallied(peer, group, tmp_path / "group")
    for one, member in zip(group.file.decryptions, small.defined.definition.trustees.members, strict=False):
        share = read_trustee(trustee_file(tmp_path / "secrets", member.id)).share()
        payload = their_partial(peer, tmp_path / "group", one.owner, share)
        key = keys.verification_keys[one.owner - 1]
        assert not check_partial_decryption(election, group.file.encrypted_tally, key, payload)
        group = group.change(one.owner, payload)
    open_it(peer, group, tmp_path / "group")
    assert peer.ask(*SKIPPING, folder=tmp_path / "group").accepted


def test_the_program_on_the_page(peer: Peer, group: Group, held: Held, tmp_path: Path) -> None:
    """What ``docs/conformance.md`` gives to people who check a group themselves."""
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    (tmp_path / "group.py").write_text(program, encoding="utf-8")
    words = (peer.program.resolve(), held.record, "group-1", tmp_path / "group")
    done = subprocess.run(
        [sys.executable, tmp_path / "group.py", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer = peer.ask(*SKIPPING, folder=tmp_path / "group")
    assert answer.accepted, answer.err
    tally = peer.do("election", "compute-encrypted-tally", folder=tmp_path / "group")
    assert tally.split(b"\n")[0] == group.file.encrypted_tally
    assert peer.do("election", "compute-result", folder=tmp_path / "group") == group.file.result
