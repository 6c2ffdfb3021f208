"""What the loudspeaker plays, in the microphone's steps."""

from __future__ import annotations

import numpy as np
import pytest

from samantha.audio.pcm import PLAY_RATE
from samantha.core.clock import HEAR_RATE
from samantha.doors.desk_reference import PlaybackLine
from samantha.doors.loudspeaker import PLAY_WINDOW


def numbers(first: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.arange(first, first + count, dtype=np.float32)


@pytest.mark.parametrize("block", [240, 768, 1440])
def test_windows_follow_one_another_without_a_gap_whatever_the_blocks(block: int) -> None:
    line, given, read, moves = PlaybackLine(), 1, [], []
    for window in range(400):
        while given < 1 + window * PLAY_WINDOW + block:  # the loudspeaker's callback is a block ahead
            line.append(numbers(given, block))
            given += block
        sound, moved = line.read()
        read.append(sound)
        moves.append(moved)
    settled = np.concatenate(read[20:])
    assert np.all(np.diff(settled) == 1)
    assert not any(moves[20:])
    assert given - 1 - settled[-1] <= block + 240, "as near to what is being played as the blocks allow"


def test_the_place_follows_clocks_that_run_apart_while_nothing_is_played() -> None:
    line, moves = PlaybackLine(), []
    for _ in range(800):
        line.append(np.zeros(PLAY_WINDOW + 3, np.float32))  # 0.4 %: hours of a sound card in seconds
        moves.append(line.read()[1])
    apart = 800 * 3 * HEAR_RATE // PLAY_RATE
    assert 0.5 * apart < sum(moves) <= apart


def test_sound_is_not_moved_under_the_readers_hands() -> None:
    line, moves = PlaybackLine(), []
    for _ in range(800):
        line.append(np.ones(PLAY_WINDOW + 3, np.float32))
        moves.append(line.read()[1])
    assert not any(moves[1:])


def test_a_loudspeaker_that_stops_is_read_on_and_told() -> None:
    line = PlaybackLine()
    line.append(np.ones(4 * PLAY_WINDOW, np.float32))
    moves = [line.read()[1] for _ in range(5)]
    assert moves[0] == 0 and min(moves) < 0
