"""Elections of one box under a key that the test knows."""

from typing import Any

from shora.crypto.election import BoxElection
from shora.crypto.trustees import Share, TrusteeKeys
from shora.text.json import canonical

UUID = "TestsTestsTests"
TREES: dict[str, Any] = {
    "answers": ["Ash", "Birch", "Cedar"],
    "blank": True,
    "min": 1,
    "max": 2,
    "question": "Trees?",
}
PLAIN: dict[str, Any] = {"answers": ["Yes", "No"], "min": 0, "max": 1, "question": "Plain?"}


def election_json(public_key: str, *questions: dict[str, Any], uuid: str = UUID) -> bytes:
    value: dict[str, Any] = {"version": 1, "description": "", "name": "test", "group": "Ed25519"}
    value |= {"public_key": public_key, "questions": list(questions or (TREES,)), "uuid": uuid}
    return canonical(value)


def single() -> tuple[Share, bytes]:
    """A Single trustee's share, and the trustees JSON."""
    share = Share.generate()
    return share, b'[["Single",' + share.trustee_public_key() + b"]]"


def election_of(*questions: dict[str, Any], uuid: str = UUID) -> tuple[BoxElection, Share, TrusteeKeys]:
    share, trustees = single()
    return (
        BoxElection(election_json(share.public_key, *questions, uuid=uuid)),
        share,
        TrusteeKeys(trustees),
    )
