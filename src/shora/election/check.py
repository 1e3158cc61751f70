"""The rules of a definition, over the whole of it; every breach is found, not only the first.

These hold for a definition from a file and for one made by a program. Rules about one contest are in
:mod:`shora.election.contestcheck`; types and spellings are the reader's.

- ids are unique in their kind; a box belongs to a station of the definition and has cards;
- there is at least one contest, station and box;
- 1 ≤ threshold < number of trustees: with all of them needed, one loss would lose the election;
- polling opens before it closes; decisions about a date are in the order they were taken.
"""

from collections.abc import Iterable, Iterator

from shora.election.contestcheck import contest_problems, order_problems
from shora.election.dates import NEEDED, DateName
from shora.election.definition import Definition
from shora.election.problem import Path, Problem, error, warning


def problems(definition: Definition) -> tuple[Problem, ...]:
    """All errors and warnings, in the order of the definition."""
    return (
        *_dates(definition),
        *_trustees(definition),
        *_contests(definition),
        *_stations(definition),
        *_boxes(definition),
    )


def repeated(kind: str, places: Iterable[tuple[str, Path]]) -> Iterator[Problem]:
    """A problem for every value that was used before."""
    first: dict[str, Path] = {}
    for value, at in places:
        if value in first:
            yield error(at, f"{kind} {value} is used twice", related=[first[value]])
        else:
            first[value] = at


def _dates(definition: Definition) -> Iterator[Problem]:
    dates = definition.dates
    for name in NEEDED:
        if not dates.has(name):
            yield error(("dates", name), f"the date {name} is missing", hint=f"add [[dates.{name}]]")
    for date in dates.dates:
        yield from order_problems(("dates", date.name), [each.decided_at for each in date.decisions])
    if all(dates.has(name) for name in NEEDED):
        opens, closes = (dates.get(name) for name in NEEDED)
        if closes.at <= opens.at:
            here: Path = ("dates", DateName.POLLING_CLOSES, len(closes.decisions) - 1, "at")
            there: Path = ("dates", DateName.POLLING_OPENS, len(opens.decisions) - 1, "at")
            yield error(here, "polling closes before it opens", related=[there])


def _trustees(definition: Definition) -> Iterator[Problem]:
    plan = definition.trustees
    at: Path = ("trustees", "threshold")
    members: Path = ("trustees", "members")
    if plan.threshold < 1:
        yield error(at, f"a threshold of {plan.threshold} would need nobody", hint="choose at least 1")
    elif plan.threshold >= plan.size:
        yield error(
            at,
            f"a threshold of {plan.threshold} with {plan.size} trustees leaves no one to be absent",
            hint="the threshold must be smaller than the number of trustees",
            related=[members],
        )
    elif plan.threshold == 1:
        yield warning(
            at, "with a threshold of 1 any single trustee can open a tally", hint="choose 2 or more"
        )
    yield from repeated("trustee", ((each.id, (*members, n, "id")) for n, each in enumerate(plan.members)))
    keys = ((each.key, (*members, n, "key")) for n, each in enumerate(plan.members) if each.key)
    yield from repeated("key", keys)


def _contests(definition: Definition) -> Iterator[Problem]:
    if not definition.contests:
        yield error(("contests",), "there is no contest", hint="add [[contests]]")
    places = ((contest.id, ("contests", n, "id")) for n, contest in enumerate(definition.contests))
    yield from repeated("contest", places)
    for n, contest in enumerate(definition.contests):
        yield from contest_problems(contest, ("contests", n))


def _stations(definition: Definition) -> Iterator[Problem]:
    if not definition.stations:
        yield error(("stations",), "there is no station", hint="add [[stations]]")
    yield from repeated(
        "station", ((each.id, ("stations", n, "id")) for n, each in enumerate(definition.stations))
    )
    used = {box.station for box in definition.boxes}
    for n, station in enumerate(definition.stations):
        if definition.boxes and station.id not in used:
            yield warning(("stations", n), f"station {station.id} has no box")


def _boxes(definition: Definition) -> Iterator[Problem]:
    if not definition.boxes:
        yield error(("boxes",), "there is no box", hint="add [[boxes]]")
    elif all(box.spare for box in definition.boxes):
        yield error(("boxes",), "every box is a spare", hint="at least one box has to be used")
    yield from repeated("box", ((each.id, ("boxes", n, "id")) for n, each in enumerate(definition.boxes)))
    known = {station.id for station in definition.stations}
    ids: list[Path] = [("stations", n, "id") for n in range(len(definition.stations))]
    for n, box in enumerate(definition.boxes):
        if box.station not in known:
            yield error(
                ("boxes", n, "station"), f"box {box.id} is of an unknown station {box.station}", related=ids
            )
        if box.cards < 1:
            yield error(
                ("boxes", n, "cards"), f"box {box.id} has no cards", hint="write how many cards are made"
            )
