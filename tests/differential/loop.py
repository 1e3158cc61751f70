"""Runs the second verifier again and again in one process: `python -I -S loop.py SOURCES`, a line of JSON a call.

This file is no part of the tests' process. It sees the standard library and SOURCES, and nothing else.
"""

import contextlib
import functools
import io
import json
import sys
import traceback

sys.path.insert(0, sys.argv[1])

from shora_verify import curve  # type: ignore[import-not-found]

_powers = curve.powers
_kept = functools.lru_cache(maxsize=200_000)(lambda point, exponents: tuple(_powers(point, exponents)))
# Copies of one record have nearly all powers in common, and a power is what costs: each is computed once.
curve.powers = lambda point, exponents: list(_kept(point, tuple(exponents)))

from shora_verify.__main__ import main  # type: ignore[import-not-found]  # noqa: E402  after what it stands on was changed


def answer(words: list[str]) -> tuple[int | str, str, str]:
    """Exit code (or what it broke with), output, messages."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code: int | str = main([*words, "--json", "--jobs", "1", "--quiet"])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        except BaseException:  # noqa: BLE001  whatever it is, the caller hears of it
            code = "broke: " + traceback.format_exc(limit=-3)
    return code, out.getvalue(), err.getvalue()


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
