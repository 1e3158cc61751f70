"""The polling day of the generated city: who comes when, what they type, and what goes otherwise.

How many people do what is assumed (``BLANK``, ``WHOLE_LIST`` …); only their order of size follows what
was published. In 2021 26 % of the paper ballots were invalid or blank, in 2024 about 5 % were blank
where voting was electronic; a device lets no invalid vote pass, so a share between the two is blank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from random import Random
from typing import Final

from shora.demo.tehran.city import CLOSES_HOUR, LISTS, OPENS_HOUR, SEATS, standing_codes
from shora.demo.tehran.districts import (
    DISTRICTS,
    FAILING,
    OFFLINE,
    PROVISIONAL_BOX,
    REHEARSAL_BOX,
    SMALL,
    SPARE_BOX,
    District,
    box_id,
    station_id,
)
from shora.ids import BoxId, StationId

BLANK: Final = 15
"""Voters in a hundred who give a blank ballot."""

WHOLE_LIST: Final = 34
"""Voters in a hundred who type the code of a list."""

FEW_NAMES: Final = 24
"""Voters in a hundred who type 1 to 8 candidates; the rest types 15 to 21."""

CHALLENGES: Final = 30
ABANDONED: Final = 8
SPOILED: Final = 6

OFFLINE_HOUR: Final = 11
PROVISIONAL_VOTERS: Final = 15

FAILURE_HOUR: Final = 14
"""From here on the spare box takes what its station's regular box would have had."""

REHEARSAL_VOTERS: Final = 12

_HOURS: Final = range(OPENS_HOUR, CLOSES_HOUR)
_HOUR_WEIGHTS: Final = (4, 6, 9, 10, 8, 5, 5, 6, 9, 12, 14, 12)
_FAVOUR: Final = 9
"""How much more a voter who mixes likes the candidates of the list nearest to them."""


class Act(StrEnum):
    """What a voter does with the card, or the cards. Each act is one check-in."""

    CAST = "cast"
    CHALLENGE_THEN_CAST = "challenge-then-cast"
    """The first ballot is opened; a second card's ballot of the same codes is cast."""
    ABANDON = "abandon"
    """Leaves after the tracker is printed, without a decision: the card is spent."""
    SPOIL_THEN_CAST = "spoil-then-cast"
    """The first card is damaged before it has a ballot; a second one is used."""


class Decision(StrEnum):
    """What both boards find about a provisional voter."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    NOT_ENTITLED = "not-entitled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voter:
    """A voter: ``codes`` as typed (one code for a list, none for a blank ballot), and the hour of check-in.

    ``decision`` is for provisional voters only. ``voted_at`` is the station where the one who is a
    duplicate had voted before.
    """

    codes: tuple[str, ...]
    hour: int
    act: Act = Act.CAST
    decision: Decision | None = None
    voted_at: StationId | None = None

    @property
    def rejected(self) -> bool:
        """Whether this is a provisional voter whose ballot is not taken."""
        return self.decision not in {None, Decision.ACCEPTED}

    @property
    def counts(self) -> bool:
        """Whether a ballot of this voter is in the sum."""
        return self.act is not Act.ABANDON and not self.rejected

    @property
    def cards(self) -> int:
        """Cards drawn."""
        return 2 if self.act in {Act.CHALLENGE_THEN_CAST, Act.SPOIL_THEN_CAST} else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxDay:
    """A box's day: its voters in the order of their hours, and cards that were missed at the end."""

    box: BoxId
    voters: tuple[Voter, ...]
    lost_cards: int = 0

    def did(self, act: Act) -> int:
        """How many voters did this."""
        return sum(each.act is act for each in self.voters)

    @property
    def cast(self) -> int:
        """Ballots that count."""
        return sum(each.counts for each in self.voters)

    @property
    def abandoned(self) -> int:
        """Sessions without a decision."""
        return self.did(Act.ABANDON)

    @property
    def rejected(self) -> int:
        """Provisional ballots that are not taken."""
        return sum(each.rejected for each in self.voters)

    @property
    def cards(self) -> int:
        """Cards that left the stack; the others are unused."""
        return sum(each.cards for each in self.voters) + self.lost_cards


