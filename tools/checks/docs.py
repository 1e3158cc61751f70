"""What the documents name exists: files, tests, `make` targets, `shora` commands.

Looked at: relative links in Markdown, and `make …`, `shora …` and `tests/FILE.py::TEST` in code marks and code blocks.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tree import Tree
from words import EXTRA, words_of

LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
MAKE = re.compile(r"(?<!shora cards )\bmake ([a-z0-9][a-z0-9-]*)\b")
TEST = re.compile(r"\b(tests/[a-z0-9_/]+\.py)::(test_\w+)")
SHORA = re.compile(r"(?:^|`|\$ )shora ([a-z][a-z-]*)\b", re.MULTILINE)

GOOD = {
    "README.md": "[map](docs/a.md), `make test`, `shora verify x`, make haste, shora is a council\n",
    "docs/a.md": "[back](../README.md#top), `tests/unit/test_a.py::test_it`\n",
    "tests/unit/test_a.py": "\ndef test_it() -> None:\n",
    "Makefile": "test: setup ## tests\n",
    "src/shora/__init__.py": "WORDS = ('verify',)\n",
}
BAD = {
    "README.md": "[map](docs/b.md)\n",
    "docs/a.md": "run `make nothing`\n",
    "docs/c.md": "`tests/unit/test_a.py::test_it`\n",
    "docs/b.md": "```\nshora nonsense\n```\n",
}


def find(tree: Tree) -> Iterator[str]:
    """Things that the documents name and that are not there."""
    makefile = (tree.text("Makefile") or "") if "Makefile" in tree.names else ""
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))
    commands = {*words_of(tree), *EXTRA}
    there = set(tree.names) | {str(parent) for name in tree.names for parent in PurePosixPath(name).parents}
    for name in tree.matching("*.md"):
        text = tree.text(name) or ""
        for link in LINK.findall(text):
            if resolve(name, link) not in there:
                yield f"{name}: links to {link}, which is not there"
        for code in CODE.findall(text):
            unmade = [word for word in MAKE.findall(code) if word not in targets]
            unknown = [word for word in SHORA.findall(code) if word not in commands]
            for file, test in TEST.findall(code):
                if f"\ndef {test}(" not in (tree.text(file) or "" if file in tree.names else ""):
                    yield f"{name}: `{file}::{test}`: no such test"
            yield from (f"{name}: `make {word}`: no such target" for word in unmade)
            yield from (f"{name}: `shora {word}`: no such command" for word in unknown)


def resolve(name: str, link: str) -> str:
    """The path that a relative link means, seen from the file that has it."""
    parts: list[str] = []
    for part in [*PurePosixPath(name).parent.parts, *PurePosixPath(link).parts]:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts) or "."
