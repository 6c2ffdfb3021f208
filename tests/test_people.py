"""Other people: whose voice it is, introductions, and walls between what each of them says."""

from __future__ import annotations

import datetime
import stat
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.test_memory import WordEmbedder
from tests.turns import talk

from samantha.audio.pcm import Pcm
from samantha.core import notes
from samantha.core.clock import samples
from samantha.core.notes import Watcher
from samantha.engines.hibari import Hibari, HibariStyle
from samantha.engines.voiceprint import VoicedEars, mixed, voiceprint
from samantha.errors import InputError
from samantha.keep.journal import KeptJournal
from samantha.keep.pages import Pages
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.skill import MemorySkill, NeverTold
from samantha.mind.mind import LocalMind
from samantha.mind.people.circle import SHORT_S, STRANGER, USER, Person, likeness, whose
from samantha.mind.people.greeting import Greeting
from samantha.mind.people.introducing import Introductions, introduced
from samantha.mind.people.parting import Parting
from samantha.mind.people.walls import of_confidence, of_memory
from samantha.mind.persona import Persona
from samantha.ports import Message, Skill, Transcript, Voiceprint
from samantha.service import abilities
from samantha.service.acquaintances import Acquaintances
from samantha.service.keeping import Keeping
from samantha.service.people import CONFIDENCE, Room, only_from, private_acts
from samantha.service.settings import Settings
from samantha.session.conversation import Conversation
from samantha.testing import speech_code, virtual_time
from samantha.testing.fakes import (
    SHORTEST_WORD,
    Say,
    ScriptedDetector,
    ScriptedDoor,
    ScriptedModel,
    ScriptedTranscriber,
    ScriptedVoice,
)

THEODORE, AMY, NOBODY = 0, 1, 2


def voice(number: int, seconds: float = 3.0) -> Voiceprint:
    """A voice that is like no other."""
    return Voiceprint(np.eye(4, dtype=np.float32)[number], seconds)


def between(one: int, other: int, share: float, seconds: float = 3.0) -> Voiceprint:
    """A voice that has this likeness to one of two."""
    direction = share * voice(one).direction + np.sqrt(1 - share**2) * voice(other).direction
    return Voiceprint(direction.astype(np.float32), seconds)


KNOWN = (Person(USER, "Theodore", voice(THEODORE)), Person("1", "Amy", voice(AMY)))


def env(folder: Path) -> dict[str, str]:
    return {name: str(folder / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}


# ------------------------------------------------------------------------------------------ whose voice


def test_a_voice_is_the_nearest_one_that_is_near_enough() -> None:
    assert whose(voice(AMY), KNOWN, None) is KNOWN[1]
    assert whose(voice(NOBODY), KNOWN, None) is None
    assert whose(between(AMY, NOBODY, 0.6), KNOWN, None) is None
    assert whose(between(AMY, NOBODY, 0.6), KNOWN, "1") is KNOWN[1]  # she spoke a moment ago
    assert whose(between(AMY, NOBODY, 0.6), KNOWN, USER) is None


def test_a_word_too_short_to_tell_is_theirs_who_spoke_a_moment_ago() -> None:
    short = voice(NOBODY, SHORT_S / 2)
    assert whose(short, KNOWN, "1") is KNOWN[1]
    assert whose(short, KNOWN, None) is None
    assert whose(None, KNOWN, USER) is KNOWN[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("This is Amy.", "Amy"),
        ("Samantha, this is my friend Amy.", "Amy"),
        ("I'd like you to meet my niece, Isabella.", "Isabella"),
        ("Say hello to Paul!", "Paul"),
        ("Let me introduce you to Amy.", "Amy"),
        ("Hey Samantha, meet Amy, my oldest friend.", "Amy"),
        ("This is great.", ""),
        ("This is Monday.", ""),
        ("This is what Amy said.", ""),
        ("This is Amy's favourite song.", ""),
        ("I met Amy.", ""),
    ],
)
def test_an_introduction_is_told_from_other_words(text: str, name: str) -> None:
    assert introduced(text) == name


