"""Trustees who worked apart, through an exchange: the peer takes their key, and opens a tally with their shares."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conformance.ours import Box, Plan, Trusts, make, question
from tests.conformance.peer import Peer, lay
from tests.conformance.shares import open_with, their_threshold_partial
from tests.conformance.shora_says import judge
from tests.conformance.theirs import GROUP
from tests.support.ceremony import PASSPHRASE, Apart, apart, cheap

from shora.crypto.election import BoxElection
from shora.crypto.trustees import Share, check_partial_decryption
from shora.trustees.carrier import finish
from shora.trustees.parties import Step
from shora.trustees.said import hear

pytestmark = pytest.mark.conformance

THRESHOLD, SIZE = 2, 3
STEP = ("setup", "generate-trustee-key-threshold", GROUP)
QUESTIONS = [question(["A", "B"], 1, 2, blank=True, text="council"), question(["yes", "no"], 0, 1)]
VOTES = [[[1, 0], [1, 0]], [[1, 1], [0, 0]], [[0, 0], [0, 1]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A ceremony at its end: the trustees' folders, what the carrier wrote, and a box under their key."""

    people: Apart
    out: Path
    box: Box

    @property
    def trustees(self) -> bytes:
        return (self.out / "trustees.json").read_bytes()

    def messages(self, step: Step) -> list[bytes]:
        """The Belenios messages of a step, as they lie in the exchange."""
        return [hear(self.people.path(step, i).read_bytes()).message for i in range(1, SIZE + 1)]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("apart")
    with pytest.MonkeyPatch.context() as patch:
        cheap(patch)
        people = apart(folder, THRESHOLD, SIZE)
        people.until(Step.CONFIRMED)
        assert all(turn.done for turn in people.step())
        finish(people.exchange, folder / "out")
        structure = (folder / "out" / "trustees.json").read_bytes()
        shares = tuple((i, share_of(people, i)) for i in (1, 3))
    trusts = Trusts(structure=structure, shares=shares)
    box = make(Plan(questions=QUESTIONS, votes=VOTES, trusts=lambda: trusts))
    return Finished(people=people, out=folder / "out", box=box)


def share_of(people: Apart, index: int) -> Share:
    """What a trustee's own folder holds, opened with its passphrase."""
    return people.folder(index).share(PASSPHRASE).share()


def write(folder: Path, name: str, lines: Sequence[bytes]) -> None:
    (folder / name).write_bytes(b"".join(line + b"\n" for line in lines))


def test_the_peer_makes_the_same_trustees_of_their_messages(
    peer: Peer, finished: Finished, folder: Path
) -> None:
    """Every message of the exchange passes the tool's steps 2, 4 and 6; what is ours around them changes nothing."""
    certificates = finished.messages(Step.CERTIFICATE)
    write(folder, "certs.jsons", certificates)
    write(folder, "polynomials.jsons", finished.messages(Step.POLYNOMIAL))
    peer.do(*STEP, "--certs=certs.jsons", "--step=2", folder=folder)
    words = ("--certs=certs.jsons", "--polynomials=polynomials.jsons")
    peer.do(*STEP, *words, "--step=4", folder=folder)
    dealt = {path.read_bytes().rstrip(b"\n") for path in folder.glob("*.vinput")}
    members = finished.people.plan.members
    assert dealt == {finished.people.exchange.dealt(member.id) for member in members}
    voutputs = b"".join(one + b"\n" for one in finished.messages(Step.SHARE))
    parameters = peer.do(*STEP, *words, "--step=6", folder=folder, data=voutputs)
    assert finished.trustees == b'[["Pedersen",' + parameters + b"]]"
    write(folder, "threshold.json", [parameters])
    write(folder, "public_keys.jsons", [])
    peer.do("setup", "make-trustees", folder=folder)
    assert (folder / "trustees.json").read_bytes().rstrip(b"\n") == finished.trustees


@pytest.mark.parametrize("by_peer", [(1, 3), (1,)], ids=["both", "one of two"])
def test_the_peer_decrypts_with_their_shares(
    peer: Peer, finished: Finished, by_peer: tuple[int, ...], folder: Path
) -> None:
    box = finished.box
    path = lay(folder, box.file, box.stage("tallied"))
    assert open_with(peer, box, folder, by_peer) == box.opened.result
    assert json.loads(box.opened.result)["result"] == [[1, 2, 1], [1, 1]]
    assert peer.verify(folder).accepted
    said = judge(path)
    assert said.verified, said.text


def test_the_peer_opens_their_sealed_shares(peer: Peer, finished: Finished, folder: Path) -> None:
    """With a trustee's seed alone, from the public messages; 3.0 does not read our seal (AES-GCM), and says so."""
    box, people = finished.box, finished.people
    lay(folder, box.file, box.stage("tallied"))
    for index, voutput in enumerate(finished.messages(Step.SHARE), start=1):
        secret = people.folder(index).secret(people.parties, index, PASSPHRASE)
        sealed = json.loads(voutput)["private_key"]
        answer = their_threshold_partial(peer, folder, index, secret.seed, sealed)
        if peer.version == "3.0":
            assert not answer.accepted
            assert "ccm" in answer.err
            continue
        assert answer.accepted, answer.err
        key = box.trusts.keys.verification_keys[index - 1]
        payload = answer.out.split(b"\n")[0]
        assert not check_partial_decryption(BoxElection(box.election), box.opened.tally, key, payload)
