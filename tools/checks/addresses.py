"""No file names a package registry's host or a path of one machine.

Locks hold hashes, and each machine decides where its packages come from; a path of somebody's machine works nowhere
else. ``Cargo.lock`` is left out: cargo itself writes the name of its index there.
"""

import re
from collections.abc import Iterator

from tree import Tree

# `~` stands for a dot or a slash, so that this file does not break its own rule.
REGISTRIES = [
    "pypi~org",
    "pythonhosted~org",
    "crates~io",
    "npmjs~org",
    "npmjs~com",
    "yarnpkg~com",
    "debian~org",
    "golang~org",
    "rustup~rs",
    "rust-lang~org",
    "maven~org",
]
FOLDERS = ["~work~", "~root~", "~tmp~peer", "~home~", "~Users~"]
HOST = re.compile(
    r"(?<![\w-])(?:" + "|".join(host.replace("~", r"\.") for host in REGISTRIES) + r")(?![\w-])"
)
PATH = re.compile(r"(?<![\w.}~$-])(?:" + "|".join(folder.replace("~", "/") for folder in FOLDERS) + ")")
LEFT_OUT = {"Cargo.lock"}

GOOD = {
    "README.md": "make setup\nsee docs/network/root/ and ~/work/ and the crates it needs\n",
    "Cargo.lock": "",
}
BAD = {
    "requirements.lock": "--index-url https://pypi~org/simple\n".replace("~", "."),
    "package-lock.json": '"resolved": "https://registry.npmjs~org/x"\n'.replace("~", "."),
    "tools/x": "cd ~root~project\n".replace("~", "/"),
    "tests/x.py": "open('~work~main/x')\n".replace("~", "/"),
}


def find(tree: Tree) -> Iterator[str]:
    """Lines with a registry's host or a machine's path."""
    for name in tree.names:
        if name in LEFT_OUT or (text := tree.text(name)) is None:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for kind, pattern in (("a registry's host", HOST), ("a machine's path", PATH)):
                if hit := pattern.search(line):
                    yield f"{name}:{number}: {kind}: {hit.group()}"
