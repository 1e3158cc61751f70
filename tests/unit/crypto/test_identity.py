"""Identity keys against RFC 8032, and every signature that must not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.crypto.identity import Identity, fault_in_key, verify_signature
from shora.errors import InputError

ORDER = 2**252 + 27742317777372353535851937790883648493
# RFC 8032, §7.1: secret, public, message, signature
RFC = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize("secret,public,message,signature", RFC)
def test_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    identity = Identity.from_hex(secret)
    assert identity.public == public
    assert identity.sign(bytes.fromhex(message)) == signature
    assert verify_signature(public, bytes.fromhex(message), signature)
    assert identity.reveal() == secret


def test_secrets_are_not_shown() -> None:
    identity = Identity.generate()
    assert identity.reveal() not in repr(identity) + str(identity)
    with pytest.raises(InputError) as caught:
        Identity.from_hex(identity.reveal() + "0")
    assert identity.reveal() not in str(caught.value)


def test_one_signature_has_one_form() -> None:
    identity = Identity.generate()
    signature = identity.sign(b"x")
    r, s = signature[:64], int.from_bytes(bytes.fromhex(signature[64:]), "little")
    more = r + (s + ORDER).to_bytes(32, "little").hex()
    assert not verify_signature(identity.public, b"x", more)
    assert not verify_signature(identity.public, b"x", signature.upper())
    assert not verify_signature(identity.public, b"x", signature + "00")
    assert not verify_signature(identity.public, b"y", signature)
    assert not verify_signature(Identity.generate().public, b"x", signature)


@pytest.mark.parametrize(
    "key,code",
    [
        ("01" + "00" * 31, "point-identity"),
        ("00" * 32, "point-not-in-subgroup"),
        ("ec" + "ff" * 30 + "7f", "point-not-in-subgroup"),
        ("ee" + "ff" * 30 + "7f", "point-not-on-curve"),  # the neutral element, written as y = p + 1
        ("02" + "00" * 31, "point-not-on-curve"),
        ("D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A", "point-malformed"),
        ("", "point-malformed"),
    ],
)
def test_keys_that_nobody_may_have(key: str, code: str) -> None:
    assert fault_in_key(key) == code
    # Under the neutral element every message would have the signature (R = B^s, s).
    assert not verify_signature(key, b"x", Identity.generate().sign(b"x"))


@given(st.binary(max_size=80), st.integers(0, 511))
def test_a_changed_bit_breaks_it(message: bytes, bit: int) -> None:
    identity = Identity(b"\x07" * 32)
    signature = bytearray(bytes.fromhex(identity.sign(message)))
    signature[bit // 8] ^= 1 << (bit % 8)
    assert not verify_signature(identity.public, message, signature.hex())
