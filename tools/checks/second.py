"""The second verifier stands alone: verifier/src imports the standard library and itself, and loads nothing else.

Two programs that share a line can share a mistake. So no ``import`` of anything else, not even inside a function; no
way around ``import`` either: no import machinery, no foreign code, no other programs.
"""

import ast
import sys
from collections.abc import Iterator

from tree import Tree

ROOM = "verifier/src/*"
OWN = "shora_verify"
DOORS = {
    "ctypes", "imp", "importlib", "marshal", "pickle", "pkgutil", "runpy", "shelve", "site", "subprocess", "zipimport",
}  # fmt: skip
WORDS = {"__import__", "compile", "eval", "exec", "execfile"}

GOOD = {
    "verifier/src/shora_verify/a.py": (
        "import json\nfrom pathlib import Path\nfrom . import b\nfrom .b import c\nimport re\nre.compile('x')\n"
    ),
    "verifier/src/shora_verify/b.py": "from shora_verify import a\n",
    "verifier/tests/test_a.py": "import pytest\n",
    "src/shora/a.py": "import cryptography\n",
}
BAD = {
    "verifier/src/shora_verify/a.py": "import shora\n",
    "verifier/src/shora_verify/b.py": "from shora.text.json import canonical\n",
    "verifier/src/shora_verify/c.py": "def f():\n    from cryptography import x\n",
    "verifier/src/shora_verify/d.py": "from .. import shora\n",
    "verifier/src/shora_verify/e.py": "import importlib\n",
    "verifier/src/shora_verify/f.py": "__import__('shora')\n",
    "verifier/src/shora_verify/g.py": "import subprocess\n",
    "verifier/src/shora_verify/h.py": "exec('import shora')\n",
    "verifier/src/shora_verify/i.py": "import os\nos.system('shora verify')\n",
    "verifier/src/shora_verify/j.py": "import sys\nsys.path.append('src')\n",
}


def find(tree: Tree) -> Iterator[str]:
    """Places where the second verifier leans on somebody else's code."""
    for name, module in tree.modules(ROOM):
        for node in ast.walk(module):
            reason = fault(node)
            if reason:
                yield f"{name}:{getattr(node, 'lineno', 0)}: {reason}: the second verifier stands alone"


def fault(node: ast.AST) -> str | None:
    """What a node of the syntax tree leans on, if it does."""
    match node:
        case ast.Import(names=names):
            return next((f"import {one.name}" for one in names if not _may(one.name)), None)
        case ast.ImportFrom(module=module, level=0) if not _may(module or ""):
            return f"import from {module}"
        case ast.ImportFrom(level=level) if level > 1:
            return "import from above"
        case ast.Name(id=word) if word in WORDS:
            return word
        case ast.Attribute(value=ast.Name(id="os"), attr=word) if word.startswith(
            ("system", "popen", "exec", "spawn", "posix_spawn")
        ):
            return f"os.{word}"
        case ast.Attribute(value=ast.Name(id="sys"), attr="path" | "path_hooks" | "meta_path" as word):
            return f"sys.{word}"
        case _:
            pass
    return None


def _may(module: str) -> bool:
    top = module.partition(".")[0]
    return top == OWN or (top in sys.stdlib_module_names and top not in DOORS)
