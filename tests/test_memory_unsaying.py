"""Orders to forget in people's own words, and what is no such order."""

import datetime
from pathlib import Path

import anyio
import pytest
from tests.test_memory import Talk

from samantha.core import notes
from samantha.engines.embed import MiniLM
from samantha.mind.memory.asking import order
from samantha.mind.memory.index import Index
from samantha.mind.memory.meant import PERHAPS as MAY_BE_MEANT
from samantha.mind.memory.meant import SURELY as IS_MEANT
from samantha.mind.memory.meant import Wish, candidates, meant
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.rows import Fact, Memory, Source
from samantha.mind.memory.skill import MemorySkill
from samantha.mind.memory.unsaying import Unsaid, unsaid
from samantha.models.store import Store
from samantha.service.loading import MEANING_MODEL


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("forget Craig altogether would you, wasn't fair of me", "Craig"),
        ("what i told you about throwing up, lose it, i'm mortified", "throwing up"),
        ("raj begged me so wipe the whole nail salon thing pls", "nail salon"),
        ("What I told you about him and alcohol, I'd like that gone.", "him and alcohol"),
        ("That remark of mine about Keith never helping, strike it, he's come good.", "Keith never helping"),
        ("the door code, get rid of it, shouldn't have told you", "the door code"),
        ("Can what I said about the tumour be deleted", "the tumour"),
        ("Don't hang on to the thing about my PIN", "my PIN"),
        ("Take out what I said just now about Phil, will you, that's his own business.", "Phil"),
        ("Ciara uses this thing too, so don't keep anything on the surprise I've planned for her.",
         "the surprise I've planned for her"),
    ],
)  # fmt: skip
def test_what_is_meant_is_named_before_or_behind_the_verb(text: str, thing: str) -> None:
    assert unsaid(text) == Unsaid(thing)


@pytest.mark.parametrize(
    "text",
    [
        "Delete please, I don't want it saved anywhere haha",
        "On second thoughts, don't save that",
        "omg no delete that, what i just said",
        "nah bin that, you never heard it",
        "I was told that in confidence, so you're not to hold on to it. Get it out your notes.",
    ],
)
def test_what_is_pointed_at_was_said_last(text: str) -> None:
    assert unsaid(text) == Unsaid("")


def test_where_an_order_only_points_the_rest_of_the_text_tells_what_at() -> None:
    found = unsaid("Lorna says I shouldn't be telling folk where her dad's help is coming from, so forget that")
    assert found is not None and "dad's help" in found.around and not found.thing


@pytest.mark.parametrize(
    "text",
    [
        "I always forget about the time.",
        "Don't forget the milk.",
        "Remind me not to forget my keys.",
        "Drop it.",
        "Drop it at the door.",
        "Get rid of all my reminders.",
        "Delete the letter to Catherine.",
        "Scrap Croatia, it's Greece now.",
        "I've got the milk now, cross that off please.",
        "We need bin bags.",
        "Put it in your notes.",
        "I lost my keys.",
        "Don't keep me waiting.",
    ],
)
def test_what_is_meant_for_somebody_or_something_else_is_none(text: str) -> None:
    assert unsaid(text) is None


