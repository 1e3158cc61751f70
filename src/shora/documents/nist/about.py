"""What a report says about itself: nothing in it can be computed from totals."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shora.election.dates import DateName
from shora.election.definition import Definition
from shora.election.names import Name
from shora.election.people import OfficeRole
from shora.text.jalali import TEHRAN


class ResultsStatus(StrEnum):
    """How final a report is. ``certified`` is an act of people: no program says it by itself."""

    UNOFFICIAL_PARTIAL = "unofficial-partial"
    UNOFFICIAL_COMPLETE = "unofficial-complete"
    CERTIFIED = "certified"
    RECOUNT = "recount"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """``issuer`` publishes the report; ``abbreviation`` may be empty, and the name then stands for it.

    ``starts`` and ``ends`` are the days of polling. ``status`` ``None``: complete or partial, as the
    count is. ``test`` marks results of no real election.
    """

    issuer: str
    abbreviation: str
    election: Name
    starts: date
    ends: date
    status: ResultsStatus | None
    test: bool


def about_of(definition: Definition, status: ResultsStatus | None = None) -> About:
    """The same from a definition: its headquarters by name, or who runs it; days in Tehran."""
    name = next((each.name for each in definition.offices if each.role is OfficeRole.HEADQUARTERS), "")
    opens, closes = (
        definition.dates.get(each).at.astimezone(TEHRAN).date()
        for each in (DateName.POLLING_OPENS, DateName.POLLING_CLOSES)
    )
    return About(
        issuer=name or definition.administrator,
        abbreviation="",
        election=definition.name,
        starts=opens,
        ends=closes,
        status=status,
        test=False,
    )
