"""A file of more than 600 lines explains itself.

At 400 ask yourself whether it is one idea; past 600 write here why it is.
"""

from collections.abc import Iterator

from tree import Tree

LIMIT = 600
EXPLAINED: dict[str, str] = {
    # "src/shora/example.py": "one table, 700 rows, generated from the law's annex",
}

GOOD = {"src/shora/a.py": "x = 1\n" * LIMIT}
BAD = {"src/shora/a.py": "x = 1\n" * (LIMIT + 1), "rust/core/src/a.rs": "//\n" * (LIMIT + 1)}


def find(tree: Tree) -> Iterator[str]:
    """Source files that are too long, and explanations that are no longer needed."""
    for name in tree.matching("*.py", "*.pyi", "*.rs", "*.sh", "*.html", "*.css", "*.js"):
        lines = (tree.text(name) or "").count("\n")
        if lines > LIMIT and name not in EXPLAINED:
            yield f"{name}: {lines} lines (more than {LIMIT}): split it, or explain it in tools/checks/length.py"
        if lines <= LIMIT and name in EXPLAINED:
            yield f"{name}: {lines} lines: its explanation in tools/checks/length.py can go"
