"""The CSV files of a count, for spreadsheets and programs. Every column: ``spec/exports.md``.

``cells`` writes a table; ``contests``, ``votes`` and ``seats`` say what stands in which. The same count
gives the same bytes.
"""

from shora.documents.counted import Counted
from shora.documents.tables.cells import render
from shora.documents.tables.contests import CANDIDATES, CONTESTS, LISTS
from shora.documents.tables.seats import ALTERNATES, LOTS, SEATS, STEPS
from shora.documents.tables.votes import BALLOTS_BY_STATION, STATIONS, VOTES_BY_STATION

TABLES = (
    CONTESTS,
    STATIONS,
    LISTS,
    CANDIDATES,
    BALLOTS_BY_STATION,
    VOTES_BY_STATION,
    SEATS,
    STEPS,
    LOTS,
    ALTERNATES,
)
"""All tables, in the order in which they are read best."""


def table_files(counted: Counted) -> dict[str, bytes]:
    """Each table's file by its name; a table of which nothing is known has its header alone."""
    return {table.file: render(table, counted) for table in TABLES}
