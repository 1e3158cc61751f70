"""The files in ``vectors/``, and how a case says what must come of it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shora.crypto.fault import Fault

VECTORS = Path(__file__).parents[2] / "vectors"

Case = dict[str, Any]
Place = tuple[str, int | None, int | None]


def load(name: str) -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return vectors


def names(cases: Sequence[Case]) -> list[str]:
    """Names for pytest, numbered where a name is there twice."""
    return [f"{i} {case.get('name', case.get('origin', ''))}" for i, case in enumerate(cases)]


def places(faults: Sequence[Fault]) -> list[Place]:
    return [(fault.code, fault.question, fault.choice) for fault in faults]


def expected(case: Case) -> list[Place]:
    return [(code, question, choice) for code, question, choice in case["faults"]]


def texts(case: Case, key: str) -> list[bytes]:
    return [text.encode() for text in case[key]]
