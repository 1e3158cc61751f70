"""The command line as somebody at a terminal meets it, in this process: exit code, stdout, stderr."""

import sys
from dataclasses import dataclass
from typing import Any

import pytest

from shora.cli import main


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that a person gets when something was wrong."""
        lines = [line for line in self.err.splitlines() if line.startswith("shora")]
        assert len(lines) == 1, self.err
        return lines[0]


@dataclass(frozen=True)
class Shell:
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def __call__(self, *arguments: object) -> Said:
        self.capture.readouterr()
        self.patch.setattr(sys, "argv", ["shora", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
            raise SystemExit(0)
        said = self.capture.readouterr()
        assert "Traceback" not in said.err
        code: Any = ended.value.code
        assert isinstance(code, int)
        return Said(code=code, out=said.out, err=said.err)

    def refused(self, code: int, *arguments: object, words: str = "") -> Said:
        """A run that must end with this code and one line that has these words."""
        said = self(*arguments)
        assert said.code == code, said
        assert words in said.error, said
        assert len(said.error) < 1500
        return said
