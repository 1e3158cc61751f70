"""The ``result`` of one box as numbers: ``{"result":[[…],[…]]}``, a vector a question.

Numbers above 2^30 − 1 are written as strings by the tools, so both forms are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shora.crypto.election import Question
from shora.errors import InputError
from shora.text.json import JsonValue, as_list, field, parse

_MAX_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """Votes of each candidate in ballot order, and blank ballots (0 where no blank is allowed)."""

    votes: tuple[int, ...]
    blank: int


def read_result(data: bytes, questions: Sequence[Question], place: str) -> tuple[QuestionResult, ...]:
    """The result of a box whose questions are known; :class:`InputError` for any other shape."""
    vectors = field(parse(data, place=place), "result", list, place)
    if len(vectors) != len(questions):
        raise InputError(f"{len(vectors)} results for {len(questions)} questions", place=place)
    return tuple(
        _question(vector, question, place) for vector, question in zip(vectors, questions, strict=True)
    )


def _question(vector: JsonValue, question: Question, place: str) -> QuestionResult:
    counts = [_count(value, place) for value in as_list(vector, place)]
    if len(counts) != question.width:
        raise InputError(f"{len(counts)} numbers for {question.width} choices", place=place)
    return QuestionResult(votes=tuple(counts[question.blank :]), blank=counts[0] if question.blank else 0)


def _count(value: JsonValue, place: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise InputError(f"{value!r} is not a number of votes", place=place)


def add(results: Sequence[Sequence[QuestionResult]]) -> tuple[QuestionResult, ...]:
    """The sum of boxes with the same questions, question by question."""
    out = []
    for question in zip(*results, strict=True):
        votes = tuple(sum(column) for column in zip(*(one.votes for one in question), strict=True))
        out.append(QuestionResult(votes=votes, blank=sum(one.blank for one in question)))
    return tuple(out)
