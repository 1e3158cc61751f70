"""Whether many 32-byte values are all different, over a whole city, in 40 bytes a value."""

from array import array
from collections.abc import Iterator

_SIZE = 32
_HEAD = 8


class Once:
    """Collects values with the number of the box that they come from; then names those met twice."""

    def __init__(self) -> None:
        self._values = bytearray()
        self._boxes = array("I")

    def add(self, value: bytes, box: int) -> None:
        """Takes a value of 32 bytes."""
        self._values += value
        self._boxes.append(box)

    def twice(self) -> Iterator[tuple[bytes, int, int]]:
        """Each value that is there again, with both boxes (the same number for twice in one box)."""
        heads = array("Q", bytes(_HEAD * len(self._boxes)))
        for row in range(len(self._boxes)):
            heads[row] = int.from_bytes(self._values[row * _SIZE : row * _SIZE + _HEAD], "big")
        # Equal values lie side by side once sorted by head; the few others with that head are compared whole.
        order = sorted(range(len(heads)), key=heads.__getitem__)
        first: dict[bytes, int] = {}
        last_head = -1
        for row in order:
            if heads[row] != last_head:
                first, last_head = {}, heads[row]
            value = bytes(self._values[row * _SIZE : (row + 1) * _SIZE])
            if value in first:
                yield value, self._boxes[first[value]], self._boxes[row]
            else:
                first[value] = row
