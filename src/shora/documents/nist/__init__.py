"""Election results as NIST SP 1500-100, revision 2, in JSON: what a newsroom or an archive reads by program.

``about`` is what the report says about itself, ``units`` who reports, ``contests`` what was counted,
``report`` puts them together. Every choice, and what the format cannot say: ``spec/exports.md``.
"""

from shora.documents.nist.about import About, ResultsStatus, about_of
from shora.documents.nist.report import report

__all__ = ["About", "ResultsStatus", "about_of", "report"]
