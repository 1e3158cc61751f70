"""How an honest box is spoilt: one thing is wrong, and everything after it fits."""

import functools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from tests.conformance.canary import raise_by_one
from tests.conformance.ours import Box, Plan, make, open_tally, pedersen, question
from tests.conformance.rogue import Link, Parts, member, parts_of, with_ballots, write
from tests.support.curve import IDENTITY, Q
from tests.support.prover import Election, Prover, compact, secret_of, sign

from shora.box.events import EventType
from shora.box.payloads import SizedTally
from shora.crypto.election import BoxElection
from shora.text.json import canonical
from shora.trustees.ceremony import share_of

Json: TypeAlias = dict[str, Any]


@functools.cache
def box() -> Box:
    """The honest box: three ballots, two of three trustees."""
    questions = [question(["A", "B"], 1, 2, blank=True, text="council"), question(["yes"], 0, 1, text="park")]
    votes = [[[1, 0], [0]], [[1, 1], [1]], [[0, 0], [1]]]
    return make(Plan(questions=questions, votes=votes, trusts=lambda: pedersen(2, 3), spare=1))


def parts() -> Parts:
    return parts_of(box())


@functools.cache
def late() -> bytes:
    """A good ballot of the last card, which is not in the box."""
    private = box().cards[3][0]
    return BoxElection(box().election).encrypt([private], [[[0, 0, 1], [0]]], [bytes(32)])[0]


def as_ballot(ballot: bytes) -> Link:
    return Link(type=EventType.BALLOT, data=(ballot,))


def insert(place: int, *links: Link) -> bytes:
    """More events, before that height."""
    whole = parts().links
    return write([*whole[:place], *links, *whole[place:]])


def instead(place: int, *links: Link) -> bytes:
    """Other events in place of the one at that height."""
    whole = parts().links
    return write([*whole[:place], *links, *whole[place + 1 :]])


VOTED, END, TALLY, SHARE, RESULT = 1, 4, 5, 6, 8
"""Heights of the first ballot, EndBallots, EncryptedTally, the first share and the result."""


def result_link(extra: int) -> Link:
    """The result, with votes added to the first candidate."""
    value: Json = json.loads(parts().opened.result)
    value["result"][0][1] += extra
    return Link(type=EventType.RESULT, data=(compact(value).encode(),))


def tally_of(ballots: int) -> Link:
    """A tally of the first few ballots only."""
    chosen = box().ballots[:ballots]
    opened = open_tally(box().election, box().trusts, chosen, [1] * ballots)
    return Link(type=EventType.ENCRYPTED_TALLY, data=(opened.tally, opened.sized.encode()))


def some_tallied() -> bytes:
    """Only two of three ballots are in the tally; shares and result fit it."""
    opened = open_tally(box().election, box().trusts, box().ballots[:2], [1, 1])
    return write(replace(parts(), opened=opened).links)


def sized(**change: int) -> bytes:
    """The right tally with wrong numbers beside it."""
    honest = parts().opened
    numbers = {"num_tallied": honest.sized.num_tallied, "total_weight": honest.sized.total_weight} | change
    wrong = SizedTally(**numbers, encrypted_tally=honest.sized.encrypted_tally)
    return write(replace(parts(), opened=replace(honest, sized=wrong)).links)


def own_share(number: int) -> bytes:
    """A partial decryption of trustee ``number`` (from 1), with fresh nonces."""
    share = share_of(box().trusts.holdings[number - 1])
    return share.decrypt(BoxElection(box().election), box().opened.tally)


def false_share(payload: bytes) -> bytes:
    share: Json = json.loads(payload)
    raise_by_one(share["decryption_proofs"][0][1], "response")
    return compact(share).encode()


# ── Ballots ──────────────────────────────────────────────────────────────────────────────────────────────────────


def first_ballot(text: bytes) -> bytes:
    """The whole archive, with another first ballot and everything after it made of that."""
    return write(with_ballots(box(), [text, *box().ballots[1:]]).links)


def re_signed(change: Callable[[Json], object]) -> bytes:
    """The first ballot, changed and signed again."""
    ballot: Json = json.loads(box().ballots[0])
    change(ballot)
    secret = secret_of(box().uuid, box().cards[0][0])
    return first_ballot(compact(sign(ballot, secret, b"a signer's seed" * 2)).encode())


def rewritten(change: Callable[[bytes], bytes]) -> bytes:
    """The first ballot, written in another way."""
    return first_ballot(change(box().ballots[0]))


def mark_proof(ballot: Json) -> dict[str, str]:
    proof: dict[str, str] = ballot["answers"][0]["individual_proofs"][1][0]
    return proof


def beyond_q(proof: dict[str, str], part: str) -> None:
    proof[part] = str(int(proof[part]) + Q)


def upper_case(ballot: Json) -> None:
    choice = ballot["answers"][0]["choices"][0]
    choice["alpha"] = choice["alpha"].upper()


def with_signature(change: Callable[[dict[str, str]], object]) -> bytes:
    ballot: Json = json.loads(box().ballots[0])
    change(ballot["signature"]["proof"])
    return first_ballot(compact(ballot).encode())


def by_identity() -> bytes:
    """A card that is the neutral element is listed, and everybody can sign with it."""
    credentials = canonical(sorted([*json.loads(box().credentials), IDENTITY.hex]))
    ballot = Prover(Election(box().election.decode()), 0, [[0, 1, 0], [0]], b"anybody's seed.." * 2).ballot()
    rogue = replace(parts(), credentials=credentials)
    return write([rogue.setup, as_ballot(compact(ballot).encode())])


# ── The set-up ───────────────────────────────────────────────────────────────────────────────────────────────────


def listed(*more: str) -> bytes:
    """More credentials than the box's own."""
    return write([replace(parts(), credentials=canonical([*json.loads(box().credentials), *more])).setup])


def weighted(weight: str) -> bytes:
    public = [credential + ",1" for credential in json.loads(box().credentials)]
    public[0] = public[0][:65] + weight
    return write([replace(parts(), credentials=canonical(public)).setup])


def election(change: Callable[[bytes], bytes]) -> bytes:
    return write([replace(parts(), election=change(box().election)).setup])


def election_field(name: str, value: object) -> bytes:
    return election(lambda text: compact(json.loads(text) | {name: value}).encode())


def trustees(change: Callable[[Json], object]) -> bytes:
    """The threshold parameters, changed."""
    structure = json.loads(box().trusts.structure)
    change(structure[0][1])
    return write([replace(parts(), trustees=compact(structure).encode()).setup])


def bytes_of(change: Callable[[bytes], bytes]) -> bytes:
    return change(box().stage("result"))


def mode_0600(archive: bytes) -> bytes:
    """The first header says that only the owner may read, with the right checksum."""
    header = bytearray(archive[:512])
    header[100:108] = b"0000600\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + archive[512:]


EMPTY_OBJECT = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
"""The SHA-256 of ``{}``."""


def stray_data(archive: bytes) -> bytes:
    """Data at the end that no event names."""
    return archive + member(f"{EMPTY_OBJECT}.data.json", b"{}")
