"""Her memory: what she keeps of a turn, answers from it, and truly forgets."""

import datetime
import stat
from collections.abc import Sequence
from pathlib import Path

import anyio
import numpy as np
import pytest

from samantha.audio.pcm import Samples
from samantha.core import notes
from samantha.errors import DeviceError, InputError
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.shelf import Shelf
from samantha.mind.care import Care
from samantha.mind.helplines import lines
from samantha.mind.memory import exchange
from samantha.mind.memory.asking import order
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.reading import read
from samantha.mind.memory.skill import DOUBTED, UNSURE, MemorySkill, NeverTold
from samantha.mind.memory.store import MemoryStore
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Message
from samantha.testing.fakes import ScriptedModel

TODAY = datetime.date(2026, 11, 25)
ADMITS = ("You've never told me that", UNSURE, DOUBTED)


class WordEmbedder:
    """Texts with the same words mean the same."""

    async def embed(self, texts: Sequence[str]) -> Samples:
        return self.at_once(texts)

    def at_once(self, texts: Sequence[str]) -> Samples:
        rows = np.zeros((len(texts), 64), np.float32)
        for place, text in enumerate(texts):
            for word in text.lower().split():
                rows[place, sum(word.encode()) % 64] += 1
        unit: Samples = rows / np.maximum(1e-6, np.linalg.norm(rows, axis=1, keepdims=True))
        return unit


class Talk:
    """A conversation with the memory alone, on a day of its own."""

    def __init__(self, folder: Path, day: str = "2026-11-25", mind: LocalMind | None = None) -> None:
        now = datetime.datetime.fromisoformat(f"{day} 12:00")
        traces = [mind] if mind else []
        self.memory = MemoryOfUser(folder, WordEmbedder(), clock=lambda: now, conversation=day, traces=traces)
        self.skill = MemorySkill(self.memory)
        self.last = NeverTold(self.skill)
        self.turn = 0

    def say(self, *texts: str) -> str | None:
        """What she answers by code to the last of the turns; None: the model would."""
        answer: str | None = None
        for text in texts:
            answer = anyio.run(self._say, text)
        return answer

    async def _say(self, text: str) -> str | None:
        await self.memory.settle()
        self.turn += 1
        act = self.skill.understands(text) or self.last.understands(text)
        self.skill.watch(notes.Turn(0, self.turn, text))
        answer = await act() if act else None
        await self.memory.settle()
        return answer


