"""Clauses for the ear: cut early, cut naturally, cleaned of what nobody says, and no word lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samantha.core.phrases import Phrases


def clauses(text: str, size: int = 3) -> list[str]:
    """The clauses of a text that arrives in pieces of so many characters."""
    phrases = Phrases()
    out: list[str] = []
    for at in range(0, len(text), size):
        out += phrases.feed(text[at : at + size])
    return out + phrases.finish()


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:['.,:]\w+)*", text)


class TestCutting:
    def test_a_sentence_is_out_as_soon_as_the_space_behind_it_is_seen(self) -> None:
        phrases = Phrases()
        assert phrases.feed("Yes.") == []
        assert phrases.feed(" I") == ["Yes."]

    def test_the_first_clause_is_cut_earlier_than_later_ones(self) -> None:
        assert clauses("Well of course, you are right. Well of course, you are right.") == [
            "Well of course,",
            "you are right.",
            "Well of course, you are right.",
        ]

    def test_a_later_clause_is_not_cut_when_only_one_word_would_be_left(self) -> None:
        assert clauses("Yes. I can help you with that today, Tom. Now?")[1] == "I can help you with that today, Tom."

    def test_a_long_first_clause_is_cut_before_a_conjunction(self) -> None:
        text = "The capital of France is Paris and it has been the capital of the country for long."
        assert clauses(text)[0] == "The capital of France is Paris"

    def test_no_clause_is_longer_than_the_most_words(self) -> None:
        text = "Now. " + "word " * 100
        assert max(len(c.split()) for c in clauses(text)) <= 25

    def test_a_name_or_a_number_is_not_torn_by_a_forced_cut(self) -> None:
        text = "Yes. " + "word " * 22 + "with Amy Adams and more to say here"
        assert all(not c.endswith(("Amy", "with")) for c in clauses(text))

    @pytest.mark.parametrize(
        "sentence",
        [
            "Ask Dr. Smith.",
            "Mr. and Mrs. Hill came.",
            "It costs 3.5 dollars.",
            "Some fruit, e.g. apples.",
            "Come at 7 a.m. tomorrow.",
            "J. K. Rowling wrote it.",
            "The U.S. Army.",
            "It has 1,000 rooms.",
            "Wake me at 7:30 tomorrow.",
            "No. 5 is alive.",
            "St. Paul is cold.",
            "Well... maybe not.",
            '"Really?" she asked.',
            "It was on Nov. 22, 1999.",
        ],
    )
    def test_what_is_no_end_does_not_end(self, sentence: str) -> None:
        phrases = Phrases(first_words=9, min_words=9)
        assert [*phrases.feed(sentence + " Then"), *phrases.finish()] == [sentence, "Then"]
        assert phrases.sentences == 2

    @pytest.mark.parametrize(
        "text, count",
        [
            ("Come at 7 a.m. Then we go.", 2),
            ("He lives in the U.S. It is big.", 2),
            ("Take vitamin C. It helps.", 2),
            ("Hmm... Okay.", 2),
            ('He said "no." Then he left.', 2),
            ("Wait! What? Yes…", 3),
            ("No. Never.", 2),
            ("42. Anything else?", 2),
        ],
    )
    def test_what_is_an_end_ends(self, text: str, count: int) -> None:
        phrases = Phrases(first_words=9)
        assert len([*phrases.feed(text), *phrases.finish()]) == count == phrases.sentences

    def test_sentences_are_counted_as_they_end(self) -> None:
        phrases = Phrases()
        phrases.feed("One is here, two is there. Three")
        assert phrases.sentences == 1
        phrases.finish()
        assert phrases.sentences == 2


class TestCleaning:
    @pytest.mark.parametrize(
        "text, said",
        [
            ("**Bold** and *slanted* and __this__ and ~~that~~.", "Bold and slanted and this and that."),
            ("Use `print` here.", "Use print here."),
            ("Look:\n```python\nprint('no. never')\n```\nDone.", "Look: Done."),
            ("# Title\nText here.", "Title. Text here."),
            ("Things:\n- milk\n- eggs, fresh\n\nBye.", "Things: milk. eggs, fresh. Bye."),
            ("1. Milk\n2. Eggs", "1, Milk. 2, Eggs."),
            ("Hello 😀 there 👋🏽!", "Hello there!"),
            ("See https://a.org/b?c=d. Bye.", "See a link. Bye."),
            ("It is there (https://a.org).", "It is there."),
            ("https://a.org\nDone.", "Done."),
            ("Read [this page](http://a.org/b) now [1].", "Read this page now."),
            ('It is <b>big</b><br>and <a href="x y">old</a>.', "It is big and old."),
            ("Samantha: Hello there.", "Hello there."),
            ("**Assistant:** Hello there.", "Hello there."),
            ("*smiles warmly* Hello (laughs) there. *sighs*", "Hello there."),
            ("Your *smile* is nice.", "Your smile is nice."),
            ("Wait—are you sure - really?", "Wait, are you sure, really?"),
            ("The inn (on Main Street) is open.", "The inn, on Main Street, is open."),
            ("Too   many\n spaces .", "Too many spaces."),
            ("| a | b |\n|---|---|\n| c | d |", "a, b. c, d,"),
            ("<think>Hmm. What now?</think>Hello.", "Hello."),
            ("Hello.<|im_end|>", "Hello."),
            ("5 - 3 is 2, and 5 * 3 is 15, in 5–7 days.", "5 - 3 is 2, and 5 * 3 is 15, in 5–7 days."),
            ("It is -5 °C.", "It is -5 °C."),
            ("It ended.Next came rain.", "It ended. Next came rain."),
            ("Roses are red\nViolets are blue", "Roses are red, Violets are blue"),
            ("😀 🎉", ""),
            ("```\nonly code\n```", ""),
            ("", ""),
        ],
    )
    def test_only_what_people_say_is_left(self, text: str, said: str) -> None:
        assert " ".join(clauses(text)) == said

    def test_a_fence_that_never_closes_is_not_read_out(self) -> None:
        assert clauses("Here it is.\n```\nx = 1\ny = 2") == ["Here it is."]

    def test_a_span_that_never_closes_is_read_as_words(self) -> None:
        assert words(" ".join(clauses("He *laughs and then we go on. " + "More words. " * 12)))[:3] == [
            "He",
            "laughs",
            "and",
        ]


plain_word = st.from_regex(r"[A-Za-z]{1,9}(?:'[a-z])?|[1-9][0-9]{0,2}(?:[,.:][0-9]{3})?", fullmatch=True)
plain_text = st.lists(
    st.tuples(plain_word, st.sampled_from(["", "", "", ",", ".", "?", "!", ";", ":", "..."])), min_size=1
).map(lambda pairs: " ".join(word + mark for word, mark in pairs))
marked_text = st.text(st.sampled_from(list("aBc1 .,:!?\n\n*_`#-—()[]<>/|\"'😀")), max_size=120)


class TestForAnyText:
    @given(plain_text)
    def test_every_word_of_plain_text_is_said_once_and_in_order(self, text: str) -> None:
        role = re.match(r"(?i)(ai|assistant|samantha):", text)
        assert words(" ".join(clauses(text))) == words(text) or role

    @given(st.one_of(plain_text, marked_text), st.lists(st.integers(1, 7), min_size=1))
    def test_how_the_text_is_chopped_makes_no_difference(self, text: str, sizes: list[int]) -> None:
        phrases, out, at, turn = Phrases(), list[str](), 0, 0
        while at < len(text):
            size = sizes[turn % len(sizes)]
            out += phrases.feed(text[at : at + size])
            at, turn = at + size, turn + 1
        out += phrases.finish()
        whole = Phrases()
        assert out == [*whole.feed(text), *whole.finish()]
        assert phrases.sentences == whole.sentences

    @given(st.one_of(marked_text, st.text(max_size=80)))
    def test_every_clause_has_something_to_say_and_folded_space(self, text: str) -> None:
        for clause in clauses(text):
            assert any(c.isalnum() for c in clause)
            assert clause == " ".join(clause.split())
