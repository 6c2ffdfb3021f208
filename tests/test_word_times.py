"""Where the words of a text end in its sound; and a network that is made to tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samantha.engines.durations import revealing
from samantha.engines.voices import hibari_model
from samantha.engines.word_times import Group, grouped, word_ends


def groups(*phonemes: int) -> list[Group]:
    """A hundred samples a phoneme."""
    return [Group(count, 100 * sum(phonemes[: n + 1])) for n, count in enumerate(phonemes)]


def test_one_group_a_word_is_the_rule() -> None:
    assert word_ends("The train leaves.", groups(2, 4, 4)) == (200, 600, 1000)


def test_a_number_is_many_groups() -> None:
    assert word_ends("It costs $20 now.", groups(2, 5, 6, 5, 2)) == (200, 700, 1800, 2000)


def test_words_spoken_as_one_share_its_time_by_their_letters() -> None:
    assert word_ends("house of the mouse", groups(4, 4, 4)) == (400, 560, 800, 1200)


def test_a_dash_ends_with_the_word_before_it() -> None:
    assert word_ends("cats — dogs", groups(4, 4)) == (400, 400, 800)


def test_nothing_has_no_words() -> None:
    assert word_ends("", groups(3)) == word_ends("word", []) == ()


@given(
    st.lists(st.sampled_from("a cat — $3.50 understanding the of 7:30".split()), min_size=1, max_size=12),
    st.lists(st.integers(1, 9), min_size=1, max_size=20),
)
def test_every_word_has_its_end_whatever_was_spoken(words: list[str], phonemes: list[int]) -> None:
    ends = word_ends(" ".join(words), groups(*phonemes))
    assert len(ends) == len(words)
    assert list(ends) == sorted(ends)
    assert ends[-1] <= 100 * sum(phonemes)


def test_phonemes_are_grouped_at_gaps_and_punctuation_is_in_none() -> None:
    phonemes = list("ðə kˈæt, ɪz.")
    ends = [10 * (n + 1) for n in range(len(phonemes))]
    assert grouped(phonemes, ends) == [Group(2, 20), Group(4, 70), Group(2, 110)]


def test_a_networks_inner_result_becomes_an_output_only_if_there_is_just_one() -> None:
    path = hibari_model("heart")
    assert path is not None
    model = path.read_bytes()
    assert revealing(model, "Clip").startswith(model)
    assert len(revealing(model, "Clip")) > len(model)
    assert revealing(model, "Add") == revealing(model, "NoSuchNode") == model


@pytest.mark.parametrize("damaged", [b"\xff\xff", b"\x07abc"])
def test_what_is_no_model_is_refused(damaged: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        revealing(damaged, "Clip")
