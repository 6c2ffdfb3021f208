"""The first meeting: its questions as a machine, in a conversation, and as a program that is killed in the middle."""

from __future__ import annotations

import datetime
import json
import os
import pty
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from bench import meeting as sounding

from samantha.core.clock import samples
from samantha.core.floor import Floor
from samantha.core.notes import Turn
from samantha.core.spelled import by_words
from samantha.mind.care import Care
from samantha.mind.changes import CallsHerself, CallsYou, Change, Speaks, Talks
from samantha.mind.helplines import lines
from samantha.mind.meeting import answers, questions
from samantha.mind.meeting.answers import Person
from samantha.mind.meeting.machine import HURRY_S, LATE_S, Outcome, State, begin, hears, silence
from samantha.mind.meeting.skill import PATIENCE_S, Meeting
from samantha.mind.memory.rows import Fact
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.models.store import Store
from samantha.service import meeting as kept
from samantha.service.bench import people
from samantha.service.beside import beside
from samantha.service.config import load
from samantha.session.conversation import Conversation
from samantha.testing import virtual_time
from samantha.testing.fakes import (
    Say,
    ScriptedDetector,
    ScriptedDoor,
    ScriptedModel,
    ScriptedTranscriber,
    ScriptedVoice,
)

TODAY = datetime.date(2026, 5, 1)
WHOLE = (
    "I'm Theodore.",
    "A woman's voice, please.",
    "I write letters for other people.",
    "I like playing video games.",
    "My sister Anna, and my friend Amy.",
    "She makes films about her mother.",
    "You may chat a little.",
    "Yes, you may.",
    "You choose.",
)


class Talk:
    """The machine, with what has come of it so far."""

    def __init__(self, state: State | None = None) -> None:
        self.state = state or State()
        self.said = [begin(self.state).says]
        self.changes: list[Change] = []
        self.told: tuple[Fact, ...] | None = None

    def __call__(self, *turns: str, elapsed_s: float = 0.0) -> str:
        for turn in turns:
            self._take(hears(self.state, turn, elapsed_s, TODAY))
        return self.said[-1]

    def silent(self, elapsed_s: float = 0.0) -> str:
        self._take(silence(self.state, elapsed_s, TODAY))
        return self.said[-1]

    def _take(self, outcome: Outcome) -> None:
        self.state = outcome.state
        self.said.append(outcome.says)
        self.changes += outcome.changes
        self.told = outcome.told if outcome.told is not None else self.told


def test_a_whole_meeting_ends_with_names_a_voice_and_what_may_be_remembered() -> None:
    talk = Talk()
    last = talk(*WHOLE)
    assert talk.state.phase == "done"
    assert talk.changes == [CallsYou("Theodore"), Speaks("woman"), Talks("chatty"), CallsHerself("Samantha")]
    assert "Hello, Theodore, I'm Samantha." in last
    assert talk.told is not None
    told = {(fact.subject, fact.attribute, fact.value) for fact in talk.told}
    assert ("me", "name", "Theodore") in told
    assert ("sister", "name", "Anna") in told
    assert any(fact.words == "I like playing video games." for fact in talk.told)


def test_she_says_what_she_is_before_she_asks_anything() -> None:
    opening = Talk().said[0]
    assert "a program on this computer, not a person" in opening and "nothing you say leaves it" in opening
    assert opening.count("?") == 1 and opening.endswith("what shall I call you?")


def test_everything_that_is_remembered_was_said() -> None:
    talk = Talk()
    talk(*WHOLE)
    whole = " ".join(WHOLE)
    for fact in talk.told or ():
        assert fact.words in whole or all(part in whole for part in fact.words.split(". "))
        assert fact.value in whole


def test_without_a_yes_nothing_is_told_and_the_answers_leave_the_state() -> None:
    talk = Talk()
    talk(*WHOLE[:7], "No, rather not.", "Ada")
    assert talk.told is None
    assert talk.state.answers == ()
    assert not talk.state.remember


def test_every_question_may_be_skipped() -> None:
    talk = Talk()
    for _ in range(9):
        if talk.state.phase == "open":
            talk("Skip.")
    assert talk.state.phase == "done"
    assert talk.changes == [CallsHerself("Samantha")]
    assert talk.told is None


