"""What is given back of a mapped file."""

from __future__ import annotations

import mmap
import time
from pathlib import Path

import pytest

from samantha.engines.mapped import giving_back, let_go


def resident_kib(file: Path) -> int:
    """Of this process's mappings of the file."""
    found, counted = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace").splitlines():
        if "-" in line.split(maxsplit=1)[0]:
            counted = line.endswith(str(file))
        elif counted and line.startswith("Rss:"):
            found += int(line.split()[1])
    return found


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells")
def test_pages_that_were_read_are_given_back_and_can_be_read_again(tmp_path: Path) -> None:
    file = tmp_path / "weights with a space.gguf"
    content = bytes(range(256)) * 16_384
    file.write_bytes(content)
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        assert mapped[:] == content
        assert resident_kib(file) == len(content) // 1024
        let_go(file)
        assert resident_kib(file) == 0
        assert mapped[:] == content


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells")
def test_they_are_given_back_while_they_are_being_read(tmp_path: Path) -> None:
    file = tmp_path / "weights.gguf"
    file.write_bytes(bytes(4 << 20))
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        with giving_back(file):
            assert len(mapped[:]) == 4 << 20
            until = time.monotonic() + 20
            while resident_kib(file):
                assert time.monotonic() < until
                time.sleep(0.01)
        assert mapped[: 1 << 20] == bytes(1 << 20)
        assert resident_kib(file), "and afterwards they stay"
