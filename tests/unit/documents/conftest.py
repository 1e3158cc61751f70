"""A definition with every kind of box and names that would hurt if they were markup; pixels of a PNG."""

import struct
import zlib
from dataclasses import dataclass

import pytest

from shora.election.definition import Definition
from shora.election.read import read_toml

HOSTILE = r'#let $x$ *a* _b_ "c" \\ `d` <e> @f /* g */ // ~ -- [h] {i}'
LONG_FA = "انتخابات هفتمین دورهٔ شورای اسلامی شهر بزرگ تهران، ری و شمیرانات"
LONG_STATION = "دبیرستان دخترانهٔ شهید مهدی زین‌الدین، خیابان ولی‌عصر، کوچه ۱۲"

TOML = f"""
format = "shora-definition-1"
id = "small"
name = {{ fa = "{LONG_FA}", en = '{HOSTILE}' }}
[[dates.polling-opens]]
at = "۱۴۰۵-۰۴-۱۲ ۰۸:۰۰"
decided_at = "1405-03-15 18:30"
by = "nobody"
reason = "test"
[[dates.polling-closes]]
at = 2026-07-03T18:00:00+03:30
decided_at = 2026-06-05T18:30:00+03:30
by = "nobody"
reason = "test"
[trustees]
threshold = 2
members = [{{ id = "one", name = "One" }}, {{ id = "two", name = "Two" }}, {{ id = "three", name = "Three" }}]
[secrecy]
smallest = 10
batch = 5
unit = "box"
duplicates = "first"
[[offices]]
role = "headquarters"
name = "ستاد"
[[contests]]
id = "council"
name = {{ fa = "شورا", en = "Council" }}
seats = 1
votes = 2
candidates = [{{ code = "11", name = "A" }}, {{ code = "12", name = "B" }}, {{ code = "13", name = "C" }}]
[[stations]]
id = "school"
name = "{LONG_STATION}"
district = "۱"
officials = [
  {{ role = "executive", name = "مریم" }}, {{ role = "supervision" }}
]
[[boxes]]
id = "north"
station = "school"
cards = 10
[[boxes]]
id = "spare"
station = "school"
cards = 10
kind = "spare"
[[boxes]]
id = "apart"
station = "school"
cards = 10
kind = "provisional"
[[boxes]]
id = "drill"
station = "school"
cards = 10
kind = "rehearsal"
"""


@pytest.fixture(name="definition", scope="session")
def _definition() -> Definition:
    return read_toml(TOML, place="test")


@dataclass(frozen=True)
class Picture:
    """The grey values of a PNG, 0 black to 255 white."""

    width: int
    rows: tuple[bytes, ...]

    def area(self, x: float, y: float, width: float, height: float, ppi: int) -> tuple[bytes, ...]:
        """A rectangle, its measures in millimetres."""
        left, right = round(x * ppi / 25.4), round((x + width) * ppi / 25.4)
        top, bottom = round(y * ppi / 25.4), round((y + height) * ppi / 25.4)
        return tuple(row[left:right] for row in self.rows[top:bottom])

    def dark(self, x: float, y: float, width: float, height: float, ppi: int) -> float:
        """How much of a rectangle is black, from 0 to 1."""
        cut = b"".join(self.area(x, y, width, height, ppi))
        return sum(value < 128 for value in cut) / len(cut)


def picture(png: bytes) -> Picture:
    """An 8-bit RGB or RGBA picture, decoded with nothing but the standard library; its red values."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, data, head = 8, b"", b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", head[:10])
    assert depth == 8
    size = {2: 3, 6: 4}[colour]
    raw, stride = zlib.decompress(data), width * size
    rows, above = [], bytearray(stride)
    for y in range(height):
        line = raw[y * (stride + 1) : (y + 1) * (stride + 1)]
        above = _unfilter(line[0], bytearray(line[1:]), above, size)
        rows.append(bytes(above[::size]))
    return Picture(width=width, rows=tuple(rows))


def _unfilter(kind: int, line: bytearray, above: bytearray, size: int) -> bytearray:
    for at in range(len(line)):
        left = line[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        match kind:
            case 1:
                add = left
            case 2:
                add = above[at]
            case 3:
                add = (left + above[at]) // 2
            case 4:
                guess = left + above[at] - corner
                add = min((left, above[at], corner), key=lambda value: abs(guess - value))
            case _:
                return line
        line[at] = (line[at] + add) & 0xFF
    return line
