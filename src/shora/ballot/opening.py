"""Opening a challenged ballot: ballot, seed and marks are published, and anyone makes the ballot again from them.

A ballot that is opened is never cast: its marks are no secret any more. Canonical JSON:
``{"ballot":"…","seed":"64 hexadecimal digits","marks":[[0,1,…],…]}``, the marks one 0 or 1 for each candidate of each
question in ballot order, without an entry for the blank. Derivation: ``spec/ballot.md``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from shora.ballot.plaintext import with_blank
from shora.ballot.tracker import tracker_of
from shora.crypto.credentials import SEED_BYTES
from shora.crypto.election import BoxElection
from shora.crypto.fault import Fault
from shora.errors import InputError
from shora.ids import Tracker
from shora.text.json import (
    JsonInput,
    JsonValue,
    as_list,
    canonical,
    field,
    is_canonical,
    only_fields,
    parse,
)

_FIELDS: Final = ("ballot", "seed", "marks")
_SEED: Final = re.compile(r"[0-9a-f]{64}")
_DEPTH: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A challenged ballot with what makes it again. ``marks`` have one 0 or 1 a candidate, a tuple a question.

    Raises :class:`InputError` for a seed of another length and for marks that are not 0 or 1. Whether it holds,
    :func:`check_opening` tells.
    """

    ballot: bytes
    seed: bytes
    marks: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise InputError(f"a ballot's seed is {SEED_BYTES} bytes", place="opening")
        for marks in self.marks:
            for mark in marks:
                _mark(mark, "opening")

    @property
    def tracker(self) -> Tracker:
        """What the receipt shows: it was shown before the voter challenged."""
        return tracker_of(self.ballot)

    def encode(self) -> bytes:
        """Its JSON. Raises :class:`InputError` for a ballot that is no text."""
        return canonical(self._fields())

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Opening":
        """Reads one opening; :class:`InputError` naming ``place`` for anything that ``encode`` does not write."""
        value = parse(data, place=place, max_depth=_DEPTH)
        if not is_canonical(data, value):
            raise InputError("the opening is not in canonical form", place=place)
        return cls._read(value, place)

    def __repr__(self) -> str:
        """Without seed and marks, which tell the vote until the voter has it published."""
        return f"Opening({self.tracker})"

    def _fields(self) -> dict[str, JsonInput]:
        try:
            ballot = self.ballot.decode("utf-8")
        except UnicodeDecodeError:
            raise InputError("the ballot is not UTF-8", place=f"opening {self.tracker}") from None
        return {"ballot": ballot, "seed": self.seed.hex(), "marks": self.marks}

    @classmethod
    def _read(cls, value: JsonValue, place: str) -> "Opening":
        if tuple(only_fields(value, _FIELDS, (), place)) != _FIELDS:
            raise InputError(f"the fields stand in the order {', '.join(_FIELDS)}", place=place)
        seed = field(value, "seed", str, place)
        if _SEED.fullmatch(seed) is None:
            raise InputError("the seed is not 64 lower-case hexadecimal digits", place=place)
        return cls(
            ballot=field(value, "ballot", str, place).encode("utf-8"),
            seed=bytes.fromhex(seed),
            marks=tuple(
                tuple(_mark(mark, place) for mark in as_list(marks, place))
                for marks in field(value, "marks", list, place)
            ),
        )


def encode_openings(openings: Sequence[Opening]) -> bytes:
    """The canonical JSON list of openings, sorted by tracker: its order says nothing about the order of voters.

    Raises :class:`InputError` for a ballot that is there twice.
    """
    ordered = sorted(openings, key=lambda one: one.tracker)
    _check_order(ordered, "openings")
    return canonical([one._fields() for one in ordered])


def decode_openings(data: bytes, place: str) -> tuple[Opening, ...]:
    """Reads what :func:`encode_openings` writes; :class:`InputError` naming ``place`` for all else."""
    value = parse(data, place=place, max_depth=_DEPTH + 1)
    if not is_canonical(data, value):
        raise InputError("the openings are not in canonical form", place=place)
    entries = enumerate(as_list(value, place), 1)
    openings = tuple(Opening._read(one, f"{place}, opening {i}") for i, one in entries)  # noqa: SLF001
    _check_order(openings, place)
    return openings


def check_opening(election: BoxElection, opening: Opening) -> tuple[Fault, ...]:
    """Whether the ballot is what seed and marks give; empty if so.

    Faults: ``opening-shape``, ``opening-bounds``, ``opening-other``. That the ballot itself verifies is
    ``BoxElection.check``'s to say. Raises ``CryptoInputError`` for a ballot that cannot be read.
    """
    plaintext: Sequence[Sequence[int]] = opening.marks
    if len(opening.marks) == len(election.questions):
        pairs = zip(election.questions, opening.marks, strict=True)
        plaintext = [with_blank(question, marks) for question, marks in pairs]
    return election.check_opening(opening.ballot, plaintext, opening.seed)


def _mark(value: JsonValue, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in {0, 1}:
        raise InputError("a mark is 0 or 1", place=place)
    return value


def _check_order(openings: Sequence[Opening], place: str) -> None:
    trackers = [one.tracker for one in openings]
    for before, after in pairwise(trackers):
        if before == after:
            raise InputError(f"the ballot {after} is there twice", place=place)
        if before > after:
            raise InputError(f"the ballot {after} stands after {before}", place=place, hint="sort by tracker")
