"""What Shora refuses: where the peer refuses it too, and where it lets it pass (``docs/conformance.md``)."""

from pathlib import Path

import pytest
from tests.conformance import spoilt
from tests.conformance.differences import SAME, STRICTER
from tests.conformance.peer import ROOT, VERSIONS, Peer, lay
from tests.conformance.quick import slow_but
from tests.conformance.rogue import write
from tests.conformance.shora_says import judge

pytestmark = pytest.mark.conformance

ALL = {**STRICTER, **SAME}


def test_the_honest_box_is_accepted_by_all(peer: Peer, folder: Path) -> None:
    archive = write(spoilt.parts().links)
    assert archive == spoilt.box().stage("result")
    assert judge(lay(folder, spoilt.box().file, archive)).verified
    assert peer.verify(folder).accepted


@pytest.mark.parametrize("name", ALL)
def test_shora_refuses_it(name: str, folder: Path) -> None:
    said = judge(lay(folder, spoilt.box().file, ALL[name].make()))
    assert said.exit == 1
    assert said.roots
    assert said.roots[0] == ALL[name].root, said.text


@pytest.mark.parametrize("name", slow_but(ALL, *STRICTER))
def test_what_the_peer_says_is_what_is_written_down(peer: Peer, name: str, folder: Path) -> None:
    lay(folder, spoilt.box().file, ALL[name].make())
    answer = peer.verify(folder)
    assert answer.accepted == (peer.version in ALL[name].accepted_by), answer.err[-300:]


def test_shora_is_nowhere_laxer() -> None:
    """An archive that only the peer refuses would stand in neither table: there is none that we know of."""
    assert all(set(case.accepted_by) <= set(VERSIONS) for case in ALL.values())
    assert all(case.accepted_by for case in STRICTER.values())
    assert not any(case.accepted_by for case in SAME.values())


def test_the_page_lists_every_difference() -> None:
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    for name in STRICTER:
        assert name.partition(" of the weight ")[0] in page, name
