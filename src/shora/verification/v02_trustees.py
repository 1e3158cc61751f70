"""V2: the trustees' structure: certificates, commitments, proofs of knowledge, public shares.

The ceremony's transcript (commitments before the first message, identity signatures) joins with it.
"""

from shora.crypto.trustees import TrusteeKeys
from shora.verification.verdict import Check, Findings, Place


def check_trustees(keys: TrusteeKeys, findings: Findings, *, file: str) -> None:
    """Names the trustee of each fault, counted from 1 over the whole structure."""
    findings.looked(Check.V2)
    before = [0]
    for group in keys.groups:
        before.append(before[-1] + group.size)
    for fault in keys.check():
        trustee = None
        if fault.question is not None and fault.choice is not None:
            trustee = before[fault.question] + fault.choice + 1
        elif fault.choice is not None:
            trustee = fault.choice + 1
        findings.fail(Check.V2, fault.code, Place(file=file, trustee=trustee), fault.detail)
