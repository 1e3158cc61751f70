"""V2: the trustees' structure and the transcript of the ceremony that made it.

Certificates, commitments, proofs of knowledge, public shares; and that nobody spoke last, or for another
(``v02_ceremony``).
"""

from shora.crypto.trustees import TrusteeKeys
from shora.errors import ShoraError
from shora.record.city import City
from shora.record.read import Record
from shora.verification.v02_ceremony import check_ceremony
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


def check_threshold(city: City, findings: Findings) -> None:
    """Whether the trustees are as many as the definition says."""
    plan = city.definition.trustees
    groups = [(group.kind, group.threshold, group.size) for group in city.keys.groups]
    if groups != [("Pedersen", plan.threshold, plan.size)]:
        detail = f"the definition wants {plan.threshold} of {plan.size} trustees, the record has {groups}"
        findings.fail(Check.V2, "other-threshold", Place(file="trustees.json"), detail, after=(Check.V1,))


def check_ceremony_of(record: Record, city: City, findings: Findings) -> None:
    """The transcript; where what was fixed is not what was signed, or the structure is faulty, it follows from that."""
    try:
        transcript = record.ceremony
    except ShoraError:
        return  # a finding of the shape
    local = Findings()
    check_ceremony(transcript, city.trustees, city.definition, local, file="ceremony.json")
    for failure in local.failures:
        findings.fail(failure.check, failure.code, failure.place, failure.detail, after=(Check.V1, Check.V2))
