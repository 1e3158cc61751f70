"""Seats are counted in exact arithmetic: int and Fraction.

In ``shora.seats`` no float literal, no ``float(…)``, no ``round`` or ``math`` function that makes floats, and no true
division: a quotient is written ``Fraction(a, b)`` or ``a // b``, so that nobody has to prove which types meet at ``/``.
Where both sides are Fractions the line may say ``# exact: Fraction``.
"""

import ast
from collections.abc import Iterator

from tree import Tree

ROOM = "src/shora/seats/*"
INEXACT_MODULES = {"math", "statistics", "decimal", "random", "cmath", "numpy"}
EXACT_FUNCTIONS = {"gcd", "lcm", "isqrt", "comb", "perm", "prod", "factorial"}

GOOD = {
    "src/shora/seats/quota.py": (
        "from fractions import Fraction\nfrom math import isqrt\n"
        "q = Fraction(1, 3)\nr = 7 // 2\ns = q / q  # exact: Fraction\n"
    ),
    "src/shora/board/page.py": "width = 0.5\n",
}
BAD = {
    "src/shora/seats/a.py": "q = 0.5\n",
    "src/shora/seats/b.py": "q = float(3)\n",
    "src/shora/seats/c.py": "q = 3 / 2\n",
    "src/shora/seats/d.py": "q = 3\nq /= 2\n",
    "src/shora/seats/e.py": "from math import sqrt\n",
    "src/shora/seats/f.py": "import math\nq = math.floor(3)\n",
    "src/shora/seats/g.py": "from decimal import Decimal\n",
    "src/shora/seats/h.py": "import operator\nq = operator.truediv(3, 2)\n",
    "src/shora/seats/i.py": "q = 2 ** -1\n",
}


def find(tree: Tree) -> Iterator[str]:
    """Places in the seat rules where a number may lose a digit."""
    for name, module in tree.modules(ROOM):
        lines = (tree.text(name) or "").splitlines()
        for node in ast.walk(module):
            reason = fault(node)
            line = getattr(node, "lineno", 0)
            if reason and not (reason == "true division" and "# exact: Fraction" in lines[line - 1]):
                yield f"{name}:{line}: {reason}: seats are counted with int and Fraction"


def fault(node: ast.AST) -> str | None:
    """Why a node of the syntax tree is not exact, if it is not."""
    match node:
        case ast.Constant(value=float() | complex()):
            return "float literal"
        case ast.Name(id="float" | "complex" | "Decimal"):
            return "inexact type"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) | ast.Attribute(attr="truediv"):
            return "true division"
        case ast.BinOp(op=ast.Pow(), right=ast.UnaryOp(op=ast.USub())):
            return "negative power"
        case ast.ImportFrom(module=str(module), names=names) if module in INEXACT_MODULES:
            if module != "math" or any(alias.name not in EXACT_FUNCTIONS for alias in names):
                return f"import from {module}"
        case ast.Attribute(value=ast.Name(id=module), attr=attr) if module in INEXACT_MODULES:
            if module != "math" or attr not in EXACT_FUNCTIONS:
                return f"{module}.{attr}"
    return None
