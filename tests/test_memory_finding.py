"""Which memory answers: what is wanted, what leans on what was said before, what has been revised."""

from pathlib import Path

import pytest
from tests.test_memory import ADMITS, Talk

from samantha.mind.memory.asking import bare, is_parted_question, order
from samantha.mind.memory.wants import wants

OCTOBER = "2026-10-25"


def later(folder: Path, *texts: str, day: str = "2026-10-20") -> Talk:
    """The memory of what was told then, on another day."""
    then = Talk(folder, day)
    then.say(*texts)
    talk = Talk(folder, OCTOBER)
    talk.say("Hello.")
    return talk


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("what instrument am I learning", "I started taking guitar lessons.", True),
        ("what instrument am I learning", "I started taking driving lessons.", False),
        ("what breed was Rusty", "My dog Rusty died on Sunday.", False),
        ("how far do I run", "I get up at half past five to go running.", False),
        ("how far do I run", "I run three miles every day.", True),
        ("what lake is the cabin at", "He wanted to sell the cabin at the lake and I didn't.", False),
        ("what lake is the cabin at", "The cabin is at Lake Crescent.", True),
        ("which street do we live on", "We live on Chestnut Street.", True),
        ("where is the party", "Their father won't make it to the party.", False),
        ("where is the party", "The party is in the barn.", True),
        ("who has my umbrella", "I lent my umbrella to Charles.", True),
        ("who moved", "I moved to Boston.", False),
        ("when did I start smoking", "I want to quit smoking this year.", False),
        ("when do I retire", "We'll move to Spain when I retire.", False),
        ("when will my glasses be ready", "They'll be ready in ten days.", True),
        ("why did I stop eating meat", "I don't eat meat, haven't for ages.", False),
        ("why did Walter give me honey", "He gave me honey for watering his plants.", True),
        ("what's Walter's last name", "My neighbor Walter keeps bees.", False),
        ("what's the name of Leo's school", "My nephew Leo starts school.", False),
        ("what's the name of Leo's school", "His school is called Hill House.", True),
        ("did my son pass his driving test", "My son has his driving test on Friday.", False),
        ("did my son pass his driving test", "He passed!", True),
        ("what does the kitten look like", "She's all black with one white paw.", True),
        ("what was the fight about", "It was about the budget.", True),
        ("how long is she staying", "She is staying until the end of the month.", True),
    ],
)
def test_a_sentence_has_what_is_wanted_or_not(question: str, text: str, met: bool) -> None:
    assert wants(question).met(text) is met


def test_what_another_clause_has_is_not_had() -> None:
    asked = wants("where is the party")
    assert asked.elsewhere("Their father lives in Phoenix and won't make it to the party.")
    assert not asked.elsewhere("There's a party and it's in the barn.")


@pytest.mark.parametrize(
    ("told", "question", "answer"),
    [
        (["I signed the contract for the flat.", "It's on Maple Street."], "What street is the flat on?", "Maple"),
        (["My book club meets at Catherine's.", "There are seven of us."], "How many are in my book club?", "seven"),
        (["I yelled at Isabella.", "It was about the budget."], "What was the fight with Isabella about?", "budget"),
        (["My daughter has a recital.", "She broke a string and cried."], "Why did my daughter cry?", "string"),
        (["We're calling our baby Oscar, after my grandpa."], "Who is Oscar named after?", "grandpa"),
        (["If it rains we'll move everything into the barn."], "What happens if it rains?", "barn"),
        (["My friend Paul can't eat shellfish, he gets a rash."], "Why can't Paul eat shellfish?", "rash"),
        (["My doctor suggested I cut out coffee."], "What did my doctor suggest?", "coffee"),
    ],
)
def test_what_was_told_is_found(tmp_path: Path, told: list[str], question: str, answer: str) -> None:
    assert answer in (later(tmp_path, *told).say(question) or "")


def test_what_is_said_anew_of_it_replaces_what_was_said(tmp_path: Path) -> None:
    later(tmp_path, "The mechanic says the repair will cost four hundred dollars.", day="2026-10-01")
    talk = later(tmp_path, "The mechanic called, it's going to be six hundred dollars.")
    says = talk.say("How much does the repair cost?") or ""
    assert "six hundred" in says
    assert "four hundred" not in says


