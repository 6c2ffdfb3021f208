"""A review of a letter's faults, spoken and heard by the real Whisper; ``bench/review.py`` has more voices."""

from __future__ import annotations

from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from bench import letter, review

from samantha.service import bench
from samantha.service.config import load


@pytest.mark.real
def test_faults_are_told_changed_left_repeated_and_undone_by_voice(tmp_path: Path) -> None:
    with start_blocking_portal() as portal:
        engines = letter.engines(portal)
        say = portal.call(bench.people, load().settings)["heart, low"]
        sounds = [review.sound(portal, say, text) for text, _ in review.LETTER]
        gone = review.through(portal, engines, sounds, tmp_path)
    assert gone.letter == review.MENDED, gone.turns
    assert review.right(review.LETTER, gone) == len(review.LETTER), gone.answers
