"""One family of errors. Each can advise the person who meets it.

An expected outcome (a proof that fails, a tie, a card already used) is a value or one of the
named errors below; it is never ``None`` and never a bare ``bool``. Exit codes of the command
line: :class:`InputError` and :class:`UnsupportedError` are 2, :class:`RefusedError` is 1.
"""


class ShoraError(Exception):
    """What went wrong, where, and what to do.

    ``message`` is one sentence for a person, ``place`` the file, line or object it is about,
    ``hint`` what the person can do next.
    """

    exit_code = 2

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """One line: place, message, hint."""
        where = f"{self.place}: " if self.place else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{advice}"


class InputError(ShoraError):
    """The input cannot be worked with: broken, half, ambiguous, or for another version."""


class UnsupportedError(ShoraError):
    """Well-formed, but a feature that this version does not have."""


class RefusedError(ShoraError):
    """A rule of the election forbids it: a used card, a closed box, a step out of order."""

    exit_code = 1


class DamagedError(ShoraError):
    """Durable state is not what it must be; nothing was changed, a person has to look."""
