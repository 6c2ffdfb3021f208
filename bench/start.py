"""How long it takes from start to listening: ``samantha serve`` through a sound server of its own, until READY.

READY is what systemd waits for: the models are loaded and the microphone delivers. Beside it the most memory that the
process and its sound process had by then. The first start warms the system's file cache and is not counted.

    python bench/start.py --profile full --times 7
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.pulse import Pulse, running_pulse

from samantha.models.store import Store

CONFIG = '[desk]\nmicrophone = "room-ear"\nloudspeaker = "speaker"\n'
PATIENCE_S = 120


def start(pulse: Pulse, profile: str, home: Path) -> tuple[float, float]:
    """Seconds until READY, and peak memory in MiB: the sum of the processes' own peaks."""
    config = home / "samantha.toml"
    config.write_text(CONFIG)
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(home / "notify"))
    told.settimeout(PATIENCE_S)
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "STATE", "CONFIG", "CACHE")}
    environment = os.environ | pulse.environment | folders
    environment |= {"SAMANTHA_MODELS": str(Store().root), "NOTIFY_SOCKET": str(home / "notify")}
    command = [sys.executable, "-m", "samantha", "serve", "--profile", profile, "--config", str(config)]
    began = time.monotonic()
    service = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while b"READY=1" not in told.recv(4096):
            pass
        took = time.monotonic() - began
        children = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text().split()
        peak = sum(_peak_mib(int(pid)) for pid in [service.pid, *children])
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait()
        told.close()
        (home / "notify").unlink()
    return took, peak


def _peak_mib(pid: int) -> float:
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="full")
    parser.add_argument("--times", type=int, default=7)
    given = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as folder, running_pulse() as pulse:
        home = Path(folder) / "home"
        home.mkdir()
        for turn in range(given.times + 1):
            took, peak = start(pulse, given.profile, home)
            print(f"{turn or 'to warm the cache'}: {took:.2f} s, {peak:.0f} MiB", flush=True)
            found += [(took, peak)] if turn else []
    seconds = [took for took, _ in found]
    print(
        f"{given.profile}: {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f}) to listening"
    )
    print(f"at most {max(peak for _, peak in found):.0f} MiB until then")


if __name__ == "__main__":
    main()
