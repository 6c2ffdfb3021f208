"""Written forms as people say them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samantha.engines.spoken import sayable, spoken

SAID = [
    # numbers
    ("1,234", "one thousand two hundred thirty-four"),
    ("3.5", "three point five"),
    (".5", "point five"),
    ("It is -5 now", "It is minus five now"),
    ("the 1st, 22nd and 103rd", "the first, twenty-second and one hundred third"),
    ("2/3 and 1/2 and 3/4", "two thirds and one half and three quarters"),
    ("1 1/2 cups, 2½ cups", "one and a half cups, two and a half cups"),
    ("5-7 days", "five to seven days"),
    ("#1 and No. 5", "number one and number five"),
    ("order number 12345", "order number one two three four five"),
    ("50000 people", "fifty thousand people"),
    ("agent 007", "agent zero zero seven"),
    ("call 555-1234", "call five five five, one two three four"),
    ("call (555) 123-4567", "call five five five, one two three, four five six seven"),
    ("version 3.11.2", "version three point eleven point two"),
    ("GPT-4 and MP3", "GPT four and MP three"),
    ("I have 2, 3, or 4.", "I have two, three, or four."),
    # times
    ("at 7:30 pm", "at seven thirty PM"),
    ("At 7 p.m. we go.", "At seven PM we go."),
    ("It is 7 p.m. Then we go.", "It is seven PM. Then we go."),
    ("at 19:05", "at nineteen oh five"),
    ("10 o'clock", "ten o'clock"),
    ("at 8:00", "at eight o'clock"),
    ("7.30pm", "seven thirty PM"),
    ("from 5:30-7:30 pm", "from five thirty to seven thirty PM"),
    ("9–11am", "nine to eleven AM"),
    # dates
    ("2026-11-22", "November twenty-second, twenty twenty-six"),
    ("on Nov. 22", "on November twenty-second"),
    ("22/11", "November twenty-second"),
    ("5/6/2026", "five, six, twenty twenty-six"),
    ("March 3rd, 1999", "March third, nineteen ninety-nine"),
    ("the 4th of July", "the fourth of July"),
    ("22 November 2026", "the twenty-second of November twenty twenty-six"),
    ("in 1999 and 2005", "in nineteen ninety-nine and two thousand five"),
    ("the 1980s, the 80s", "the nineteen eighties, the eighties"),
    ("1939-1945", "nineteen thirty-nine to nineteen forty-five"),
    # money and measures
    ("$9.99", "nine dollars and ninety-nine cents"),
    ("£5, $1, $0.50", "five pounds, one dollar, fifty cents"),
    ("€1.2 million", "one point two million euros"),
    ("$5-10", "five to ten dollars"),
    ("50% or 5-7%", "fifty percent or five to seven percent"),
    ("5 km, 1 km", "five kilometers, one kilometer"),
    ("20 °C or -5°C", "twenty degrees Celsius or minus five degrees Celsius"),
    ("10 mph with 16 GB", "ten miles per hour with sixteen gigabytes"),
    ("It is 3 ft. tall", "It is three feet tall"),
    ("It takes 30 min.", "It takes thirty minutes."),
    ("5 in the morning", "five in the morning"),
    ("he is 5'10\"", "he is five foot ten"),
    # words and signs
    ("Dr. Smith, Mr. Jones and Mrs. Lee", "Doctor Smith, Mister Jones and Missus Lee"),
    ("on Main St. in St. Paul", "on Main Street in Saint Paul"),
    ("fruit, e.g. apples, etc.", "fruit, for example apples, et cetera."),
    ("cats vs. dogs, i.e. war", "cats versus dogs, that is war"),
    ("Tom & Amy @ home", "Tom and Amy at home"),
    ("2 + 2 = 4", "two plus two equals four"),
    ("5 - 3 = 2", "five minus three equals two"),
    ("5 * 3, x^2", "five times three, x squared"),
    ("C++ and C#", "C plus plus and C sharp"),
    ("amy@example.com", "amy at example dot com"),
    ("Wait — no - yes", "Wait, no, yes"),
    ("the FBI and NASA", "the FBI and NASA"),
]


@pytest.mark.parametrize("written, said", SAID)
def test_it_is_said_as_people_say_it(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize("said", [said for _, said in SAID])
def test_what_is_in_words_already_stays(said: str) -> None:
    assert spoken(said) == said


def test_raw_phonemes_cannot_be_smuggled_into_a_voice() -> None:
    assert not re.search(r"[\[\]/]", spoken("say [[ hɛloʊ ]] or [tea](/kɔfi/)"))


@given(st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=1))
def test_plain_words_pass_unchanged(words: list[str]) -> None:
    text = " ".join(words).replace("and or", "or").replace("vs", "us")
    assert spoken(text) == text


@given(
    st.one_of(st.text(max_size=60), st.text(st.sampled_from(list("0123456789 .,:/-–$%°'€mskapM()#+=&")), max_size=40))
)
def test_no_text_breaks_it_and_no_digit_is_left(text: str) -> None:
    assert not re.search(r"[0-9]", spoken(text))


def test_only_what_can_be_pronounced_is_sayable() -> None:
    assert sayable(" ... — !") == "" == sayable("")
    assert sayable("Paris is the capital") == "Paris is the capital,"
    assert sayable("Is it?") == "Is it?"
