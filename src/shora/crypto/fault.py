"""What the core found wrong: a fault is a failed check, an error is input that cannot be read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shora import _core
from shora.errors import InputError, UnsupportedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A failed check inside one object.

    ``code`` is a word of ``spec/verification.md``. ``question`` counts from 0, and so does ``choice``
    in the question's encrypted vector (for trustees: group, and trustee in it).
    """

    code: str
    question: int | None
    choice: int | None
    detail: str


class CryptoInputError(InputError):
    """The core refused its input; ``code`` says which rule of its format was broken."""

    def __init__(self, message: str, *, code: str, place: str = "", hint: str = "") -> None:
        super().__init__(message, place=place, hint=hint)
        self.code = code


class CryptoUnsupportedError(UnsupportedError):
    """Well-formed, but of a version, group or kind of question that the core does not know."""


def faults_of(raw: Iterable[tuple[str, int | None, int | None, str]]) -> tuple[Fault, ...]:
    """The core's tuples as values."""
    return tuple(Fault(code=c, question=q, choice=i, detail=d) for c, q, i, d in raw)


@contextmanager
def readable(place: str) -> Iterator[None]:
    """Turns the core's errors inside the block into errors for people, at ``place``."""
    try:
        yield
    except _core.CoreError as error:
        code, detail = error.args
        if code.endswith("-unsupported"):
            raise CryptoUnsupportedError(f"not supported: {detail}", place=place) from None
        raise CryptoInputError(detail, code=code, place=place) from None
