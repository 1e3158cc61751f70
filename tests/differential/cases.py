"""The lies of ``tests/tamper``, one by one: a name, the town whose record it changes, and what it does to a copy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.support.city import Small
from tests.support.rebuild import Tampered
from tests.tamper import test_archive, test_attacks, test_record, test_seats, test_unnoticed
from tests.tamper.fields import Field, fields
from tests.tamper.liars import has_insiders, tamper


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One lie. Its name ends like that of the test that it is from."""

    name: str
    small: Small
    act: Callable[[Tampered], object]


def cases(held: Small, annulled: Small) -> Iterator[Case]:
    """All of them: every kind of field by outsider and insiders, and every attack that has a name."""
    kinds = {kind: (annulled, one) for kind, one in fields(annulled.layout.root).items()}
    kinds |= {kind: (held, one) for kind, one in fields(held.layout.root).items()}
    for kind, (small, one) in kinds.items():
        for insiders in (False, True) if has_insiders(one) else (False,):
            who = "insiders" if insiders else "outsider"
            yield Case(name=f"[{who}-{' '.join(kind)}]", small=small, act=_field(one, insiders=insiders))
    for name, (act, *_) in test_archive.CASES.items():
        yield Case(name=f"[{name}]", small=held, act=_totalled(act))
    for table in (test_attacks.CASES, test_record.CASES, test_seats.ROOTS):
        for name, (act, *_) in table.items():
            yield Case(name=f"[{name}]", small=held, act=act)
    for acts in (test_record.UNUSABLE, test_unnoticed.ACTS):
        for name, act in acts.items():
            yield Case(name=f"[{name}]", small=held, act=act)


def _field(field: Field, *, insiders: bool) -> Callable[[Tampered], object]:
    return lambda copy: tamper(copy, field, insiders=insiders)


def _totalled(act: Callable[[Tampered], object]) -> Callable[[Tampered], object]:
    def both(copy: Tampered) -> None:
        act(copy)
        test_archive.with_totals(copy)

    return both
