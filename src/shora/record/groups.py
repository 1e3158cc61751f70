"""What was decrypted for several boxes together: ``groups/<group>.json``. Spec: ``spec/units.md``."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from shora.box.archive_bytes import need_canonical
from shora.crypto.trustees import PartialDecryption
from shora.errors import InputError
from shora.ids import BoxId
from shora.record.layout import Layout
from shora.record.read import Record, read_file
from shora.record.stated import box_id, entries_of, entry_list, whole
from shora.text import json

FORMAT: Final = "shora-group-1"

_FIELDS: Final = (
    "format",
    "group",
    "boxes",
    "election",
    "ballots",
    "encrypted_tally",
    "decryptions",
    "result",
)
_NAME: Final = re.compile(r"group-[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFile:
    """A decrypted group. ``election``, ``encrypted_tally`` and ``result`` are the JSON texts of Belenios.

    ``boxes`` are in the definition's order, ``decryptions`` ascend by owner, ``ballots`` is the sum over
    the boxes. Whether any of it is right is for verification.
    """

    group: str
    boxes: tuple[BoxId, ...]
    election: bytes
    ballots: int
    encrypted_tally: bytes
    decryptions: tuple[PartialDecryption, ...]
    result: bytes

    @property
    def number(self) -> int:
        """The number in its name."""
        return int(self.group.rpartition("-")[2])

    def encode(self) -> bytes:
        """The canonical JSON."""
        return json.canonical(
            {
                "format": FORMAT,
                "group": self.group,
                "boxes": self.boxes,
                "election": self.election.decode(),
                "ballots": self.ballots,
                "encrypted_tally": self.encrypted_tally.decode(),
                "decryptions": [
                    {"owner": one.owner, "payload": one.payload.decode()} for one in self.decryptions
                ],
                "result": self.result.decode(),
            }
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "GroupFile":
        """From the file; :class:`InputError` for another form. The texts inside are canonical JSON, too."""
        value = entries_of(json.parse(data, place=place), _FIELDS, place)
        format = json.field(value, "format", str, place)
        if format != FORMAT:
            raise InputError(f"the format {format[:40]!r} is not known, only {FORMAT}", place=place)
        group = json.field(value, "group", str, place)
        if _NAME.fullmatch(group) is None:
            raise InputError(f"{group[:80]!r} is no name of a group", place=place)
        out = cls(
            group=group,
            boxes=_boxes(value, place),
            election=_text(value, "election", place),
            ballots=whole(value, "ballots", place),
            encrypted_tally=_text(value, "encrypted_tally", place),
            decryptions=_decryptions(value, place),
            result=_text(value, "result", place),
        )
        if out.encode() != data:
            raise InputError("it is not written in the canonical form", place=place)
        return out


def read_group(layout: Layout, group: str) -> GroupFile:
    """The file of a group; :class:`InputError` if it is not there, not one, or of another group."""
    path = layout.group(group)
    place = layout.relative(path)
    found = GroupFile.decode(read_file(path), place)
    if found.group != group:
        raise InputError(f"it is of the group {found.group}", place=place)
    return found


def groups_of(record: Record) -> tuple[GroupFile, ...]:
    """All groups of a record, in the order of their numbers; errors as :func:`read_group`."""
    return tuple(
        sorted((read_group(record.layout, name) for name in record.groups), key=lambda one: one.number)
    )


def _boxes(value: json.JsonValue, place: str) -> tuple[BoxId, ...]:
    boxes = tuple(box_id({"box": one}, "box", place) for one in entry_list(value, "boxes", place))
    if len(boxes) < 2 or len(set(boxes)) != len(boxes):
        raise InputError("a group has two boxes or more, each once", place=place)
    return boxes


def _decryptions(value: json.JsonValue, place: str) -> tuple[PartialDecryption, ...]:
    entries = [
        entries_of(one, ("owner", "payload"), place) for one in entry_list(value, "decryptions", place)
    ]
    partials = tuple(
        PartialDecryption(owner=whole(one, "owner", place, least=1), payload=_text(one, "payload", place))
        for one in entries
    )
    if not partials or any(one.owner >= two.owner for one, two in pairwise(partials)):
        raise InputError("the owners of the decryptions do not ascend, or there are none", place=place)
    return partials


def _text(value: json.JsonValue, name: str, place: str) -> bytes:
    text = json.field(value, name, str, place).encode()
    need_canonical(text, f"{place}: {name}")
    return text
