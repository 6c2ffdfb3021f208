"""A short letter, spoken with corrections and heard by the real Whisper; ``bench/letter.py`` does a long one."""

from __future__ import annotations

from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from bench import letter

from samantha.service import bench
from samantha.service.config import load
from samantha.testing.wer import word_errors


@pytest.mark.real
def test_a_dictated_letter_with_corrections_is_the_letter_that_was_meant(tmp_path: Path) -> None:
    with start_blocking_portal() as portal:
        engines = letter.engines(portal)
        say = portal.call(bench.people, load().settings)["heart, low"]
        written = letter.dictate(portal, engines, letter.sound(portal, say, letter.SHORT), tmp_path)
    wrong, words = word_errors(letter.SHORT_MEANT, written.text)
    assert wrong <= 0.08 * words, written.turns
    assert "\n\n" in written.text
    assert [version.number for version in written.versions] == list(range(1, len(written.versions) + 1))
    assert any(version.what == "changed happy to grateful" for version in written.versions)
