"""Secrets under a passphrase: opened by it alone, in any spelling of it, and refused when anything was changed."""

import json
from pathlib import Path

import pytest

from shora.crypto.identity import Identity
from shora.crypto.sealing import seal, unseal
from shora.errors import InputError, RefusedError
from shora.keys import is_sealed, read_identity, write_identity

WORDS = "correct horse battery"
SEALED = seal(b"the secret", WORDS, what="trustee a")


def test_opened_by_its_passphrase_in_any_spelling() -> None:
    assert unseal(SEALED, WORDS, what="trustee a", place="x") == b"the secret"
    assert unseal(SEALED, "  correct  horse\tbattery ", what="trustee a", place="x") == b"the secret"
    persian = seal(b"s", "کتاب یاس می‌روید ۱۲۳", what="w")
    assert unseal(persian, "كتاب ياس میروید 123", what="w", place="x") == b"s"


def test_wrong_words_and_changed_files() -> None:
    with pytest.raises(RefusedError, match="does not open it"):
        unseal(SEALED, "Correct horse battery", what="trustee a", place="x")
    value = json.loads(SEALED)
    value["data"] = ("A" if value["data"][0] != "A" else "B") + value["data"][1:]
    with pytest.raises(RefusedError, match="does not open it"):
        unseal(json.dumps(value).encode(), WORDS, what="trustee a", place="x")
    value = json.loads(SEALED)
    value["what"] = "trustee b"
    with pytest.raises(RefusedError, match="does not open it"):
        unseal(json.dumps(value).encode(), WORDS, what="trustee b", place="x")
    with pytest.raises(InputError, match="it holds 'trustee a', and 'trustee b' is needed"):
        unseal(SEALED, WORDS, what="trustee b", place="x")


@pytest.mark.parametrize(
    "change,message",
    [
        ({"format": "x"}, "no sealed file"),
        ({"kdf": {}}, "missing"),
        ({"kdf": {**json.loads(SEALED)["kdf"], "memory_kib": 10**9}}, "out of its range"),
        ({"kdf": {**json.loads(SEALED)["kdf"], "passes": 0}}, "out of its range"),
        ({"kdf": {**json.loads(SEALED)["kdf"], "lanes": 4}}, "not known"),
        ({"kdf": {**json.loads(SEALED)["kdf"], "salt": "AAAA"}}, "bytes, not 16"),
        ({"cipher": {"name": "rot13", "nonce": "AAAA"}}, "not known"),
        ({"data": "%%%"}, "not Base64"),
        ({"more": 1}, "no field"),
    ],
)
def test_what_is_no_seal(change: dict[str, object], message: str) -> None:
    data = json.dumps({**json.loads(SEALED), **change}).encode()
    with pytest.raises(InputError, match=message):
        unseal(data, WORDS, what="trustee a", place="x")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(RefusedError, match="fewer than 12"):
        seal(b"s", "secret", what="w")


def test_identity_files(tmp_path: Path) -> None:
    identity = Identity.generate()
    for name, words in (("sealed", WORDS), ("plain", None)):
        path = tmp_path / "keys" / f"{name}.json"
        write_identity(path, identity, "office:inquiry", words)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert is_sealed(path) is (words is not None)
        signer, again = read_identity(path, words)
        assert (signer, again.public) == ("office:inquiry", identity.public)
        with pytest.raises(RefusedError, match="already there"):
            write_identity(path, Identity.generate(), "office:inquiry", None)
    assert identity.reveal().encode() not in (tmp_path / "keys" / "sealed.json").read_bytes()
    with pytest.raises(InputError, match="is sealed"):
        read_identity(tmp_path / "keys" / "sealed.json", None)
    (tmp_path / "other.json").write_bytes(SEALED)
    with pytest.raises(InputError, match="does not hold an identity"):
        read_identity(tmp_path / "other.json", WORDS)
