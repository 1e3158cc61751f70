"""A sealed secret on paper: lines that a person can type back, and texts for QR codes. ``spec/trustee-file.md``.

Both hold the same bytes, packed tighter than the JSON and unpacked into exactly that JSON again.
Digits are Crockford's: capital letters and digits without I, L, O and U, so no two look alike. Each line has a CRC of
15 bits over its number and its bytes, which finds every error within three neighbouring digits.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final

from shora.errors import InputError
from shora.text import json
from shora.text.digits import to_ascii

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINE_BYTES: Final = 20
"""Bytes of a typed line: 32 digits in eight groups."""
QR_DIGITS: Final = 200
"""Most digits of a QR code: with its head under 230 characters of the alphanumeric mode, which old phones read."""
QR_HEAD: Final = "SHORA"
MOST_BYTES: Final = 1900
"""Of a packed secret; a trustee's share has some 230."""

_VERSION: Final = 1
_ID_BYTES: Final = 5
_LOOKALIKES: Final = str.maketrans("OILoil", "011011")
_QR: Final = re.compile(rf"{QR_HEAD}/([0-9]{{1,2}})/([0-9]{{1,2}})/([{ALPHABET}]{{8}})/([{ALPHABET}]+)")
_POLYNOMIAL: Final = 0x4599
_TOP: Final = 0x4000
_MASK: Final = 0x7FFF


