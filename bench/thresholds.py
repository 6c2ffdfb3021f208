"""Chooses how long pauses end a turn, from the results of `samantha bench talk --json`.

Takes every decision of those runs again (samantha.testing.bench.curve) with each combination of lengths and beliefs
below, and keeps the quickest that cuts off at most 3 % of the turns and keeps 95 % of the short pauses behind
unfinished words. Turns are dealt to two halves; what is chosen on one half is shown on the other, so that a lucky
choice is seen to be one.

    python bench/thresholds.py swift.json full.json
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

from samantha.core.endpoint import Outlook, Pauses
from samantha.testing.bench.curve import Point, Wait, at

MOST_CUT_OFFS, LEAST_KEPT = 3.0, 95.0
GRID = {
    "finished_ms": (500, 600),
    "unsure_ms": (700, 800),
    "unfinished_ms": (1000, 1150, 1300),
    "sway_ms": (250, 300, 350),
    "over": (0.1, 0.2, 0.3, 0.5),
    "going_on": (0.001, 0.003, 0.01, 0.03),
    "done": (0.7, 0.95),
    "more_ms": (350, 450, 550, 650, 750),
    "shortest_ms": (200, 250),
}


def turns(path: Path) -> list[list[Wait]]:
    """The answered turns of the first system of a run."""
    run = json.loads(path.read_text("utf-8"))
    ours = next(iter(run["systems"]))
    found = [[_wait(wait) for wait in row["waits"]] for row in run["rows"] if row["system"] == ours]
    return [t for t in found if t and t[-1].until_ms is None and t[-1].sound_ms is not None]


def _wait(values: dict[str, Any]) -> Wait:
    outlook = values["outlook"]
    return Wait(**{**values, "outlook": Outlook(**outlook) if outlook else None})


def cost(point: Point) -> float:
    """Half the median, half the 95th percentile, in ms; far more where a limit is broken."""
    broken = max(0.0, point.cut_offs - MOST_CUT_OFFS) + max(0.0, LEAST_KEPT - (point.short_unfinished_kept or 100.0))
    return (point.p50_ms + point.p95_ms) / 2 + 1000 * broken


def told(name: str, point: Point) -> str:
    kept = "-" if point.short_unfinished_kept is None else f"{point.short_unfinished_kept:.0f} %"
    return f"{name:24} p50 {point.p50_ms:4.0f}  p95 {point.p95_ms:4.0f}  cut off {point.cut_offs:.1f} %  kept {kept}"


def main() -> None:
    runs = [turns(Path(name)) for name in sys.argv[1:]]
    if not runs or not all(runs):
        sys.exit(__doc__)
    everything = [turn for run in runs for turn in run]
    halves = everything[::2], everything[1::2]
    settings = [Pauses(**dict(zip(GRID, values, strict=True))) for values in itertools.product(*GRID.values())]
    print(told("as they are", at(everything, Pauses())))
    for here, there in (halves, halves[::-1]):
        best = min(settings, key=lambda pauses: cost(at(here, pauses)))
        print(told("chosen on one half", at(here, best)), told("  on the other", at(there, best)), sep="\n")
    best = min(settings, key=lambda pauses: cost(at(everything, pauses)))
    print(told("chosen on all", at(everything, best)))
    print("\n".join(f"{name} = {getattr(best, name)}" for name in GRID))


if __name__ == "__main__":
    main()
