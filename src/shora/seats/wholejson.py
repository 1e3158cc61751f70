"""JSON of a totals file: strict, and with whole numbers up to 10^18.

The record's own JSON stops at 15 digits, where all readers still agree; totals of other countries
and of tests may be larger, and only this program reads them. A key that is there twice is refused
here; a fraction, ``NaN`` or a number beyond the limit becomes :class:`NotWhole`, so that the reader can
say whose votes it is.
"""

import json
from collections import Counter
from typing import Final, NoReturn

from shora.errors import InputError
from shora.text.json import JsonValue

LIMIT: Final = 64 * 1024 * 1024
_DIGITS: Final = 19  # of 10^18


class NotWhole(str):
    """A number as it was written, which is no whole number or has more than 19 digits."""

    __slots__ = ()


def parse(data: bytes, *, place: str) -> JsonValue:
    """The value of a JSON text in UTF-8; :class:`InputError` in one line otherwise."""
    if len(data) > LIMIT:
        raise InputError(f"{len(data):,} bytes are too many for totals", place=place)

    def refuse(message: str) -> NoReturn:
        raise InputError(message, place=place)

    def pairs(entries: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        out = dict(entries)
        if len(out) < len(entries):
            keys = Counter(key for key, _ in entries)
            refuse(f"the key {next(key for key in keys if keys[key] > 1)[:80]!r} is there twice")
        return out

    try:
        text = data.decode("utf-8")
        value: JsonValue = json.loads(
            text, parse_float=NotWhole, parse_constant=NotWhole, parse_int=_whole, object_pairs_hook=pairs
        )
    except UnicodeDecodeError:
        refuse("the file is not UTF-8")
    except json.JSONDecodeError as fault:
        refuse(f"this is not JSON: {fault.msg} (line {fault.lineno}, column {fault.colno})")
    except RecursionError:
        refuse("the file nests too deep to be read")
    return value


def _whole(token: str) -> int | NotWhole:
    return NotWhole(token) if len(token.lstrip("-")) > _DIGITS else int(token)
