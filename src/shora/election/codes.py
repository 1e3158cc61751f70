"""From what a voter types to the marks of a ballot.

The law (20-bis-3): one list, or up to k candidates; never both. A list vote is one vote for each of
its standing members. Nothing typed is a blank ballot where the contest allows it.

Source: bill art. 20-bis-3, 26 January 2025. The law's paper rule (the first list counts, the rest is
not read) is for paper; at a device the voter is told and corrects it.
"""

from collections.abc import Sequence
from enum import StrEnum

from shora.election.codewords import CODEWORDS
from shora.election.contest import Contest
from shora.election.definition import Definition
from shora.errors import InputError, RefusedError
from shora.ids import CandidateCode, ContestId
from shora.text import digits
from shora.text.messages import Language, Value


class CodeFault(StrEnum):
    """Why typed codes are not a ballot."""

    NOT_DIGITS = "not-digits"
    UNKNOWN = "unknown"
    TWICE = "twice"
    WITHDRAWN = "withdrawn"
    TOO_MANY = "too-many"
    TOO_FEW = "too-few"
    BLANK = "blank"
    LIST_AND_MORE = "list-and-more"
    LIST_EMPTY = "list-empty"


class ChoiceRefused(RefusedError):  # noqa: N818 — it reads as what it is
    """The codes cannot become a ballot; ``say`` tells the voter in either language."""

    def __init__(self, fault: CodeFault, **values: Value) -> None:
        self.fault = fault
        self.values = values
        super().__init__(self.say(Language.EN))

    def say(self, language: Language) -> str:
        """One plain sentence for the voter."""
        return CODEWORDS.say(self.fault, language, self.values)


def choices_for(definition: Definition, contest_id: ContestId, codes: Sequence[str]) -> tuple[int, ...]:
    """A 0/1 mark for each candidate of the contest, in ballot order; all 0 for a blank ballot.

    ``codes`` are as typed, in any of the three scripts of digits. :class:`ChoiceRefused` says what is
    wrong with them; :class:`InputError` only for a contest that does not exist.
    """
    contest = definition.contest(contest_id)
    typed = [_code(text) for text in codes]
    by_list = {str(each.code): each for each in contest.lists}
    listed = [by_list[code] for code in typed if code in by_list]
    if listed and len(typed) > 1:
        raise ChoiceRefused(CodeFault.LIST_AND_MORE, code=listed[0].code)
    if listed:
        chosen = {each.code for each in contest.members(listed[0].id) if each.standing}
        if not chosen:
            raise ChoiceRefused(CodeFault.LIST_EMPTY, code=listed[0].code, name=listed[0].name)
    else:
        chosen = _candidates(contest, typed)
    if not chosen and not contest.blank and contest.minimum > 0:
        raise ChoiceRefused(CodeFault.BLANK)
    if len(chosen) > contest.votes:
        raise ChoiceRefused(CodeFault.TOO_MANY, count=len(chosen), most=contest.votes)
    if chosen and len(chosen) < contest.minimum:
        raise ChoiceRefused(CodeFault.TOO_FEW, count=len(chosen), least=contest.minimum)
    return tuple(int(each.code in chosen) for each in contest.candidates)


def _code(text: str) -> str:
    try:
        return digits.code(text)
    except InputError:
        raise ChoiceRefused(CodeFault.NOT_DIGITS, code=text) from None


def _candidates(contest: Contest, typed: Sequence[str]) -> set[CandidateCode]:
    known = {each.code: each for each in contest.candidates}
    chosen: set[CandidateCode] = set()
    for text in typed:
        code = CandidateCode(text)
        if code not in known:
            raise ChoiceRefused(CodeFault.UNKNOWN, code=text)
        if code in chosen:
            raise ChoiceRefused(CodeFault.TWICE, code=text, name=known[code].name)
        if not known[code].standing:
            raise ChoiceRefused(CodeFault.WITHDRAWN, code=text, name=known[code].name)
        chosen.add(code)
    return chosen
