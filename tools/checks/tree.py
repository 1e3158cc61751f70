"""A folder of files as the rules see it: the project (what git would commit), or a small example."""

import ast
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path


class Tree:
    """The files below ``root`` that git does not ignore, or all of them where there is no git."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def names(self) -> list[str]:
        """Paths relative to the root, with slashes, sorted."""
        if (self.root / ".git").exists():
            listed = subprocess.run(
                ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                cwd=self.root, check=True, capture_output=True, text=True,
            ).stdout.split("\0")  # fmt: skip
            return sorted(name for name in set(listed) if name and (self.root / name).is_file())
        return sorted(
            path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()
        )

    def matching(self, *patterns: str) -> Iterator[str]:
        """Names that fit one of the patterns; ``*`` also crosses slashes."""
        return (name for name in self.names if any(fnmatch(name, pattern) for pattern in patterns))

    def text(self, name: str) -> str | None:
        """The file as text, or ``None`` when it is not UTF-8 text."""
        data = (self.root / name).read_bytes()
        if b"\0" in data[:4096]:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def modules(self, *patterns: str) -> Iterator[tuple[str, ast.Module]]:
        """Python files that fit, parsed."""
        for name in self.matching(*patterns):
            if name.endswith(".py"):
                yield name, ast.parse((self.root / name).read_bytes(), name)
