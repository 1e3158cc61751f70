"""JSON as spec/json.md reads and writes it, shapes of objects, and files that are no links."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from .curve import Fault

MiB = 1 << 20
HASH = re.compile("[0-9a-f]{64}")
SIGNATURE = re.compile("[0-9a-f]{128}")
ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
FILE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
UUID = re.compile(f"[{B58}]{{14,64}}")
MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
LAUNCH = re.compile("(?=.{8,64}$)[A-Z0-9]+(-[A-Z0-9]+)*")


class Unusable(Exception):
    """What cannot be judged: exit 2."""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Fault("json-malformed", "a key is there twice")
    return result


def _refuse(text: str) -> Any:
    raise Fault("json-malformed", f"the number {text[:20]}")


@lru_cache
def _decoder(digits: int) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_pairs, parse_float=_refuse, parse_constant=_refuse,
        parse_int=lambda text: int(text) if len(text.lstrip("-")) <= digits else _refuse(text),
    )  # fmt: skip


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def read(data: bytes, limit: int = 64 * MiB, deepest: int = 64, digits: int = 15) -> Any:
    """The value of a text, or a Fault `json-malformed`."""
    if len(data) > limit:
        raise Fault("json-malformed", "larger than allowed")
    try:
        text = data.decode()
        value, end = _decoder(digits).raw_decode(text, len(text) - len(text.lstrip(" \t\n\r")))
        dump(value)
        if text[end:].strip(" \t\n\r") or depth(value) > deepest:
            raise Fault("json-malformed", "more than one value, or too deep")
    except (ValueError, RecursionError) as e:
        raise Fault("json-malformed", str(e)[:100]) from None
    return value


def dump(value: Any) -> bytes:
    """The canonical form: keys in the order in which the value has them."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\x7f", "\\u007f").encode()


Shape = (
    Any  # a type, a pattern, a function, a constant in a tuple, [shape] for lists, {"key": shape, "optional?": shape}
)


def fit(value: Any, shape: Shape) -> Any:
    """The value with its keys in the shape's order; a Fault `json-malformed` where it does not fit."""
    match shape:
        case dict() if isinstance(value, dict):
            known = {k.rstrip("?"): (k[-1] == "?", s) for k, s in shape.items()}
            value = {k: v for k, v in value.items() if not (v is None and k in known and known[k][0])}
            if all(k in known for k in value) and all(k in value or known[k][0] for k in known):
                return {k: fit(value[k], known[k][1]) for k in known if k in value}
        case list() if isinstance(value, list):
            return [fit(v, shape[0]) for v in value]
        case tuple() if any(value == s and type(value) is type(s) for s in shape):
            return value
        case re.Pattern() if isinstance(value, str) and shape.fullmatch(value):
            return value
        case type() if type(value) is shape and (shape is not int or 0 <= value <= 10**9):
            return value
        case Callable() if not isinstance(shape, type):
            return shape(value)
    raise Fault("json-malformed", f"not what belongs here: {str(value)[:60]}")


def canonical(data: bytes, shape: Shape, limit: int = 64 * MiB, code: str = "not-canonical") -> Any:
    """A value that has the shape and whose text is canonical."""
    value = fit(read(data, limit), shape)
    if dump(value) != data:
        raise Fault(code)
    return value


def mapping(value_shape: Shape, key: re.Pattern[str] = FILE_ID) -> Callable[[Any], dict[str, Any]]:
    """The shape of an object whose keys are data."""

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not all(key.fullmatch(k) for k in value):
            raise Fault("json-malformed")
        return {k: fit(v, value_shape) for k, v in value.items()}

    return check


def line(value: Any) -> str:
    """One line of at most 500 characters (spec/day.md)."""
    if not isinstance(value, str) or len(value) > 500 or re.search("[\x00-\x1f\x7f\x85\u2028\u2029]", value):
        raise Fault("json-malformed", "not one line of text")
    return value


def ascends(values: list[Any]) -> bool:
    """Whether they are in order, and none is there twice."""
    return all(a < b for a, b in pairwise(values))


def open_plain(path: Path) -> int:
    """A descriptor of a plain file; never follows a link, never waits for a pipe."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(f"{path} is no plain file")
    return fd


def content(path: Path, limit: int = 64 * MiB) -> bytes:
    with os.fdopen(open_plain(path), "rb") as f:
        data = f.read(limit + 1)
    if len(data) > limit:
        raise OSError(f"{path} is larger than {limit} bytes")
    return data
