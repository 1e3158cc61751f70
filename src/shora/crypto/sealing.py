"""Sealing a secret under a passphrase: Argon2id, then AES-256-GCM. Spec: ``spec/sealed.md``.

Cost: 64 MiB, 3 passes, one lane (RFC 9106, second recommended option, with one lane so that two
machines agree without threads): about a quarter of a second, which a person does not notice and a
guesser pays for every guess. Every parameter stands in the sealed text, so that the cost can rise.
"""

import re
import secrets
from base64 import b64decode, b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from shora.errors import InputError, RefusedError
from shora.text import json
from shora.text.normalise import passphrase_bytes

FORMAT: Final = "shora-sealed-1"
MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3
SHORTEST: Final = 12
"""Characters of a passphrase that we accept for a new seal."""

_MOST_KIB: Final = 1024 * 1024
_MOST_PASSES: Final = 16
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")


def seal(secret: bytes, passphrase: str, *, what: str) -> bytes:
    """The canonical JSON that holds ``secret`` under ``passphrase``; ``what`` says in public what it is.

    ``what`` is authenticated with the secret, so a sealed file cannot be passed off as another one.
    :class:`RefusedError` for a passphrase that is too short.
    """
    if len(passphrase.strip()) < SHORTEST:
        raise RefusedError(
            f"the passphrase has fewer than {SHORTEST} characters", hint="four or five random words are good"
        )
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = _key(passphrase, salt, MEMORY_KIB, PASSES)
    data = AESGCM(key).encrypt(nonce, secret, _header(what))
    return json.canonical(
        {
            "format": FORMAT,
            "what": what,
            "kdf": {
                "name": "argon2id",
                "memory_kib": MEMORY_KIB,
                "passes": PASSES,
                "lanes": 1,
                "salt": _text(salt),
            },
            "cipher": {"name": "aes-256-gcm", "nonce": _text(nonce)},
            "data": _text(data),
        }
    )


def unseal(sealed: bytes, passphrase: str, *, what: str, place: str) -> bytes:
    """The secret again.

    :class:`InputError` for a text that is no seal or seals something else than ``what``;
    :class:`RefusedError` for a wrong passphrase (or a changed file: the two cannot be told apart).
    """
    value = json.parse(sealed, place=place, max_bytes=1024 * 1024)
    if json.field(value, "format", str, place) != FORMAT:
        raise InputError("this is no sealed file", place=place, hint=f"its format is {FORMAT}")
    json.only_fields(value, ("format", "what", "kdf", "cipher", "data"), (), place)
    found = json.field(value, "what", str, place)
    if found != what:
        raise InputError(f"it holds {found[:80]!r}, and {what!r} is needed", place=place)
    kdf = json.field(value, "kdf", dict, place)
    cipher = json.field(value, "cipher", dict, place)
    json.only_fields(kdf, ("name", "memory_kib", "passes", "lanes", "salt"), (), place)
    json.only_fields(cipher, ("name", "nonce"), (), place)
    names = (json.field(kdf, "name", str, place), json.field(cipher, "name", str, place))
    if names != ("argon2id", "aes-256-gcm") or json.field(kdf, "lanes", int, place) != 1:
        raise InputError(f"the seal {names} is not known to this version", place=place)
    memory, passes = json.field(kdf, "memory_kib", int, place), json.field(kdf, "passes", int, place)
    if not (8 <= memory <= _MOST_KIB and 1 <= passes <= _MOST_PASSES):
        raise InputError("the cost of the seal is out of its range", place=place)
    key = _key(passphrase, _bytes(kdf, "salt", 16, place), memory, passes)
    nonce = _bytes(cipher, "nonce", 12, place)
    try:
        return AESGCM(key).decrypt(nonce, _bytes(value, "data", None, place), _header(what))
    except InvalidTag:
        raise RefusedError(
            "the passphrase does not open it", place=place, hint="or the file was changed; use the other copy"
        ) from None


def _key(passphrase: str, salt: bytes, memory: int, passes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory)
    return kdf.derive(passphrase_bytes(passphrase))


def _header(what: str) -> bytes:
    return f"{FORMAT}\n{what}".encode()


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(value: json.JsonValue, name: str, length: int | None, place: str) -> bytes:
    text = json.field(value, name, str, place)
    if _BASE64.fullmatch(text) is None or len(text) % 4:
        raise InputError(f"the field {name!r} is not Base64", place=place)
    data = b64decode(text)
    if length is not None and len(data) != length:
        raise InputError(f"the field {name!r} has {len(data)} bytes, not {length}", place=place)
    return data