def test_what_others_told_her_is_asked_for_in_many_ways() -> None:
    asks = of_confidence(lambda: ["Amy"])
    for text in ("What did Amy tell you?", "Has Amy ever talked about me?", "What does Amy say about me?"):
        assert asks(text), text
    for text in ("Where does Amy live?", "I told Amy.", "What did Paul tell you?"):
        assert not asks(text), text
    assert of_memory("Forget everything about Paul.") and of_memory("What do you know about my sister?")
    assert not of_memory("What should I cook tonight?")


@pytest.mark.real
def test_one_voice_is_more_like_itself_than_like_another_whatever_it_says() -> None:
    async def spoken() -> list[Voiceprint]:
        heart = await Hibari.load("heart")
        deep = heart.turned(HibariStyle(pitch_semitones=-6, expressiveness=1.3))
        said = []
        for speaker in (heart, deep):
            for text in ("I had a long day at work, and then I walked home.", "Could you tell me more about it?"):
                found = voiceprint((await speaker.speak(text)).pcm.at(16_000).samples)
                assert found is not None
                said.append(found)
        return said

    one, again, other, _ = anyio.run(spoken)
    assert likeness(one, again) > likeness(one, other) + 0.1
    assert likeness(mixed([one, again]), one) > likeness(one, again)
    assert voiceprint(np.zeros(1000, np.float32)) is None


# ------------------------------------------------------------------------------------------ the file


def test_the_file_is_private_and_whoever_is_forgotten_leaves_nothing(tmp_path: Path) -> None:
    circle = Acquaintances(env(tmp_path))
    assert circle.people == () and circle.new_key() == "1"
    circle.welcome(*KNOWN)
    other = Acquaintances(env(tmp_path))
    assert [person.name for person in other.people] == ["Theodore", "Amy"]
    assert likeness(other.people[1].voice, voice(AMY)) == pytest.approx(1)
    (file,) = tmp_path.rglob("people.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (other.folder(KNOWN[1]) / "memory").write_text("private")
    with pytest.raises(InputError, match="Paul"):
        other.forget("Paul")
    other.rename("amy", "Amelia")
    assert [person.name for person in circle.guests] == ["Amelia"]  # seen without being told
    other.forget("Amelia")
    assert circle.people == () and not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    circle = Acquaintances(env(tmp_path))
    circle.welcome(*KNOWN)
    (file,) = tmp_path.rglob("people.json")
    file.write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        _ = Acquaintances(env(tmp_path)).people


# ---------------------------------------------------------------------------------------- introductions


class Dialogue:
    """An introduction with scripted voices."""

    def __init__(self, folder: Path) -> None:
        self.circle = Acquaintances(env(folder))
        self.mind = LocalMind(ScriptedModel(lambda _: "Hm."), Persona())
        self.now: Voiceprint | None = None
        self.came: list[str] = []
        self.skill = Introductions(
            self.circle,
            voice=lambda: self.now,
            mixed=mixed,
            user=lambda: "Theodore",
            talked=self.mind,
            came=self._came,
        )

    async def _came(self, person: Person) -> None:
        self.came.append(person.name)

    def say(self, speaker: int, text: str, seconds: float = 3.0) -> str:
        self.now = voice(speaker, seconds)
        self.mind.hears(text)
        return talk(self.skill, text)[0]


def test_an_introduction_keeps_both_voices_with_a_spoken_yes_of_each(tmp_path: Path) -> None:
    dialogue = Dialogue(tmp_path)
    assert "First you, Theodore" in dialogue.say(THEODORE, "This is Amy.", 0.5)
    assert "A little more" in dialogue.say(THEODORE, "Yes, sure. We met at college.")
    assert "Now you, Amy" in dialogue.say(THEODORE, "I worked all day and then we had dinner.")
    assert "clear yes" in dialogue.say(AMY, "Well, I had a busy day.")
    assert "A little more" in dialogue.say(AMY, "Yes, you may.")
    assert not dialogue.circle.people
    assert "Thank you, Amy" in dialogue.say(AMY, "I finished my film at last.")
    kept = [(person.key, person.name, person.voice.seconds) for person in dialogue.circle.people]
    assert kept == [(USER, "Theodore", 6), ("1", "Amy", 6)]
    assert dialogue.came == ["Amy"] and not dialogue.skill.leads
    prompt = anyio.run(dialogue.mind._prompt, None)
    assert "film" not in str(prompt) and "busy" not in str(prompt)


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        ([(THEODORE, "No, I'd rather not.")], "Then I won't."),
        ([(THEODORE, "Never mind.")], "I've kept nothing"),
        ([(THEODORE, "Yes, we do."), (THEODORE, "And more."), (AMY, "No.")], "Then I won't."),
        (
            [(THEODORE, "Yes, we do."), (THEODORE, "And."), (THEODORE, "Yes."), (THEODORE, "It is me.")],
            "too much like",
        ),
        ([(THEODORE, "Hm.")] * 5, "another time"),
    ],
)
def test_without_leave_or_with_one_voice_for_two_nothing_is_kept(
    tmp_path: Path, turns: Sequence[tuple[int, str]], last: str
) -> None:
    dialogue = Dialogue(tmp_path)
    dialogue.say(THEODORE, "This is Amy.")
    answers = [dialogue.say(speaker, text) for speaker, text in turns]
    assert last in answers[-1]
    assert dialogue.circle.people == () and not dialogue.skill.leads


