"""Nothing that we ship is under the GPL or the AGPL.

Looked at: what ``shora`` requires at run time, all the way down, as the installed packages say; and every crate of the
core, as cargo says. A licence that is not stated is a finding too. (LGPL and MPL are fine for a library that is used
as it is; dual licences count by their freest alternative.)
"""

import json
import re
import subprocess
from collections.abc import Iterator
from importlib import metadata

from tree import Tree

GOOD = {
    "licences.json": json.dumps(
        {"a": "MIT OR Apache-2.0", "b": "GPL-3.0 OR MIT", "c": "MPL-2.0", "d": "LGPL-3.0"}
    )
}
BAD = {
    "licences.json": json.dumps({"a": "AGPL-3.0-or-later"}),
    "sub/licences.json": json.dumps({"a": "MIT AND GPL-2.0-only"}),
    "three/licences.json": json.dumps({"a": ""}),
    "four/licences.json": json.dumps({"a": "GNU General Public License v3 (GPLv3)"}),
}


def find(tree: Tree) -> Iterator[str]:
    """Dependencies under a licence that would bind us."""
    examples = list(tree.matching("*licences.json"))
    stated = {k: v for name in examples for k, v in json.loads(tree.text(name) or "{}").items()}
    for name, licence in sorted((stated if examples else {**of_python(), **of_rust(tree)}).items()):
        if not licence:
            yield f"{name}: states no licence"
        elif binding(licence):
            yield f"{name}: {licence}"


def binding(licence: str) -> bool:
    """Whether every alternative of the licence is, or contains, the GPL or the AGPL."""
    strong = re.compile(r"\bA?GPL|(?<!Lesser )General Public|Affero", re.IGNORECASE)
    return all(strong.search(alternative) for alternative in re.split(r"\bOR\b|/", licence))


def of_python() -> dict[str, str]:
    """The licences of what ``shora`` needs at run time."""
    found: dict[str, str] = {}
    waiting = ["shora"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another system than this one
        classified = [
            line.split(" :: ")[-1] for line in about.get_all("Classifier", []) if line.startswith("License")
        ]
        stated = [about[field] for field in ("License-Expression", "License") if field in about]
        found[name] = "; ".join([*stated[:1], *classified])
        required = [line for line in metadata.requires(name) or [] if "extra ==" not in line]
        waiting += [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required]
    return found


def of_rust(tree: Tree) -> dict[str, str]:
    """The licences of the core's crates."""
    described = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked"],
        cwd=tree.root, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return {
        f"crate {package['name']}": package["license"] or "" for package in json.loads(described)["packages"]
    }
