"""What is decrypted together, so that no opened number stands for a few people. Spec: ``spec/units.md``, "Units".

A pure function of the definition and of how many ballots the boxes have: the headquarters, each trustee
and every verifier form the same units by themselves.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shora.election.definition import Definition
from shora.election.secrecy import Unit
from shora.election.station import BoxKind
from shora.errors import InputError
from shora.ids import BoxId

PREFIX: Final = "group-"
"""How the name of a group begins; its number follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecryptionUnit:
    """Boxes that are decrypted as one, in the definition's order.

    ``number`` is that of a group, which is named ``group-<number>``; 0 for a box by itself, which has the
    box's name and is decrypted in the box's own archive.
    """

    number: int
    boxes: tuple[BoxId, ...]
    ballots: int

    @property
    def is_group(self) -> bool:
        """Whether it is several boxes, which stop at their encrypted tallies."""
        return self.number > 0

    @property
    def name(self) -> str:
        """How it is called: the box, or the group."""
        return f"{PREFIX}{self.number}" if self.number else str(self.boxes[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All units of a record.

    ``counted`` hold each counted box once, in the order of their first boxes; ``annulled`` are the annulled
    boxes that are decrypted, each by itself; ``sealed`` those that are not, because they have too few ballots.
    """

    counted: tuple[DecryptionUnit, ...]
    annulled: tuple[DecryptionUnit, ...]
    sealed: tuple[BoxId, ...]

    @property
    def units(self) -> tuple[DecryptionUnit, ...]:
        """Everything that is decrypted: the counted units, then the annulled boxes."""
        return self.counted + self.annulled


def plan_units(definition: Definition, ballots: Mapping[BoxId, int], annulled: Collection[BoxId]) -> Plan:
    """The units of closed boxes, from the number of ballots of each.

    ``ballots`` has every box that ends counted or annulled, and no other; its order does not matter.
    :class:`InputError` for a box that the definition lacks, for a rehearsal box (each is a unit by
    itself, :func:`alone`), and for an annulled box without a number of ballots.
    """
    order = _places(definition, (*ballots, *annulled))
    for box in (*ballots, *annulled):
        if definition.box(box).kind is BoxKind.REHEARSAL:
            raise InputError("a rehearsal box is in no unit with others", place=f"box {box}")
    for box in annulled:
        if box not in ballots:
            raise InputError(
                "this box is annulled, and nothing says how many ballots it has", place=f"box {box}"
            )
    for box, number in ballots.items():
        if number < 0:
            raise InputError(f"{number} is no number of ballots", place=f"box {box}")
    inside = sorted(ballots, key=order.__getitem__)
    void = [box for box in inside if box in set(annulled)]
    counted = [box for box in inside if box not in set(annulled)]
    smallest = definition.secrecy.smallest
    return Plan(
        counted=_named(definition, _joined(_parts(definition, counted), ballots, smallest, order), ballots),
        annulled=tuple(alone(box, ballots[box]) for box in void if ballots[box] >= smallest),
        sealed=tuple(box for box in void if ballots[box] < smallest),
    )


def alone(box: BoxId, ballots: int) -> DecryptionUnit:
    """A box that is a unit by itself, however few ballots it has: what a rehearsal box always is."""
    return DecryptionUnit(number=0, boxes=(box,), ballots=ballots)


def _places(definition: Definition, boxes: Iterable[BoxId]) -> dict[BoxId, int]:
    """Where each box stands in the definition; :class:`InputError` where one does not."""
    order = {box.id: place for place, box in enumerate(definition.boxes)}
    for box in boxes:
        if box not in order:
            raise InputError(f"there is no box {box} in the definition {definition.id}")
    return order


def _parts(definition: Definition, boxes: Sequence[BoxId]) -> list[list[BoxId]]:
    """Step 1: the boxes, ordered, by what the definition wants decrypted by itself."""
    districts = {station.id: station.district for station in definition.stations}
    parts: dict[str, list[BoxId]] = {}
    for box in boxes:
        key = {
            Unit.BOX: str(box),
            Unit.DISTRICT: districts[definition.box(box).station],
            Unit.CITY: "",
        }[definition.secrecy.unit]
        parts.setdefault(key, []).append(box)
    return list(parts.values())


def _joined(
    parts: list[list[BoxId]], ballots: Mapping[BoxId, int], smallest: int, order: Mapping[BoxId, int]
) -> list[list[BoxId]]:
    """Steps 2 and 3: the small parts in one pool, which takes others until it is large enough."""

    def size(part: Sequence[BoxId]) -> int:
        return sum(ballots[box] for box in part)

    pool = [box for part in parts if size(part) < smallest for box in part]
    others = [part for part in parts if size(part) >= smallest]
    while pool and size(pool) < smallest and others:
        least = min(others, key=size)  # the first of equals
        others.remove(least)
        pool += least
    units = [*others, sorted(pool, key=order.__getitem__)] if pool else others
    return sorted(units, key=lambda unit: order[unit[0]])


def _named(
    definition: Definition, units: Sequence[Sequence[BoxId]], ballots: Mapping[BoxId, int]
) -> tuple[DecryptionUnit, ...]:
    """Step 4: groups count from 1 in the order of their first box, without a number that a box's name has."""
    taken = {str(box.id) for box in definition.boxes}
    number = 0
    out = []
    for boxes in units:
        here = 0
        if len(boxes) > 1:
            number += 1
            while f"{PREFIX}{number}" in taken:
                number += 1
            here = number
        out.append(
            DecryptionUnit(number=here, boxes=tuple(boxes), ballots=sum(ballots[box] for box in boxes))
        )
    return tuple(out)
