"""What each unit of decryption was opened to, beside the Statement of Votes: precinct by precinct."""

from collections.abc import Sequence
from pathlib import Path

from shora.box.archive_read import open_archive
from shora.crypto.election import BoxElection
from shora.demo.boulder.ballots import Row, blank
from shora.demo.boulder.election import box_of
from shora.demo.boulder.statement import Statement
from shora.errors import DamagedError
from shora.record.city import City, read_city
from shora.record.groups import read_group
from shora.record.layout import Layout
from shora.tally.result import read_result
from shora.tally.units import DecryptionUnit, plan_units


def must_equal_statement(out: Path, statement: Statement, ballots: Sequence[Sequence[Row]]) -> int:
    """Compares what was opened with the statement; gives the number of units.

    :class:`DamagedError` names the first unit whose votes are not those of its precincts, or whose blank
    ballots are not those that were cast.
    """
    city = read_city(Layout(root=out))
    votes = {box_of(one.code): one.votes for one in statement.precincts}
    cast = {box_of(one.code): rows for one, rows in zip(statement.precincts, ballots, strict=True) if rows}
    units = plan_units(city.definition, {box: len(rows) for box, rows in cast.items()}, ()).counted
    for unit in units:
        wanted = [sum(blank(cast[box]) for box in unit.boxes)]
        wanted += [sum(column) for column in zip(*(votes[box] for box in unit.boxes), strict=True)]
        if _opened(city, unit) != wanted:
            raise DamagedError("what was opened is not what the Statement of Votes says", place=unit.name)
    return len(units)


def _opened(city: City, unit: DecryptionUnit) -> list[int]:
    """Blank ballots, then the votes of each candidate, as the record's file has them."""
    if unit.is_group:
        group = read_group(city.layout, unit.name)
        election, result = group.election, group.result
    else:
        info = city.info(unit.boxes[0])
        with open_archive(city.layout.archive(info.box, info.uuid)) as archive:
            if archive.result is None:
                raise DamagedError("the box has no result", place=unit.name)
            election, result = archive.read(archive.setup.election), archive.read(archive.result)
    (opened,) = read_result(result, BoxElection(election).questions, unit.name)
    return [opened.blank, *opened.votes]
