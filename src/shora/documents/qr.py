"""QR codes as SVG, for templates. Level M: a seventh of the area may be lost."""

import io
from typing import Final

import segno

BORDER: Final = 4
"""Modules of white around a code, which readers need."""


def qr(text: str, *, mask: int | None = None) -> str:
    """The SVG of a code, its border included, without a size.

    ``mask`` fixes one of the eight patterns and is four times faster than choosing the best; for
    random content the choice makes no difference to a reader.
    """
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=mask)
    code.save(out, kind="svg", xmldecl=False, border=BORDER, omitsize=True, svgclass=None, lineclass=None)
    return out.getvalue().decode("ascii")
