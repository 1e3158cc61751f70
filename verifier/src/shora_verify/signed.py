"""Signed statements (spec/signed.md): strict Ed25519, and who has signed."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from .curve import G_TEXT, Fault, Point, base, div, encode, point, power, q
from .strict import SIGNATURE, Shape, canonical, content, dump

Keys = dict[str, str]  # signer: 64 digits in the byte order of RFC 8032
MOST_BYTES = 64 << 20


@lru_cache(maxsize=4096)
def usable(key: str) -> Point:
    """The point of an identity key: canonical, of the group, not neutral."""
    return point(bytes.fromhex(key)[::-1].hex() if re.fullmatch("[0-9a-f]{64}", key) else key)


def verify(key: str, message: bytes, signature: str) -> bool:
    """RFC 8032, pure, without cofactor: R = g^S / key^k, compared as bytes."""
    try:
        A = usable(key)
    except (Fault, ValueError):
        return False
    R, S = bytes.fromhex(signature[:64]), int.from_bytes(bytes.fromhex(signature[64:]), "little")
    if q <= S:
        return False
    k = int.from_bytes(hashlib.sha512(R + bytes.fromhex(key) + message).digest(), "little") % q
    return encode([div(base(G_TEXT).power(S), power(A, k))])[0] == R[::-1].hex()


def signature_faults(entry: dict[str, Any], signers: Sequence[str], keys: Keys) -> list[str]:
    """Exactly these have signed, in any order, each once."""
    message = b"shora-statement-1\n" + dump(entry["statement"])
    faults, open_ = [], list(signers)
    for s in entry["signatures"]:
        if s["by"] not in open_:
            faults.append("signature-unexpected")
            continue
        open_.remove(s["by"])
        if not SIGNATURE.fullmatch(s["signature"]) or not verify(keys.get(s["by"], ""), message, s["signature"]):
            faults.append("signature-invalid")
    return faults + ["signature-missing"] * len(open_)


def statement(path: Path, shape: Shape) -> tuple[dict[str, Any], bytes]:
    """The entry of a file and its bytes; a Fault `statement-malformed` where it is none."""
    try:
        data = content(path, MOST_BYTES)
        entry = canonical(data, {"statement": shape, "signatures": [{"by": str, "signature": SIGNATURE}]}, MOST_BYTES)
        if len({s["by"] for s in entry["signatures"]}) < len(entry["signatures"]):
            raise Fault("statement-malformed", "somebody has signed twice")
    except OSError as e:
        raise Fault("statement-malformed", str(e)) from None
    except Fault as e:
        raise Fault("statement-malformed", e.detail) from None
    return entry, data