def day(seed: int) -> tuple[BoxDay, ...]:
    """The day of every box that is counted: regular ones by district, then the spare, then the provisional."""
    rng = Random(f"{seed} day")
    taste = _Taste(standing_codes(seed))
    arrivals = [_arrivals(rng, taste, district) for district in DISTRICTS]
    _special_acts(rng, arrivals)
    boxes: list[BoxDay] = []
    spare: tuple[Voter, ...] = ()
    for district, voters in zip(DISTRICTS, arrivals, strict=True):
        here = tuple(voters)
        if district.number == FAILING:
            here = tuple(each for each in voters if each.hour < FAILURE_HOUR)
            spare = tuple(each for each in voters if each.hour >= FAILURE_HOUR)
        boxes.append(BoxDay(box=BoxId(box_id(district.number)), voters=here))
    losing = rng.choice([at for at, each in enumerate(DISTRICTS) if each.number != SMALL])
    boxes[losing] = replace(boxes[losing], lost_cards=1)
    return (
        *boxes,
        BoxDay(box=BoxId(SPARE_BOX), voters=spare),
        BoxDay(box=BoxId(PROVISIONAL_BOX), voters=_provisional(rng, taste)),
    )


def rehearsal(seed: int) -> BoxDay:
    """Ballots for the rehearsal box, before the day; they are never counted."""
    rng = Random(f"{seed} rehearsal")
    taste = _Taste(standing_codes(seed))
    voters = tuple(Voter(codes=taste.codes(rng), hour=OPENS_HOUR) for _ in range(REHEARSAL_VOTERS))
    return BoxDay(box=BoxId(REHEARSAL_BOX), voters=voters)


class _Taste:
    """What the city likes: lists by their weight, in each the first names most (1, 1/2, 1/3 …)."""

    def __init__(self, groups: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        """``groups`` are the lists and the independents: a code to type for all (or none), and those standing."""
        self._lists = [code for code, _ in groups if code]
        self._codes = [code for _, members in groups for code in members]
        weights = [*(each.weight for each in LISTS), 12]
        liked = [
            [weight * 60 // (place + 4) for place in range(len(members))]
            for weight, (_, members) in zip(weights, groups, strict=True)
        ]
        self._near = [
            list(accumulate(w * (_FAVOUR if at == near else 1) for at, row in enumerate(liked) for w in row))
            for near in range(len(groups))
        ]
        self._weights = weights

    def codes(self, rng: Random) -> tuple[str, ...]:
        """What one voter types."""
        kind = rng.randrange(100)
        if kind < BLANK:
            return ()
        if kind < BLANK + WHOLE_LIST:
            return (rng.choices(self._lists, self._weights[: len(self._lists)])[0],)
        few = kind < BLANK + WHOLE_LIST + FEW_NAMES
        return self._mix(rng, rng.randint(1, 8) if few else rng.randint(15, SEATS))

    def _mix(self, rng: Random, count: int) -> tuple[str, ...]:
        near = rng.choices(self._near, self._weights)[0]
        chosen: dict[str, None] = {}
        while len(chosen) < count:
            chosen.update(dict.fromkeys(rng.choices(self._codes, cum_weights=near, k=count)))
        return tuple(chosen)[:count]


def _arrivals(rng: Random, taste: _Taste, district: District) -> list[Voter]:
    """The regular voters of a station: as many as expected, two more or less, without the provisional ones."""
    count = district.expected if district.number == SMALL else district.expected + rng.randint(-2, 2)
    closed = None
    if district.number == OFFLINE:
        count, closed = count - PROVISIONAL_VOTERS, OFFLINE_HOUR
    weights = [0 if hour == closed else weight for hour, weight in zip(_HOURS, _HOUR_WEIGHTS, strict=True)]
    hours = sorted(rng.choices(_HOURS, weights, k=count))
    return [Voter(codes=taste.codes(rng), hour=hour) for hour in hours]


def _special_acts(rng: Random, arrivals: list[list[Voter]]) -> None:
    """Gives some voters, none of the very small station, another act than to cast at once."""
    places = [
        (station, at)
        for station, district in enumerate(DISTRICTS)
        for at in range(len(arrivals[station]))
        if district.number != SMALL
    ]
    acts = (
        *(Act.CHALLENGE_THEN_CAST,) * CHALLENGES,
        *(Act.ABANDON,) * ABANDONED,
        *(Act.SPOIL_THEN_CAST,) * SPOILED,
    )
    for act, (station, at) in zip(acts, rng.sample(places, len(acts)), strict=True):
        arrivals[station][at] = replace(arrivals[station][at], act=act)


def _provisional(rng: Random, taste: _Taste) -> tuple[Voter, ...]:
    """The voters of the hour without a network."""
    voters = [
        Voter(codes=taste.codes(rng), hour=OFFLINE_HOUR, decision=Decision.ACCEPTED)
        for _ in range(PROVISIONAL_VOTERS)
    ]
    first, second = rng.sample(range(PROVISIONAL_VOTERS), 2)
    elsewhere = StationId(station_id(OFFLINE + 1))
    voters[first] = replace(voters[first], decision=Decision.DUPLICATE, voted_at=elsewhere)
    voters[second] = replace(voters[second], decision=Decision.NOT_ENTITLED)
    return tuple(voters)