def facts(text: str) -> list[tuple[str, str, str]]:
    return [(fact.subject, fact.attribute, fact.value) for fact in read(text, TODAY, {"paul": "brother"}).facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "My sister's name is Anna and she lives in Boston.",
            [("sister", "name", "Anna"), ("sister", "home", "in Boston")],
        ),
        ("My brother Paul works at a bank.", [("brother", "name", "Paul"), ("brother", "work", "at a bank")]),
        ("I love sushi, but I hate coriander.", [("me", "likes", "sushi"), ("me", "dislikes", "coriander")]),
        ("Paul doesn't like cheese.", [("brother", "dislikes", "cheese")]),
        ("My favorite color is green.", [("me", "favourite colour", "green")]),
        ("I have a dentist appointment on Friday at nine.", [("dentist appointment", "when", "on Friday at nine")]),
        ("I promised Amy to call her.", [("me", "promised", "Amy to call her")]),
        ("Isabella is Paul's girlfriend.", [("brother's girlfriend", "name", "Isabella")]),
        ("What should I cook tonight?", []),
        ("Tell me a joke about my boss.", []),
        ("I think so.", []),
        ("It's raining.", []),
    ],
)
def test_facts_are_read_from_statements_and_from_nothing_else(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert facts(text) == expected


def test_every_fact_is_a_piece_of_the_words_it_came_from() -> None:
    text = "Well, my boss is called Mr. Lewman. I was born in Los Angeles, and my niece turned six yesterday."
    found = read(text, TODAY, {}).facts
    assert found
    assert all(fact.value in fact.words and fact.words in text for fact in found)


def test_days_are_those_meant() -> None:
    (fact,) = read("My flight is on December 3rd at seven.", TODAY, {}).facts
    assert fact.day == datetime.date(2026, 12, 3)
    (fact,) = read("My exam is on Friday.", TODAY, {}).facts
    assert fact.day == datetime.date(2026, 11, 27)


def test_what_anybody_could_be_asked_is_no_question_about_memories(tmp_path: Path) -> None:
    for text in ("What should I cook tonight?", "When was Mozart born?", "How do I boil an egg?", "Who is Napoleon?"):
        assert Talk(tmp_path).say("I love eggs and Mozart.", text) is None
    assert order("Don't forget to call.") is None


def test_answers_come_from_rows_and_tell_their_source(tmp_path: Path) -> None:
    Talk(tmp_path, "2026-11-02").say("My sister's name is Anna.", "She is a nurse.", "She lives in Boston.")
    talk = Talk(tmp_path, "2026-11-25")
    assert talk.say("What's my sister's name?") == "Your sister's name is Anna."
    assert talk.say("Where does Anna live?") == "Your sister lives in Boston."
    assert talk.say("How do you know that?") == (
        "You told me on Monday, November 2nd, of your sister: She lives in Boston."
    )
    known = talk.say("What do you know about my sister?") or ""
    assert all(word in known for word in ("Anna", "nurse", "Boston"))


def test_what_was_never_told_is_admitted(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My sister lives in Boston.")
    for text in (
        "What's my brother's name?",
        "How old is my sister?",
        "When is my dentist appointment?",
        "What am I allergic to?",
    ):
        assert (talk.say(text) or "").startswith(ADMITS)
    assert talk.say("What's my brother's name?") == "You've never told me that."
    assert talk.say("What do you know about Paul?") == "You've never told me anything about Paul."


def test_what_was_told_today_is_told_and_a_tale_is_no_question(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    assert talk.say("What have we talked about today?") == "You've told me nothing today that I kept."
    talk.say("My sister lives in Boston.", "I like tea.")
    assert talk.say("So what did we talk about today?") == "You told me today: My sister lives in Boston; I like tea."
    assert talk.say("When I was at school we used to pass notes to each other.") is None


def test_new_supersedes_old_and_a_correction_does_too(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My sister is a nurse.", "I live in Boston.", "I live in Chicago now.")
    assert talk.say("Where do I live?") == "You live in Chicago."
    assert talk.say("What does my sister do?") == "Your sister is a nurse."
    assert "Your sister is a doctor." in (talk.say("That's wrong, she is a doctor.") or "")
    assert talk.say("What does my sister do?") == "Your sister is a doctor."
    held = [row.fact.value for row in talk.memory.store.rows(superseded=True)]
    assert "a nurse" in held


def traces_of(word: str, folder: Path) -> list[str]:
    return [
        file.name
        for file in folder.rglob("*")
        if file.is_file() and word.lower().encode() in file.read_bytes().lower()
    ]


def test_what_is_forgotten_is_in_no_file(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    for n in range(60):
        talk.say(f"My cousin told Paul about the zeppelin number {n}, and I liked it.") if n % 20 == 0 else None
    talk.say("My brother's name is Paul.", "Paul adores marzipan.", "My sister lives in Boston.")
    assert traces_of("marzipan", tmp_path)
    assert (talk.say("Forget everything about Paul.") or "").startswith("It's gone")
    assert not traces_of("marzipan", tmp_path)
    assert not traces_of("zeppelin", tmp_path)
    assert not traces_of("paul", tmp_path)
    assert talk.say("Where does my sister live?") == "Your sister lives in Boston."


def test_forget_that_means_what_was_just_said(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My sister lives in Boston.", "I am afraid of thunderstorms.")
    assert talk.say("Forget that.") == "It's gone: one thing."
    assert not traces_of("thunderstorms", tmp_path)
    assert traces_of("boston", tmp_path)


def test_between_us_leaves_nothing_of_this_conversation(tmp_path: Path) -> None:
    Talk(tmp_path, "2026-11-02").say("My sister lives in Boston.")
    talk = Talk(tmp_path)
    talk.say("I was fired from the bakery.", "This stays between us.", "My boss hated my marzipan.")
    assert not traces_of("bakery", tmp_path)
    assert not traces_of("marzipan", tmp_path)
    assert traces_of("boston", tmp_path)


def test_after_between_us_she_remembers_again_when_she_may(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    assert talk.say("You may remember again.") is None
    talk.say("This stays between us.", "My boss hated my marzipan.")
    assert talk.say("You may remember again.") == "Thank you. From now on I remember again."
    talk.say("My sister lives in Boston.")
    assert traces_of("boston", tmp_path) and not traces_of("marzipan", tmp_path)


def test_nothing_is_kept_while_the_memory_is_off(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.memory.store.switch(False)
    talk.say("My sister lives in Boston.")
    assert not talk.memory.store.rows()
    assert anyio.run(talk.memory.notes, "How is my sister?") == ()


def test_what_is_dictated_or_cried_for_help_is_no_memory(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    shelf = Shelf(tmp_path / "letters", lambda: datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC))
    dictation, care = Dictation(shelf), Care(lines("ie"))
    talk.skill = MemorySkill(talk.memory, [care, dictation])
    opened = dictation.understands("I'd like to write a letter to Catherine.")
    assert opened is not None
    anyio.run(opened)
    talk.say("My sister lives in Boston.")
    closed = dictation.understands("That's all for now.")
    assert closed is not None
    anyio.run(closed)
    talk.say("I want to kill myself.", "My brother lives in Chicago.")
    assert [row.fact.words for row in talk.memory.store.rows()] == ["My brother lives in Chicago."]


def test_a_question_is_answered_by_what_it_wants_and_by_nothing_like_it(tmp_path: Path) -> None:
    Talk(tmp_path, "2026-11-02").say(
        "I adopted a dog from the shelter, he's three years old.",
        "We're redoing the kitchen, the tiles are going to be blue.",
        "The plumber is coming on Wednesday at seven thirty.",
        "Tatiana brought me soup.",
        "I wrote two hundred letters last year.",
    )
    talk = Talk(tmp_path)
    for text, answer in {
        "How old is the dog?": "three",
        "What color will the tiles be?": "blue",
        "When does the plumber come?": "Wednesday",
        "Who brought me soup?": "Tatiana",
        "How many letters did I write?": "two hundred",
    }.items():
        assert answer in (talk.say(text) or ""), text
    for text in ("Where did the plumber come from?", "How much does the kitchen cost?", "What's the plumber's name?"):
        assert (talk.say(text) or "").startswith(ADMITS), text


def test_what_is_not_surely_the_answer_is_told_as_such(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My grandmother made dumplings every Sunday.")
    answer = talk.say("What did my grandmother sing on Sundays?") or ""
    assert answer.startswith("I'm not sure you told me that.")
    assert "dumplings" in answer


def test_later_words_of_a_change_are_taken_for_the_answer(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("I drink two cups of coffee a day.", "I ride my bike to work.", "Charles has my umbrella.")
    talk.say("I don't drink coffee any more, now I drink tea.", "Amy has my umbrella now.")
    assert "tea" in (talk.say("What do I drink?") or "")
    assert "Amy" in (talk.say("Who has my umbrella?") or "")
    assert "bike" in (talk.say("How do I get to work?") or "")


def test_what_is_over_is_not_the_answer_any_more(tmp_path: Path) -> None:
    Talk(tmp_path, "2026-03-01").say(
        "I work in accounting at a furniture company.",
        "We live on Chestnut Street.",
        "My book club meets at Catherine's place on Mondays.",
        "My landlord's name is Gordon.",
        "My parents live in Cleveland.",
        "My daughter is dating a guy called Paul.",
        "I want to become a teacher.",
    )
    Talk(tmp_path, "2026-04-01").say(
        "So I quit the furniture company. I'm at a hospital now.",
        "Guess what, we moved! We're on Harbor Road now.",
        "We've stopped meeting at Catherine's place, the book club is at the library.",
        "It's not Gordon, it's Gorman.",
        "My parents sold the store and retired to Arizona.",
        "My daughter dumped Paul.",
        "I don't want to be a teacher any more, I'd rather be a baker.",
    )
    later = Talk(tmp_path, "2026-05-01")
    assert later.say("Where do I work these days?") == "You work at a hospital."
    assert later.say("Which street do I live on?") == "You live on Harbor Road."
    assert "library" in (later.say("Where does my book club meet?") or "")
    assert later.say("What's my landlord's name?") == "Your landlord's name is Gorman."
    assert later.say("Where do my parents live?") == "Your parents moved to Arizona."
    assert "dumped" in (later.say("Is my daughter still dating Paul?") or "")
    assert "baker" in (later.say("What do I want to become?") or "")


def test_a_reason_a_price_and_a_number_have_to_be_there(tmp_path: Path) -> None:
    Talk(tmp_path, "2026-03-01").say(
        "I started taking piano lessons on Wednesdays at five.",
        "Theodore and I broke up.",
        "I coach a girls' soccer team, the Comets.",
        "We get paid on the twenty-fifth.",
        "I was late because the bus broke down.",
    )
    later = Talk(tmp_path, "2026-03-10")
    for question in (
        "How much is a piano lesson?",
        "Why did we break up?",
        "How many girls are on the team?",
        "How many people are coming?",
        "When is the rent due?",
    ):
        assert (later.say(question) or "").startswith(ADMITS), question
    assert "twenty-fifth" in (later.say("When do we get paid?") or "")
    assert "bus" in (later.say("Why was I late?") or "")


def test_words_for_the_same_thing_find_each_other(tmp_path: Path) -> None:
    Talk(tmp_path, "2026-03-01").say(
        "Paul and I are getting married on the 12th of September.",
        "I drive an old green station wagon.",
        "I had an argument with Isabella about politics.",
    )
    later = Talk(tmp_path, "2026-03-10")
    assert "12th of September" in (later.say("When is my wedding?") or "")
    assert "green" in (later.say("What color is my car?") or "")
    assert "politics" in (later.say("What did I fight with Isabella about?") or "")


def test_forgetting_takes_what_is_nearest_and_what_holds_no_longer(tmp_path: Path) -> None:
    Talk(tmp_path, "2026-03-01").say("My back is stiff since I lifted the washing machine.", "I live in Boston.")
    talk = Talk(tmp_path, "2026-03-02")
    talk.say("I moved to Chicago.", "Forget that my back hurts.", "Forget that I live in Boston.")
    held = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"washing" not in held
    assert b"Boston" not in held


def test_with_a_sentence_goes_what_was_told_in_its_wake(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My uncle plays the accordion.", "I saw my ex in the park.", "It hurt more than I thought it would.")
    talk.say("I pretended to look at my phone.", "My nephew has a telescope.")
    assert (talk.say("Forget that I saw my ex.") or "").startswith("It's gone: 3 things")
    assert not any(traces_of(word, tmp_path) for word in ("park", "hurt", "pretended"))
    assert traces_of("accordion", tmp_path)
    assert traces_of("telescope", tmp_path)
    assert "gone" not in (talk.say("Can you forget that I moved to Boston?") or "")


def test_the_copy_of_the_rows_follows_every_change_of_the_file(tmp_path: Path) -> None:
    talk, other = Talk(tmp_path), Talk(tmp_path, "2026-11-26")

    def in_mind(text: str) -> list[str]:
        return [hit.memory.fact.words for hit in anyio.run(talk.memory.recall, text)]

    talk.say("Amy paints horses.", "I live in Boston.", *(f"I counted {n} boats." for n in range(300)))
    assert in_mind("I counted 7 boats.")[0] == "I counted 7 boats."
    assert in_mind("I live in Boston.")[0] == "I live in Boston."
    talk.say("I live in Chicago now.")
    assert "I live in Boston." not in in_mind("I live in Boston.")
    talk.say("My sister's name is Amy.")
    assert talk.say("What do you know about my sister?") == (
        "You told me today: Amy paints horses. Your sister's name is Amy."
    )
    other.say("My brother collects stamps.")
    assert "My brother collects stamps." in in_mind("What does my brother collect?")
    other.say("Forget everything about Amy.")
    assert in_mind("Amy paints horses.")[0] != "Amy paints horses."


def test_the_last_words_of_a_conversation_are_taken_in(tmp_path: Path) -> None:
    async def ended(text: str) -> None:
        talk = Talk(tmp_path)
        async with talk.memory.taking_in():
            talk.memory.hears(text, 1)
            for _ in range(rest):
                await anyio.lowlevel.checkpoint()

    for rest in range(12):
        anyio.run(ended, f"I counted {rest} boats.")
        assert traces_of(f"counted {rest} boats", tmp_path)


def test_what_ends_a_conversation_comes_out_as_it_is(tmp_path: Path) -> None:
    async def ended() -> None:
        async with Talk(tmp_path).memory.taking_in():
            raise DeviceError("no such microphone")

    with pytest.raises(DeviceError, match="no such microphone"):
        anyio.run(ended)


def test_the_file_is_the_users_alone_and_a_foreign_one_is_refused(tmp_path: Path) -> None:
    store = MemoryStore(tmp_path / "here")
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.file.parent.stat().st_mode) == 0o700
    (tmp_path / "memory.sqlite3").write_text("no database at all, but some text that is long enough to be one")
    with pytest.raises(InputError, match="cannot be used"):
        MemoryStore(tmp_path)


def test_an_export_can_be_taken_back_in(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My sister lives in Boston.", "My sister lives in Chicago.")
    rows = talk.memory.store.rows(superseded=True)
    assert exchange.from_json(exchange.as_json(rows), "memories.json") == rows
    assert "My sister lives in Chicago." in exchange.as_markdown(rows, TODAY)
    with pytest.raises(InputError, match="no exported memories"):
        exchange.from_json('[{"number": 1}]', "memories.json")


def test_memories_stand_in_front_of_the_words_that_brought_them_and_go_when_forgotten(tmp_path: Path) -> None:
    model = ScriptedModel(lambda _: "Nice.")
    mind = LocalMind(model, Persona())
    Talk(tmp_path, "2026-11-02").say("My sister lives in Boston.")
    talk = Talk(tmp_path, mind=mind)
    mind.remember_with(talk.memory.notes)

    async def turn(text: str, so_far: str | None = None) -> Sequence[Message]:
        await talk.memory.settle()
        if so_far is not None:
            await mind.outlook(so_far)
        mind.hears(text)
        async with mind.answer() as pieces:
            said = "".join([piece async for piece in pieces])
        mind.said(said, interrupted=False)
        return model.prompts[-1]

    prompt = anyio.run(turn, "I miss my sister in Boston.", "I miss my sister")
    assert "My sister lives in Boston." in prompt[-1].content
    assert prompt[-1].content.endswith("I miss my sister in Boston.")
    assert prompt[-1].content.count("they said") == 1
    later = anyio.run(turn, "Good morning.")
    assert later[: len(prompt)] == list(prompt)
    assert later[-1].content == "Good morning."
    talk.say("Forget everything about my sister.")
    assert not any("Boston" in message.content for message in anyio.run(turn, "Good night."))


@pytest.mark.parametrize(
    "words",
    [
        "Forget that I crashed the scooter.",
        "Forget about the scooter.",
        "I don't want you to remember that I crashed the scooter.",
        "Delete the scooter from your memory.",
        "Pretend I never told you about the scooter.",
        "Please erase the thing about the scooter.",
        "Don't remember anything about the scooter.",
        "Please forget the scooter story.",
        "Forget the scooter.",
        "Forget I ever mentioned the scooter.",
        "Remove from your memory that I crashed the scooter.",
        "On second thought, I'd like you to forget everything about the scooter I told you about on Monday.",
    ],
)
def test_forgetting_is_asked_for_in_many_ways_and_takes_what_tells_of_the_same(tmp_path: Path, words: str) -> None:
    mind = LocalMind(ScriptedModel(lambda _: ""), Persona())
    talk = Talk(tmp_path, mind=mind)
    talk.say("I crashed the scooter.", "My sister lives in Boston.")
    for said in ("I crashed the scooter.", "Do scooters need a licence?", "What is the capital of Peru?"):
        mind.hears(said)
        mind.said("I see.", interrupted=False)
    talk.say(words)
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"scooter" not in files and b"Boston" in files
    prompt = str(anyio.run(mind._prompt, None))
    assert "scooter" not in prompt and "Peru" in prompt


def test_forgetting_the_milk_is_no_order_to_the_memory(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("I crashed the scooter.")
    assert talk.say("Forget the milk.") is None


def test_what_only_sounds_like_forgetting_is_none() -> None:
    for text in (
        "I always forget about the time.",
        "Remove the milk from my shopping list.",
        "Take the bus.",
        "Drop it.",
    ):
        assert order(text) is None, text
