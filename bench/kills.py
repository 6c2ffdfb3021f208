"""Kills so many running conversations at random moments, and looks at what the journal holds: see tests/kills.py.

python bench/kills.py 500
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.kills import killed


def main(times: int) -> None:
    seed, begun = time.time_ns() % 1_000_000, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = killed(Path(folder), times, seed)
    print(json.dumps({"seed": seed, "seconds": round(time.monotonic() - begun), **asdict(tally)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
