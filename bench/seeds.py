"""As many simulated conversations as wanted, each held against every invariant: ``bench/seeds.py 1000``.

The tests hold the first 200; this goes as far as there is time, and names the seeds that fail. Virtual time, scripted
engines, nothing to fetch; about 0.1 s a seed.
"""

from __future__ import annotations

import argparse
import sys

from rich.progress import track

from samantha.testing.invariants import Violation, check
from samantha.testing.simulator import simulate
from samantha.testing.virtual_time import Deadlock


def main() -> None:
    """Prints what fails, and how many there were; fails itself if any did."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    options = parser.parse_args()
    failures = 0
    for seed in track(range(options.first, options.first + options.count), "seeds", transient=True):
        try:
            check(simulate(seed))
        except (Violation, Deadlock) as problem:
            failures += 1
            print(f"seed {seed}: {problem}")
    print(f"{options.count} conversations, {failures} with a violated invariant")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
