"""The rules of a definition, over the whole of it; every breach is found, not only the first.

These hold for a definition from a file and for one made by a program. Rules about one contest are in
:mod:`shora.election.contestcheck`; types and spellings are the reader's.

- ids are unique in their kind; a box belongs to a station of the definition and has cards;
- there is at least one contest, station and box;
- 1 ≤ threshold < number of trustees: with all of them needed, one loss would lose the election;
- offices and the officials of a station have different roles, and no two signers have one key;
- at least two ballots are opened together, in batches of at least two (warnings below 10 and 5);
- a provisional stack needs a rule for two provisional ballots, and a station has at most one;
- polling opens before it closes; decisions about a date are in the order they were taken.
"""

from collections.abc import Iterable, Iterator

from shora.election.contestcheck import contest_problems, order_problems
from shora.election.dates import NEEDED, DateName
from shora.election.definition import Definition
from shora.election.people import OfficialRole
from shora.election.problem import Path, Problem, error, warning
from shora.election.station import BoxKind


def problems(definition: Definition) -> tuple[Problem, ...]:
    """All errors and warnings, in the order of the definition."""
    return (
        *_dates(definition),
        *_trustees(definition),
        *_keys(definition),
        *_secrecy(definition),
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


def _keys(definition: Definition) -> Iterator[Problem]:
    """One key, one signer: who signs for two would check himself."""
    places: list[tuple[str, Path]] = []
    for n, trustee in enumerate(definition.trustees.members):
        places.append((trustee.key, ("trustees", "members", n, "key")))
    for n, office in enumerate(definition.offices):
        places.append((office.key, ("offices", n, "key")))
    for n, station in enumerate(definition.stations):
        for m, official in enumerate(station.officials):
            places.append((official.key, ("stations", n, "officials", m, "key")))
    yield from repeated("key", ((key, at) for key, at in places if key))
    roles = ((each.role, ("offices", n, "role")) for n, each in enumerate(definition.offices))
    yield from repeated("office", roles)


def _secrecy(definition: Definition) -> Iterator[Problem]:
    secrecy = definition.secrecy
    for name, value, least, low in (("smallest", secrecy.smallest, 2, 10), ("batch", secrecy.batch, 2, 5)):
        at: Path = ("secrecy", name)
        if value < least:
            yield error(
                at, f"{name} is {value}: one ballot alone tells how its voter voted", hint=f"{low} or more"
            )
        elif value < low:
            yield warning(at, f"{name} is only {value}", hint=f"{low} or more protects better")


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
        roles = [each.role for each in station.officials]
        if roles and sorted(roles) != sorted(OfficialRole):
            yield error(
                ("stations", n, "officials"),
                f"station {station.id} needs two officials, one of each role: {', '.join(OfficialRole)}",
            )
        if definition.boxes and station.id not in used:
            yield warning(("stations", n), f"station {station.id} has no box")


def _boxes(definition: Definition) -> Iterator[Problem]:
    if not definition.boxes:
        yield error(("boxes",), "there is no box", hint="add [[boxes]]")
    elif all(box.kind is not BoxKind.REGULAR for box in definition.boxes):
        yield error(("boxes",), "no box is regular", hint="at least one box has to be used")
    provisional = [(n, box) for n, box in enumerate(definition.boxes) if box.kind is BoxKind.PROVISIONAL]
    if provisional and definition.secrecy.duplicates is None:
        yield error(
            ("secrecy", "duplicates"),
            "there are provisional ballots, and no rule for a person who has two",
            hint='add duplicates = "first" or "none"',
        )
    yield from repeated(
        "the provisional stack of", ((box.station, ("boxes", n, "station")) for n, box in provisional)
    )
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
