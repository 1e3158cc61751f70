"""Trustees' keys, shares, partial decryptions and their combination."""

from collections.abc import Sequence
from dataclasses import dataclass

from shora import _core
from shora.crypto.election import BoxElection
from shora.crypto.fault import Fault, faults_of, readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One entry of a trustees structure: ``threshold`` of ``size`` must take part."""

    kind: str
    threshold: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDecryption:
    """A trustee's factors and proofs; ``owner`` counts from 1 over all trustees of the structure."""

    owner: int
    payload: bytes


class TrusteeKeys:
    """A parsed trustees JSON."""

    __slots__ = ("core",)

    def __init__(self, trustees: bytes, *, place: str = "trustees") -> None:
        """Raises ``CryptoInputError`` naming ``place``."""
        with readable(place):
            self.core = _core.Trustees(trustees)

    @property
    def public_key(self) -> str:
        """The joint key, 64 hexadecimal digits; ``CryptoInputError`` where the keys give none."""
        with readable("trustees"):
            return self.core.public_key

    @property
    def verification_keys(self) -> tuple[str, ...]:
        """Each trustee's public key; owner 1 is the first."""
        return tuple(self.core.verification_keys)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The structure's entries."""
        return tuple(Group(kind=k, threshold=t, size=n) for k, t, n in self.core.groups)

    def check(self) -> tuple[Fault, ...]:
        """Certificates, signatures, proofs of knowledge and public shares."""
        return faults_of(self.core.check())


class Share:
    """A trustee's secret share. It stays in the core's memory and is zeroised when dropped."""

    __slots__ = ("core",)

    def __init__(self, core: _core.Share) -> None:
        self.core = core

    @classmethod
    def generate(cls) -> "Share":
        """A fresh key of a Single trustee."""
        return cls(_core.Share.generate())

    @classmethod
    def from_private_key(cls, private_key: bytes) -> "Share":
        """From the JSON string of the scalar."""
        with readable("private key"):
            return cls(_core.Share.from_private_key(private_key))

    @classmethod
    def open(cls, seed: str, message: bytes) -> "Share":
        """From the ``private_key`` message of a trustee's last ceremony step, with its seed."""
        with readable("share"):
            return cls(_core.Share.open(seed, message))

    @property
    def public_key(self) -> str:
        """g to the share, 64 hexadecimal digits."""
        return self.core.public_key

    def trustee_public_key(self) -> bytes:
        """Key with proof of knowledge, for a Single trustee."""
        return self.core.trustee_public_key()

    def reveal(self) -> bytes:
        """The secret as a JSON string: for sealing, never for a log."""
        return self.core.reveal()

    def decrypt(self, election: BoxElection, encrypted_tally: bytes) -> bytes:
        """The partial decryption of a tally. Whether it *may* be decrypted is decided above."""
        with readable("encrypted tally"):
            return self.core.decrypt(election.core, encrypted_tally)

    def __repr__(self) -> str:
        """Names the public key only."""
        return f"Share({self.public_key[:8]}…)"


def check_partial_decryption(
    election: BoxElection, encrypted_tally: bytes, public_key: str, payload: bytes
) -> tuple[Fault, ...]:
    """Whether each factor is the tally's alpha to the share behind ``public_key``."""
    with readable("partial decryption"):
        return faults_of(_core.check_partial_decryption(election.core, encrypted_tally, public_key, payload))


def _pairs(partials: Sequence[PartialDecryption]) -> list[tuple[int, bytes]]:
    return [(p.owner, p.payload) for p in partials]


def combine(
    election: BoxElection,
    keys: TrusteeKeys,
    encrypted_tally: bytes,
    partials: Sequence[PartialDecryption],
    total_weight: int,
) -> bytes:
    """The ``result`` JSON from partial decryptions that were checked before."""
    with readable("partial decryptions"):
        return _core.combine(election.core, keys.core, encrypted_tally, _pairs(partials), total_weight)


def check_result(
    election: BoxElection,
    keys: TrusteeKeys,
    encrypted_tally: bytes,
    partials: Sequence[PartialDecryption],
    result: bytes,
) -> tuple[Fault, ...]:
    """Whether ``result`` is what the shares decrypt to, choice by choice."""
    with readable("result"):
        return faults_of(
            _core.check_result(election.core, keys.core, encrypted_tally, _pairs(partials), result)
        )


def discrete_logs(points: Sequence[str], bound: int) -> list[int | None]:
    """The x up to ``bound`` with g^x = point, or ``None``."""
    with readable("points"):
        return _core.discrete_logs(points, bound)
