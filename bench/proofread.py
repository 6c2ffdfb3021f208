"""Scores proofreading: recall, precision, false alarms and time.

    python bench/proofread.py [--apart] [--model NAME | --quick] [--show]

``proofread.tsv`` is the half on which it was made, ``proofread-apart.tsv`` (``--apart``) the half written before it
and kept away from it; both have a sentence as it was written and as it was meant. A fault counts as found if it
overlaps a place where the two differ, as mended if its first proposal makes the sentence, or that part of it, what
was meant. Kinds right, name and spoken have none: whatever is found there is a false alarm. ``--quick`` leaves the
language model out. ``--show`` prints every sentence that did not come out right.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from samantha.engines.harper import Harper
from samantha.hands.spelling.proofreading import Proofreading
from samantha.ports import Fault
from samantha.service import loading
from samantha.service.config import load

HERE = Path(__file__).parent
RIGHT = ("right", "name", "spoken")


@dataclass
class Tally:
    """of: sentences, or faults of them, of a kind; found, mended: of these."""

    of: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    reported: int = 0
    real: int = 0
    alarmed: Counter[str] = field(default_factory=Counter)
    took_s: list[float] = field(default_factory=list)


def differences(written: str, meant: str) -> list[tuple[int, int]]:
    """The places of the written sentence where the meant one has other words; letters between words count too."""
    words = [re.finditer(r"\S+", text) for text in (written, meant)]
    a, b = ([(m.start(), m.end()) for m in found] for found in words)
    matcher = difflib.SequenceMatcher(None, [written[s:e] for s, e in a], [meant[s:e] for s, e in b], autojunk=False)
    places = []
    for tag, a1, a2, _, _ in matcher.get_opcodes():
        if tag != "equal":
            places.append((a[a1][0], a[a2 - 1][1]) if a2 > a1 else (a[max(0, a1 - 1)][0], a[max(0, a1 - 1)][1]))
    return places


def mended(written: str, faults: list[Fault]) -> str:
    for fault in reversed(faults):
        if fault.proposals:
            written = written[: fault.start] + fault.proposals[0] + written[fault.end :]
    return " ".join(written.split())


async def score(apart: bool, model: str, quick: bool, show: bool) -> Tally:
    settings = load(overrides={"mind.model": model or None}).settings
    engine = None if quick else await loading.load_model(settings, loading.store(settings))
    proofreading = Proofreading(Harper(), lambda: (), engine)
    await proofreading.check("I am redy.")
    with (HERE / ("proofread-apart.tsv" if apart else "proofread.tsv")).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    tally = Tally()
    for kind, written, meant in rows:
        began = time.perf_counter()
        faults = await proofreading.check(written)
        tally.took_s.append(time.perf_counter() - began)
        places = differences(written, meant)
        real = [f for f in faults if any(f.start < end and start < max(f.end, f.start + 1) for start, end in places)]
        found = [p for p in places if any(f.start < p[1] and p[0] < max(f.end, f.start + 1) for f in faults)]
        tally.of[kind] += 1 if kind in RIGHT else len(places)
        tally.found[kind] += len(found)
        whole = mended(written, faults) == meant
        tally.mended[kind] += len(found) if whole and found else 0
        tally.reported += len(faults)
        tally.real += len(real)
        tally.alarmed[kind] += bool(faults) if kind in RIGHT else 0
        if show and not whole:
            told = [(written[f.start : f.end], f.proposals[:3], f.kind, "hers" if f.hers else "rule") for f in faults]
            print(f"{kind}: {written}\n    {told}")
    return tally


def report(tally: Tally) -> None:
    wrong = [kind for kind in tally.of if kind not in RIGHT]
    for kind in wrong:
        print(f"{kind:10} {tally.found[kind]:3} of {tally.of[kind]:3} found, {tally.mended[kind]:3} mended rightly")
    of, found, mended_ = (sum(c[k] for k in wrong) for c in (tally.of, tally.found, tally.mended))
    print(f"{'all':10} recall {found / of:.1%}, mended {mended_ / of:.1%}")
    print(f"{'':10} precision {tally.real / max(1, tally.reported):.1%} of {tally.reported} reported")
    for kind in RIGHT:
        print(f"{kind:10} {tally.alarmed[kind]:3} of {tally.of[kind]:3} sentences with a false alarm")
    times = sorted(tally.took_s)
    p50, p95 = statistics.median(times), times[len(times) * 95 // 100]
    print(f"time a sentence: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--model", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    report(anyio.run(score, given.apart, given.model, given.quick, given.show))


if __name__ == "__main__":
    main()
