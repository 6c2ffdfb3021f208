"""Is it for her? Words over her voice, hers among them or not."""

from __future__ import annotations

import pytest

from samantha.core.bargein import TalkOver, Verdict, judge, without_echo, without_her_end
from samantha.core.clock import samples
from samantha.core.ledger import Word

SUSTAINED = samples(800)
HERS = [
    Word(text, samples(250 * n), samples(250 * n + 250))
    for n, text in enumerate("The train to Boston leaves in twenty minutes, from platform nine.".split())
]
END = HERS[-1].end


def verdict(text: str | None, *, over: bool = False, speech_ms: int = 400, hers: list[Word] | None = None) -> Verdict:
    talk = TalkOver(text, samples(1200), samples(1900), samples(speech_ms), over, HERS if hers is None else hers)
    return judge(talk, sustained=SUSTAINED)


@pytest.mark.parametrize(
    "text", ["No.", "Wait", "Stop it.", "What time is it?", "Okay, but what about Rome?", "I think"]
)
def test_words_of_substance_take_the_floor_when_they_are_over(text: str) -> None:
    assert verdict(text, over=True).decision == "give_way"


@pytest.mark.parametrize("text", ["No", "Wait", "What", "Actually", "Yeah, but", "I need something"])
def test_and_most_of_them_at_once(text: str) -> None:
    assert verdict(text).decision == "give_way"


@pytest.mark.parametrize("text", ["I", "It", "The", "Bananas", "Um, well"])
def test_the_first_word_alone_may_be_misheard_so_more_is_awaited(text: str) -> None:
    assert verdict(text).decision == "wait"


@pytest.mark.parametrize(
    "text",
    [
        "Mm-hm.",
        "Yeah.",
        "Right, right.",
        "Uh-huh.",
        "Oh, wow!",
        "Ha ha ha.",
        "I see.",
        "That's right.",
        "Go on.",
        "Mom?",
    ],
)
def test_a_backchannel_is_waited_out_and_then_passed_over(text: str) -> None:
    assert verdict(text) == Verdict("wait", "backchannel")
    assert verdict(text, over=True) == Verdict("go_on", "backchannel")
    assert verdict(text, speech_ms=1700) == Verdict("go_on", "backchannel")  # laughter that does not end


@pytest.mark.parametrize("text", ["Shui", "MMA Channel.", "No, no"])
def test_a_word_or_two_that_the_ears_are_not_sure_of_are_no_more(text: str) -> None:
    def mumbled(over: bool, confidence: float) -> Verdict:
        talk = TalkOver(text, samples(1200), samples(1900), samples(400), over, HERS, confidence)
        return judge(talk, sustained=SUSTAINED)

    assert mumbled(False, -0.8) == Verdict("wait", "mumbled")
    assert mumbled(True, -0.8) == Verdict("go_on", "mumbled")
    assert mumbled(True, -0.5) == Verdict("give_way", "words")


def test_a_request_for_silence_or_a_sentence_need_not_be_clear() -> None:
    for text in ("Stop.", "Hold on", "I want to know"):
        talk = TalkOver(text, samples(1200), samples(1900), samples(400), True, HERS, -1.5)
        assert judge(talk, sustained=SUSTAINED).decision == "give_way"


def test_right_behind_her_question_it_is_an_answer() -> None:
    asked = [Word("tea?", samples(700), samples(1000))]
    assert verdict("Yes.", over=True, hers=asked) == Verdict("give_way", "answer")
    long_ago = [Word("tea?", samples(100), samples(200))]
    assert verdict("Yes.", over=True, hers=long_ago) == Verdict("go_on", "backchannel")


def test_without_words_she_waits_until_it_is_over_or_has_lasted() -> None:
    assert verdict("").decision == "wait"
    assert verdict("", over=True) == verdict("", speech_ms=800) == Verdict("go_on", "no_words")
    assert verdict(None, over=True) == Verdict("wait", "not_transcribed")
    assert verdict(None, speech_ms=800) == Verdict("give_way", "sustained")


@pytest.mark.parametrize(
    "text", ["leaves in twenty minutes", "Boston.", "The trained a Boston leaves.", "to boston leaves in twenty"]
)
def test_her_own_words_are_echo_well_heard_or_not(text: str) -> None:
    assert verdict(text, over=True) == Verdict("go_on", "echo")


@pytest.mark.parametrize("text", ["Train to Boston leaves in wait I mean", "leaves in twenty minutes, stop"])
def test_somebodys_words_among_them_are_heard(text: str) -> None:
    assert verdict(text, over=True).decision == "give_way"


def test_her_words_before_and_behind_an_mm_hm_are_found_even_if_they_are_the_same() -> None:
    hers = [Word("so", samples(1200 + 250 * n), samples(1450 + 250 * n)) for n in range(3)]
    assert verdict("so mm-hm, yeah, so so", over=True, hers=hers) == Verdict("go_on", "backchannel")


def test_words_that_she_said_long_ago_are_somebodys() -> None:
    later = samples(20_000)
    assert without_echo("Boston", later, later + samples(500), HERS) == "Boston"


def test_stop_always_works_unless_she_is_saying_it() -> None:
    assert verdict("Stop.").reason == "control"
    saying = [Word("stop", samples(1300), samples(1600))]
    assert verdict("Stop.", over=True, hers=saying) == Verdict("go_on", "echo")


def test_her_last_words_in_front_of_an_answer_are_left_out_but_repeating_them_is_no_echo() -> None:
    assert without_her_end("platform nine. Which side?", END, HERS) == "Which side?"
    assert without_her_end("Platform nine?", END, HERS) == "Platform nine?"
    assert without_her_end("Nine I hope", END, HERS) == "Nine I hope"
    assert without_her_end("platform nine it is", END + samples(2000), HERS) == "platform nine it is"