def sheet_lines(sealed: bytes) -> tuple[str, ...]:
    """The sealed text as lines like ``03 XXXX XXXX … XXXX CCC``: number, bytes, checksum.

    :class:`InputError` for what is no sealed text of ``spec/sealed.md``, or too long for a sheet.
    """
    packed = _pack(sealed)
    count = -(-(len(packed) + 1) // LINE_BYTES)
    body = bytes([count]) + packed
    parts = [body[at : at + LINE_BYTES] for at in range(0, len(body), LINE_BYTES)]
    return tuple(_line(number, part) for number, part in enumerate(parts, start=1))


def from_lines(lines: Sequence[str]) -> bytes:
    """The sealed text again, from lines as a person types them: in any order, case and grouping.

    :class:`InputError` names every line with a typing error, and every line that is missing.
    """
    parts: dict[int, bytes] = {}
    wrong: list[str] = []
    for position, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        read = _read_line(line)
        if read is None:
            wrong.append(_name_of(line, position))
            continue
        number, part = read
        if parts.setdefault(number, part) != part:
            raise InputError(f"line {number} is there twice, and differs", place="sheet")
    if wrong:
        raise InputError(f"there is a typing error in {', '.join(wrong)}", place="sheet", hint="type it anew")
    count = parts[1][0] if 1 in parts else max(parts, default=1)
    missing = [str(number) for number in range(1, count + 1) if number not in parts]
    if missing:
        raise InputError(f"line {', '.join(missing)} is missing", place="sheet")
    if len(parts) != count:
        raise InputError(f"there are more than {count} lines: do they come from two sheets?", place="sheet")
    return _unpack(b"".join(parts[number] for number in sorted(parts))[1:])


def qr_payloads(sealed: bytes) -> tuple[str, ...]:
    """Texts for QR codes: ``SHORA/number/count/sheet/digits``, in the alphanumeric mode of QR.

    :class:`InputError` as for :func:`sheet_lines`.
    """
    packed = _pack(sealed)
    digits = _digits(packed)
    count = -(-len(digits) // QR_DIGITS)
    size = -(-len(digits) // count)  # all codes of one size
    parts = [digits[at : at + size] for at in range(0, len(digits), size)]
    name = _digits(packed[-_ID_BYTES:])
    return tuple(
        f"{QR_HEAD}/{number}/{len(parts)}/{name}/{part}" for number, part in enumerate(parts, start=1)
    )


def from_qr(payloads: Sequence[str]) -> bytes:
    """The sealed text again, from the codes in any order; the same one twice is fine.

    :class:`InputError` names the codes that are missing, and codes of different sheets.
    """
    parts: dict[int, str] = {}
    sheets: set[tuple[str, str]] = set()
    for payload in payloads:
        match = _QR.fullmatch(payload.strip())
        if match is None:
            raise InputError("a code is none of a share's sheet", place="sheet")
        number, count, name, digits = match.groups()
        sheets.add((count, name))
        if parts.setdefault(int(number), digits) != digits:
            raise InputError(f"code {int(number)} is there twice, and differs", place="sheet")
    if len(sheets) != 1:
        raise InputError(
            "the codes come from different sheets" if sheets else "there is no code", place="sheet"
        )
    total = int(sheets.pop()[0])
    missing = [str(number) for number in range(1, total + 1) if number not in parts]
    if missing:
        raise InputError(f"code {', '.join(missing)} of {total} is missing", place="sheet")
    if len(parts) != total:
        raise InputError(f"there are more than {total} codes", place="sheet")
    return _unpack(_bytes("".join(parts[number] for number in sorted(parts))))


def _pack(sealed: bytes) -> bytes:
    """Version, passes, memory, length of ``what``, ``what``, salt, nonce, data, first bytes of the hash."""
    place = "sealed text"
    value = json.parse(sealed, place=place, max_bytes=4 * MOST_BYTES)
    kdf, cipher = json.field(value, "kdf", dict, place), json.field(value, "cipher", dict, place)
    what = json.field(value, "what", str, place).encode()
    memory, passes = json.field(kdf, "memory_kib", int, place), json.field(kdf, "passes", int, place)
    salt, nonce = _base64(kdf, "salt"), _base64(cipher, "nonce")
    data = _base64(value, "data")
    if (
        len(what) > 255
        or not 0 <= passes <= 255
        or not 0 <= memory < 2**32
        or (len(salt), len(nonce)) != (16, 12)
    ):
        raise InputError("this sealed text does not fit on a sheet", place=place)
    packed = bytes([_VERSION, passes]) + memory.to_bytes(4, "big") + bytes([len(what)]) + what
    packed += salt + nonce + data
    if len(packed) > MOST_BYTES or _json_of(packed) != sealed:
        raise InputError("this sealed text does not fit on a sheet", place=place)
    return packed + hashlib.sha256(sealed).digest()[:_ID_BYTES]


def _unpack(packed: bytes) -> bytes:
    body, check = packed[:-_ID_BYTES], packed[-_ID_BYTES:]
    sealed = _json_of(body)
    if hashlib.sha256(sealed).digest()[:_ID_BYTES] != check:
        raise InputError(
            "the parts do not belong together", place="sheet", hint="do they come from two sheets?"
        )
    return sealed


def _json_of(packed: bytes) -> bytes:
    """The canonical JSON of ``spec/sealed.md``."""
    length = packed[6] if len(packed) > 6 else 0
    at = 7 + length
    if len(packed) < at + 28 or packed[0] != _VERSION:
        raise InputError("this is no sheet of this version", place="sheet")
    try:
        what = packed[7:at].decode()
    except UnicodeDecodeError:
        raise InputError("this is no sheet of a sealed secret", place="sheet") from None
    return json.canonical(
        {
            "format": "shora-sealed-1",
            "what": what,
            "kdf": {
                "name": "argon2id",
                "memory_kib": int.from_bytes(packed[2:6], "big"),
                "passes": packed[1],
                "lanes": 1,
                "salt": b64encode(packed[at : at + 16]).decode(),
            },
            "cipher": {"name": "aes-256-gcm", "nonce": b64encode(packed[at + 16 : at + 28]).decode()},
            "data": b64encode(packed[at + 28 :]).decode(),
        }
    )


def _base64(value: json.JsonValue, name: str) -> bytes:
    text = json.field(value, name, str, "sealed text")
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise InputError(f"the field {name!r} is not Base64", place="sealed text") from None


def _line(number: int, part: bytes) -> str:
    digits = _digits(part)
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    return f"{number:02} {' '.join(groups)} {_check(number, part)}"


def _read_line(line: str) -> tuple[int, bytes] | None:
    """Number and bytes of a typed line, or ``None`` where it has a typing error."""
    typed = "".join(c for c in to_ascii(line) if not c.isspace() and c not in "-‐–—.:_")
    number, digits, check = typed[:2], typed[2:-3], typed[-3:]
    if not (number.isascii() and number.translate(_LOOKALIKES).isdecimal()):
        return None
    at = int(number.translate(_LOOKALIKES))
    try:
        part = _bytes(_clean(digits))
    except InputError:
        return None
    if not part or len(part) > LINE_BYTES or at < 1 or _check(at, part) != _clean(check):
        return None
    return at, part


def _name_of(line: str, position: int) -> str:
    number = to_ascii(line.strip())[:2].translate(_LOOKALIKES)
    return f"line {int(number)}" if number.isascii() and number.isdecimal() else f"the {position}. line typed"


def _clean(text: str) -> str:
    return text.translate(_LOOKALIKES).upper()


def _digits(data: bytes) -> str:
    """Crockford's digits, five bits each, most significant first; the last one is filled with zeros."""
    count = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (count * 5 - len(data) * 8)
    return "".join(ALPHABET[number >> (5 * i) & 31] for i in reversed(range(count)))


def _bytes(digits: str) -> bytes:
    """The inverse of :func:`_digits`; :class:`InputError` for other characters, lengths and fillings."""
    number = 0
    for digit in digits:
        value = ALPHABET.find(digit)
        if value < 0:
            raise InputError("a character is none of a sheet", place="sheet")
        number = number << 5 | value
    size = len(digits) * 5 // 8
    fill = len(digits) * 5 - size * 8
    if fill >= 5 or number & ((1 << fill) - 1):
        raise InputError("a character is missing or too many", place="sheet")
    return (number >> fill).to_bytes(size, "big")


def _check(number: int, part: bytes) -> str:
    """CRC of 15 bits (CAN's polynomial) over the number and the bytes, as three digits."""
    crc = 0
    for byte in bytes([number]) + part:
        for bit in range(7, -1, -1):
            top = bool(crc & _TOP) != bool(byte >> bit & 1)
            crc = crc << 1 & _MASK
            if top:
                crc ^= _POLYNOMIAL
    return "".join(ALPHABET[crc >> shift & 31] for shift in (10, 5, 0))
