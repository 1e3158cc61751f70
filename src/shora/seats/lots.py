"""Lots: recorded input that every replay checks again.

- a lot must be for a tie that the count meets: same stage, same persons or lists, same number;
- it draws that many, and only of the tied (the reader holds this too);
- a lot that no tie asked for is an error, because someone believes in a tie that is not there.

Kiesraad's Abacus treats lots the same way.
"""

from collections.abc import Sequence

from shora.errors import InputError
from shora.seats.model import Lot
from shora.seats.result import Tie


def drawn_for(tie: Tie, lots: Sequence[Lot]) -> tuple[str, ...]:
    """Who wins a tie by its recorded lot, in the tie's order; empty where no lot is recorded."""
    for lot in lots:
        if lot.stage is tie.stage and set(lot.between) == set(tie.between):
            if lot.seats != tie.seats or len(set(lot.drawn)) != tie.seats:
                raise InputError(
                    f"the lot between {', '.join(lot.between)} draws {len(lot.drawn)}, but {tie.seats} can be given"
                )
            if not set(lot.drawn) <= set(tie.between):
                raise InputError(
                    f"the lot between {', '.join(lot.between)} draws someone who is not among them"
                )
            return tuple(each for each in tie.between if each in lot.drawn)
    return ()


def refuse_strays(ties: Sequence[Tie], lots: Sequence[Lot]) -> None:
    """:class:`InputError` for a lot that belongs to none of the ties that were met."""
    for lot in lots:
        if not any(lot.stage is tie.stage and set(lot.between) == set(tie.between) for tie in ties):
            there = "; ".join(f"{tie.stage} between {', '.join(tie.between)}" for tie in ties)
            raise InputError(
                f"there is no tie of stage {lot.stage} between {', '.join(lot.between)}, so no lot can decide it",
                hint=f"the ties are: {there}" if there else "this count has no tie that needs a lot",
            )
