"""Who she is: what stands in front of every conversation, and the files of personas."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samantha.cli.persona import app
from samantha.errors import ConfigError
from samantha.mind.persona import Persona
from samantha.service import loading, personas
from samantha.service.config import alone, load
from samantha.service.paths import config_file
from samantha.service.settings import Settings


def test_the_prompt_says_who_she_is_and_to_whom_she_speaks() -> None:
    system = Persona(name="Ada", user_name="Alex", manner="You love the sea.").prompt("Friday, May 1, 2026")[0]
    assert system.role == "system"
    assert "You are Ada" in system.content
    assert "Samantha" not in system.content
    assert "You are talking to Alex." in system.content
    assert "Today is Friday, May 1, 2026." in system.content
    assert system.content.endswith("You love the sea.")


def test_what_is_not_known_leaves_no_gap() -> None:
    system = Persona().prompt()[0].content
    assert "Today" not in system and "talking to" not in system
    assert "  " not in system and system == system.strip()


def test_she_is_told_what_she_is() -> None:
    assert "a program that lives on this person's own computer" in Persona().prompt()[0].content


def test_the_examples_are_exchanges_that_a_chat_template_takes() -> None:
    roles = [message.role for message in Persona().prompt()]
    assert roles[0] == "system"
    assert roles[1::2] == ["user"] * (len(roles) // 2)
    assert roles[2::2] == ["assistant"] * (len(roles) // 2)


def test_how_much_she_talks_and_what_she_is_like_shape_two_sentences() -> None:
    system = Persona(character="open", humour="", talkative="chatty").prompt()[0].content
    assert "an open voice assistant" in system
    assert "like a good friend who is fond of talking." in system
    assert "two or three short spoken sentences" in system
    brief = len(Persona().prompt()[0].content)
    assert all(len(Persona(talkative=how).prompt()[0].content) < brief + 30 for how in ("sparing", "chatty"))


# Files


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}


def config(home: dict[str, str], text: str) -> None:
    config_file(home).parent.mkdir(parents=True, exist_ok=True)
    config_file(home).write_text(text)


def own(home: dict[str, str], name: str, text: str) -> Path:
    personas.folder(home).mkdir(parents=True, exist_ok=True)
    file = personas.folder(home) / f"{name}.toml"
    file.write_text(text)
    return file


def test_the_file_of_samantha_says_what_the_defaults_say(home: dict[str, str]) -> None:
    own(home, "copy", (personas.SHIPPED / "samantha.toml").read_text())
    copied = alone("copy", home).settings
    assert copied.persona.model_copy(update={"who": "samantha"}) == Settings().persona
    assert (copied.voice.engine, copied.voice_name) == (Settings().voice.engine, Settings().voice_name)


@pytest.mark.parametrize("name", list(personas.files({"HOME": "/nowhere"})))
def test_every_persona_that_comes_with_the_program_loads(home: dict[str, str], name: str) -> None:
    settings = alone(name, home).settings
    assert settings.persona.name.lower() == name
    assert loading.persona(settings).prompt()[0].content.startswith(f"You are {settings.persona.name}, ")


@pytest.mark.parametrize("text", ['persona = "otto"\n', '[persona]\nwho = "otto"\n'])
def test_a_persona_is_a_layer_between_the_defaults_and_the_users_file(home: dict[str, str], text: str) -> None:
    config(home, text)
    loaded = load(env={**home, "SAMANTHA_PERSONA__HUMOUR": "black"})
    who, voice = loaded.settings.persona, loaded.settings.voice
    assert (who.who, who.name, who.talkative, who.humour) == ("otto", "Otto", "sparing", "black")
    assert (voice.engine, voice.name) == ("piper", "joe")
    assert loaded.origins["persona.name"].startswith("persona otto:")


def test_the_voice_that_the_user_has_chosen_stays_with_any_persona(home: dict[str, str]) -> None:
    config(home, 'persona = "otto"\n[voice]\nengine = "hibari"\n')
    loaded = load(env=home)
    assert (loaded.settings.voice.engine, loaded.settings.voice_name) == ("hibari", "heart")


def test_a_persona_of_the_users_own_stands_above_one_of_the_same_name(home: dict[str, str]) -> None:
    file = own(home, "juno", 'name = "June"\nvoice = "emma"\n')
    config(home, 'persona = "juno"\n')
    loaded = load(env=home)
    assert (loaded.settings.persona.name, loaded.settings.persona.talkative) == ("June", "brief")
    assert (loaded.settings.voice.engine, loaded.settings.voice_name) == ("hibari", "emma")
    assert loaded.origins["persona.name"] == f"{file}:1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'name = "Ada"\nhumor = "dry"\n',
            "FILE:2: there is no setting persona.humor\n  Did you mean persona.humour?",
        ),
        (
            'talkative = "brif"\n',
            'FILE:1: persona.talkative = "brif", but allowed is "sparing", "brief" or "chatty"\n'
            '  Did you mean "brief"?',
        ),
        ("\nname = Ada\n", "FILE:2: this cannot be read as TOML"),
        ("voice = 5\n", "FILE:1: voice.name = 5, but allowed is text in quotes"),
    ],
)
def test_a_mistake_in_a_persona_is_named_with_its_line(home: dict[str, str], text: str, said: str) -> None:
    file = own(home, "ada", text)
    with pytest.raises(ConfigError) as error:
        alone("ada", home)
    assert said in str(error.value).replace(str(file), "FILE")


def test_an_unknown_persona_is_told_with_the_nearest_one(home: dict[str, str]) -> None:
    config(home, '[persona]\nwho = "oto"\n')
    with pytest.raises(ConfigError, match="there is no persona 'oto'\n  Did you mean otto"):
        load(env=home)


def test_the_command_lists_them_and_shows_what_the_model_is_told(
    home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", home["XDG_CONFIG_HOME"])
    own(home, "ada", 'nam = "Ada"\n')
    config(home, 'persona = "juno"\n')
    listed = CliRunner().invoke(app, ["list"]).output
    assert "has a mistake" in listed
    assert [line.split()[-1] for line in listed.splitlines() if line.startswith(("juno", "otto"))] == ["use", "joe"]
    shown = CliRunner().invoke(app, ["show"]).output
    assert 'persona.name = "Juno"  # persona juno:2' in shown
    assert "You are Juno, a playful and lively voice assistant" in shown
    assert "You are Otto, " in CliRunner().invoke(app, ["show", "otto"]).output
