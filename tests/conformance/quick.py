"""Which cases run in every change's check (`make conformance MARK="and not slow"`), and which in the long one."""

from collections.abc import Iterable

import pytest
from _pytest.mark.structures import ParameterSet


def slow_but(names: Iterable[str], *quick: str) -> list[str | ParameterSet]:
    """All names; those that are not ``quick`` are marked ``slow``."""
    every = list(names)
    unknown = set(quick) - set(every)
    assert not unknown, unknown
    return [name if name in quick else pytest.param(name, marks=pytest.mark.slow) for name in every]
