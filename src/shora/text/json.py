"""JSON from outside, read strictly, and the one way we write it. Spec: ``spec/json.md``.

Two readers that disagree about one text are a way to forge a record, so everything on which JSON
readers are known to differ is refused: a byte-order mark, a key that is there twice, ``NaN``,
fractions, numbers that some reader would round, lone surrogates, and nesting without end.

What is written is *canonical*: compact, keys in the order of the given ``dict``, strings escaped as
the OCaml tools of Belenios escape them, because their hashes are taken over exactly these bytes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn, TypeAlias, TypeVar, overload

from shora.errors import InputError

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | dict[str, JsonValue] | None"
"""What :func:`parse` gives. There are no fractions in our records."""

JsonInput: TypeAlias = "bool | int | str | Sequence[JsonInput] | Mapping[str, JsonInput] | None"
"""What :func:`canonical` takes: the same, with tuples allowed as lists."""

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest text that is read unless the caller says otherwise: 64 MiB."""

MAX_DEPTH: Final = 64
"""How deep lists and objects may lie in each other."""

MAX_DIGITS: Final = 15
"""Digits of a number: up to here every JSON reader holds it exactly. Larger ones are written as strings."""

_T = TypeVar("_T", str, int, bool)

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|-?[0-9][0-9.eE+-]*|-?(?:NaN|Infinity)', re.DOTALL)
_KEY: Final = re.compile(r"[ \t\n\r]*:")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_NAMES: Final = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


def parse(
    data: bytes, *, place: str = "", max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> JsonValue:
    """The value of one JSON text in UTF-8.

    ``place`` names the text in messages (a file, an event). :class:`InputError` names line and column
    of what is wrong; nothing is repaired and nothing is guessed.
    """
    if len(data) > max_bytes:
        raise InputError(f"the text has {len(data)} bytes, more than {max_bytes}", place=place)
    if data.startswith(b"\xef\xbb\xbf"):
        raise InputError(
            "the text begins with a byte-order mark", place=place, hint="save it as UTF-8 without BOM"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start} is not UTF-8", place=place, hint="save it as UTF-8 and try again"
        ) from None
    try:
        # Nothing that a hook meets is kept unless `_refuse_doubtful` lets it pass.
        value: JsonValue = json.loads(
            text, parse_float=_nothing, parse_constant=_nothing, parse_int=_small_number
        )
    except json.JSONDecodeError as error:
        what = "there is more text after the end" if error.msg == "Extra data" else "this is not JSON"
        detail = "" if error.msg == "Extra data" else f": {error.msg[:1].lower()}{error.msg[1:]}"
        _refuse(text, error.pos, what + detail, place)
    except RecursionError:
        _refuse_doubtful(text, place, max_depth)  # says where, if the limit asked for is the lower one
        raise InputError("it nests too deep to be read", place=place) from None
    _refuse_doubtful(text, place, max_depth)
    return value


