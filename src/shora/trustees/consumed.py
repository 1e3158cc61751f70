"""A state that can be left once: the chain of a ceremony cannot skip or repeat a step."""

from typing import Self

from shora.errors import RefusedError


class Consumable:
    """Base of ceremony states. A transition begins with :meth:`leave`."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = False

    def leave(self) -> Self:
        """Marks this state as consumed; raises :class:`RefusedError` the second time."""
        if self._left:
            raise RefusedError(
                f"this step ({type(self).__name__}) was already taken",
                hint="a ceremony goes forward only; begin a new one",
            )
        self._left = True
        return self