def test_what_could_be_meant_for_the_furniture_is_forgotten_only_if_it_was_told(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My uni login is marigoldteapot.")
    found = order("can you get rid of my login, bad idea keeping it on here")
    assert found is not None and found.kind == "forget_if_like"
    assert talk.say("Get rid of the sofa.") is None
    assert (talk.say("Get rid of my uni login.") or "").startswith("It's gone")
    assert not any(b"marigold" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_what_was_just_told_goes_and_not_what_it_brought_to_mind(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("I lent Shona my slow cooker.")
    talk.say("Fiona on the ward is pregnant.")
    assert "gone" in (talk.say("I was told that in confidence, so you're not to hold on to it.") or "")
    held = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"Fiona" not in held
    assert b"Shona" in held


def row(number: int, words: str) -> Memory:
    source = Source("", datetime.datetime(2026, 11, 25, 12), "one", number)
    return Memory(number, Fact("me", "told", words, words), source)


CAR, PILLS, RING = row(1, "The car's in on the 23rd."), row(2, "I'm on sertraline."), row(3, "The ring is a size M.")


ROWS = (CAR, PILLS, RING)


@pytest.mark.parametrize(
    ("text", "topic", "points", "same", "found", "least", "most"),
    [
        ("Forget the pills.", "pills", False, {PILLS: 0.6, CAR: 0.05, RING: 0.1}, PILLS, IS_MEANT, 1.0),
        ("Forget the pills.", "pills", False, {PILLS: 0.4, CAR: 0.39, RING: 0.1}, PILLS, MAY_BE_MEANT, IS_MEANT),
        ("Forget the holiday.", "holiday", False, {PILLS: 0.1, CAR: 0.1, RING: 0.05}, None, 0.0, MAY_BE_MEANT),
        ("Rub that out, love.", "love", True, {PILLS: 0.1, CAR: 0.05, RING: 0.15}, RING, MAY_BE_MEANT, 1.0),
        ("Forget that about the car.", "car", True, {PILLS: 0.05, CAR: 0.6, RING: 0.1}, CAR, IS_MEANT, 1.0),
    ],
)
def test_nothing_is_forgotten_on_a_guess(
    text: str, topic: str, points: bool, same: dict[Memory, float], found: Memory | None, least: float, most: float
) -> None:
    """The ring was told in the turn before."""
    index = Index()
    index.add(ROWS, {})
    near = {row.number: worth for row, worth in same.items()}
    rows, likely = meant(candidates(index, Wish(text, topic, points, "one", RING.number), ROWS, near, near))
    assert found is None or rows == [found]
    assert least <= likely <= most


def test_where_nothing_was_told_nothing_is_meant() -> None:
    assert meant([]) == ([], 0.0)


@pytest.mark.real
def test_a_question_that_speaks_of_forgetting_deletes_nothing(tmp_path: Path) -> None:
    meaning = anyio.run(MiniLM.load, Store().path(MEANING_MODEL))
    memory = MemoryOfUser(tmp_path, meaning, clock=lambda: datetime.datetime(2026, 11, 25, 12), conversation="one")
    assert MemorySkill(memory).understands("Which pub's the quiz in, sure I'd forget me own head") is None


@pytest.mark.real
def test_an_order_in_words_of_its_own_is_carried_out_or_asked_about(tmp_path: Path) -> None:
    now = datetime.datetime(2026, 11, 25, 12)

    async def run() -> list[str | None]:
        meaning = await MiniLM.load(Store().path(MEANING_MODEL))
        memory = MemoryOfUser(tmp_path, meaning, clock=lambda: now, conversation="one")
        skill = MemorySkill(memory)
        said: list[str | None] = []
        for turn, text in enumerate(
            (
                "My salary went up to ninety thousand.",
                "The plumber comes on Tuesday.",
                "We've a new padlock on the shed, it opens with seven, nought, four.",
                "In one ear and out the other with that, okay? I wasn't supposed to pass it on.",
                "It would be good if you had no record of what I earn.",
                "Forget that.",
            ),
            start=1,
        ):
            act = skill.understands(text)
            skill.watch(notes.Turn(0, turn, text))
            said.append(await act() if act is not None else None)
            await memory.settle()
        return said

    *told, ear, earn, after = anyio.run(run)
    assert told == [None, None, None]
    assert (ear or "").startswith("It's gone")
    assert (earn or "").startswith("It's gone") or "say: forget that" in (earn or "")
    assert (after or "") != ""
    held = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"nought" not in held and b"ninety" not in held and b"plumber" in held


@pytest.mark.parametrize(
    "said", ["would you please just ", "do me a favor and ", "you know what ", "can you tell me ", "the thing about "]
)
def test_a_transcript_that_repeats_itself_is_read_in_one_way(said: str) -> None:
    """Whisper does so with noise; in all ways it would take longer than the universe."""
    assert order(said * 100 + "x") is None
