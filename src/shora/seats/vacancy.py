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
    line = _Line(totals, result, frozenset(gone))
    vacant: dict[str, list[str]] = {}
    for seat in result.elected:
        if seat.id in gone:
            vacant.setdefault(seat.list if rule_id != block_vote.ID else "", []).append(seat.id)
    followers: dict[str, list[Person]] = {}
    ties: list[Tie] = []
    steps: list[Step] = []
    for group, ids in vacant.items():
        for part in line.of(group):
            want = len(ids) - len(followers.get(group, []))
            one = cut(part, want, Stage.ALTERNATE, draws, line.priority, ALTERNATES)
            followers.setdefault(group, []).extend(one.chosen)
            steps += one.steps
            if one.tie is not None and not one.settled:
                ties.append(one.tie)
                break
    flags: tuple[Flag, ...] = ()
    short = {group: len(ids) - len(followers[group]) for group, ids in vacant.items()}
    if any(short.values()) and not ties and (rule_id in READINGS or rule_id == block_vote.ID):
        # Places of alternates wait for a lot: before it is drawn nobody can say that the line has ended.
        ties += result.ties
        steps += [step("alternate-lot-required", seats=tie.seats) for tie in result.ties]
    if rule_id in READINGS and not ties and any(short.values()):
        flags = (Flag.RULE_NOT_IN_PUBLISHED_TEXT,)
        steps.append(step("no-alternate-of-list"))
        taken = {each.id for people in followers.values() for _, each in people}
        others = [each for each in line.everyone() if each[1].id not in taken]
        one = cut(others, sum(short.values()), Stage.ALTERNATE, draws, line.priority, ALTERNATES)
        steps += one.steps
        ties += [one.tie] if one.tie is not None and not one.settled else []
        rest = list(one.chosen)
        for group, number in short.items():
            followers[group] += rest[:number]
            rest = rest[number:]
    refuse_strays(totals.lots, draws.met)
    pairs = {
        left: person
        for group, ids in vacant.items()
        for left, person in zip(sorted(ids, key=list(gone).index), followers[group], strict=False)
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
        ties=tuple(ties),
        flags=flags,
        steps=(*steps, *_said(totals, vacancies, waiting=bool(ties))),
    )


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
