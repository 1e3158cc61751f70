"""What ``make bench`` starts: the package beside this file, from wherever it is called."""

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
runpy.run_module("bench", run_name="__main__", alter_sys=True)
