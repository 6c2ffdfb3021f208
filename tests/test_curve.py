"""The curve latency against cut-offs: decisions about pauses, taken again with other lengths."""

from __future__ import annotations

import numpy as np

from samantha.core import notes
from samantha.core.clock import samples
from samantha.core.endpoint import Outlook, Pauses
from samantha.testing.bench.corpus import Item, Pause
from samantha.testing.bench.curve import Wait, at, curve, waits

PAUSES = Pauses(600, 800, 1300, sway_ms=350, over=0.5, going_on=0.05, shortest_ms=250, longest_ms=1500)
END = Wait(5060, "What about it?", Outlook(0.9), 5300, None, 5000, 5500)
THINKING = Wait(2060, "I would like to", Outlook(0.001), 2300, 2600, 5000, None, must=True)


def test_a_run_is_told_again_as_it_was() -> None:
    assert at([[END], [END]], PAUSES).p50_ms == 500


def test_a_longer_pause_answers_later_and_a_shorter_one_no_sooner_than_the_work_is_done() -> None:
    delays = {point.scale: point.p50_ms for point in curve([[END]], PAUSES, [0.4, 1, 4])}
    assert delays == {0.4: 500, 1: 500, 4: 1060}


def test_words_that_go_on_are_waited_for_and_with_much_shorter_pauses_they_are_not() -> None:
    kept, cut = curve([[THINKING, END]], PAUSES, [1, 0.2])
    assert (kept.cut_offs, kept.short_unfinished_kept) == (0, 100)
    assert (cut.cut_offs, cut.short_unfinished_kept) == (100, 0)


def test_a_turn_that_nobody_answered_is_no_point_of_it() -> None:
    assert curve([[], [THINKING]], PAUSES) == []


def test_the_silences_of_a_turn_are_read_from_its_notes() -> None:
    item = Item(
        "x", "joe", "I would like to ... what about it?", np.zeros(samples(6000), np.float32), 0, samples(5000),
        (Pause(samples(2000), samples(600), unfinished=True),),
    )  # fmt: skip
    stages = notes.Stages(250, 0, 100, 50, 40, 0)
    told: list[notes.Note] = [
        notes.UserStarted(0, 1),
        notes.UserStopped(samples(2060), 1),
        notes.Partial(samples(2200), 1, "I would like to"),
        notes.Judged(samples(2300), 1, "I would like to", Outlook(0.001)),
        notes.UserStarted(samples(2600), 1),
        notes.UserStopped(samples(5060), 1),
        notes.Judged(samples(5300), 1, "What about it?", Outlook(0.9)),
        notes.ReplyStarted(samples(5500), 1, 1),
        notes.TurnSummary(samples(6000), 1, 1, stages),
    ]
    assert waits(told, item) == (THINKING, END)
