"""The press: packaged templates, nothing from the network, nothing that is markup, fonts or a clear refusal."""

from pathlib import Path

import pytest
import segno
from tests.unit.documents.conftest import HOSTILE, picture

from shora.documents.clean import clean
from shora.documents.press import FONTS, TEMPLATES, Paper, render, render_png
from shora.documents.qr import qr
from shora.documents.shares import ShareTitle, share_paper
from shora.documents.words import WORDS
from shora.errors import InputError, UnsupportedError
from shora.text.messages import Language

TITLE = ShareTitle(election="E", trustee="T", number=1, trustees=3, threshold=2)


def share(name: str) -> Paper:
    title = ShareTitle(election=name, trustee=name, number=2, trustees=3, threshold=2)
    return share_paper(title, ["A", "B"], ["01 AAAA BBB", "02 C BBB"], Language.EN)


def test_templates_lie_in_the_package_and_fetch_nothing() -> None:
    templates = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir()}
    assert set(templates) == {"common.typ", "card_sheet.typ", "report.typ", "result.typ", "share_sheet.typ"}
    for text in templates.values():
        assert "@preview" not in text
        assert "@local" not in text
        assert "eval(" not in text
        assert "read(" not in text
    assert "date: none" in templates["common.typ"]
    assert all("#show: paper" in text for name, text in templates.items() if name != "common.typ")


def test_sentences_are_complete_pairs() -> None:
    assert WORDS.problems() == ()


def test_missing_fonts_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="make setup"):
        render("share_sheet", {}, fonts=tmp_path)


def test_only_our_fonts_are_used() -> None:
    assert {path.suffix for path in FONTS.iterdir()} == {".ttf", ".txt"}


def test_data_that_a_template_cannot_use_is_a_clear_error() -> None:
    with pytest.raises(InputError, match="cannot be set"):
        render("share_sheet", {"language": "fa", "title": "t"})


@pytest.mark.parametrize(
    "name", [HOSTILE, "#panic()", "]", '"', "\\", "#{", "$", "/*", "//", "\u202eevil\u2066"]
)
def test_names_are_drawn_as_they_are(name: str) -> None:
    paper = share(name)
    assert paper.pdf() == share(name).pdf()
    assert paper.pdf() != share("plain").pdf()
    assert len(paper.png(20)) == 1


def test_a_name_that_would_be_markup_takes_the_room_of_its_letters() -> None:
    plain, markup = (picture(share(name).png(60)[0]) for name in ("aaaaaaaa", "#h(9cm)a"))
    where = (18, 24, 60, 8, 60)
    assert 0.5 < markup.dark(*where) / plain.dark(*where) < 2  # letters, and no gap of nine centimetres
    assert markup.area(80, 24, 100, 8, 60) == plain.area(80, 24, 100, 8, 60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c\u200f", "abc"),
        ("a\n\tb  c\u00a0d", "a b c d"),
        ("a\x00\x1b[31mb", "a[31mb"),
        ("می\u200cروم", "می\u200cروم"),
        ('# $ * " \\', '# $ * " \\'),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize("mask", [None, 2])
@pytest.mark.parametrize("text", ["a" * 25, "0123456789abcdef" * 4])
def test_codes_are_level_m_with_their_white_border(text: str, mask: int | None) -> None:
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=mask)
    size = code.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {size} {size}"' in qr(text, mask=mask)
    assert text not in qr(text, mask=mask)


def test_a_secret_paper_does_not_show_its_data() -> None:
    paper = share_paper(TITLE, ["SECRET"], ["01 SECRET AAA"], Language.FA)
    assert "SECRET" not in repr(paper)
    assert "SECRET" not in str(paper)


def test_many_lines_go_on_to_another_page() -> None:
    lines = [f"{number:02} AAAA BBBB CCCC DDDD EEEE FFFF GGGG HHHH III" for number in range(1, 41)]
    assert len(share_paper(TITLE, ["A"] * 5, lines, Language.FA).png(20)) == 2


def test_a_picture_a_page() -> None:
    paper = share("x")
    assert len(render_png("share_sheet", {"language": "en", "title": "t", **paper.data}, ppi=20)) == 1