def test_the_old_rent_is_not_that_of_the_new_place(tmp_path: Path) -> None:
    later(tmp_path, "The rent is eleven hundred a month.", day="2026-10-01")
    talk = later(tmp_path, "We moved! We're on Harbor Road now.")
    assert "eleven hundred" in (talk.say("How much was the rent?") or "")
    assert "You told me" not in (talk.say("What's the rent at the new place?") or "")


def test_right_behind_an_answer_a_question_is_of_the_same(tmp_path: Path) -> None:
    talk = later(tmp_path, "I'm reading a novel about a lighthouse.")
    assert talk.say("How many pages does it have?") is None
    talk.say("What am I reading?")
    assert talk.say("How many pages does it have?") == "You've never told me that."
    assert talk.say("What's the weather like in Paris?") is None


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("I don't want you to remember anything about my ear.", "forget_about", "my ear"),
        ("I'd rather you didn't keep anything about Paul.", "forget_about", "Paul"),
        ("Please don't remember that Rusty died.", "forget_saying", "Rusty died"),
        ("Please erase the fact that I smoke.", "forget_saying", "I smoke"),
        ("Take back what I said about Tom.", "forget_about", "Tom"),
        ("I shouldn't have told you about Karl, forget it.", "forget_about", "Karl"),
        ("Strike what I told you about the party from your memory.", "forget_about", "the party"),
        ("Wipe everything about my knee.", "forget_about", "my knee"),
        ("Forget what happened with Martin.", "forget_about", "Martin"),
        ("Drop the whole story about the neighbor.", "forget_about", "the neighbor"),
        ("Nobody should know about the baby, please forget it.", "forget_about", "the baby"),
    ],
)
def test_orders_to_forget_come_in_many_words(text: str, kind: str, rest: str) -> None:
    found = order(text)
    assert found is not None
    assert (found.kind, found.rest) == (kind, rest)


@pytest.mark.parametrize(
    ("told", "order_"),
    [
        (["I started seeing a therapist.", "Mostly we talk about my dad."], "Erase what I said about the therapist."),
        (["I have a ringing in my ear.", "The specialist can't see me before May."], "Forget about the ringing."),
        (["I lent my brother Nick money.", "He said he'd pay it back."], "Forget the thing with Nick and the money."),
    ],
)
def test_what_belongs_to_it_is_forgotten_with_it(tmp_path: Path, told: list[str], order_: str) -> None:
    talk = later(tmp_path, *told)
    talk.say(order_)
    assert not talk.memory.rows


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("my son, what is his name", "what is my son's name"),
        ("the wedding room, how much was that", "how much was the wedding room"),
        ("what's she going to do when she leaves, denise", "what's denise going to do when she leaves"),
        ("what's he do for work again, my brother?", "what does my brother do for work again"),
        ("remind me, whats my hamster called", "what's my hamster called"),
        ("how old's Fern?", "how old is Fern"),
        ("what time'd i get paged", "what time did i get paged"),
        ("I need to order those boots, what size am I?", "what size am I"),
        ("Where did I leave my knee brace?", "Where did I leave my knee brace"),
    ],
)
def test_a_question_is_freed_of_what_is_said_around_it(asked: str, meant: str) -> None:
    assert bare(asked).removesuffix(" again") == meant.removesuffix(" again")


def test_a_question_without_its_mark_is_no_statement() -> None:
    for text in ("the wedding room, how much was that", "my son, what is his name", "right, how high's the room"):
        assert is_parted_question(text), text
    for text in (
        "My sister, who lives in Graz, called.",
        "I walked home, which was nice.",
        "Paul, my neighbour, is ill.",
    ):
        assert not is_parted_question(text), text


def test_how_sure_she_is_shows_in_her_words(tmp_path: Path) -> None:
    talk = later(tmp_path, "I coach a girls' soccer team, the Comets.")
    assert (talk.say("How many girls are on the team?") or "").startswith(ADMITS)
    assert (talk.say("What girls' soccer team do I coach?") or "").startswith("You told me")


def test_what_need_not_have_been_told_is_left_to_others_where_nothing_answers_it(tmp_path: Path) -> None:
    talk = later(tmp_path, "I keep bees on the roof.", "We have two hives there.")
    for text in (
        "Do bees sleep at night?",
        "What does a carpenter do all day?",
        "Which fruit has the most vitamin C?",
    ):
        assert talk.say(text) is None, text
