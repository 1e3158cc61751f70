"""Archives that belenios-tool must refuse: proof, in every run, that its word means something here.

Everything in them but one proof is right and fits together, so nothing else can be what it refuses.
"""

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.conformance import rogue
from tests.conformance.ours import Box, Plan, make, pedersen, question
from tests.conformance.peer import Peer, lay
from tests.support.curve import Q
from tests.support.prover import Election, Prover, compact, secret_of

from shora.box.events import EventType

COUNCIL = question(["آذر", "Bahman", "Câline"], 1, 2, blank=True, text="شورا / council")
MAYOR = question(["x", "y"], 0, 1, text="mayor")
FORGED_EVENT = 2
"""The height of the forged ballot; the ballot before it is honest."""


@functools.cache
def honest() -> Box:
    """What the canaries were made of; it has to be accepted."""
    votes = [[[1, 0, 0], [0, 0]], [[1, 0, 1], [1, 0]], [[0, 0, 0], [0, 1]]]
    return make(Plan(questions=[COUNCIL, MAYOR], votes=votes, trusts=lambda: pedersen(2, 3)))


@functools.cache
def forged_ballot() -> bytes:
    """Two votes for Bahman by one voter: well signed, and the sum is allowed. One proof is a lie."""
    box = honest()
    secret = secret_of(box.uuid, box.cards[1][0])
    prover = Prover(Election(box.election.decode()), secret, [[0, 0, 2, 0], [1, 0]], b"a forger's seed" * 2)
    return compact(prover.ballot()).encode()


def forged_mark() -> bytes:
    """An archive with the forged ballot, tallied and opened with it: the result has the extra vote."""
    box = honest()
    first, _, last = box.ballots
    return rogue.write(rogue.with_ballots(box, [first, forged_ballot(), last]).links)


def forged_signature() -> bytes:
    """A ballot whose signature is not by its card."""
    box = honest()
    first, second, last = box.ballots
    ballot: dict[str, Any] = json.loads(second)
    raise_by_one(ballot["signature"]["proof"], "response")
    return rogue.write(rogue.with_ballots(box, [first, compact(ballot).encode(), last]).links)


def forged_share() -> bytes:
    """A trustee's factors with a proof that does not hold, and the right result."""
    parts = rogue.parts_of(honest())
    (owner, payload), *others = parts.opened.payloads
    share: dict[str, Any] = json.loads(payload)
    raise_by_one(share["decryption_proofs"][0][1], "response")
    payloads = ((owner, compact(share).encode()), *others)
    return rogue.write(replace(parts, opened=replace(parts.opened, payloads=payloads)).links)


def false_result() -> bytes:
    """One vote more than the shares decrypt to."""
    parts = rogue.parts_of(honest())
    result: dict[str, Any] = json.loads(parts.opened.result)
    result["result"][0][1] += 1
    last = rogue.Link(type=EventType.RESULT, data=(compact(result).encode(),))
    return rogue.write([*parts.links[:-1], last])


CANARIES: Mapping[str, Callable[[], bytes]] = {
    "forged mark": forged_mark,
    "forged signature": forged_signature,
    "forged share": forged_share,
    "false result": false_result,
}


def raise_by_one(proof: dict[str, str], part: str) -> None:
    """A scalar that is in range, and wrong."""
    proof[part] = str((int(proof[part]) + 1) % Q)


def what_passes(peer: Peer, folder: Path) -> list[str]:
    """What a peer gets wrong of the canaries: it has to refuse each, and accept the honest box."""
    wrong = []
    box = honest()
    lay(folder / "honest", box.file, box.stage("result"))
    answer = peer.verify(folder / "honest")
    if not answer.accepted:
        wrong.append(f"it refuses the honest box: {answer.err}")
    for name, archive in CANARIES.items():
        lay(folder / name, box.file, archive())
        if peer.verify(folder / name).accepted:
            wrong.append(f"it accepts: {name}")
    lay(folder / "set-up", box.file, box.stage("open"))
    if peer.verify_ballot(folder / "set-up", forged_ballot()).accepted:
        wrong.append("its verify-ballot accepts the forged ballot")
    return wrong
