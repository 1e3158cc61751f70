"""The Rust core as Python sees it. This stub is the contract; ``make check`` holds it with stubtest.

Bytes are the JSON of the Belenios specification (crypto version 1, group Ed25519), compact and in
its key order. Points are 64 hexadecimal digits, scalars decimal strings. A *fault* is a failed
check: ``(code, question, choice, detail)``, with indexes from 0 or ``None``; for trustees,
``question`` is the index in the trustees structure and ``choice`` the trustee in it. Malformed
input raises :class:`CoreError` with ``args == (code, detail)``. Everything long releases the GIL
and uses all cores of the pool.
"""

from collections.abc import Sequence
from typing import TypeAlias, final

_Fault: TypeAlias = tuple[str, int | None, int | None, str]
_Question: TypeAlias = tuple[list[str], bool, int, int, str]
"""(answers, blank allowed, min, max, text)"""

__version__: str

class CoreError(ValueError):
    """Malformed input or misuse; ``args`` is ``(code, detail)``."""

def set_threads(threads: int, /) -> None:
    """Size of the pool; only before its first use."""

def token(length: int, /) -> str:
    """Random Base58 characters from the operating system: uuids, seeds of trustees."""

def make_credentials(uuid: str, count: int, /) -> list[tuple[str, str]]:
    """Fresh (private, public) credentials for a box."""

def credential_public(uuid: str, credential: str, /) -> str:
    """The public part of a private credential; ``credential-malformed`` otherwise."""

def check_points(points: Sequence[str], /) -> list[str | None]:
    """For each: ``None``, or the code of what is wrong with it as a key."""

def discrete_logs(points: Sequence[str], bound: int, /) -> list[int | None]:
    """The x with 0 ≤ x ≤ bound and g^x = point, or ``None``."""

@final
class Election:
    """A parsed election JSON with its tables. ``election-…`` errors say what is not supported."""

    def __new__(cls, election: bytes, /) -> Election: ...
    @property
    def uuid(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def fingerprint(self) -> str:
        """Base64 of the SHA-256 of the JSON, without padding."""
    @property
    def public_key(self) -> str: ...
    @property
    def questions(self) -> list[_Question]: ...
    def encrypt_ballots(
        self,
        credentials: Sequence[str],
        plaintexts: Sequence[Sequence[Sequence[int]]],
        seeds: Sequence[bytes],
        /,
    ) -> list[bytes]:
        """Signed ballots. A plaintext has a 0/1 vector a question, the blank first where allowed.

        A seed is 32 bytes; the same seed and input give the same ballot (the challenge needs it).
        """
    def check_ballots(
        self, ballots: Sequence[bytes], weights: Sequence[int], tally: Tally | None, /
    ) -> list[tuple[str | None, list[_Fault]]]:
        """Per ballot its credential (``None`` if unreadable) and its faults.

        Checks shape, canonical JSON, group membership, all proofs and the signature. Readable ballots
        are added to ``tally`` ``weight`` times, valid or not; weight 0 leaves one out.
        """
    def check_opening(
        self, ballot: bytes, plaintext: Sequence[Sequence[int]], seed: bytes, /
    ) -> list[_Fault]:
        """Whether seed and marks give the ballot's bytes up to its signature (``spec/ballot.md``).

        Empty, or one fault: ``opening-shape`` and ``opening-bounds`` for marks that no ballot may have,
        ``opening-other`` at the first ciphertext that differs, and where none does at the first proof.
        The ballot's own proofs and signature are for ``check_ballots``. Raises what is wrong with the
        form of a ballot that cannot be read, and ``seed-length``.
        """

@final
class Tally:
    """A running product of ciphertexts for one election."""

    def __new__(cls, election: Election, /) -> Tally: ...
    @property
    def ballots(self) -> int: ...
    @property
    def weight(self) -> int: ...
    def add(self, other: Tally, /) -> None:
        """Multiplies another tally of the same questions into this one."""
    def encrypted_tally(self) -> bytes:
        """The ``encrypted_tally`` JSON."""

@final
class Trustees:
    """A parsed trustees JSON."""

    def __new__(cls, trustees: bytes, /) -> Trustees: ...
    @property
    def public_key(self) -> str:
        """The joint key."""
    @property
    def verification_keys(self) -> list[str]:
        """Each trustee's public key, in the order of ``owner`` (which counts from 1)."""
    @property
    def groups(self) -> list[tuple[str, int, int]]:
        """(``Single`` or ``Pedersen``, threshold, size)"""
    def check(self) -> list[_Fault]:
        """Certificates, signatures, proofs of knowledge and public shares."""

@final
class Share:
    """A trustee's secret; zeroised when dropped, never shown except by ``reveal``."""

    @staticmethod
    def generate() -> Share:
        """A fresh key of a Single trustee."""
    @staticmethod
    def from_private_key(private_key: bytes, /) -> Share:
        """From the JSON string of a scalar, as belenios-tool keeps it."""
    @staticmethod
    def open(seed: str, message: bytes, /) -> Share:
        """From a Pedersen voutput's ``private_key`` message and the trustee's seed."""
    @property
    def public_key(self) -> str: ...
    def trustee_public_key(self) -> bytes:
        """Key and proof of knowledge, for a Single trustee."""
    def reveal(self) -> bytes:
        """The secret scalar as a JSON string: for sealing, never for a log."""
    def decrypt(self, election: Election, encrypted_tally: bytes, /) -> bytes:
        """The partial decryption of a tally, with proofs."""

def check_partial_decryption(
    election: Election, encrypted_tally: bytes, public_key: str, partial_decryption: bytes, /
) -> list[_Fault]: ...
def combine(
    election: Election,
    trustees: Trustees,
    encrypted_tally: bytes,
    partial_decryptions: Sequence[tuple[int, bytes]],
    total_weight: int,
    /,
) -> bytes:
    """The ``result`` JSON from (owner, partial decryption) pairs that were already checked.

    ``shares-missing`` when there are fewer than the threshold, ``log-out-of-range`` when no count up
    to ``total_weight`` fits.
    """

def check_result(
    election: Election,
    trustees: Trustees,
    encrypted_tally: bytes,
    partial_decryptions: Sequence[tuple[int, bytes]],
    result: bytes,
    /,
) -> list[_Fault]:
    """Whether the result is what the shares decrypt to, choice by choice."""

def pedersen_certificate(seed: str, size: int, threshold: int, index: int, /) -> bytes: ...
def pedersen_check_certificates(certificates: Sequence[bytes], threshold: int, /) -> list[_Fault]: ...
def pedersen_polynomial(seed: str, certificates: Sequence[bytes], threshold: int, /) -> bytes: ...
def pedersen_check_polynomial(
    certificates: Sequence[bytes], threshold: int, index: int, polynomial: bytes, /
) -> list[_Fault]: ...
def pedersen_vinput(
    certificates: Sequence[bytes], threshold: int, polynomials: Sequence[bytes], index: int, /
) -> bytes: ...
def pedersen_voutput(seed: str, certificates: Sequence[bytes], threshold: int, vinput: bytes, /) -> bytes:
    """Raises ``share-invalid`` with the dealer's number when a share does not fit its commitments."""

def pedersen_check_voutput(
    certificates: Sequence[bytes], threshold: int, polynomials: Sequence[bytes], index: int, voutput: bytes, /
) -> list[_Fault]: ...
def pedersen_parameters(
    certificates: Sequence[bytes], threshold: int, polynomials: Sequence[bytes], voutputs: Sequence[bytes], /
) -> bytes:
    """The ``threshold_parameters`` JSON."""
