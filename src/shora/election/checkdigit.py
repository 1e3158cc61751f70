"""Codes that a slip of the finger does not turn into another candidate's.

The last digit is a check digit by Damm's scheme: it finds every single wrong digit and every swap of
two neighbours, with the ten digits alone. Source: H. M. Damm, "Total anti-symmetrische Quasigruppen",
Marburg 2004; the table is the one of order 10 published there.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from shora.errors import InputError
from shora.text.digits import ASCII
from shora.text.digits import code as plain_code

_TABLE: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(serial: str) -> str:
    """The digit that makes a code of a serial number. :class:`InputError` where it is not all digits.

    Zeros before a number do not change its digit, so the codes of a contest need one length, which the
    rules of a definition ask for anyway.
    """
    state = 0
    for digit in plain_code(serial):
        state = _TABLE[state][int(digit)]
    return ASCII[state]


def with_check_digit(serial: str) -> str:
    """The code of a serial number: its digits in ASCII, and the check digit."""
    return plain_code(serial) + check_digit(serial)


def fault_in_code(code: str) -> str:
    """Why a code fails its check digit; empty when it passes."""
    plain = plain_code(code)
    if len(plain) < 2:
        return "a code with a check digit has at least 2 digits"
    return (
        ""
        if check_digit(plain) == "0"
        else f"the check digit is wrong: {plain[:-1]} has {check_digit(plain[:-1])}"
    )


def slips(code: str) -> Iterator[str]:
    """Every text that one wrong digit, or one swap of two neighbours, makes of a code in ASCII digits."""
    for at, digit in enumerate(code):
        for other in ASCII:
            if other != digit:
                yield code[:at] + other + code[at + 1 :]
        if at and digit != code[at - 1]:
            yield code[: at - 1] + digit + code[at - 1] + code[at + 1 :]


def confusable(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of codes of which one slip makes the other, each once, the smaller code first.

    Without such a pair, one wrong digit or one swap gives an unknown code, never another candidate.
    """
    known = set(codes)
    pairs = {(min(each, slip), max(each, slip)) for each in known for slip in slips(each) if slip in known}
    return tuple(sorted(pairs))


def make_codes(serials: Iterable[str], length: int) -> tuple[str, ...]:
    """Codes of ``length`` digits for serial numbers; :class:`InputError` where one is too long."""
    made = []
    for serial in serials:
        code = with_check_digit(plain_code(serial).zfill(length - 1))
        if len(code) > length:
            raise InputError(
                f"{serial} is too long for a code of {length} digits", hint="choose a longer code"
            )
        made.append(code)
    return tuple(made)
