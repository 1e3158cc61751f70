"""A trustee's rehearsal: its share decrypts a ciphertext made for the purpose, and the proof holds.

The ciphertext is made here, under the joint key, and belongs to no box, so a rehearsal opens nothing. The
note of it can be checked by anyone who has ``trustees.json``. Spec: ``spec/trustee-file.md``.
"""

from datetime import UTC, datetime
from typing import Final

from shora.ballot.seal import seal
from shora.crypto.credentials import new_credentials, new_uuid
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.identity import Identity
from shora.crypto.statement import Statement, check_signatures, decode_statement, state
from shora.crypto.trustees import TrusteeKeys, check_partial_decryption
from shora.election.trusteeplan import Trustee
from shora.errors import InputError, RefusedError
from shora.text import json
from shora.trustees.keep import KeptTrustee
from shora.trustees.parties import hash_of

KIND: Final = "rehearsal"
NAME: Final = "rehearsal"
_FIELDS: Final = (
    "kind",
    "election",
    "trustee",
    "owner",
    "trustees",
    "at",
    "box_election",
    "encrypted_tally",
    "decryption",
)


def need_own_share(kept: KeptTrustee, trustees: bytes) -> None:
    """:class:`RefusedError` unless the share is that of its trustee in ``trustees``."""
    keys = TrusteeKeys(trustees).verification_keys
    if kept.index > len(keys) or kept.share().public_key != keys[kept.index - 1]:
        raise RefusedError(
            f"this is not the share of trustee {kept.trustee} in this key",
            hint="is it the trustees.json of the same ceremony?",
        )


def rehearse(kept: KeptTrustee, trustees: bytes, at: datetime) -> Statement:
    """Decrypts a fresh ciphertext with the share and verifies the proof; the note, not yet signed.

    :class:`RefusedError` where the share is not the one of its trustee in ``trustees``.
    """
    need_own_share(kept, trustees)
    keys = TrusteeKeys(trustees)
    raw = _box_election(keys.public_key)
    election = BoxElection(raw, place="rehearsal")
    (card, _), *_ = new_credentials(election.uuid, 1)
    product = BallotProduct(election)
    election.check([one.ballot for one in seal(election, [card], [[[1]]])], [1], product)
    tally = product.encrypted_tally()
    decryption = kept.share().decrypt(election, tally)
    faults = check_partial_decryption(election, tally, keys.verification_keys[kept.index - 1], decryption)
    if faults:
        raise RefusedError(f"the share does not decrypt: {faults[0].detail}", place=f"trustee {kept.trustee}")
    return state(
        KIND,
        kept.election,
        {
            "trustee": kept.trustee,
            "owner": kept.index,
            "trustees": hash_of(trustees),
            "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "box_election": raw.decode(),
            "encrypted_tally": tally.decode(),
            "decryption": decryption.decode(),
        },
    )


def sign_rehearsal(note: Statement, kept: KeptTrustee, identity: Identity) -> bytes:
    """The note with its trustee's signature."""
    return note.signed(f"trustee:{kept.trustee}", identity).encode()


def check_rehearsal(note: bytes, trustees: bytes, member: Trustee, place: str) -> Statement:
    """A note that holds: signed by ``member``, for this key, and its decryption verifies.

    :class:`InputError` for another form, :class:`RefusedError` for what does not hold.
    """
    statement = decode_statement(note, place, kind=KIND)
    body = dict(statement.body)
    if tuple(body) != _FIELDS:
        raise InputError("a rehearsal's note has other fields", place=place)
    faults = check_signatures(statement, [(f"trustee:{member.id}", member.key)])
    if faults:
        raise RefusedError(faults[0].detail, place=place)
    keys = TrusteeKeys(trustees)
    owner = json.field(body, "owner", int, place)
    raw = json.field(body, "box_election", str, place).encode()
    election = BoxElection(raw, place=place)
    same = (body["trustee"], body["trustees"], election.name) == (member.id, hash_of(trustees), NAME)
    if not same or not 1 <= owner <= len(keys.verification_keys) or election.public_key != keys.public_key:
        raise RefusedError("this rehearsal was held with another key", place=place)
    found = check_partial_decryption(
        election,
        json.field(body, "encrypted_tally", str, place).encode(),
        keys.verification_keys[owner - 1],
        json.field(body, "decryption", str, place).encode(),
    )
    if found:
        raise RefusedError(f"its decryption does not verify: {found[0].detail}", place=place)
    return statement


def _box_election(key: str) -> bytes:
    return json.canonical(
        {
            "version": 1,
            "description": NAME,
            "name": NAME,
            "group": "Ed25519",
            "public_key": key,
            "questions": [{"answers": ["1"], "min": 0, "max": 1, "question": NAME}],
            "uuid": new_uuid(),
            "administrator": NAME,
            "credential_authority": NAME,
        }
    )
