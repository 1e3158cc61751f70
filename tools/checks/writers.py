"""Files are written only in the rooms that may.

Below ``record`` and the rooms with an archive of their own, a function takes bytes and gives bytes. Writing means:
``open`` with a mode that writes (or one that cannot be read off the source), the writing methods of ``Path``,
``os.open`` and what renames, removes or copies.
"""

import ast
from collections.abc import Iterator

from tree import Tree

MAY_WRITE = {
    "disk.py", "keys.py", "log", "cards", "box", "trustees", "record", "documents", "board", "steps", "net", "demo",
    "cli",
}  # fmt: skip
PATH_METHODS = {
    "write_text", "write_bytes", "mkdir", "unlink", "touch", "rmdir", "symlink_to", "hardlink_to", "chmod", "rename",
}  # fmt: skip
OS_FUNCTIONS = {
    "open", "rename", "replace", "remove", "unlink", "mkdir", "makedirs", "rmdir", "truncate", "link", "symlink",
    "chmod",
}  # fmt: skip
MODULES = {"shutil", "tempfile", "sqlite3", "mmap"}

GOOD = {
    "src/shora/seats/a.py": "text = open('x').read() + open('x', 'rb').read() + 'a'.replace('a', 'b')\n",
    "src/shora/box/a.py": "open('x', 'wb')\n",
}
BAD = {
    "src/shora/seats/a.py": "open('x', 'w')\n",
    "src/shora/seats/b.py": "open('x', mode='ab')\n",
    "src/shora/election/c.py": "open('x', mode)\n",
    "src/shora/pollbook/d.py": "path.open('x')\n",
    "src/shora/pollbook/h.py": "path.open(mode='r+b')\n",
    "src/shora/text/e.py": "path.write_text('x')\n",
    "src/shora/crypto/f.py": "import os\nos.open('x', os.O_RDWR)\n",
    "src/shora/clock.py": "import shutil\n",
    "src/shora/ballot/g.py": "from os import replace\n",
}


def find(tree: Tree) -> Iterator[str]:
    """Places that write a file in a room that may not."""
    for name, module in tree.modules("src/shora/*.py"):
        room = name.split("/")[2]
        if room in MAY_WRITE:
            continue
        for node in ast.walk(module):
            if reason := writes(node):
                yield f"{name}:{getattr(node, 'lineno', 0)}: {reason}: this room may not write files"


def writes(node: ast.AST) -> str | None:
    """How a node of the syntax tree writes a file, if it does."""
    match node:
        case ast.Import(names=names):
            return next((f"import {alias.name}" for alias in names if alias.name in MODULES), None)
        case ast.ImportFrom(module=str(module), names=names):
            if module in MODULES or (module == "os" and any(alias.name in OS_FUNCTIONS for alias in names)):
                return f"import from {module}"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr=attr)) if attr in OS_FUNCTIONS:
            return f"os.{attr}"
        case ast.Call(func=ast.Name(id="open"), args=[_, *rest], keywords=keywords):
            return mode_of(rest, keywords)
        case ast.Call(func=ast.Attribute(attr="open"), args=args, keywords=keywords):
            return mode_of(args, keywords) if looks_like_a_mode(args, keywords) else None
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in PATH_METHODS:
            return f".{attr}()"
    return None


def looks_like_a_mode(args: list[ast.expr], keywords: list[ast.keyword]) -> bool:
    """Whether ``x.open(…)`` is a path's: its first argument is a mode. Archives and envelopes open too."""
    first = args[0] if args else next((word.value for word in keywords if word.arg == "mode"), None)
    return (
        isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and set(first.value) <= set("rwxabt+")
    )


def mode_of(args: list[ast.expr], keywords: list[ast.keyword]) -> str | None:
    """``open`` with a mode that writes, or that only running it would tell."""
    mode = args[0] if args else next((word.value for word in keywords if word.arg == "mode"), None)
    if mode is None:
        return None
    if not isinstance(mode, ast.Constant) or not isinstance(mode.value, str):
        return "open with a mode that cannot be read off"
    return f"open for writing ({mode.value!r})" if set(mode.value) & set("wxa+") else None
