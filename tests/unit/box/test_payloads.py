"""The small structures that name other data."""

import pytest

from shora.box.payloads import Owned, SetupData, SizedTally, decode_credentials
from shora.errors import InputError
from shora.ids import Hash

A, B, C, D = (Hash(letter * 64) for letter in "abcd")


def test_setup_data() -> None:
    setup = SetupData(election=A, trustees=B, credentials=C, credentials_certificate=None)
    assert setup.encode() == f'{{"election":"{A}","trustees":"{B}","credentials":"{C}"}}'.encode()
    assert SetupData.decode(setup.encode(), "") == setup
    assert setup.names == (A, B, C)
    newer = SetupData(election=A, trustees=B, credentials=C, credentials_certificate=D)
    assert SetupData.decode(newer.encode(), "") == newer
    assert newer.names == (A, B, C, D)


def test_sized_and_owned() -> None:
    sized = SizedTally(num_tallied=5, total_weight=7, encrypted_tally=A)
    assert sized.encode() == f'{{"num_tallied":5,"total_weight":7,"encrypted_tally":"{A}"}}'.encode()
    assert SizedTally.decode(sized.encode(), "") == sized
    owned = Owned(owner=2, payload=A)
    assert owned.encode() == f'{{"owner":2,"payload":"{A}"}}'.encode()
    assert Owned.decode(owned.encode(), "") == owned


@pytest.mark.parametrize(
    "kind,text,message",
    [
        (SetupData, f'{{"election":"{A}","trustees":"{B}"}}', "'credentials' is missing"),
        (SetupData, f'{{"election":"{A}","trustees":"{B}","credentials":"x"}}', "not a hash"),
        (
            SetupData,
            f'{{"trustees":"{B}","election":"{A}","credentials":"{C}"}}',
            "not written in the canonical form",
        ),
        (SetupData, f'{{"election":"{A}","trustees":"{B}","credentials":"{C}","more":1}}', "no field 'more'"),
        (SizedTally, f'{{"num_tallied":-1,"total_weight":7,"encrypted_tally":"{A}"}}', "is -1"),
        (SizedTally, f'{{"num_tallied":"1","total_weight":7,"encrypted_tally":"{A}"}}', "whole number"),
        (SizedTally, f'{{"num_tallied":1, "total_weight":7,"encrypted_tally":"{A}"}}', "canonical"),
        (Owned, f'{{"owner":0,"payload":"{A}"}}', "count from 1"),
        (Owned, f'{{"owner":1,"payload":"{A.upper()}"}}', "not a hash"),
        (Owned, f'{{"owner":1,"payload":"{A}"}} ', "canonical"),
        (Owned, " " * 5000, "more than 4096"),
    ],
)
def test_refuses(kind: type[SetupData | SizedTally | Owned], text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        kind.decode(text.encode(), "")


def test_credentials() -> None:
    found = decode_credentials(f'["{A}","{B},3","{C},12,somebody"]'.encode(), "credentials")
    assert [(str(entry.credential), entry.weight) for entry in found] == [
        (str(A), 1),
        (str(B), 3),
        (str(C), 12),
    ]
    assert decode_credentials(b"[]", "credentials") == ()


@pytest.mark.parametrize(
    "text,message",
    [
        ('["x"]', "credentials, credential 0: 'x' is not 64 hexadecimal digits"),
        (f'["{A}","{A},2"]', "credential 1: the credential a+ is there twice"),
        (f'["{A},0"]', "'0' is not a weight"),
        (f'["{A},1.5"]', "is not a weight"),
        (f'["{A},"]', "'' is not a weight"),
        ("[1]", "text is expected"),
        ("{}", "a list is expected"),
    ],
)
def test_refuses_credentials(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decode_credentials(text.encode(), "credentials")