def test_going_back_asks_the_question_before_anew() -> None:
    talk = Talk()
    assert talk("Theodore", "a man's voice", "Go back.").endswith(questions.QUESTIONS["voice"])
    talk("a woman's", "I teach.", "Can we go back, please?")
    assert talk.state.asked == "days" and talk.state.answers == ()


@pytest.mark.parametrize(
    "correction",
    ["No, Theodore, T-H-E-O-D-O-R-E.", "No, it's Theodore.", "T, H, E, O, D, O, R, E.", "Not Teodor, Theodore."],
)
def test_a_misheard_name_is_corrected_right_behind_it(correction: str) -> None:
    talk = Talk()
    said = talk("I'm Teodor.", correction)
    assert talk.changes == [CallsYou("Teodor"), CallsYou("Theodore")]
    assert said.endswith(questions.QUESTIONS["voice"])


@pytest.mark.parametrize(
    "heard",
    [
        "No, T for Tom, H for Harry, E for Edward, O for Oscar, D for David, O for Oscar, R for Robert, E for"
        " Edward.",
        "No, T is in Tom, H is in Harry, he is in Edward, O is in Oscar, D is in David, O is in Oscar, R is in"
        " Robert, he is in Edward.",
        "No T for Tom, H for Harry, E for Edward, O for Oscar, David, O for Oscar, R for Robert, E for Edward.",
        "No Tango Hotel, Echo Oscar, Delta Oscar, Romeo Echo.",
        "T. from Tom, H for Harry, for Edward, O for Oscar, D for David, oh for Oscar, R. for Robert, E for Edward",
    ],
)
def test_a_name_is_spelled_with_a_word_for_each_letter(heard: str) -> None:
    talk = Talk()
    said = talk("Tidador", heard)
    assert talk.state.name == "Theodore" and said.startswith("Thank you, Theodore.")


@pytest.mark.parametrize("text", ["No, it's for Tom.", "I'm from Boston.", "Mike", "Not Oscar, Mike."])
def test_one_such_word_spells_nothing(text: str) -> None:
    assert by_words(text) == ""


def test_a_bare_no_behind_the_name_has_it_spelled() -> None:
    talk = Talk()
    assert talk("Tiffany", "No, that's wrong.") == questions.SPELL
    talk("T-I-M-O-T-H-Y")
    assert talk.state.name == "Timothy" and talk.state.asked == "voice"


def test_a_name_that_was_not_caught_is_asked_for_twice_more_and_may_still_be_spelled() -> None:
    talk = Talk()
    garbled = "Call Mithya Dwar."
    assert talk(garbled) == questions.HINTS["name"]
    assert talk(garbled) == questions.SPELL
    assert talk(garbled).endswith(questions.QUESTIONS["voice"]) and talk.state.name == ""
    assert talk("No preference.") == questions.HINTS["voice"] and talk.state.name == ""
    assert talk("T-H-E-O-D-O-R-E").startswith("Thank you, Theodore.")


def test_another_name_may_be_given_or_asked_for_at_any_time() -> None:
    talk = Talk()
    talk("Theodore", "woman", "Call me Ted.")
    assert talk.state.name == "Ted"
    assert talk("Call me something else.") == "Of course. What shall I call you?"
    talk("Teddy")
    assert talk.state.name == "Teddy" and talk.state.asked == "days"


def test_the_questions_adapt_to_the_answers() -> None:
    talk = Talk()
    talk("Theodore", "woman")
    assert "when the work is done" in talk("I work in an office.")
    assert talk("Reading.").endswith(questions.QUESTIONS["people"])
    assert talk("My sister.").endswith("What is your sister's name?")
    other = Talk()
    other("Amy", "man")
    assert "hard time" in other("I lost my job.")
    alone = other("Walking.", "Nobody, really.")
    assert alone.startswith(questions.AFTER_NOBODY) and other.state.asked == "talk"


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("My sister Anna.", Person("sister", "Anna")),
        ("Anna, my sister.", Person("sister", "Anna")),
        ("my mother", Person("mother")),
        ("Amy and Paul.", Person("", "Amy")),
        ("I don't know.", None),
    ],
)
def test_who_was_named(words: str, who: Person | None) -> None:
    assert answers.person(words) == who


