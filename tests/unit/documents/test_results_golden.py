"""Pages of the result protocol against pictures that a person has looked at.

The fonts are the project's own and Typst's version is pinned, so each pixel is the same; a grey value may be off by a
little, as another processor may round otherwise. After a change that is meant, renew the pictures, and look at each:

    tools/run env PYTHONPATH=. python tests/unit/documents/test_results_golden.py

``tests/data/golden/README.md`` says what each of them shows.
"""

from pathlib import Path
from typing import Final

import pytest
from tests.unit.documents.conftest import picture
from tests.unit.documents.resultsamples import SAMPLES, Sample

from shora.documents.results import protocol_paper
from shora.text.messages import Language

GOLDEN: Final = Path(__file__).parents[2] / "data" / "golden"
PPI: Final = 60
NEAR: Final = 12
"""How far a grey value of 256 may be off."""

PAGES: Final = {
    "block-vote": (1,),
    "tehran": (1, 3, 4, 6),
    "threshold": (1,),
    "connected": (2,),
    "lot-required": (1,),
    "after-lot": (2,),
}
"""Which pages of each sample are kept."""


def pages(sample: Sample, language: Language) -> tuple[bytes, ...]:
    return protocol_paper(
        sample.totals, sample.result, sample.definition, language, options=sample.options
    ).png(PPI)


def where(name: str, language: Language, page: int) -> Path:
    return GOLDEN / f"result-{name}-{language}-{page}.png"


def same(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same; equal files need no look at their pixels."""
    if one == other:
        return True
    first, second = picture(one), picture(other)
    return len(first.rows) == len(second.rows) and all(
        len(a) == len(b) and all(abs(x - y) <= NEAR for x, y in zip(a, b, strict=True))
        for a, b in zip(first.rows, second.rows, strict=True)
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PAGES)
def test_pages_look_as_they_did(name: str, language: Language) -> None:
    made = pages(SAMPLES[name](), language)
    for page in PAGES[name]:
        kept = where(name, language, page)
        assert same(made[page - 1], kept.read_bytes()), (
            f"{kept.name} looks otherwise; renew and look: see this file's head"
        )


def test_every_picture_is_of_a_test() -> None:
    known = {where(name, language, page) for name in PAGES for language in Language for page in PAGES[name]}
    assert set(GOLDEN.glob("*.png")) == known


def test_one_other_digit_is_seen() -> None:
    sample = SAMPLES["block-vote"]()
    kept = where("block-vote", Language.EN, 1).read_bytes()
    paper = protocol_paper(
        sample.totals, sample.result, sample.definition, Language.EN, options=sample.options
    )
    tables = paper.data["tables"]
    assert isinstance(tables, list)
    assert tables[0]["rows"][0][4] == "4,921"
    tables[0]["rows"][0][4] = "4,927"
    assert not same(paper.png(PPI)[0], kept)


def renew() -> None:
    """Writes all pictures again."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, numbers in PAGES.items():
        for language in Language:
            made = pages(SAMPLES[name](), language)
            for page in numbers:
                where(name, language, page).write_bytes(made[page - 1])


if __name__ == "__main__":
    renew()
