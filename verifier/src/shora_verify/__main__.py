"""`python -m shora_verify PATH [--sample 1%] [--jobs N] [--json]` (spec/verification.md)."""

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from . import pipeline
from .strict import Unusable
from .verdict import TITLES, Report
from .work import Pool, Sample

SAMPLED = 3  # nothing wrong was found, and not everything was looked at: neither 0 nor 1 would be true


def share(text: str) -> float:
    value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 < value <= 1:
        raise ValueError(text)
    return value


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="shora_verify", description="Verifies a record of Shora, or one archive.")
    parser.add_argument("path", type=Path, metavar="PATH", help="a record, a folder with one archive, or a .bel file")
    parser.add_argument("--record-hash", metavar="HASH", help="the record hash that was published before the day")
    parser.add_argument(
        "--sample", type=share, metavar="SHARE", help="check the proofs of a random share, as 1%% or 0.01"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: all cores)"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")
    return parser.parse_args(argv)


def find(path: Path) -> tuple[Path, bool]:
    """The record's folder or the archive, and whether it is a record (spec/record.md, "Finding it")."""
    if path.is_file():
        if path.name == "record.json":
            return path.parent, True
        if path.suffix == ".bel":
            return path, False
    if path.is_dir():
        if os.path.lexists(path / "record.json"):
            return path, True
        archives = sorted(path.glob("*.bel"))
        if len(archives) == 1 and archives[0].is_file() and not archives[0].is_symlink():
            return archives[0], False
        raise Unusable(f"{path}: no record.json, and {len(archives)} archives")
    raise Unusable(f"{path}: neither a record nor an archive")


def main(argv: list[str] | None = None) -> int:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    a = arguments(sys.argv[1:] if argv is None else argv)
    pool, sample, report = Pool(max(1, a.jobs), a.quiet), Sample(a.sample) if a.sample else None, Report()
    answer: dict[str, Any] = {}
    try:
        where, record = find(a.path)
        if record:
            from . import city

            answer["record"], boxes, ballots = city.record(report, where, pool, sample, a.record_hash)
        else:
            if a.record_hash:
                raise Unusable("--record-hash is for a record, and this is one archive")
            boxes, ballots = pipeline.archive(report, where, pool, sample)
    except (Unusable, OSError) as e:
        print(f"shora_verify: {a.path}: {e}", file=sys.stderr)
        return 2
    except (MemoryError, RecursionError) as e:
        print(f"shora_verify: {a.path}: not judged, {type(e).__name__}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        pool.close()
    names = [c for c in TITLES if record or c in ("V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9")]
    failures = report.sorted()
    checks = [{"check": c, "title": TITLES[c], "outcome": report.outcome(c)} for c in names]
    for c in checks:
        if sample and c["outcome"] == "passed" and c["check"] in ("V5", "V11"):
            c["outcome"] = "sampled" if c["check"] == "V5" else "passed"
    whole = not failures and not sample
    answer = {"verified": whole} | answer | {"boxes": boxes, "ballots": ballots, "checks": checks}
    answer |= {"failures": failures, "notes": report.notes}
    if sample:
        n, N = len(sample.chosen), sample.total
        unseen = {str(k): round(sample.unseen(k), 6) for k in (1, 10, 100, 1000) if k <= N}
        answer["sample"] = {"ballots": n, "of": N, "seed": sample.seed, "chance_that_bad_ballots_stay_unseen": unseen}
    print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) if a.json else words(answer, sample))
    return 1 if failures else SAMPLED if sample else 0


def printable(text: object) -> str:
    """No control characters of a stranger's file reach a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(text))


def words(answer: dict[str, Any], sample: Sample | None) -> str:
    lines = []
    if "record" in answer:
        lines += [f"record {answer['record']}", "Compare it with the record hash that was published before the day."]
    lines += [f"{c['outcome']:>11}  {c['check']:<4} {c['title']}" for c in answer["checks"]]
    for f in answer["failures"]:
        place = ", ".join(f"{k} {f[k]}" for k in ("event", "ballot", "question", "choice", "trustee") if k in f)
        why = f" (follows {f['follows']})" if "follows" in f else ""
        lines.append(printable(f"{f['check']} {f['code']}: {f['file']} {place}: {f['detail']}{why}"))
    lines += [printable(f"to know: {n['code']}: {n['file']}: {n['sentence']}") for n in answer["notes"]]
    count = f"{answer['boxes']} boxes, {answer['ballots']} ballots"
    if answer["failures"]:
        lines.append(f"NOT verified: {len(answer['failures'])} failures; {count}")
    elif not sample:
        lines.append(f"verified: {count}")
    if sample:
        lines += [sample.words()] + ([] if answer["failures"] else ["Nothing wrong was found in the sample."])
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