def test_she_asks_once_more_what_she_did_not_understand_and_then_goes_on() -> None:
    talk = Talk()
    talk("Theodore")
    assert talk("Purple monkeys everywhere, all day long.") == questions.HINTS["voice"]
    assert talk("Purple monkeys again.").endswith(questions.QUESTIONS["days"])


def test_a_question_of_the_users_is_answered_and_hers_asked_again() -> None:
    talk = Talk()
    said = talk("Are you a human being?")
    assert "program" in said and said.endswith(questions.QUESTIONS["name"])
    assert talk("Theodore", "woman", "Why do you ask?").startswith(questions.REASONS["days"])
    assert talk("What about you?").startswith(questions.PERHAPS)


def test_leaving_ends_it_and_it_can_be_taken_up_again() -> None:
    talk = Talk()
    assert talk("Theodore", "woman", "Not now.") == questions.LEFT
    assert talk.state.phase == "left"
    again = begin(talk.state)
    assert again.says.startswith("Hello again, Theodore.") and again.says.endswith(questions.QUESTIONS["days"])


@pytest.mark.parametrize(
    ("answer", "how"),
    [("Be brief, please.", "brief"), ("Brief.", "brief"), ("Very brief.", "sparing"), ("Talk more.", "chatty")],
)
def test_asked_how_much_she_may_talk_her_own_words_are_meant(answer: str, how: str) -> None:
    talk = Talk()
    talk(*WHOLE[:6], answer)
    assert talk.changes[-1] == Talks(how) and talk.state.asked == "remember"  # type: ignore[arg-type]


def test_silence_is_asked_into_once_then_she_goes_on_then_she_waits() -> None:
    talk = Talk()
    assert talk.silent() == questions.QUESTIONS["name"]
    assert talk.silent().endswith(questions.QUESTIONS["voice"])
    assert talk.silent() == questions.QUESTIONS["voice"]
    assert talk.silent() == questions.WAITING
    assert talk.silent() == ""
    assert talk("A man's voice.").endswith(questions.QUESTIONS["days"])


def test_when_time_runs_short_only_what_must_be_asked_is() -> None:
    talk = Talk()
    assert talk("Theodore", "woman", elapsed_s=HURRY_S).endswith(questions.QUESTIONS["remember"])
    late = Talk()
    late("Theodore", elapsed_s=LATE_S)
    assert late.state.phase == "done" and late.told is None


def test_what_she_says_in_a_whole_meeting_leaves_time_for_the_answers() -> None:
    talk = Talk()
    talk(*WHOLE)
    assert sum(len(words.split()) for words in talk.said) / 2.6 < 100  # seconds, at 2.6 words a second


# In a conversation


class Keeper:
    def __init__(self) -> None:
        self.states: list[State] = []
        self.told: list[Sequence[Fact] | None] = []

    def save(self, state: State) -> None:
        self.states.append(state)

    async def over(self, name: str, told: Sequence[Fact] | None) -> None:
        self.told.append(told)


class Her:
    persona = Persona()

    def __init__(self) -> None:
        self.changes: list[Change] = []

    async def change(self, change: Change) -> None:
        self.changes.append(change)


def said_at(at_s: float, number: int) -> Say:
    return Say(samples(at_s * 1000), ((number, samples(400)),))


def meet(script: Sequence[Say], words: dict[int, str], after_s: float) -> tuple[Keeper, Her, ScriptedDoor]:
    """A meeting in virtual time; ``words``: what the numbers of the script are."""
    keeper, her = Keeper(), Her()
    skill = Meeting(None, her, keeper, today=lambda: TODAY, before=[Care(lines("ie"))])
    door = ScriptedDoor(script, after=samples(after_s * 1000), linger=samples(after_s * 1000))

    async def run() -> None:
        conversation = Conversation(
            door=door,
            detector=ScriptedDetector(),
            transcriber=ScriptedTranscriber(vocabulary=words),
            mind=LocalMind(ScriptedModel(lambda _: "Well."), Persona()),
            voice=ScriptedVoice(),
            floor=Floor(),
            skills=[skill],
            opening=[skill.begin()],
            watch=skill.watch,
        )
        async with beside() as tasks:
            tasks.start_soon(skill.attend, conversation.announce)
            await conversation.run()

    virtual_time.run(run)
    return keeper, her, door


