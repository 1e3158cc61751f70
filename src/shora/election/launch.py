"""The launch code: what the officials read out on the morning, so that nothing can be made before it.

It is the last line of a box's Belenios description, ``launch-code: 7K3M-92QD-TTB4``, and every proof
of the box hashes that description. Codes have capital Latin letters and digits in groups.
"""

import re
from typing import Final

from shora.errors import InputError
from shora.text.digits import to_ascii

PREFIX: Final = "launch-code: "

_CODE: Final = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_SHORTEST: Final = 8
_LONGEST: Final = 64


def launch_code(text: str) -> str:
    """A launch code as a person typed it, in its one form: capitals, ASCII digits, single hyphens.

    8 to 64 characters; :class:`InputError` otherwise.
    """
    code = to_ascii(text.strip()).upper()
    if not _CODE.fullmatch(code) or not _SHORTEST <= len(code) <= _LONGEST:
        raise InputError(
            f"{text!r} is not a launch code",
            hint=f"{_SHORTEST} to {_LONGEST} letters A-Z and digits in groups, as in 7K3M-92QD-TTB4",
        )
    return code


def with_launch_code(description: str, code: str) -> str:
    """The description of a box: the definition's, where it has one, and the line of the code."""
    line = PREFIX + launch_code(code)
    return f"{description}\n{line}" if description else line


def parse_launch_code(description: str) -> str:
    """The launch code in a box's description.

    :class:`InputError` where the last line has none, or not in its one form.
    """
    line = description.rpartition("\n")[2]
    code = line.removeprefix(PREFIX)
    if code == line or launch_code(code) != code:
        raise InputError(f"the description has no line {PREFIX!r} at its end, or no code in it")
    return code
