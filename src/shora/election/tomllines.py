"""On which line of a TOML text each value stands, because ``tomllib`` does not say.

The text has been parsed by ``tomllib`` already, so this scanner may trust its grammar: it follows
headers, keys, arrays and inline tables and notes where each begins. Only error messages need it.
"""

import re
from bisect import bisect_right
from typing import Final

from shora.election.problem import Path

_STRINGS: Final = (
    r'"""(?:\\[\s\S]|[^\\])*?"""(?:"{0,2})',
    r"'''[\s\S]*?'''(?:'{0,2})",
    r'"(?:\\.|[^"\\\n])*"',
    r"'[^'\n]*'",
)
_STRING: Final = re.compile("|".join(_STRINGS))
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\n]+")
_SPACE: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_INLINE: Final = re.compile(r"[ \t]*")


def locate(text: str) -> dict[Path, int]:
    """The line, counted from 1, of every table and value of a valid TOML text."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[Path, int] = {}
        self._sizes: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_SPACE)
        while self._at < len(self._text):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_SPACE)
        return self._lines

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match.group()

    def _note(self, path: Path) -> None:
        self._lines.setdefault(path, bisect_right(self._starts, self._at))

    def _key(self) -> Path:
        parts: list[str] = []
        while True:
            self._skip(_INLINE)
            parts.append(self._skip(_BARE) or self._skip(_STRING)[1:-1])
            self._skip(_INLINE)
            if self._peek() != ".":
                return tuple(parts)
            self._at += 1

    def _header(self) -> Path:
        start = self._at
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        key = self._key()
        self._at += 2 if many else 1
        end, self._at = self._at, start
        path: Path = ()
        for position, part in enumerate(key):
            path = (*path, part)
            if position == len(key) - 1 and many:
                self._sizes[path] = self._sizes.get(path, 0) + 1
            self._note(path)
            if path in self._sizes:
                path = (*path, self._sizes[path] - 1)
            self._note(path)
        self._at = end
        return path

    def _pair(self, table: Path) -> None:
        start = self._at
        path = table + self._key()
        self._at, end = start, self._at
        for length in range(len(table) + 1, len(path) + 1):
            self._note(path[:length])
        self._at = end + 1  # the equals sign
        self._skip(_INLINE)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._note(path)
        opening = self._peek()
        if opening not in {"[", "{"}:
            if not self._skip(_STRING):
                self._skip(_SCALAR)
            return
        self._at += 1
        self._skip(_SPACE)
        index = 0
        while self._peek() not in {"]", "}", ""}:
            if opening == "[":
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
            self._skip(_SPACE)
            if self._peek() == ",":
                self._at += 1
            self._skip(_SPACE)
        self._at += 1
