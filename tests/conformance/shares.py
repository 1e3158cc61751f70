"""Opening tallies of ours with belenios-tool's commands, and with shares of either."""

from collections.abc import Sequence
from pathlib import Path

from tests.conformance.ours import Box
from tests.conformance.peer import Answer, Peer

from shora.box.payloads import Owned, digest
from shora.crypto.election import BoxElection
from shora.crypto.trustees import Share, check_partial_decryption


def owned_line(owner: int, payload: bytes) -> bytes:
    """The line that names a partial decryption and its trustee."""
    return Owned(owner=owner, payload=digest(payload)).encode()


def their_partial(peer: Peer, folder: Path, owner: int, share: Share) -> bytes:
    """Their ``decrypt`` with a share of ours, revealed."""
    (folder / "share").write_bytes(share.reveal())
    printed = peer.do("election", "decrypt", "--privkey=share", f"--trustee-id={owner}", folder=folder)
    (folder / "share").unlink()
    payload, owned = printed.split(b"\n")
    assert owned == owned_line(owner, payload)
    return payload


def open_with(peer: Peer, ours: Box, folder: Path, by_peer: Sequence[int]) -> bytes:
    """Opens a tallied box of ours with the peer's commands; ``by_peer`` are the owners that it decrypts for."""
    election = BoxElection(ours.election)
    for owner, share in ours.trusts.shares:
        if owner in by_peer:
            payload = their_partial(peer, folder, owner, share)
            key = ours.trusts.keys.verification_keys[owner - 1]
            assert not check_partial_decryption(election, ours.opened.tally, key, payload)
        else:
            payload = share.decrypt(election, ours.opened.tally)
        peer.add("PartialDecryption", payload, owned_line(owner, payload), folder=folder)
    result = peer.do("election", "compute-result", folder=folder)
    peer.add("Result", result, folder=folder)
    return result


def their_threshold_partial(peer: Peer, folder: Path, owner: int, seed: str, sealed: str) -> Answer:
    """Their ``decrypt-threshold`` with a trustee's seed, and its share as it was sealed to it."""
    (folder / "seed").write_text(seed, encoding="ascii")
    (folder / "sealed").write_text(sealed, encoding="ascii")
    words = ("election", "decrypt-threshold", "--key=seed", "--decryption-key=sealed")
    return peer.ask(*words, f"--trustee-id={owner}", folder=folder)
