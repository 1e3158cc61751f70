"""A trustee's sealed share on paper. Secret, though sealed: with its passphrase it is the share."""

from collections.abc import Sequence
from dataclasses import dataclass

from shora.documents.clean import clean
from shora.documents.press import Paper
from shora.documents.qr import qr
from shora.documents.words import word
from shora.text.messages import Language, show


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTitle:
    """Whose share it is: trustee ``number`` of ``trustees``, of whom ``threshold`` are needed."""

    election: str
    trustee: str
    number: int
    trustees: int
    threshold: int


def share_sheet(
    title: ShareTitle, qr_payloads: Sequence[str], lines: Sequence[str], language: Language
) -> bytes:
    """The PDF: the codes in their order, and the lines to type where they cannot be read."""
    return share_paper(title, qr_payloads, lines, language).pdf()


def share_paper(
    title: ShareTitle, qr_payloads: Sequence[str], lines: Sequence[str], language: Language
) -> Paper:
    """The sheet before it is printed."""
    count = len(qr_payloads)
    number = word("some-of-all", language, {"some": title.number, "all": title.trustees})
    heading = word("share-title", language)
    return Paper(
        template="share_sheet",
        language=language,
        title=heading,
        data={
            "page": word("page", language, {"page": "{p}", "pages": "{n}"}),
            "heading": heading,
            "election": clean(title.election),
            "says": word("share-says", language),
            "facts": [
                {"label": word("trustee", language), "value": clean(title.trustee)},
                {"label": word("trustee-number", language), "value": number},
                {"label": word("threshold", language), "value": show(title.threshold, language)},
            ],
            "scan": word("share-scan", language),
            "codes": [
                {
                    "name": word("share-code", language, {"number": each, "count": count}),
                    "qr": qr(payload),
                }
                for each, payload in enumerate(qr_payloads, start=1)
            ],
            "type": word("share-type", language),
            "lines": list(lines),
        },
    )
