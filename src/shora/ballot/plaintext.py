"""Marks of the voter → the vectors that are encrypted."""

from collections.abc import Sequence

from shora.crypto.election import Plaintext, Question
from shora.errors import RefusedError


def with_blank(question: Question, marks: Sequence[int]) -> list[int]:
    """Marks as they are encrypted, allowed or not: where there is a blank it comes first, 1 without a mark."""
    return [int(not any(marks)), *marks] if question.blank else list(marks)


def vector(question: Question, marks: Sequence[int]) -> list[int]:
    """The 0/1 vector of one question from its marks (one a candidate, in ballot order).

    No mark is a blank ballot where the question allows one. Raises :class:`RefusedError` where the
    number of marks is outside the question's bounds.
    """
    chosen = sum(marks)
    if len(marks) != len(question.answers):
        raise RefusedError(f"{len(marks)} marks for {len(question.answers)} candidates", place=question.text)
    if not set(marks) <= {0, 1}:
        raise RefusedError("a mark is 0 or 1", place=question.text)
    blank = question.blank and chosen == 0
    if not blank and not question.minimum <= chosen <= question.maximum:
        raise RefusedError(
            f"{chosen} marks",
            place=question.text,
            hint=f"between {question.minimum} and {question.maximum} candidates, or a blank ballot",
        )
    return with_blank(question, marks)


def plaintext(questions: Sequence[Question], marks: Sequence[Sequence[int]]) -> Plaintext:
    """The vectors of a whole ballot, one a question."""
    if len(marks) != len(questions):
        raise RefusedError(f"{len(marks)} answers for {len(questions)} questions")
    return [vector(question, chosen) for question, chosen in zip(questions, marks, strict=True)]