def test_a_voice_is_forgotten_by_the_user_or_by_whose_it_is(tmp_path: Path) -> None:
    circle = Acquaintances(env(tmp_path))
    circle.welcome(*KNOWN)
    assert talk(Parting(circle, "Paul"), "Forget Amy's voice.") == [
        "I only forget another's voice for the one whose computer this is."
    ]
    assert "I don't know Paul's voice." in talk(Parting(circle, USER), "Please forget Paul's voice.")
    assert circle.guests
    assert "everything Amy has told me" in talk(Parting(circle, "Amy"), "Forget my voice.")[0]
    assert circle.people == ()


def test_somebody_known_is_greeted_by_name_and_not_again_at_once() -> None:
    now = [0.0]
    mind = Greeting(LocalMind(ScriptedModel(lambda _: "Fine."), Persona()), "Amy", lambda: now[0])

    async def answer() -> str:
        mind.hears("How are you?")
        async with mind.answer() as pieces:
            said = "".join([piece async for piece in pieces])
        mind.said(said, interrupted=False)
        return said.strip()

    assert anyio.run(answer) == "Hello Amy. Fine."
    assert anyio.run(answer) == "Fine."
    now[0] = 3600.0
    assert anyio.run(answer) == "Hello Amy. Fine."


# ------------------------------------------------------------------------------------------------ walls

STEMS = ("alder", "birch", "cedar")
"""Words of Theodore's, Amy's and a stranger's that nobody else says; with a number behind."""

KINDS = (
    "My sister likes {word}.",
    "Do you think {word} is a nice word?",
    "Add {word} to my shopping list.",
    "What does my sister like?",
    "What do you know about my sister?",
    "What did Theodore tell you?",
    "What did you say?",
    "Go on.",
    "What is on my shopping list?",
    "Tell me something.",
    "Forget everything about my sister.",
    "This stays between us.",
    "Remind me tomorrow at nine to buy {word}.",
)


def own_words(text: str) -> set[str]:
    """Whose words are in it."""
    return {stem for stem in STEMS if stem in text}


class Whispering(ScriptedTranscriber):
    """Hears whole sentences, and whose voice says them: ``speakers`` by the number of the sentence."""

    def __init__(self, sentences: dict[int, str], speakers: dict[int, int]) -> None:
        super().__init__(vocabulary=sentences)
        self._speakers = speakers

    async def transcribe(self, pcm: Pcm) -> Transcript:
        said = await super().transcribe(pcm)
        numbers = speech_code.words(pcm.samples, shortest=SHORTEST_WORD)
        return Transcript(said.text, voice=voice(self._speakers[numbers[0]])) if numbers else said


