"""What can be changed about her by word of mouth: names, voice, how much she says."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import anyio
import pytest

from samantha.core.notes import Turn
from samantha.core.spelled import spelled, with_spelling
from samantha.engines.silent import Deaf, Silent
from samantha.errors import ConfigError
from samantha.mind.changes import CallsHerself, CallsYou, Change, Speaks, Talks
from samantha.mind.mind import LocalMind
from samantha.mind.names import name_in
from samantha.mind.persona import Persona
from samantha.mind.wishes import Wishes, wish
from samantha.service.config import load
from samantha.service.herself import Living
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.service.settings_file import changed, write
from samantha.session.changing import ChangingVoice
from samantha.testing.fakes import ScriptedModel


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Theodore.", "Theodore"),
        ("ted", "Ted"),
        ("Oh, hi. I'm Theodore.", "Theodore"),
        ("You can call me Amy.", "Amy"),
        ("My name is Theodore, but call me Ted.", "Ted"),
        ("No, Theodore, T-H-E-O-D-O-R-E.", "Theodore"),
        ("It's Fiodor, T, H, E, O, D, O, R, E.", "Theodore"),
        ("No Theodore, THEDOR.", "Theodore"),
        ("No, T the door. T, S, E, no, T, no, R, see.", ""),
        ("not Tad, Ted", "Ted"),
        ("Mary Ann, please.", "Mary Ann"),
        ("Mr. Twombly", "Mr. Twombly"),
        ("I don't know.", ""),
        ("What?", ""),
        ("I'm fine.", ""),
        ("whatever you like", ""),
        ("I'd rather not say.", ""),
        ("I have been thinking about that for a long time.", ""),
    ],
)
def test_a_name_is_found_in_what_people_answer(answer: str, name: str) -> None:
    assert name_in(answer) == name


def test_spelled_words_stand_in_for_what_was_misheard() -> None:
    assert spelled("Theodor, T-H-E-O-D-O-R-E, and double N: A, double N, A") == ["theodore", "anna"]
    assert with_spelling("no, Theodor, T-H-E-O-D-O-R-E") == "no, Theodore"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Call me Ted.", CallsYou("Ted")),
        ("My name is Amy.", CallsYou("Amy")),
        ("No, call me Theodore, T-H-E-O-D-O-R-E.", CallsYou("Theodore")),
        ("Please call yourself Ada.", CallsHerself("Ada")),
        ("I'll call you Ada from now on.", CallsHerself("Ada")),
        ("Change your voice.", Speaks("other")),
        ("Use a man's voice, please.", Speaks("man")),
        ("I'd like a woman's voice.", Speaks("woman")),
        ("Change your voice to joe.", Speaks("joe")),
        ("Can you sound like a man?", Speaks("man")),
        ("You talk too much.", Talks("sparing")),
        ("Be more talkative.", Talks("chatty")),
    ],
)
def test_wishes_are_understood(said: str, meant: Change) -> None:
    assert wish(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "Call me at five.",
        "Call me back later.",
        "Can I call you back?",
        "I'll call you later.",
        "Call me Ishmael is a great first line.",
        "Your name is nice.",
        "What is your name?",
        "My name is on the list.",
        "I lost my voice.",
        "Say more about whales.",
        "I like a man's voice in a choir.",
    ],
)
def test_what_only_sounds_like_a_wish_is_none(said: str) -> None:
    assert wish(said) is None


# Carried out


def herself(file: Path, told: list[str] | None = None) -> tuple[Living, LocalMind, ScriptedModel]:
    model = ScriptedModel(lambda _: "Yes.")
    mind = LocalMind(model, Persona())
    engines = Engines(Deaf(), Deaf(), mind, ChangingVoice(Silent()))
    called = (lambda who: told.append(who.name)) if told is not None else lambda _: None
    return Living(Settings(), engines, file, called=called), mind, model


def carry_out(skill: Wishes, *turns: str) -> list[str]:
    async def run() -> list[str]:
        said = []
        for number, turn in enumerate(turns, 1):
            skill.watch(Turn(0, number, turn))
            act = skill.understands(turn)
            said.append((act and await act()) or "")
        return said

    return anyio.run(run)


def test_a_wish_stands_in_the_settings_and_in_the_next_prompt(tmp_path: Path) -> None:
    file = tmp_path / "config/samantha.toml"
    told: list[str] = []
    living, mind, model = herself(file, told)
    said = carry_out(Wishes(living), "Call me Ted.", "Call yourself Ada.", "Talk less.")
    assert said == ["All right, Ted.", "Then I'm Ada from now on.", "All right, I'll keep it short."]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    who = load(file, env={"HOME": str(tmp_path)}).settings.persona
    assert (who.user_name, who.name, who.talkative) == ("Ted", "Ada", "sparing")
    assert told[-1] == "Ada"

    async def answer() -> None:
        mind.hears("Hello.")
        async with mind.answer() as pieces:
            assert [piece async for piece in pieces]

    anyio.run(answer)
    assert model.prompts[0][0].content.startswith("You are Ada, ")
    assert "You are talking to Ted." in model.prompts[0][0].content


def test_a_misheard_name_is_corrected_right_behind_it_and_not_later(tmp_path: Path) -> None:
    living, _, _ = herself(tmp_path / "samantha.toml")
    said = carry_out(Wishes(living), "Call me Tad.", "No, Ted, T-E-D.", "How are you?", "No, Paul.")
    assert said == ["All right, Tad.", "All right, Ted.", "", ""]


def test_a_settings_file_that_cannot_be_written_leaves_her_as_she_is(tmp_path: Path) -> None:
    file = tmp_path / "samantha.toml"
    file.write_text("this is no TOML")
    living, _, _ = herself(file)
    (said,) = carry_out(Wishes(living), "Call me Ted.")
    assert said.startswith("I'm sorry, that didn't work: the settings cannot be written")
    assert living.persona.user_name == ""
    assert file.read_text() == "this is no TOML"


# The file


def test_what_else_stands_in_the_file_stays() -> None:
    text = '# mine\nprofile = "swift"  # quick\n\n[voice]\nspeed = 1.1 # brisk\n'
    new = changed(text, {("voice", "engine"): "piper", ("persona", "name"): "Ada", ("voice", "speed"): None})
    assert new.startswith('# mine\nprofile = "swift"  # quick\n')
    assert tomllib.loads(new) == {"profile": "swift", "voice": {"engine": "piper"}, "persona": {"name": "Ada"}}


@pytest.mark.parametrize("text", ['persona = "otto"\n', 'persona = "otto"\n[voice]\nspeed = 1.1\n'])
def test_the_short_form_of_a_persona_becomes_a_section(text: str) -> None:
    new = tomllib.loads(changed(text, {("persona", "name"): "Ada"}))
    assert new["persona"] == {"who": "otto", "name": "Ada"}


def test_a_file_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "samantha.toml"
    file.mkdir()
    with pytest.raises(ConfigError, match="the settings cannot be written"):
        write(file, {("persona", "name"): "Ada"})
    assert not list(tmp_path.glob("*.part"))
