"""Which words of a turn are certain, from transcripts that come one after another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samantha.core.agreement import Agreement, same_meaning


def agreed(*texts: str) -> str:
    agreement = Agreement()
    for text in texts:
        agreement.hear(text)
    return agreement.words


def test_one_transcript_alone_makes_nothing_certain() -> None:
    assert agreed("Could you tell me") == ""


def test_words_that_two_transcripts_begin_with_are_certain() -> None:
    assert agreed("Could you tell me a", "Could you tell me a joke about") == "Could you tell me a"


def test_the_last_word_may_be_cut_in_two_and_is_held_back() -> None:
    assert agreed("Could you tell me", "Could you tell me") == "Could you tell"
    assert agreed("Tell me a din", "Tell me a dinosaur") == "Tell me a"


def test_punctuation_and_case_do_not_matter_and_the_newer_ones_count() -> None:
    assert agreed("I have two cats.", "i have two cats, and a dog") == "i have two cats,"


def test_what_changes_is_not_certain_any_more() -> None:
    assert agreed("The sea is blue now", "The sea is blue now", "The sheep is blue now") == "The"


def test_nothing_understood_makes_nothing_certain() -> None:
    assert agreed("The sea is blue", "") == ""


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=6), min_size=1, max_size=6))
def test_certain_words_always_begin_the_newest_transcript_and_end_before_its_last_word(
    texts: list[list[str]],
) -> None:
    words = agreed(*(" ".join(text) for text in texts)).split()
    assert words == texts[-1][: len(words)]
    assert not words or len(words) < len(texts[-1])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tell me why.", "tell me why"), ("Tell me, um, why?", "Tell me why."), ("It’s late.", "It's late")],
)
def test_the_same_in_other_spelling_means_the_same(one: str, other: str) -> None:
    assert same_meaning(one, other)


@pytest.mark.parametrize(("one", "other"), [("Tell me why.", "Tell me why not."), ("Two", "To"), ("", "Yes")])
def test_other_words_mean_something_else(one: str, other: str) -> None:
    assert not same_meaning(one, other)
