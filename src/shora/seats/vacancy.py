"""Vacancies: who follows where members have left. Spec: ``spec/seats.md``, "Vacancies".

- Those who left, members or alternates, fill nothing.
- Where the alternates do not suffice and a tie among them is open, that lot comes first.
- A seat goes to the next alternate of the same list: the most votes, then the rule's priorities, then a lot
  of stage ``alternate``. In a block vote all alternates are one line.
- Rules for lists other than Tehran's go on with the other standing candidates of that list.
- Tehran's (article 20-bis-5, clause 3): where the list has no alternate left, the alternate with the most
  votes of all. The published text is cut here, so the sheet has ``rule-not-in-published-text``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shora.errors import InputError
from shora.seats import block_vote
from shora.seats.explain import Step, step
from shora.seats.lots import Draws, refuse_strays
from shora.seats.model import Stage, Status, Totals
from shora.seats.options import NO_OPTIONS, Options
from shora.seats.ranking import (
    ALTERNATES,
    Person,
    Priority,
    cut,
    no_priority,
    ranked,
    title,
    veterans_and_degree,
)
from shora.seats.result import Flag, Outcome, Result, Tie
from shora.seats.rules import READINGS, count_with
from shora.text.json import JsonValue
from shora.text.messages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A seat that was left: who left, of which list, and who follows; ``by`` is ``""`` where nobody does."""

    left: str
    list: str
    by: str

    def to_json(self) -> dict[str, JsonValue]:
        """All fields; ``by`` is ``null`` where nobody follows."""
        return {"left": self.left, "list": self.list, "by": self.by or None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """All vacancies of one council, in the order in which they were named; ``ties`` wait for a lot."""

    result: Result
    vacancies: tuple[Vacancy, ...]
    ties: tuple[Tie, ...]
    flags: tuple[Flag, ...]
    steps: tuple[Step, ...]

    @property
    def exit_code(self) -> int:
        """Of the command line: 0, or 3 while a lot is required."""
        return 3 if self.ties else 0

    def to_json(self) -> dict[str, JsonValue]:
        """As plain data; the sheet of the council is another one."""
        return {
            "rule": {"id": self.result.rule_id, "version": self.result.rule_version},
            "status": str(Outcome.LOT_REQUIRED if self.ties else Outcome.COMPLETE),
            "vacancies": [each.to_json() for each in self.vacancies],
            "ties": [each.to_json() for each in self.ties],
            "flags": [str(each) for each in self.flags],
            "steps": [
                {"step": each.key, "en": each.say(Language.EN), "fa": each.say(Language.FA)}
                for each in self.steps
            ],
        }


def fill(totals: Totals, rule_id: str, gone: Sequence[str], options: Options = NO_OPTIONS) -> Filled:
    """Who follows the members among ``gone``; alternates among them are out of the line.

    :class:`InputError` for someone who is neither member nor alternate or is named twice, and while the
    council itself waits for a lot.
    """
    draws = Draws(totals.lots)
    result = count_with(totals, rule_id, options, draws)
    if result.status is Outcome.LOT_REQUIRED:
        raise InputError(
            "the council waits for a lot, so nobody can follow in it yet", hint="draw the lot first"
        )
    _refuse_others(result, gone)
    vacant: dict[str, list[str]] = {}
    for seat in sorted(
        (each for each in result.elected if each.id in gone), key=lambda each: gone.index(each.id)
    ):
        vacant.setdefault(seat.list if rule_id != block_vote.ID else "", []).append(seat.id)
    filling = _Filling(_Line(totals, result, frozenset(gone)), draws)
    for group, ids in vacant.items():
        filling.from_own_line(group, len(ids))
    short = {group: len(ids) - len(filling.followers[group]) for group, ids in vacant.items()}
    flags: tuple[Flag, ...] = ()
    if any(short.values()) and rule_id in (*READINGS, block_vote.ID) and not filling.ties:
        filling.wait_for(result.ties)
        if rule_id in READINGS and not filling.ties:
            flags = (Flag.RULE_NOT_IN_PUBLISHED_TEXT,)
            filling.from_all(short)
    refuse_strays(totals.lots, draws.met)
    pairs = {
        left: person
        for group, ids in vacant.items()
        for left, person in zip(ids, filling.followers[group], strict=False)
    }
    lists = {seat.id: seat.list for seat in result.elected}
    vacancies = tuple(
        Vacancy(left=left, list=lists[left], by=pairs[left][1].id if left in pairs else "")
        for left in gone
        if left in lists
    )
    return Filled(
        result=result,
        vacancies=vacancies,
        ties=tuple(filling.ties),
        flags=flags,
        steps=(*filling.steps, *_said(totals, vacancies, waiting=bool(filling.ties))),
    )


class _Filling:
    """Who has followed so far, by list (``""`` is the one line of a block vote), and what was said on the way."""

    def __init__(self, line: "_Line", draws: Draws) -> None:
        self._line = line
        self._draws = draws
        self.followers: dict[str, list[Person]] = {}
        self.ties: list[Tie] = []
        self.steps: list[Step] = []

    def from_own_line(self, group: str, seats: int) -> None:
        """The alternates of the list, then its other candidates where they may follow; a tie ends the line."""
        chosen = self.followers[group] = []
        for part in self._line.of(group):
            if not self._take(part, seats - len(chosen), chosen):
                return

    def wait_for(self, ties: Sequence[Tie]) -> None:
        """Places of alternates wait for these lots: before they are drawn nobody can say that the line has ended."""
        self.ties += ties
        self.steps += [step("alternate-lot-required", seats=tie.seats) for tie in ties]

    def from_all(self, short: dict[str, int]) -> None:
        """The alternates with the most votes of all lists, where lists have none left."""
        self.steps.append(step("no-alternate-of-list"))
        taken = {each.id for people in self.followers.values() for _, each in people}
        chosen: list[Person] = []
        others = [each for each in self._line.everyone() if each[1].id not in taken]
        self._take(others, sum(short.values()), chosen)
        for group, number in short.items():
            self.followers[group] += chosen[:number]
            del chosen[:number]

    def _take(self, people: Sequence[Person], seats: int, chosen: list[Person]) -> bool:
        """Adds the first of ``people`` to those chosen; whether no tie is left open by that."""
        one = cut(people, seats, Stage.ALTERNATE, self._draws, self._line.priority, ALTERNATES)
        chosen += one.chosen
        self.steps += one.steps
        if one.tie is not None and not one.settled:
            self.ties.append(one.tie)
        return one.settled


class _Line:
    """Who may follow, in order."""

    def __init__(self, totals: Totals, result: Result, gone: frozenset[str]) -> None:
        self.priority: Priority = veterans_and_degree if result.rule_id in READINGS else no_priority
        self._people = {person[1].id: person for person in totals.people}
        self._alternates = [each.id for each in result.alternates if each.id not in gone]
        out = {each.id for each in result.elected} | gone | set(self._alternates)
        self._others = (
            []
            if result.rule_id in (*READINGS, block_vote.ID)
            else [
                each for each in totals.people if each[1].status is Status.STANDING and each[1].id not in out
            ]
        )

    def everyone(self) -> list[Person]:
        """All alternates that are there."""
        return ranked([self._people[each] for each in self._alternates], self.priority)

    def of(self, group: str) -> tuple[list[Person], list[Person]]:
        """The alternates of a list (of all for ``""``), then its other candidates where they may follow."""
        return (
            [each for each in self.everyone() if group in ("", each[0])],
            ranked([each for each in self._others if each[0] == group], self.priority),
        )


def _refuse_others(result: Result, gone: Sequence[str]) -> None:
    known = {each.id for each in (*result.elected, *result.alternates)}
    for number, each in enumerate(gone):
        if each not in known:
            raise InputError(
                f"{each} is neither a member nor an alternate, so no seat is vacant",
                hint="name those who left by their codes",
            )
        if each in gone[:number]:
            raise InputError(f"{each} is named twice among those who left", hint="name everybody once")


def _said(totals: Totals, vacancies: Sequence[Vacancy], *, waiting: bool) -> list[Step]:
    nobody = "seat-waits" if waiting else "nobody-follows"
    people = {person[1].id: person for person in totals.people}
    return [
        step("follows", left=title(people[each.left]), by=title(people[each.by]))
        if each.by
        else step(nobody, left=title(people[each.left]))
        for each in vacancies
    ]
