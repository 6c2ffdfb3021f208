"""The words that were heard, from the count of samples that were played."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samantha.core.ledger import Clause, Spoken, Word, heard

# Six words of four letters each: a word and its gap take a sixth of the clause, 100 samples.
EVEN = Clause("abcd efgh ijkl mnop qrst uvwx", 1000, 1600)


def test_a_clause_that_was_played_to_its_end_was_heard() -> None:
    assert EVEN.heard(1600) == EVEN.heard(5000) == EVEN.text


def test_a_clause_that_has_not_begun_was_not() -> None:
    assert EVEN.heard(0) == EVEN.heard(1000) == ""


def test_a_word_counts_when_enough_of_it_was_played_to_know_it() -> None:
    assert EVEN.heard(1029) == ""
    assert EVEN.heard(1030) == "abcd"
    assert EVEN.heard(1129) == "abcd"
    assert EVEN.heard(1230) == "abcd efgh ijkl"
    assert EVEN.heard(1529) == "abcd efgh ijkl mnop qrst"


def test_long_words_take_longer() -> None:
    clause = Clause("a extraordinarily", 0, 1800)
    assert clause.heard(100) == "a"
    assert clause.heard(600) == "a"
    assert clause.heard(700) == "a extraordinarily"


def test_where_the_voice_tells_when_its_words_end_that_counts() -> None:
    clause = Clause("a pause — then more", 1000, 2000, (1100, 1400, 1400, 1900, 2000))
    assert [word.start for word in clause.words()] == [1000, 1100, 1400, 1400, 1900]
    assert clause.heard(1180) == "a"
    assert clause.heard(1300) == "a pause"
    assert clause.heard(1500) == "a pause —"
    assert clause.heard(1600) == "a pause — then"


def test_her_words_are_known_by_the_moments_at_which_they_were_heard() -> None:
    spoken = Spoken(ratio=2 / 3)
    spoken.queue(Clause("one two three", 300, 1200, (600, 900, 1200)))
    spoken.advance(0, at=5000)
    assert spoken.words() == ()
    spoken.advance(750, at=5512)
    assert spoken.words() == (Word("one", 5212, 5412), Word("two", 5412, 5612))
    spoken.flush()
    spoken.advance(1300, at=6000)
    assert [word.text for word in spoken.words()] == ["one", "two"]


def test_clauses_are_joined_as_far_as_they_were_heard() -> None:
    clauses = [Clause("One two.", 0, 100), Clause("Three four.", 150, 250), Clause("Five.", 300, 400)]
    assert heard(clauses, 120) == "One two."
    assert heard(clauses, 180) == "One two. Three"
    assert heard(clauses, 400) == "One two. Three four. Five."
    assert heard([], 100) == ""


@given(
    st.lists(st.text("ab'.é", min_size=1, max_size=12), min_size=1, max_size=8),
    st.integers(1, 10_000),
    st.lists(st.integers(0, 12_000), min_size=2, max_size=2).map(sorted),
)
def test_more_played_is_never_less_heard(words: list[str], length: int, moments: list[int]) -> None:
    clause = Clause(" ".join(words), 500, 500 + length)
    earlier, later = (clause.heard(at).split() for at in moments)
    assert words[: len(later)] == later
    assert later[: len(earlier)] == earlier
