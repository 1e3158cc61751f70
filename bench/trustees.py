"""Trustees: their ceremony, their part of a tally, and the logarithms at its end."""

from pathlib import Path

from bench import floors
from bench.floors import Judge
from bench.measure import timed
from bench.sample import MARKS
from shora.ballot.seal import seal
from shora.cli.bench import election_of
from shora.crypto.credentials import new_credentials, new_uuid
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.identity import Identity
from shora.crypto.trustees import Share, TrusteeKeys, check_partial_decryption, discrete_logs
from shora.election.trusteeplan import Trustee, TrusteePlan
from shora.ids import ElectionId, TrusteeId
from shora.trustees.ceremony import Ceremony, hold_together, share_of

THRESHOLD, SIZE = 5, 9
BOXES, CANDIDATES = 22, 120
LARGEST, MORE = 10_000_000, 50


def logs(folder: Path, judge: Judge, rounds: int) -> None:
    """Discrete logarithms up to ten million, of points that have none so small: the longest search."""
    del folder, rounds
    one, *others = (Share.generate().public_key for _ in range(1 + MORE))
    with timed() as first:
        discrete_logs([one], LARGEST)
    with timed() as more:  # the table of the first is kept
        discrete_logs(others, LARGEST)
    each = more.cpu / MORE
    judge.at_most("discrete log up to 10^7, prepared and found", first.cpu * 1e3, floors.LOG_PREPARE_MS, "ms")
    judge.at_most("discrete log up to 10^7, each more", each * 1e3, floors.LOG_EACH_MS, "ms")


def ceremony(folder: Path, judge: Judge, rounds: int) -> None:
    """All nine in one process, so nine times what each does; without the seals of their folders."""
    del folder, rounds
    with timed() as took:
        _hold()
    judge.at_most(f"key ceremony, {THRESHOLD} of {SIZE}", took.cpu, floors.CEREMONY_SECONDS, "s")


def decryption(folder: Path, judge: Judge, rounds: int) -> None:
    """What a trustee does once the record is verified: a partial decryption of each box, and its own check."""
    del folder, rounds
    held = _hold()
    keys, share = TrusteeKeys(held.trustees), share_of(held.holdings[0])
    tallies = []
    for _ in range(BOXES):
        uuid = new_uuid()
        election = BoxElection(election_of(uuid, CANDIDATES, MARKS, keys.public_key))
        ((card, _),) = new_credentials(uuid, 1)
        (one,) = seal(election, [card], [[[1] * MARKS + [0] * (CANDIDATES - MARKS)]])
        product = BallotProduct(election)
        election.check([one.ballot], [1], product)
        tallies.append((election, product.encrypted_tally()))
    with timed() as took:
        for election, tally in tallies:
            payload = share.decrypt(election, tally)
            if check_partial_decryption(election, tally, share.public_key, payload):
                raise SystemExit("a decryption of our own does not verify")
    name = f"partial decryption, {BOXES} boxes of {CANDIDATES} candidates"
    judge.at_most(name, took.cpu, floors.DECRYPTION_SECONDS, "s")


def _hold() -> Ceremony:
    identities = [Identity.generate() for _ in range(SIZE)]
    members = tuple(
        Trustee(id=TrusteeId(f"t{i}"), name=f"Trustee {i}", key=one.public)
        for i, one in enumerate(identities, start=1)
    )
    plan = TrusteePlan(threshold=THRESHOLD, members=members)
    return hold_together(ElectionId("bench"), plan, identities)
