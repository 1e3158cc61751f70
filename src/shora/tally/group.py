"""The election that a group's decryption is proved for: a box's, with a uuid of its own. Spec: ``spec/units.md``.

Proofs of decryption hash an election. That of a group follows from the record and the group's boxes, so
that nobody chooses it and a decryption of one group never passes for that of another.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from shora.crypto.election import BallotProduct, BoxElection
from shora.election.definition import Definition
from shora.election.template import election_json
from shora.errors import InputError
from shora.ids import Hash, Uuid
from shora.text.json import canonical

DOMAIN: Final = b"shora-group|"
UUID_LENGTH: Final = 22

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def group_uuid(record: Hash, boxes: Sequence[Uuid]) -> Uuid:
    """The uuid of the group of these boxes, in the definition's order, in the record of this hash."""
    text = DOMAIN + canonical({"record": record, "boxes": list(boxes)})
    number = int.from_bytes(hashlib.sha256(text).digest(), "big")
    digits = [_BASE58[number // 58**place % 58] for place in reversed(range(UUID_LENGTH))]
    return Uuid("".join(digits))


def group_code(record: Hash, number: int) -> str:
    """What stands in place of a launch code: ``GROUP-3-0123456789ABCDEF``."""
    return f"GROUP-{number}-{record[:16].upper()}"


def group_election(
    definition: Definition, *, public_key: str, record: Hash, number: int, boxes: Sequence[Uuid]
) -> bytes:
    """The election JSON of group ``number``, of boxes with these uuids in the definition's order."""
    return election_json(
        definition,
        uuid=group_uuid(record, boxes),
        public_key=public_key,
        launch_code=group_code(record, number),
    )


def product_of(election: BoxElection, members: Sequence[BallotProduct]) -> BallotProduct:
    """The product of the boxes' products: the group's encrypted tally, with all their ballots.

    :class:`InputError` for no members, and (``CryptoInputError``) for those of other questions.
    """
    if not members:
        raise InputError("a group has boxes")
    product = BallotProduct(election)
    for member in members:
        product.add(member)
    return product
