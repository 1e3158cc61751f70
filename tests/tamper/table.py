"""The table of lies: ``table.txt``, a line for each kind of field, and what is said of a lie in it.

``FILE | FIELD | who has no key | who signs it``. An answer is the check, the code and the file of the first root cause
(``=`` where it is the file that was changed; ``*`` as in :mod:`tests.tamper.fields`), or

- ``unusable``: there is no verdict, the record cannot be read (exit 2);
- ``unnoticed``: no check sees it; ``test_unnoticed.py`` says for each why;
- ``-``: nobody signs for it.
"""

from collections.abc import Callable
from pathlib import Path

from tests.support.rebuild import Tampered
from tests.tamper.fields import Field, pattern_of
from tests.tamper.liars import has_insiders, tamper

from shora.errors import ShoraError
from shora.steps.progress import Unwatched
from shora.steps.verify import verify

TABLE = Path(__file__).with_name("table.txt")
Kind = tuple[str, str]
Answers = tuple[str, str]


def table() -> dict[Kind, Answers]:
    """All lines of the table."""
    out: dict[Kind, Answers] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            file, name, forger, insiders = (cell.strip() for cell in line.split("|"))
            assert (file, name) not in out, line
            out[file, name] = (forger, insiders)
    return out


def answer(copy: Tampered, field: Field, *, insiders: bool) -> str:
    """What is said of a lie in this field."""
    tamper(copy, field, insiders=insiders)
    return said(copy, field)


def said(copy: Tampered, field: Field) -> str:
    try:
        verdict = verify(copy.layout.root, Unwatched())
    except ShoraError:
        return "unusable"
    roots = [failure for failure in verdict.failures if failure.follows is None]
    if not roots:
        assert not verdict.failures
        return "unnoticed"
    assert all("\n" not in failure.detail for failure in verdict.failures)
    first = roots[0]
    place = "=" if first.place.file == field.where.as_posix() else pattern_of(first.place.file)
    return f"{first.check} {first.code} {place}"


def answers(fresh: Callable[[], Tampered], field: Field) -> Answers:
    """Both columns."""
    forger = answer(fresh(), field, insiders=False)
    return forger, answer(fresh(), field, insiders=True) if has_insiders(field) else "-"