class House:
    """One computer: the user's memory, lists and journal, and a folder for those who have been introduced.

    prompts: all that the language model was ever given.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.circle = Acquaintances(env(folder))
        self.prompts: list[Sequence[Message]] = []
        self.sittings = 0

    def hold(self, script: Sequence[tuple[int, str]]) -> list[tuple[notes.Turn, str]]:
        """Speaks the script, a turn every half a minute; each turn with what was heard in answer."""
        return virtual_time.run(lambda: self._hold(script))

    async def _hold(self, script: Sequence[tuple[int, str]]) -> list[tuple[notes.Turn, str]]:
        self.sittings += 1
        seen: list[notes.Note] = []
        model = ScriptedModel(_echo, context_tokens=4000)
        own = LocalMind(model, Persona(user_name="Theodore"))
        memory = MemoryOfUser(
            self.folder / "own",
            WordEmbedder(),
            clock=datetime.datetime.now,
            conversation=str(self.sittings),
            traces=[own],
        )
        own.remember_with(memory.notes)
        private: list[Skill] = []
        skill = MemorySkill(memory, private)
        tools = abilities.harmless(Settings(), self.folder / "own" / "lists")
        journal = KeptJournal(Pages(self.folder / "own" / "journal"), lambda: 1.0)
        async with AsyncExitStack() as stack, anyio.create_task_group() as tasks:
            room = Room(
                Settings(),
                self.circle,
                own,
                WordEmbedder(),
                private_acts(tools, []),
                lambda: "Theodore",
                tasks,
                stack,
            )
            await room.open()
            private.append(room.introductions)
            tasks.start_soon(memory.attend)
            skills: list[Skill] = [room.introductions, *room.users, tools, skill, NeverTold(skill)]
            watchers: list[Watcher] = [seen.append, room.watch, only_from(USER, skill.watch)]
            sentences = {number: text for number, (_, text) in enumerate(script, 1)}
            speakers = {number: speaker for number, (speaker, _) in enumerate(script, 1)}
            says = [Say(samples(30_000 * n), ((n, samples(1200)),)) for n in sentences]

            def tell(note: notes.Note) -> None:
                for watch in watchers:
                    watch(note)

            conversation = Conversation(
                door=ScriptedDoor(says, after=samples(30_000 * (len(says) + 2))),
                detector=ScriptedDetector(),
                transcriber=Whispering(sentences, speakers),
                mind=own,
                voice=ScriptedVoice(),
                skills=skills,
                journal=Keeping(journal).without(private),
                company=room,
                watch=tell,
            )
            await conversation.run()
            await memory.settle()
            await stack.aclose()
            tasks.cancel_scope.cancel()
        journal.close()
        self.prompts += model.prompts
        heard: dict[int, str] = {}
        for note in seen:
            if isinstance(note, notes.ReplyEnded):
                heard[note.turn] = f"{heard.get(note.turn, '')} {note.heard}".strip()
        return [(note, heard.get(note.turn, "")) for note in seen if isinstance(note, notes.Turn)]

    def files(self, mine: int) -> bytes:
        """All that is on disk in the user's folder, or in Amy's."""
        folder = self.folder / "own" if mine == THEODORE else self.circle.folder(KNOWN[AMY])
        return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _echo(chat: Sequence[Message]) -> str:
    """Everything that could be a secret, from wherever it is in the prompt."""
    words = [word for message in chat for word in message.content.replace(".", " ").split() if own_words(word)]
    return f"I think of {' and '.join(words[-6:]) or 'nothing'}."


class Walls(RuleBasedStateMachine):
    """Conversations in a house where Theodore and Amy are known, and others come by."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = tempfile.TemporaryDirectory()
        self.house = House(Path(self.kept.name))
        self.house.circle.welcome(*KNOWN)
        self.words = 0

    @rule(script=st.lists(st.tuples(st.sampled_from((THEODORE, AMY, NOBODY)), st.sampled_from(KINDS)), max_size=8))
    def talk(self, script: Sequence[tuple[int, str]]) -> None:
        said = []
        for speaker, kind in script:
            self.words += 1
            said.append((speaker, kind.format(word=f"{STEMS[speaker]}{self.words}")))
        turns = self.house.hold(said)
        assert [(turn.who, turn.text) for turn, _ in turns] == [(("", "Amy", STRANGER)[s], text) for s, text in said]
        for (speaker, text), (_, answer) in zip(said, turns, strict=True):
            assert own_words(answer) <= {STEMS[speaker]}, (text, answer)
        for prompt in self.house.prompts:
            assert len(own_words(str(prompt))) <= 1, prompt
        self._on_disk()

    def _on_disk(self) -> None:
        everywhere = b"".join(path.read_bytes() for path in self.house.folder.rglob("*") if path.is_file())
        assert b"cedar" not in everywhere  # a stranger's words are kept nowhere
        assert b"birch" not in self.house.files(THEODORE)
        assert b"alder" not in self.house.files(AMY)

    def teardown(self) -> None:
        self.kept.cleanup()


