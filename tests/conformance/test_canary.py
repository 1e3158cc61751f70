"""A forged ballot: refused by Shora, by name; refused by the peer as we run it; often passed by it otherwise."""

import json
from pathlib import Path

import pytest
from tests.conformance import canary
from tests.conformance.peer import Peer, lay
from tests.conformance.shora_says import command, judge

from shora.ballot.tracker import tracker_of

pytestmark = pytest.mark.conformance

RUNS = 10
EXPECTED = {
    "forged mark": ["V5 proof-choice"],
    "forged signature": ["V5 signature-invalid"],
    "forged share": ["V8 decryption-proof"],
    "false result": ["V9 result-mismatch"],
}


@pytest.mark.parametrize("name", canary.CANARIES)
def test_the_peer_refuses_the_canary(peer: Peer, name: str, folder: Path) -> None:
    lay(folder, canary.honest().file, canary.CANARIES[name]())
    assert not peer.verify(folder).accepted


@pytest.mark.parametrize("name", canary.CANARIES)
def test_shora_refuses_the_canary(name: str, folder: Path) -> None:
    said = judge(lay(folder, canary.honest().file, canary.CANARIES[name]()))
    assert said.exit == 1
    assert list(said.roots) == EXPECTED[name]


def test_shora_names_event_ballot_question_and_choice_of_a_forged_mark(folder: Path) -> None:
    path = lay(folder, canary.honest().file, canary.forged_mark())
    done = command("verify", str(path), "--json")
    assert done.returncode == 1
    (failure,) = json.loads(done.stdout)["failures"]
    assert failure["check"] == "V5"
    assert failure["file"] == path.name
    assert failure["event"] == canary.FORGED_EVENT
    assert failure["ballot"] == tracker_of(canary.forged_ballot())
    assert failure["question"] == canary.COUNCIL["question"]
    assert failure["choice"] == "Bahman"


def test_the_people_s_output_names_them_too(folder: Path) -> None:
    path = lay(folder, canary.honest().file, canary.forged_mark())
    done = command("verify", str(path))
    assert done.returncode == 1
    for word in ("V5", "event 2", tracker_of(canary.forged_ballot()), "council", "Bahman", "NOT VERIFIED"):
        assert word in done.stdout, word


def test_what_a_peer_says_that_does_not_wait(peer: Peer, folder: Path, observe: list[str]) -> None:
    lay(folder, canary.honest().file, canary.forged_mark())
    answers = [peer.ask("election", "verify", folder=folder, waiting=False) for _ in range(RUNS)]
    passed = sum(answer.accepted for answer in answers)
    observe.append(
        f"belenios-tool {peer.version} without LWT_ASYNC_METHOD=none: `election verify` let a forged ballot"
        f" pass in {passed} of {RUNS} runs; with it, it refuses"
    )
