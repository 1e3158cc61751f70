"""The rules of the house that no ready-made tool holds: ``python tools/checks [NAME…]``.

Each file beside this one is one rule: a function ``find(tree)`` that yields one line per finding, and two small
trees, ``GOOD`` (nothing to find) and ``BAD`` (something in every file). The rule first proves itself on those, then
looks at the project: a check that finds nothing because it is broken would be worse than none.
"""

import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

from tree import Tree

HERE = Path(__file__).parent
RULES = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in {"__main__", "tree"})


def lay(files: dict[str, str], folder: str) -> Tree:
    """Write a small tree of files, to try a rule on."""
    for name, text in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(Path(folder))


def self_test(rule: str) -> list[str]:
    """What is wrong with the rule itself, on its own examples."""
    module = importlib.import_module(rule)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        found = module.find(lay(module.GOOD, folder))
        wrong += [f"{rule}: finds fault with its good example: {line}" for line in found]
    for name, text in module.BAD.items():
        with tempfile.TemporaryDirectory() as folder:
            if not list(module.find(lay({name: text}, folder))):
                wrong.append(f"{rule}: lets its bad example {name} pass")
    return wrong


def main(chosen: list[str]) -> int:
    """Run the chosen rules, or all of them; the number of rules that were broken."""
    if unknown := set(chosen) - set(RULES):
        print(f"no such rule: {', '.join(sorted(unknown))} (there are: {', '.join(RULES)})", file=sys.stderr)
        return 2
    project = Tree(HERE.parent.parent)
    broken = 0
    for rule in chosen or RULES:
        module = importlib.import_module(rule)
        try:
            findings = self_test(rule) or list(module.find(project))
        except SyntaxError as error:
            findings = [f"{error.filename}:{error.lineno}: not Python 3.11: {error.msg}"]
        except subprocess.CalledProcessError as error:
            said = (error.stderr or "").strip().splitlines() or [f"exit {error.returncode}"]
            findings = [f"a program that it asks has failed: {said[-1]}"]
        title = (module.__doc__ or rule).splitlines()[0]
        print(f"{'broken' if findings else '    ok'}  {rule:<12} {title}")
        for line in findings:
            print(f"        {line}", file=sys.stderr)
        broken += bool(findings)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
