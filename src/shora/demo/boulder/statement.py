"""The official Statement of Votes: one row a precinct and candidate, read strictly.

The county writes numbers as ``1,155``, and the header of the recount has line breaks inside its cells. Each
row of a precinct repeats its ballots, undervotes and overvotes; that these agree, and that
4 · (ballots − overvoted) = votes + undervotes, is checked here.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import groupby
from typing import Final

from shora.errors import InputError

CONTEST: Final = "City of Boulder Council Candidates"
VOTES: Final = 4
"""Marks that a ballot may have."""

OFFICIAL: Final = "2023C-Boulder-County-Official-Statement-of-Votes.csv"
RECOUNT: Final = "2023C-Boulder-County-Official-Statement-of-Votes-Recount.csv"

_HEADER: Final = (
    "Precinct Code",
    "Precinct Number",
    "Active Voters",
    "Contest Title",
    "Choice Name",
    "Total Ballots",
    "Total Votes",
    "Total Undervotes",
    "Total Overvotes",
)
_CODE: Final = re.compile(r"[0-9]{3}")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,2}(,[0-9]{3}){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Precinct:
    """A precinct's numbers. ``votes`` are those of each candidate, in the order of the statement.

    ``overvoted`` ballots have more marks than allowed and count for nobody; ``undervotes`` are the marks that
    the other ballots could have had and have not.
    """

    code: str
    ballots: int
    overvoted: int
    undervotes: int
    votes: tuple[int, ...]

    @property
    def valid(self) -> int:
        """Ballots that are not overvoted, the blank ones too."""
        return self.ballots - self.overvoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The statement of one contest: candidates in the order of the ballot, precincts in that of the file."""

    names: tuple[str, ...]
    precincts: tuple[Precinct, ...]

    @property
    def votes(self) -> tuple[int, ...]:
        """Votes of each candidate, over the precincts."""
        return tuple(sum(column) for column in zip(*(one.votes for one in self.precincts), strict=True))

    @property
    def ballots(self) -> int:
        """Ballots of all precincts."""
        return sum(one.ballots for one in self.precincts)

    @property
    def overvoted(self) -> int:
        """Overvoted ballots of all precincts."""
        return sum(one.overvoted for one in self.precincts)

    @property
    def undervotes(self) -> int:
        """Undervotes of all precincts."""
        return sum(one.undervotes for one in self.precincts)

    def first(self, precincts: int) -> "Statement":
        """Of the first precincts only; :class:`InputError` for a number that it has not."""
        if not 1 <= precincts <= len(self.precincts):
            raise InputError(
                f"{precincts} of {len(self.precincts)} precincts", hint="1 or more, not above all"
            )
        return replace(self, precincts=self.precincts[:precincts])


def official() -> Statement:
    """The Statement of Votes as the package carries it."""
    return _carried(OFFICIAL)


def recount() -> Statement:
    """The statement after the official recount, as the package carries it."""
    return _carried(RECOUNT)


def _carried(name: str) -> Statement:
    path = files("shora.demo") / "data" / "boulder-2023" / name
    return read_statement(path.read_bytes(), name)


def read_statement(data: bytes, place: str) -> Statement:
    """The statement of the council contest; rows of other contests are passed over.

    :class:`InputError` with the line for a row that is not as described, a precinct that is not whole or whose
    numbers contradict each other, and where the contest has no rows.
    """
    rows = tuple(_rows(data, place))
    if not rows:
        raise InputError(f"there are no rows of the contest {CONTEST!r}", place=place)
    parts = [tuple(part) for _, part in groupby(rows, key=lambda row: row.code)]
    names = tuple(row.name for row in parts[0])
    seen: set[str] = set()
    precincts = []
    for part in parts:
        if part[0].code in seen:
            raise InputError(f"precinct {part[0].code} stands in two places", place=part[0].place)
        seen.add(part[0].code)
        precincts.append(_precinct(part, names))
    return Statement(names=names, precincts=tuple(precincts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row; ``place`` is the file and the line on which it ends."""

    place: str
    code: str
    name: str
    votes: int
    shared: tuple[int, ...]
    """What every row of the precinct repeats: active voters, ballots, undervotes, overvotes."""


def _rows(data: bytes, place: str) -> Iterator[_Row]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("the statement is not UTF-8", place=place) from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(" ".join(cell.split()) for cell in next(lines, ()))
        if header != _HEADER:
            raise InputError("the columns are not those of a Statement of Votes", place=place)
        for cells in lines:
            here = f"{place}: line {lines.line_num}"
            if len(cells) != len(_HEADER):
                raise InputError(f"the row has {len(cells)} cells, not {len(_HEADER)}", place=here)
            if cells[_HEADER.index("Contest Title")] == CONTEST:
                yield _row(cells, here)
    except csv.Error as fault:
        raise InputError(f"the row is broken: {fault}", place=f"{place}: line {lines.line_num}") from None


def _row(cells: Sequence[str], place: str) -> _Row:
    code, _, active, _, name, ballots, votes, undervotes, overvotes = cells
    if _CODE.fullmatch(code) is None:
        raise InputError(f"{code!r} is no precinct's code", place=place, hint="three digits")
    if not name:
        raise InputError("the row names nobody", place=place)
    return _Row(
        place=place,
        code=code,
        name=name,
        votes=_number(votes, place),
        shared=tuple(_number(cell, place) for cell in (active, ballots, undervotes, overvotes)),
    )


def _number(cell: str, place: str) -> int:
    if _NUMBER.fullmatch(cell) is None:
        raise InputError(f"{cell!r} is no number", place=place, hint="thousands are written 1,155")
    return int(cell.replace(",", ""))


def _precinct(rows: Sequence[_Row], names: Sequence[str]) -> Precinct:
    """The rows of one precinct as its numbers, which are checked against each other."""
    code, place = rows[0].code, rows[-1].place
    listed = [row.name for row in rows]
    if listed != list(names) or len(set(names)) != len(names):
        raise InputError(
            f"precinct {code} does not have each candidate once, in the order of the first precinct",
            place=place,
        )
    for row in rows:
        if row.shared != rows[0].shared:
            raise InputError(f"the rows of precinct {code} differ in its own numbers", place=row.place)
    _, ballots, undervotes, overvoted = rows[0].shared
    if overvoted > ballots:
        raise InputError(f"precinct {code}: {overvoted} of {ballots} ballots are overvoted", place=place)
    out = Precinct(
        code=code,
        ballots=ballots,
        overvoted=overvoted,
        undervotes=undervotes,
        votes=tuple(row.votes for row in rows),
    )
    for row in rows:
        if row.votes > out.valid:
            raise InputError(
                f"precinct {code}: {row.votes} votes for {row.name} on {out.valid} valid ballots",
                place=row.place,
            )
    marks = sum(out.votes)
    if VOTES * out.valid != marks + undervotes:
        raise InputError(
            f"precinct {code}: {VOTES} x {out.valid} valid ballots are not {marks} votes and {undervotes} undervotes",
            place=place,
        )
    return out
