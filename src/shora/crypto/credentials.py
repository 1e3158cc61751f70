"""Credentials, uuids and seeds: what must be unpredictable comes from the core."""

from collections.abc import Sequence

from shora import _core
from shora.crypto.fault import readable
from shora.ids import PrivateCredential, PublicCredential, Uuid

UUID_LENGTH = 22
"""Base58 characters: 128 bits, so that uuids of a country's boxes never meet."""
SEED_BYTES = 32
"""Bytes of a ballot's seed."""


def new_uuid() -> Uuid:
    """A fresh uuid for a box."""
    return Uuid(_core.token(UUID_LENGTH))


def new_credentials(uuid: Uuid, count: int) -> list[tuple[PrivateCredential, PublicCredential]]:
    """Fresh credentials for the box ``uuid``."""
    with readable("cards"):
        return [(PrivateCredential(a), PublicCredential(b)) for a, b in _core.make_credentials(uuid, count)]


def public_part(uuid: Uuid, card: PrivateCredential) -> PublicCredential:
    """The public part of a card in the box ``uuid``; the card's secret never enters a message."""
    text = card if card.isascii() else ""  # half a surrogate pair from a terminal cannot even be handed over
    with readable("card"):
        return PublicCredential(_core.credential_public(uuid, text))


def check_keys(points: Sequence[str]) -> list[str | None]:
    """For each ``None``, or the code of what makes it unusable as a key or credential."""
    return _core.check_points(points)


def set_threads(threads: int) -> None:
    """The size of the core's pool, before its first use."""
    with readable("threads"):
        _core.set_threads(threads)
