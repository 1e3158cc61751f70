"""Every code that can be printed is in ``spec/verification.md``, and nothing else is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shora.box.faults import ArchiveFault
from shora.record.read import RecordFault

ROOT = Path(__file__).parents[2]
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
LITERAL = re.compile(r'(?<![a-z])"([a-z0-9]+(?:-[a-z0-9]+)+)"')
MADE = re.compile(r'(?:Error::new|Fault::whole|Fault::at|misuse)\(\s*"([^"]+)"|\bcode: "([^"]+)"')


def rust(text: str) -> set[str]:
    """Codes in Rust: in the core nothing else is a string of words with hyphens."""
    code = text.partition("#[cfg(test)]")[0]
    code = "\n".join(line for line in code.splitlines() if not line.lstrip().startswith("//"))
    return set(LITERAL.findall(code)) | {one or two for one, two in MADE.findall(code)}


def python(text: str) -> Iterator[str]:
    """Codes in Python: of ``findings.fail(check, code, …)`` and ``note``, ``code=…``, ``getattr(error, "code", …)``, ``_CODES``."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            names = node.targets if isinstance(node, ast.Assign) else [node.target]
            if [ast.unparse(name) for name in names] == ["_CODES"]:
                yield from (ast.literal_eval(value) for value in node.value.values)
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in {"Incident", "Noted"}:
            continue  # what happened on a day is a word of its own, in the minutes
        values = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        match node.func:
            case ast.Attribute(attr="fail"):
                values += node.args[1:2]
            case ast.Attribute(attr="note"):
                values += node.args[:1]
            case ast.Name(id="getattr") if [ast.unparse(each) for each in node.args[1:2]] == ["'code'"]:
                values += node.args[2:3]
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def printed() -> set[str]:
    sources = [path for room in ("core", "py") for path in (ROOT / "rust" / room / "src").rglob("*.rs")]
    codes = {code for path in sources for code in rust(path.read_text(encoding="utf-8"))}
    for path in (ROOT / "src" / "shora").rglob("*.py"):
        codes |= set(python(path.read_text(encoding="utf-8")))
    return codes | {str(fault) for fault in ArchiveFault} | {str(fault) for fault in RecordFault}


def listed(page: str) -> set[str]:
    """The code marks in the first column of tables whose first column is headed ``code``."""
    found: set[str] = set()
    inside = False
    for line in page.splitlines():
        cells = line.split("|")
        if len(cells) > 1 and cells[1].strip() == "code":
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside:
            found |= set(re.findall(r"`([^`]+)`", cells[1]))
    return found


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "spec" / "verification.md").read_text(encoding="utf-8")


def test_every_printed_code_is_listed(page: str) -> None:
    assert sorted(printed() - listed(page)) == []


def test_no_code_is_listed_that_nothing_prints(page: str) -> None:
    assert sorted(listed(page) - printed()) == []


def test_every_code_of_an_archive_is_on_its_own_page_too() -> None:
    marks = re.findall(r"`([^`]+)`", (ROOT / "spec" / "archive.md").read_text(encoding="utf-8"))
    assert sorted({str(fault) for fault in ArchiveFault} - set(marks)) == []


def test_the_search_sees_codes_of_each_kind() -> None:
    assert rust('Error::new(\n"short", x) // "no-code"\n') == {"short", "no-code"}
    assert rust('// "a-comment"\npush(q, "point-identity");\n#[cfg(test)]\n"in-a-test"') == {"point-identity"}
    source = 'findings.fail(Check.V3, "a-b", here)\nstr(getattr(error, "code", "c-d"))\nreplace(x, code="e")'
    assert sorted(python(source)) == ["a-b", "c-d", "e"]
    assert {"proof-choice", "truncated", "malformed", "too-many", "setup-unreadable"} <= printed()
    assert all(KEBAB.fullmatch(code) or code.isalpha() for code in printed())
