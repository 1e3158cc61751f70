"""The six messages of Pedersen's key ceremony, as bytes (Belenios specification, §4.6)."""

from collections.abc import Sequence

from shora import _core
from shora.crypto.fault import Fault, faults_of, readable

SEED_LENGTH = 22


def new_seed() -> str:
    """A trustee's secret seed: its signing and decryption keys derive from it."""
    return _core.token(SEED_LENGTH)


def certificate(seed: str, *, size: int, threshold: int, index: int) -> bytes:
    """Step 1: the trustee's public keys, signed; ``index`` counts from 1."""
    with readable("certificate"):
        return _core.pedersen_certificate(seed, size, threshold, index)


def check_certificates(certificates: Sequence[bytes], threshold: int) -> tuple[Fault, ...]:
    """Step 2: each is well-formed, signed by itself and for this ceremony."""
    with readable("certificates"):
        return faults_of(_core.pedersen_check_certificates(certificates, threshold))


def polynomial(seed: str, certificates: Sequence[bytes], threshold: int) -> bytes:
    """Step 3: a random polynomial, committed, with a sealed share for each trustee."""
    with readable("polynomial"):
        return _core.pedersen_polynomial(seed, certificates, threshold)


def check_polynomial(
    certificates: Sequence[bytes], threshold: int, index: int, message: bytes
) -> tuple[Fault, ...]:
    """What can be checked of step 3 without a secret."""
    with readable(f"polynomial of trustee {index}"):
        return faults_of(_core.pedersen_check_polynomial(certificates, threshold, index, message))


def vinput(certificates: Sequence[bytes], threshold: int, polynomials: Sequence[bytes], index: int) -> bytes:
    """Step 4: everything that was dealt to trustee ``index``."""
    with readable("polynomials"):
        return _core.pedersen_vinput(certificates, threshold, polynomials, index)


def voutput(seed: str, certificates: Sequence[bytes], threshold: int, dealt: bytes) -> bytes:
    """Step 5: the trustee checks every dealer's share (a bad one is named) and answers with its public share."""
    with readable("dealt shares"):
        return _core.pedersen_voutput(seed, certificates, threshold, dealt)


def check_voutput(
    certificates: Sequence[bytes], threshold: int, polynomials: Sequence[bytes], index: int, message: bytes
) -> tuple[Fault, ...]:
    """Whether the public share is the one that all commitments give, with a proof of knowledge."""
    with readable(f"public share of trustee {index}"):
        return faults_of(_core.pedersen_check_voutput(certificates, threshold, polynomials, index, message))


def parameters(
    certificates: Sequence[bytes], threshold: int, polynomials: Sequence[bytes], voutputs: Sequence[bytes]
) -> bytes:
    """Step 6: the ``threshold_parameters`` JSON that every box carries."""
    with readable("ceremony"):
        return _core.pedersen_parameters(certificates, threshold, polynomials, voutputs)
