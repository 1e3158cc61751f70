"""Results as numbers: whole, as numbers or text, and added over boxes."""

import pytest

from shora.crypto.election import Question
from shora.errors import InputError
from shora.tally.result import QuestionResult, add, read_result

BLANK = Question(answers=("a", "b"), blank=True, minimum=1, maximum=1, text="q")
PLAIN = Question(answers=("a", "b", "c"), blank=False, minimum=0, maximum=1, text="p")


def test_numbers_and_text() -> None:
    data = b'{"result":[[3,"1073741824",0],[1,2,"999999999999999"]]}'
    assert read_result(data, [BLANK, PLAIN], "x") == (
        QuestionResult(votes=(1073741824, 0), blank=3),
        QuestionResult(votes=(1, 2, 999999999999999), blank=0),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"result":null}',
        b'{"result":[]}',
        b'{"result":[[1,2,3]]}',
        b'{"result":[[1,2,3],[1,2]]}',
        b'{"result":[[1,2],[1,2,3]]}',
        b'{"result":[[1,2,3,4],[1,2,3]]}',
        b'{"result":[[1,2,3],[1,2,3],[1]]}',
        b'{"result":[[1,2,-3],[1,2,3]]}',
        b'{"result":[[1,2,3.0],[1,2,3]]}',
        b'{"result":[[1,2,1e3],[1,2,3]]}',
        b'{"result":[[1,2,true],[1,2,3]]}',
        b'{"result":[[1,2,null],[1,2,3]]}',
        b'{"result":[[1,2,""],[1,2,3]]}',
        b'{"result":[[1,2,"-1"],[1,2,3]]}',
        b'{"result":[[1,2," 1"],[1,2,3]]}',
        b'{"result":[[1,2,"1_0"],[1,2,3]]}',
        '{"result":[[1,2,"۳"],[1,2,3]]}'.encode(),
        b'{"result":[[1,2,"9999999999999999"],[1,2,3]]}',
        b'{"result":[[1,2,9999999999999999],[1,2,3]]}',
        b'{"result":[[1,2,[3]],[1,2,3]]}',
        b'{"result":[[1,2,3],[1,2,3]],"result":[[1,2,3],[1,2,3]]}',
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^box"):
        read_result(data, [BLANK, PLAIN], "box")


def test_boxes_are_added() -> None:
    one = (QuestionResult(votes=(1, 2), blank=3), QuestionResult(votes=(0, 0, 1), blank=0))
    other = (QuestionResult(votes=(10, 20), blank=30), QuestionResult(votes=(5, 0, 0), blank=0))
    assert add([one, other]) == (
        QuestionResult(votes=(11, 22), blank=33),
        QuestionResult(votes=(5, 0, 1), blank=0),
    )
    assert add([one]) == one
    assert add([]) == ()


def test_boxes_of_other_questions_are_not_added() -> None:
    with pytest.raises(ValueError, match="zip"):
        add([(QuestionResult(votes=(1,), blank=0),), (QuestionResult(votes=(1, 2), blank=0),)])
