"""The seats of a record: a contest's rule, threshold and lots on its totals. Spec: ``spec/seats.md``, "In a record"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shora.box.payloads import digest
from shora.election.contest import Contest
from shora.errors import InputError
from shora.ids import Hash
from shora.record.lots import Lot
from shora.seats.model import Totals
from shora.seats.options import Options, threshold
from shora.seats.result import Result
from shora.seats.rules import count, rule
from shora.seats.totals import totals_to_json
from shora.text.json import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The seats of one contest. ``strays`` are lots that decided nothing; ``totals`` have those that did."""

    contest: Contest
    totals: Totals
    result: Result
    strays: tuple[Lot, ...]

    @property
    def settled(self) -> bool:
        """Whether no tie of any stage is open, so that the sheet can be written."""
        return not self.result.ties

    @property
    def totals_hash(self) -> Hash:
        """The SHA-256 of the totals as a record holds them, which a lot names."""
        return digest(canonical(totals_to_json(replace(self.totals, lots=()))))

    @property
    def sheet(self) -> bytes:
        """What ``seats/<contest>.json`` holds."""
        return canonical(self.result.to_record())


def need_countable(contest: Contest) -> None:
    """:class:`InputError` where the contest's rule is not known, or has no threshold and the contest names one."""
    known = rule(contest.rule)
    if contest.threshold and (known.lists is None or not known.lists.threshold):
        raise InputError(f"contest {contest.id} has a threshold, and the rule {contest.rule} has none")


def options_of(contest: Contest) -> Options:
    """What the definition tells the rule besides totals."""
    return threshold(contest.threshold, contest.threshold_base)


def count_contest(contest: Contest, totals: Totals, lots: Sequence[Lot]) -> Counted:
    """The seats of ``totals``, with ``lots`` in the order of their numbers.

    A lot decides a tie only if that tie is open when all lots before it were drawn; another one is a stray.
    :class:`InputError` for an unknown rule, and where the rule cannot work with these totals.
    """
    options = options_of(contest)
    strays: list[Lot] = []
    result = count(totals, contest.rule, options)
    for lot in lots:
        if not any(lot.decides(tie) for tie in result.ties):
            strays.append(lot)
            continue
        totals = replace(totals, lots=(*totals.lots, lot.draw))
        result = count(totals, contest.rule, options)
    return Counted(contest=contest, totals=totals, result=result, strays=tuple(strays))
