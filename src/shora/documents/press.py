"""The press: from a template and data to a PDF, the same bytes every time.

Names and sentences reach Typst as JSON in memory, never as markup and never through a file. Only the
fonts of this room are used, no package is fetched, and whatever Typst warns of (a font that is not
there) stops the print.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from shora.errors import InputError, UnsupportedError
from shora.text.json import JsonInput
from shora.text.messages import Language

TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = Path(__file__).parent / "fonts"
_FAMILY: Final = "Vazirmatn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is printed: the name of a template and its data. ``secret`` keeps the data out of ``repr``."""

    template: str
    language: Language
    title: str
    data: dict[str, JsonInput]

    def __repr__(self) -> str:
        """Without the data, which may be secret."""
        return f"Paper({self.template}, {self.language})"

    def pdf(self) -> bytes:
        """The PDF."""
        return render(self.template, self._all())

    def png(self, ppi: int) -> tuple[bytes, ...]:
        """One picture a page, for eyes and tests."""
        return render_png(self.template, self._all(), ppi=ppi)

    def _all(self) -> dict[str, JsonInput]:
        return {"language": str(self.language), "title": self.title, **self.data}


def render(template: str, data: JsonInput, *, fonts: Path = FONTS) -> bytes:
    """The PDF of ``templates/TEMPLATE.typ``, which reads ``data`` as ``sys.inputs.data``.

    :class:`UnsupportedError` where the fonts are not installed, :class:`InputError` for what Typst cannot set.
    """
    return b"".join(_compile(template, data, "pdf", fonts, None))


def render_png(template: str, data: JsonInput, *, ppi: int, fonts: Path = FONTS) -> tuple[bytes, ...]:
    """As :func:`render`, one PNG a page with ``ppi`` pixels an inch."""
    return _compile(template, data, "png", fonts, float(ppi))


def _compile(
    template: str, data: JsonInput, kind: Literal["pdf", "png"], fonts: Path, ppi: float | None
) -> tuple[bytes, ...]:
    compiler = typst.Compiler(
        input=str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(fonts),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    try:
        pages, warnings = compiler.compile_with_warnings(format=kind, ppi=ppi, pdf_tags=False)
    except typst.TypstError as error:
        raise InputError(f"this paper cannot be set: {error.message}", place=template) from None
    if warnings:
        raise InputError(f"this paper cannot be set well: {warnings[0].message}", place=template)
    return (pages,) if isinstance(pages, bytes) else tuple(pages or ())


@cache
def _fonts(folder: Path) -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    if fonts.families() != [_FAMILY]:
        raise UnsupportedError(
            f"the fonts of the papers ({_FAMILY}) are not installed",
            place=str(folder),
            hint="run 'make setup'",
        )
    return fonts
