"""Libraries keep nothing of their own about what is done with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

USES_THEM = """
import samantha
from samantha.engines.silero import Silero
import faster_whisper, hibari, numpy, piper
Silero().probability(numpy.zeros(512, numpy.float32))
"""


def test_no_library_writes_anything_into_the_home_of_its_user(tmp_path: Path) -> None:
    elsewhere = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    subprocess.run(
        [sys.executable, "-c", USES_THEM], env={**elsewhere, "HOME": str(tmp_path)}, check=True, timeout=120
    )
    assert [str(file) for file in tmp_path.rglob("*") if file.is_file()] == []