def canonical(value: JsonInput) -> bytes:
    r"""The one way to write ``value``: compact, UTF-8, keys in the order of the ``dict``.

    In strings ``"`` and ``\`` are escaped, ``\b \f \n \r \t`` have their short form, the other
    control characters and DEL are ``\u00xx`` in lower case, and all else stands for itself.
    :class:`InputError` for what :func:`parse` would not give back.
    """
    _check_writable(value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # DEL can only be inside a string here, so the replacement needs no parsing.
    return text.replace("\x7f", "\\u007f").encode("utf-8")


def is_canonical(data: bytes, value: JsonInput) -> bool:
    """Whether ``data`` is exactly how :func:`canonical` writes ``value``."""
    return canonical(value) == data


@overload
def field(value: JsonValue, name: str, kind: type[list[JsonValue]], place: str) -> list[JsonValue]: ...
@overload
def field(
    value: JsonValue, name: str, kind: type[dict[str, JsonValue]], place: str
) -> dict[str, JsonValue]: ...
@overload
def field(value: JsonValue, name: str, kind: type[_T], place: str) -> _T: ...
def field(value: JsonValue, name: str, kind: type[object], place: str) -> object:
    """The entry ``name`` of an object, which has to be there and of that kind.

    ``kind`` is ``str``, ``int``, ``bool``, ``list`` or ``dict``; ``true`` is not a number.
    """
    entries = as_object(value, place)
    if name not in entries:
        raise InputError(f"the field {name!r} is missing", place=place)
    return _of_kind(entries[name], kind, f"the field {name!r}", place)


def as_object(value: JsonValue, place: str) -> dict[str, JsonValue]:
    """``value`` if it is an object, :class:`InputError` otherwise."""
    if not isinstance(value, dict):
        raise InputError(f"an object is expected here, and this is {_name(value)}", place=place)
    return value


def as_list(value: JsonValue, place: str) -> list[JsonValue]:
    """``value`` if it is a list, :class:`InputError` otherwise."""
    if not isinstance(value, list):
        raise InputError(f"a list is expected here, and this is {_name(value)}", place=place)
    return value


def as_text(value: JsonValue, place: str) -> str:
    """``value`` if it is text, :class:`InputError` otherwise."""
    if not isinstance(value, str):
        raise InputError(f"text is expected here, and this is {_name(value)}", place=place)
    return value


def only_fields(
    value: JsonValue, required: Sequence[str], optional: Sequence[str], place: str
) -> dict[str, JsonValue]:
    """``value`` as an object that has all of ``required``, perhaps some of ``optional``, nothing else."""
    entries = as_object(value, place)
    for name in required:
        if name not in entries:
            raise InputError(f"the field {name!r} is missing", place=place)
    for name in entries:
        if name not in required and name not in optional:
            raise InputError(f"there is no field {name!r} in this format", place=place)
    return entries


def _refuse_doubtful(text: str, place: str, max_depth: int) -> None:
    """Refuse, with its position, the first thing on which JSON readers differ. ``text`` is valid JSON."""
    keys: list[set[str]] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        first = token[0]
        if first == '"':
            string: str = json.loads(token) if "\\" in token else token[1:-1]
            if "\\" in token and _SURROGATE.search(string) is not None:
                _refuse(text, match.start(), "half of a surrogate pair is no character", place)
            if keys and _KEY.match(text, match.end()) is not None:
                if string in keys[-1]:
                    _refuse(text, match.start(), f"the key {string!r} is there twice", place)
                keys[-1].add(string)
        elif first in "[{":
            keys.append(set())
            if len(keys) > max_depth:
                _refuse(text, match.start(), f"it nests deeper than {max_depth}", place)
        elif first in "]}":
            del keys[-1:]
        elif not token.lstrip("-").isdigit():
            _refuse(text, match.start(), f"{token[:20]} is not a whole number", place)
        elif len(token.lstrip("-")) > MAX_DIGITS:
            _refuse(text, match.start(), f"a number has more than {MAX_DIGITS} digits", place)


def _refuse(text: str, position: int, message: str, place: str) -> NoReturn:
    """Raise with line and column, both from 1 and in characters."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    raise InputError(message, place=f"{place}:{line}:{column}" if place else f"line {line}, column {column}")


def _check_writable(value: JsonInput) -> None:
    """Refuse what would not come back from :func:`parse` as it is."""
    waiting: list[tuple[JsonInput, int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise InputError(f"a value that nests deeper than {MAX_DEPTH} cannot be written")
        if isinstance(item, str):
            if _SURROGATE.search(item) is not None:
                raise InputError("half of a surrogate pair cannot be written", hint="check where it was read")
        elif item is None or isinstance(item, bool):
            continue
        elif isinstance(item, int):
            if abs(item) >= 10**MAX_DIGITS:
                raise InputError(f"{item} has more than {MAX_DIGITS} digits", hint="write it as a string")
        elif isinstance(item, dict):
            waiting.extend((part, depth + 1) for part in item.values())
            waiting.extend((_key(part), depth + 1) for part in item)
        elif isinstance(item, list | tuple):
            waiting.extend((part, depth + 1) for part in item)
        else:
            raise InputError(f"a {type(item).__name__} has no place in our records")


def _key(key: object) -> str:
    """A key, which JSON has as text only (``json.dumps`` would turn others into text silently)."""
    if not isinstance(key, str):
        raise InputError(f"the key {key!r} is not text")
    return key


def _of_kind(value: JsonValue, kind: type[object], what: str, place: str) -> object:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise InputError(f"{what} has to be {_NAMES[kind]}, and is {_name(value)}", place=place)
    return value


def _name(value: JsonValue) -> str:
    return "null" if value is None else _NAMES[type(value)]


def _nothing(_token: str) -> int:
    return 0


def _small_number(token: str) -> int:
    return int(token) if len(token) <= MAX_DIGITS + 1 else 0
