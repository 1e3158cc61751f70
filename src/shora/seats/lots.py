"""Lots: recorded input that every replay checks again.

- a lot must be for a tie that the count meets: same stage, same persons or lists, same number;
- it draws that many, and only of the tied (the reader holds this too);
- a lot that no tie asked for is an error, because someone believes in a tie that is not there.

Kiesraad's Abacus treats lots the same way.
"""

from collections.abc import Sequence

from shora.errors import InputError
from shora.seats.model import Lot, Stage
from shora.seats.result import Tie


class Draws:
    """The recorded lots of one count, and the ties that it met.

    ``strict`` refuses a lot that fits its tie but not its number; without it that lot is another count's.
    """

    def __init__(self, lots: Sequence[Lot], *, strict: bool = True) -> None:
        self._lots = lots
        self._strict = strict
        self._met: list[Tie] = []
        self._of_blocs: list[Tie] = []
        self.blocs = Stage.LIST_SEAT
        """The stage of a tie between blocs."""

    def for_alternates(self) -> "Draws":
        """The same lots and ties, where blocs tie for alternates."""
        other = Draws(self._lots, strict=self._strict)
        other._met, other._of_blocs = self._met, self._of_blocs
        other.blocs = Stage.ALTERNATE
        return other

    @staticmethod
    def none() -> "Draws":
        """No lots, for a distribution whose ties are not asked about."""
        return Draws(())

    def of_blocs(self, tie: Tie) -> tuple[str, ...]:
        """As :meth:`of`, for a tie between lists."""
        self._of_blocs.append(tie)
        return self.of(tie)

    def of(self, tie: Tie) -> tuple[str, ...]:
        """Who wins a tie by its recorded lot, in the tie's order; empty where no lot is recorded.

        :class:`InputError` for a lot between these that draws others or another number, and where lists and
        candidates with the same ids are both tied for alternates: a lot could mean either.
        """
        for other in self._of_blocs:
            if other is not tie and _is_same(other, tie):
                raise InputError(
                    f"lists and candidates have the same ids, {', '.join(tie.between)}, and both are tied for"
                    " alternates: a lot could mean either",
                    hint="give these lists other ids",
                )
        self._met.append(tie)
        for lot in self._lots:
            if _is_for(lot, tie) and (self._strict or len(set(lot.drawn)) == tie.seats):
                if lot.seats != tie.seats or len(set(lot.drawn)) != tie.seats:
                    raise InputError(
                        f"the lot between {', '.join(lot.between)} draws {len(lot.drawn)}, but {tie.seats} can be"
                        " given",
                        hint=f"draw {tie.seats} of them, and record those",
                    )
                if not set(lot.drawn) <= set(tie.between):
                    raise InputError(
                        f"the lot between {', '.join(lot.between)} draws someone who is not among them",
                        hint="record who was drawn of those that were tied",
                    )
                return tuple(each for each in tie.between if each in lot.drawn)
        return ()

    @property
    def met(self) -> tuple[Tie, ...]:
        """The ties so far, open ones and those that a lot has settled."""
        return tuple(self._met)


def refuse_strays(lots: Sequence[Lot], ties: Sequence[Tie]) -> None:
    """:class:`InputError` for a lot that belongs to none of these ties, or draws another number."""
    for lot in lots:
        if not any(_is_for(lot, tie) and lot.seats == tie.seats for tie in ties):
            there = "; ".join(f"{tie.stage} between {', '.join(tie.between)} for {tie.seats}" for tie in ties)
            raise InputError(
                f"there is no tie of stage {lot.stage} between {', '.join(lot.between)} for {lot.seats}, so no lot"
                " can decide it",
                hint=f"the ties are: {there}" if there else "this count has no tie that needs a lot",
            )


def _is_for(lot: Lot, tie: Tie) -> bool:
    return lot.stage is tie.stage and set(lot.between) == set(tie.between)


def _is_same(one: Tie, other: Tie) -> bool:
    return one.stage is other.stage and set(one.between) == set(other.between)
