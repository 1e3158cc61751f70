"""The boxes that are compared: every kind of question, trustees and name that a council election can have."""

import functools
from collections.abc import Mapping
from dataclasses import replace

from tests.conformance.ours import (
    Box,
    Marks,
    Plan,
    Trusts,
    all_marks,
    make,
    pedersen,
    question,
    single,
    single_and_pedersen,
)

from shora.text.json import JsonInput

ABC = ["A", "B", "C"]
ODD = [
    "زهرا نیک‌بخت",
    "كاظم يزدي",
    "۱۰۱ نامزدِ ۱",
    '"quoted" \\ back / slash',
    "tab\tand\nline feed\r\b\f",
    "\x7f\x01\x1f",
    "🗳 e\u0301 é",
    "</script>&amp;",
    "\u2028\u2029\ufeff",
    "",
    " ",
    "a,b|c",
    "\u202eright to left",
    "long " * 80,
]
"""Names that JSON writers are known to write differently."""


def two_questions(*, blank: bool) -> tuple[list[dict[str, JsonInput]], list[Marks]]:
    """A council with or without a blank ballot, and a second question without one."""
    questions = [question(ABC, 1, 2, blank=blank, text="council"), question(["yes", "no"], 0, 1, text="park")]
    votes: list[Marks] = [[[1, 0, 0], [1, 0]], [[0, 1, 1], [0, 1]], [[1, 1, 0], [0, 0]]]
    return questions, [*votes, [[0, 0, 0], [1, 0]]] if blank else votes


def _one(low: int, high: int, *, blank: bool = False) -> Plan:
    """All ballots there are, of one question of three answers."""
    votes = all_marks(3, low, high) + ([[0, 0, 0]] if blank else [])
    return Plan(questions=[question(ABC, low, high, blank=blank)], votes=[[marks] for marks in votes])


def _odd() -> Plan:
    return Plan(
        questions=[question(ODD, 1, 3, blank=True, text='«شورا» "\\\n')],
        votes=[[[1] + [0] * 12 + [1]], [[0] * 14]],
        name='انتخابات «سرو» "\\ 🗳',
        description="launch-code: AAAA-BBBB\nسطر دوم\t\x7f",
    )


def _two(*, blank: bool) -> Plan:
    questions, votes = two_questions(blank=blank)
    return Plan(questions=questions, votes=votes)


def three_of_five() -> Trusts:
    """The ceremony that a city holds."""
    return pedersen(3, 5)


PLANS: Mapping[str, Plan] = {
    "1 to 2 of 3, blank allowed": _one(1, 2, blank=True),
    "0 to n, no blank": _one(0, 3),
    "0 to n, blank allowed": replace(_one(0, 2, blank=True), votes=[[[1, 1, 0]], [[0, 0, 0]]]),
    "exactly 1": _one(1, 1),
    "exactly n": _one(3, 3),
    "1 to n, blank allowed": _one(1, 3, blank=True),
    "exactly none": _one(0, 0),
    "more than there are answers": _one(0, 5),
    "one answer": Plan(questions=[question(["A"], 1, 1)], votes=[[[1]]]),
    "forty answers": Plan(
        questions=[question([f"{i} نامزد" for i in range(101, 141)], 1, 21, blank=True)],
        votes=[[[1] * 21 + [0] * 19]],
    ),
    "two questions, blank allowed": _two(blank=True),
    "two questions, no blank": _two(blank=False),
    "odd names": _odd(),
    "two Single trustees": replace(_two(blank=True), trusts=lambda: single(2)),
    "3 of 5": replace(_one(1, 2, blank=True), trusts=three_of_five),
    "3 of 5, two questions": replace(_two(blank=True), trusts=three_of_five),
    "3 of 5, odd names": replace(_odd(), trusts=three_of_five),
    "a Single trustee and 2 of 3": replace(_two(blank=False), trusts=single_and_pedersen),
    "empty box": replace(_two(blank=True), votes=[]),
    "empty box, no blank": replace(_one(0, 3), votes=[]),
    "empty box, 3 of 5": replace(_two(blank=True), votes=[], trusts=three_of_five),
    "weights": replace(_two(blank=True), weights=(1, 2, 900, 5, 7, 1)),
}


@functools.cache
def box(name: str) -> Box:
    """The box of a plan, made once a run."""
    return make(PLANS[name])
