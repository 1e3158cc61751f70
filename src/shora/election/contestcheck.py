"""The rules of one contest.

- at least one seat and one candidate; 1 ≤ votes ≤ candidates; min ≤ votes;
- where a blank ballot is allowed, min ≥ 1, so that an empty ballot has one form only;
- candidate codes are unique and of one length; list codes are unique and no candidate's code;
- a candidate's list exists; a list has no more standing members than seats and than votes;
- a threshold and its base are there together, and each can be read; which rules have one is not known here;
- a list's connection has one or two levels;
- no list has the id of a candidate's code: in a tie among alternates a lot could mean either;
- the id ``independents`` is taken: totals use it for the candidates of no list;
- decisions about a candidate are in the order they were taken.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from shora.election.contest import Contest
from shora.election.problem import Path, Problem, error, warning
from shora.election.threshold import ThresholdBase, base_of, fraction_of
from shora.errors import InputError

INDEPENDENTS: Final = "independents"

_LEVEL: Final = "[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
CONNECTION: Final = re.compile(f"(?=.{{1,64}}$){_LEVEL}(?:/{_LEVEL})?")
"""One or two levels, of ASCII letters, digits and single hyphens; at most 64 characters in all."""


def contest_problems(contest: Contest, at: Path) -> Iterator[Problem]:
    """All errors and warnings of one contest."""
    yield from _numbers(contest, at)
    yield from _threshold(contest, at)
    yield from _codes(contest, at)
    yield from _lists(contest, at)
    yield from _people(contest, at)


def order_problems(at: Path, moments: Sequence[datetime]) -> Iterator[Problem]:
    """A problem for every decision that is older than the one before it."""
    for n, (before, after) in enumerate(pairwise(moments), start=1):
        if after < before:
            earlier: Path = (*at, n - 1, "decided_at")
            yield error(
                (*at, n, "decided_at"), "this decision is older than the one before it",
                hint="write decisions in the order they were taken", related=[earlier],
            )  # fmt: skip


def _numbers(contest: Contest, at: Path) -> Iterator[Problem]:
    count = len(contest.candidates)
    if contest.seats < 1:
        yield error((*at, "seats"), f"contest {contest.id} has no seats")
    if count == 0:
        yield error(
            (*at, "candidates"), f"contest {contest.id} has no candidates", hint="add [[contests.candidates]]"
        )
    if contest.votes < 1:
        yield error((*at, "votes"), "a voter must have at least one vote")
    elif contest.votes > count > 0:
        yield error(
            (*at, "votes"), f"a voter has {contest.votes} votes, but there are {count} candidates",
            related=[(*at, "candidates")],
        )  # fmt: skip
    if contest.minimum > contest.votes:
        yield error(
            (*at, "min"), f"min is {contest.minimum}, but a voter has only {contest.votes} votes",
            related=[(*at, "votes")],
        )  # fmt: skip
    if contest.blank and contest.minimum < 1:
        yield error(
            (*at, "min"), "with blank ballots allowed, an empty ballot has two forms", hint="write min = 1"
        )
    standing = sum(each.standing for each in contest.candidates)
    if count and standing < contest.seats:
        yield warning(
            (*at, "seats"), "fewer candidates stand than there are seats", related=[(*at, "candidates")]
        )


def _threshold(contest: Contest, at: Path) -> Iterator[Problem]:
    named: tuple[Path, Path] = ((*at, "threshold"), (*at, "threshold_base"))
    if not contest.threshold and not contest.threshold_base:
        return
    if not contest.threshold:
        yield error(named[0], "threshold_base is there, and threshold is missing", related=[named[1]])
    else:
        try:
            fraction_of(contest.threshold)
        except InputError as fault:
            yield error(named[0], fault.message, hint=fault.hint)
    if not contest.threshold_base:
        known = f"choose from {', '.join(ThresholdBase)}"
        yield error(named[1], "a threshold needs its threshold_base", hint=known, related=[named[0]])
    else:
        try:
            base_of(contest.threshold_base)
        except InputError as fault:
            yield error(named[1], fault.message, hint=fault.hint)


def _codes(contest: Contest, at: Path) -> Iterator[Problem]:
    first: dict[str, tuple[str, Path]] = {}
    owners = [
        *((f"candidate {each.name}", each.code, (*at, "candidates", n, "code"))
          for n, each in enumerate(contest.candidates)),
        *((f"list {each.name}", each.code, (*at, "lists", n, "code")) for n, each in enumerate(contest.lists)),
    ]  # fmt: skip
    for owner, code, place in owners:
        if code in first:
            other, there = first[code]
            yield error(place, f"code {code} of {owner} is also the code of {other}", related=[there])
        else:
            first[code] = (owner, place)
    lengths = Counter(len(each.code) for each in contest.candidates if each.code)
    if len(lengths) > 1:
        usual = max(lengths, key=lambda length: (lengths[length], length))
        for n, each in enumerate(contest.candidates):
            if len(each.code) != usual:
                yield error(
                    (*at, "candidates", n, "code"),
                    f"code {each.code} has {len(each.code)} digits, most others have {usual}",
                    hint="give all candidates of a contest codes of one length",
                )


def _lists(contest: Contest, at: Path) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for n, each in enumerate(contest.lists):
        here: Path = (*at, "lists", n)
        if each.id in seen:
            yield error((*here, "id"), f"list {each.id} is used twice", related=[seen[each.id]])
        seen.setdefault(each.id, (*here, "id"))
        if each.id == INDEPENDENTS:
            yield error(
                (*here, "id"),
                f"{INDEPENDENTS} is the name for candidates of no list",
                hint="choose another id",
            )
        if str(each.id) in {str(candidate.code) for candidate in contest.candidates}:
            yield error(
                (*here, "id"),
                f"{each.id} is also the code of a candidate, and a lot could mean either",
                hint="choose another id for the list",
            )
        if each.connection and not CONNECTION.fullmatch(each.connection):
            yield error(
                (*here, "connection"), f"connection {each.connection!r} is not of one or two levels",
                hint='write "3" or "A/1", in Latin letters and digits',
            )  # fmt: skip
        members = sum(member.standing for member in contest.members(each.id))
        for field, most in (("seats", contest.seats), ("votes", contest.votes)):
            if members > most:
                yield error(
                    here, f"list {each.id} has {members} standing candidates, but there are {most} {field}",
                    hint="a vote for a list is one vote for each of its members", related=[(*at, field)],
                )  # fmt: skip
                break
        if members == 0:
            yield warning(here, f"list {each.id} has no standing candidate")
    for n, candidate in enumerate(contest.candidates):
        if candidate.list_id is not None and candidate.list_id not in seen:
            yield error(
                (*at, "candidates", n, "list"), f"candidate {candidate.code} is in an unknown list {candidate.list_id}",
                hint=f"known lists: {', '.join(seen)}" if seen else "this contest has no lists",
                related=list(seen.values()),
            )  # fmt: skip


def _people(contest: Contest, at: Path) -> Iterator[Problem]:
    first: dict[str, Path] = {}
    for n, candidate in enumerate(contest.candidates):
        here: Path = (*at, "candidates", n)
        key = candidate.search_key
        if key in first:
            yield warning(
                (*here, "name"), f"two candidates are called {candidate.name}",
                hint="give their fathers' names", related=[first[key]],
            )  # fmt: skip
        first.setdefault(key, (*here, "name"))
        yield from order_problems((*here, "history"), [each.decided_at for each in candidate.history])
