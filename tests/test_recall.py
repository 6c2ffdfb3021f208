"""Saying it again, and going on from where it broke off."""

from __future__ import annotations

import pytest

from samantha.core.controls import Control
from samantha.core.ledger import Clause
from samantha.core.recall import SLOWER, Prepared, Recall

THOUGHT = ["Cats are calm.", "They sleep a lot,", "mostly by day.", "Dogs do not."]
QUEUED = [Clause(text, 100 * n, 100 * n + 90) for n, text in enumerate(THOUGHT[:3])]


def ended(played: int) -> Recall:
    recall = Recall()
    recall.ended(THOUGHT, QUEUED, played, turn=1)
    return recall


@pytest.mark.parametrize("control", ["go_on", "repeat", "repeat_slower", "silence", None])
def test_before_anything_was_heard_there_is_nothing_to_repeat_or_to_go_on_with(control: Control | None) -> None:
    assert Recall().prepared(control) is None
    assert ended(0).prepared(control) is None


def test_going_on_begins_with_the_clause_that_was_broken_spoken_or_not() -> None:
    assert ended(150).prepared("go_on") == Prepared(tuple(THOUGHT[1:]))
    assert ended(195).prepared("go_on") == Prepared(tuple(THOUGHT[2:]))


def test_after_all_was_said_there_is_nothing_to_go_on_with() -> None:
    recall = Recall()
    recall.ended(THOUGHT[:3], QUEUED, 290, turn=1)
    assert recall.prepared("go_on") is None


def test_the_last_sentence_is_repeated_as_a_whole() -> None:
    assert ended(250).prepared("repeat") == Prepared(("They sleep a lot,", "mostly by day."), repeats=True)
    assert ended(150).prepared("repeat_slower") == Prepared(("They sleep a lot,",), SLOWER, repeats=True)


@pytest.mark.parametrize("ending", ["Fine?", "Shall I change it?"])
def test_a_very_short_sentence_is_repeated_with_the_one_before(ending: str) -> None:
    recall, texts = Recall(), ("It leaves at nine.", ending)
    recall.ended(texts, [Clause(texts[0], 0, 90), Clause(texts[1], 100, 150)], 150, turn=1)
    assert recall.prepared("repeat") == Prepared(texts, repeats=True)


def test_what_was_repeated_can_be_repeated_again_and_gone_on_from() -> None:
    recall = ended(250)
    repeat = recall.prepared("repeat")
    assert repeat is not None
    again = [Clause(text, 1000 + 100 * n, 1090 + 100 * n) for n, text in enumerate(repeat.clauses)]
    recall.ended(repeat.clauses, again, 1190, turn=2, prepared=repeat)
    assert recall.prepared("repeat") == repeat
    assert recall.prepared("go_on") == Prepared(("Dogs do not.",))


def test_what_was_broken_off_slow_goes_on_slow() -> None:
    recall, slow = ended(250), Prepared(("Dogs do not.", "They run."), SLOWER)
    recall.ended(slow.clauses, [Clause("Dogs do not.", 1000, 1090)], 1050, turn=2, prepared=slow)
    assert recall.prepared("go_on") == Prepared(slow.clauses, SLOWER)


def test_a_reply_that_was_never_heard_changes_nothing() -> None:
    recall = ended(150)
    recall.ended(["Never heard."], [Clause("Never heard.", 300, 400)], 150, turn=2)
    assert recall.prepared("go_on") == Prepared(tuple(THOUGHT[1:]))
    assert recall.turn == 1