def test_nobody_answers_and_she_asks_again_goes_on_and_falls_silent() -> None:
    keeper, _, _ = meet([], {}, 120)
    assert [(state.asked, state.tries, state.silences) for state in keeper.states[:5]] == [
        ("name", 0, 0),
        ("name", 1, 0),
        ("voice", 0, 1),
        ("voice", 1, 1),
        ("voice", 1, 2),
    ]
    assert PATIENCE_S * 4 < 120


def test_an_answer_over_her_opening_is_an_answer() -> None:
    keeper, her, _ = meet([said_at(2, 1)], {1: "Call me Ted."}, 8)
    assert her.changes == [CallsYou("Ted")]
    assert keeper.states[-1].asked == "voice"


def test_words_of_crisis_end_the_questions() -> None:
    keeper, _, _ = meet([said_at(20, 1)], {1: "I want to kill myself."}, 60)
    assert keeper.states[-1].phase == "left"
    assert keeper.states[-1].asked == "name"


def test_in_the_end_it_takes_no_more_turns() -> None:
    keeper, her = Keeper(), Her()
    skill = Meeting(None, her, keeper, today=lambda: TODAY, spoken=False)

    async def run() -> None:
        skill.begin()
        for number, turn in enumerate((*WHOLE, "How are you?"), 1):
            skill.watch(Turn(0, number, turn))
            act = skill.understands(turn)
            if number <= len(WHOLE):
                assert act is not None
                await act()
            else:
                assert act is None
        taken_up = skill.understands("Let's get to know each other.")
        assert taken_up is not None
        assert questions.FIRST in (await taken_up() or "")

    anyio.run(run)
    assert len(keeper.told) == 1 and keeper.told[0]


# On disk


def test_the_state_comes_back_from_the_users_private_file(tmp_path: Path) -> None:
    file = tmp_path / "data/meeting.json"
    talk = Talk()
    talk(*WHOLE[:5])
    keeper = kept.Kept(file, LocalMind(ScriptedModel(lambda _: ""), Persona()))
    keeper.save(talk.state)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept.read(file) == talk.state
    file.write_text("{}{")
    assert kept.read(file) is None


def test_it_begins_by_itself_only_until_it_is_over(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path)}
    keeper = kept.Kept(kept.meeting_file(env), LocalMind(ScriptedModel(lambda _: ""), Persona()))
    assert kept.wanted("first", env) and not kept.wanted("never", env)
    for state, begins in ((State(), True), (State(phase="left"), False), (State(phase="done"), False)):
        keeper.save(state)
        assert kept.wanted("first", env) is begins
        assert kept.wanted("now", env)


# The whole program, and real ears


@pytest.mark.real
def test_a_spelled_correction_and_words_over_her_voice_are_understood_by_real_ears(tmp_path: Path) -> None:
    with start_blocking_portal() as portal:
        say = portal.call(people, load().settings)["heart, low"]
        leaves = {**sounding.ANSWERS, "voice": [("A man's voice, please.", "Go back."), ("Not now.",)]}
        state, turns = sounding.held(portal, say, sounding.Script(leaves, {}, corrects=True), tmp_path)
    assert (state.name, state.asked, state.gone) == ("Theodore", "voice", ("name",)), turns
    assert state.phase == "left", turns
    assert load(tmp_path / "samantha.toml", env={}).settings.persona.user_name == "Theodore"


def samantha_env(home: Path) -> dict[str, str]:
    own = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    return os.environ | own | {"SAMANTHA_MODELS": str(Store().root), "SAMANTHA_PROFILE": "swift"}


