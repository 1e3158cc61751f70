"""The eleven words name the commands, the steps and the chapters, and nothing else does.

The list is ``shora.WORDS``. Sub-commands of the CLI are those words and the few of ``EXTRA``; a file in ``steps/`` is
one of the words; once ``docs/way/`` exists it has one chapter a word.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator

from tree import Tree

EXTRA = {
    "definition": "a definition from spreadsheets, and decisions about it",
    "identity": "keys that people and offices sign with",
    "trustees": "what a trustee does alone",
    "cards": "what the card office does alone",
    "box": "what a box does alone",
    "decide": "which provisional ballots are accepted",
    "order": "a box is missing, annulled or recounted",
    "lot": "who was drawn where votes are equal",
    "challenge": "what a voter checks with a receipt",
    "demo": "whole elections to look at",
    "bench": "measures this machine",
}
BESIDE_THE_WORDS = {
    "__init__": "the order of the steps",
    "alone": "everybody in one process, for demonstrations",
    "exports": "the official outputs of a count as files, for its command",
    "city": "what several steps read: definition, keys, a box's machine",
    "progress": "how a long step tells that it goes on",
}
ASK = """
import json, typer, shora.cli as cli
command = typer.main.get_command(cli.app)
print(json.dumps(sorted(command.list_commands(typer.Context(command)))))
"""

GOOD = {
    "src/shora/__init__.py": "WORDS = ('define', 'open')\n",
    "src/shora/steps/define.py": "",
    "commands.json": json.dumps(["bench", "define", "demo", "open"]),
}
BAD = {
    "src/shora/steps/manage.py": "",
    "docs/way/other.md": "",
    "commands.json": json.dumps(["manage"]),
}


def find(tree: Tree) -> Iterator[str]:
    """Commands, steps and chapters that are missing or that have no word."""
    words = words_of(tree)
    for name in tree.matching("src/shora/steps/*.py"):
        stem = name.removeprefix("src/shora/steps/").removesuffix(".py")
        if "/" not in stem and stem not in {*words, *BESIDE_THE_WORDS} and not stem.startswith("_"):
            yield f"{name}: steps/ has one file a word; what they share is listed in {__name__}.py"
    commands = commands_of(tree)
    if commands is not None:
        yield from (f"shora {word}: no such command" for word in words if word not in commands)
        yield from (
            f"shora {word}: neither a word nor in EXTRA" for word in commands if word not in {*words, *EXTRA}
        )
    chapters = [name.removeprefix("docs/way/").removesuffix(".md") for name in tree.matching("docs/way/*.md")]
    if chapters:
        bare = {chapter.lstrip("0123456789-") for chapter in chapters}
        yield from (f"docs/way: no chapter on {word}" for word in words if word not in bare)
        yield from (
            f"docs/way: {chapter} is not one of the words" for chapter in sorted(bare - {*words, "README"})
        )


def words_of(tree: Tree) -> tuple[str, ...]:
    """``WORDS`` as the map of the library has it."""
    for _, module in tree.modules("src/shora/__init__.py"):
        for node in module.body:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id="WORDS")], value=value)
                    | ast.AnnAssign(target=ast.Name(id="WORDS"), value=ast.expr() as value)
                ):
                    words: tuple[str, ...] = ast.literal_eval(value)
                    return words
                case _:
                    continue
    return ()


def commands_of(tree: Tree) -> list[str] | None:
    """The CLI's sub-commands as the program lists them; ``None`` while there is no CLI."""
    if example := tree.text("commands.json") if "commands.json" in tree.names else None:
        return list(json.loads(example))
    if not any(tree.matching("src/shora/cli.py", "src/shora/cli/__init__.py")):
        return None
    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=tree.root, check=True, capture_output=True, text=True
    )
    return list(json.loads(asked.stdout))
