"""Only ``shora.crypto`` imports the Rust core, and the library of signatures and seals.

import-linter reads Python sources and so does not see a compiled module; this does.
"""

import ast
from collections.abc import Iterator

from tree import Tree

GOOD = {
    "src/shora/crypto/a.py": "from shora import _core\nfrom shora._core import Election\n",
    "src/shora/box/a.py": "from shora.crypto import ballots\n",
}
BAD = {
    "src/shora/box/a.py": "from shora import _core\n",
    "src/shora/box/b.py": "from shora._core import Election\n",
    "src/shora/box/c.py": "import shora._core as core\n",
    "src/shora/box/d.py": "from .. import _core\n",
    "src/shora/box/f.py": "from cryptography.fernet import Fernet\n",
    "src/shora/box/e.py": "import importlib\ncore = importlib.import_module('shora._core')\n",
}


def find(tree: Tree) -> Iterator[str]:
    """Imports of the core outside its door."""
    for name, module in tree.modules("src/*.py", "examples/*.py"):
        if name.startswith("src/shora/crypto/"):
            continue
        for node in ast.walk(module):
            match node:
                case ast.Import(names=names):
                    named = [alias.name for alias in names]
                case ast.ImportFrom(module=source, names=names):
                    named = [f"{source or ''}.{alias.name}" for alias in names]
                case ast.Constant(value="shora._core"):
                    named = ["shora._core"]
                case _:
                    continue
            if any("_core" in path.split(".") or path.split(".")[0] == "cryptography" for path in named):
                yield f"{name}:{node.lineno}: the core and cryptography are imported by shora.crypto only"
