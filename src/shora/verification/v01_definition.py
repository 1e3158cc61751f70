"""V1: the parts that were fixed at definition are those that ``record.json`` names, and readable.

Signatures over them join with the people who sign.
"""

from shora.record.read import Record
from shora.verification.verdict import Check, Findings, Place


def check_definition(record: Record, findings: Findings) -> None:
    """Takes over what reading the record found."""
    findings.looked(Check.V1)
    for finding in record.findings:
        findings.fail(Check.V1, str(finding.code), Place(file=finding.place), finding.detail)