def samantha(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "samantha", *arguments],
        env=samantha_env(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.real
def test_by_keyboard_it_outlives_a_kill_and_all_of_it_is_kept(tmp_path: Path) -> None:
    state = tmp_path / "data/samantha/meeting.json"
    first = samantha(tmp_path, "meet", "--keyboard")
    assert first.stdin is not None and first.stdout is not None
    first.stdin.write("Teodor\nNo, Theodore, T-H-E-O-D-O-R-E\na woman's\nI write letters.\n")
    first.stdin.flush()
    while not state.exists() or "letters" not in state.read_text():
        assert first.poll() is None
        first.stdout.readline()
    first.send_signal(signal.SIGKILL)
    first.communicate()
    second = samantha(tmp_path, "meet", "--keyboard")
    rest = "I like playing chess.\nMy sister Anna.\nShe lives in Paris.\nbrief\nYes\nCall yourself Ada\n"
    out, error = second.communicate(f"{rest}What's my sister's name?\n", timeout=240)
    assert second.returncode == 0, error
    lines_said = out.splitlines()
    assert lines_said[0].startswith("Hello again, Theodore.")
    assert "Hello, Theodore, I'm Ada." in lines_said[-2]
    assert lines_said[-1] == "Your sister's name is Anna."
    config, _ = samantha(tmp_path, "config", "show", "--json").communicate(timeout=60)
    persona = json.loads(config)["settings"]["persona"]
    assert (persona["user_name"], persona["name"], persona["talkative"]) == ("Theodore", "Ada", "brief")
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert all(stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 for file in files if "cache" not in file.parts), files
    assert "letters" not in state.read_text()


class AtATerminal:
    """Somebody who types into `samantha meet --keyboard` and waits for each answer, Ctrl-C like the rest."""

    def __init__(self, home: Path) -> None:
        self._ours, theirs = pty.openpty()
        tty = ["setsid", "--ctty", sys.executable, "-m", "samantha", "meet", "--keyboard"]
        self.process = subprocess.Popen(
            tty, env=samantha_env(home), stdin=theirs, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        os.close(theirs)

    def hears(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip("> \n")

    def types(self, *turns: str) -> str:
        """What she answers to the last of them."""
        said = ""
        for turn in turns:
            os.write(self._ours, f"{turn}\n".encode())
            said = self.hears()
        return said

    def presses(self, key: bytes) -> int:
        """And the program ends; its exit code."""
        os.write(self._ours, key)
        code = self.process.wait(60)
        os.close(self._ours)
        return code


@pytest.mark.real
def test_by_keyboard_skipped_corrected_taken_back_and_gone_on_with_behind_a_ctrl_c(tmp_path: Path) -> None:
    state = tmp_path / "data/samantha/meeting.json"
    user = AtATerminal(tmp_path)
    assert user.hears().endswith("what shall I call you?")
    assert "Nice to meet you, Teodor" in user.types("Teodor")
    assert user.types("No, Theodore, T-H-E-O-D-O-R-E").startswith("Thank you, Theodore.")
    assert user.types("a woman's").endswith(questions.QUESTIONS["days"])
    assert user.types("go back").endswith(questions.QUESTIONS["voice"])
    assert user.types("a man's").endswith(questions.QUESTIONS["days"])
    asked = user.types("skip")
    assert asked.endswith(questions.QUESTIONS["free"])
    assert user.presses(b"\x03") == 128 + signal.SIGINT
    before = kept.read(state)
    assert before is not None and (before.phase, before.asked) == ("open", "free")
    user = AtATerminal(tmp_path)
    assert user.hears() == f"Hello again, Theodore. {questions.AGAIN} {questions.QUESTIONS['free']}"
    user.types("I like playing chess.", "Nobody, really.", "you may chat", "Yes, you may.")
    assert "Hello, Theodore, I'm Samuel." in user.types("You choose.")
    assert "chess" in user.types("What do I like?")
    assert user.presses(b"\x03") == 128 + signal.SIGINT
    config, _ = samantha(tmp_path, "config", "show", "--json").communicate(timeout=60)
    settings = json.loads(config)["settings"]
    persona = settings["persona"]
    assert (persona["user_name"], persona["name"], persona["talkative"]) == ("Theodore", "Samuel", "chatty")
    assert settings["voice"]["engine"] == "piper"