TestWalls = Walls.TestCase
TestWalls.settings = settings(
    max_examples=8, stateful_step_count=3, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_each_has_a_memory_and_lists_of_their_own(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.circle.welcome(*KNOWN)
    house.hold(
        [
            (THEODORE, "My sister likes alder."),
            (AMY, "My sister likes birch."),
            (AMY, "Add birch to my shopping list."),
        ]
    )
    answers = [
        answer
        for _, answer in house.hold(
            [
                (AMY, "What does my sister like?"),
                (THEODORE, "What does my sister like?"),
                (NOBODY, "What do you know about my sister?"),
                (NOBODY, "Add cedar to my shopping list."),
                (AMY, "What's on my shopping list?"),
                (THEODORE, "What's on my shopping list?"),
                (AMY, "What did Theodore tell you?"),
                (NOBODY, "What is two and two?"),
            ]
        )
    ]
    assert "birch" in answers[0] and "alder" in answers[1]
    assert all("not sure whose voice" in answer for answer in answers[2:4])
    assert "birch" in answers[4] and "birch" not in answers[5]
    assert answers[6] == CONFIDENCE
    assert "4" in answers[7] or "four" in answers[7].lower()
    assert b"alder" in house.files(THEODORE) and b"birch" in house.files(AMY)


def test_alone_every_voice_is_the_users(tmp_path: Path) -> None:
    house = House(tmp_path)
    turns = house.hold([(NOBODY, "My sister likes alder."), (AMY, "What does my sister like?")])
    assert [turn.who for turn, _ in turns] == ["", ""]
    assert "alder" in turns[1][1]


def test_an_introduction_in_a_conversation_puts_up_the_walls(tmp_path: Path) -> None:
    house = House(tmp_path)
    turns = house.hold(
        [
            (THEODORE, "My sister likes alder."),
            (THEODORE, "This is Amy."),
            (THEODORE, "Yes, you may keep it."),
            (THEODORE, "We like the same films."),
            (AMY, "Yes, you may, and I like birch."),
            (AMY, "I had a quiet day."),
            (AMY, "What do you know about my sister?"),
            (THEODORE, "What do you know about my sister?"),
            (NOBODY, "What do you know about my sister?"),
        ]
    )
    assert [turn.who for turn, _ in turns] == ["", "", "", "", "", "", "Amy", "", STRANGER]
    assert "never told me" in turns[6][1] and "alder" in turns[7][1]
    assert b"birch" not in house.files(THEODORE)


def test_ears_tell_voices_only_while_that_is_wanted() -> None:
    wanted = [False]
    ears = VoicedEars(Whispering({1: "Hello."}, {1: AMY}), lambda: wanted[0])
    sound = Pcm(speech_code.word(1, samples(1000)), 16_000)

    async def hear() -> Transcript:
        return await ears.transcribe(sound)

    assert anyio.run(hear).voice is not None  # the scripted ears' own
    wanted[0] = True
    assert anyio.run(hear).text == "Hello."


def test_a_stranger_of_a_while_ago_is_taken_for_another(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.circle.welcome(*KNOWN)
    house.hold([(NOBODY, "Do you like cedar1?"), (NOBODY, "Do you like cedar2?")])
    assert "cedar1" in str(house.prompts[-1])
    house.hold([(NOBODY, "Do you like cedar3?"), *[(AMY, "Tell me something.")] * 5, (NOBODY, "Do you like cedar4?")])
    assert "cedar4" in str(house.prompts[-1]) and "cedar3" not in str(house.prompts[-1])
