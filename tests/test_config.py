"""Settings: where they come from, that mistakes are named, and that the default file is the defaults."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from typer.testing import CliRunner

from samantha.cli.config import app
from samantha.errors import ConfigError
from samantha.service.config import key_lines, load
from samantha.service.paths import config_file, data_folder, models_folder
from samantha.service.settings import Settings, Voice, field_at, leaves
from samantha.service.settings_text import allowed, dotted, render, render_default, toml, value_of

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment of a user who has set nothing yet."""
    return {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}


def written(home: dict[str, str], text: str | bytes) -> Path:
    """The user's file, holding this text."""
    file = config_file(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def complaint(home: dict[str, str], text: str | bytes = "", **overrides: object) -> str:
    """What is said about this file, with the file's own name left out."""
    file = written(home, text)
    with pytest.raises(ConfigError) as error:
        load(env=home, overrides=overrides)
    return str(error.value).replace(str(file), "FILE")


# The default file and the words made from the models


def test_the_file_in_the_repository_is_what_the_code_prints() -> None:
    assert (REPOSITORY / "config/samantha.toml").read_text("utf-8") == render_default()


def test_the_default_file_loads_to_exactly_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "samantha.toml"
    file.write_text(render_default())
    loaded = load(file, env={"HOME": str(tmp_path)})
    assert loaded.settings == Settings()
    assert set(loaded.origins) == {dotted(path) for path, _ in leaves(Settings())}
    assert all(origin.startswith(f"{file}:") for origin in loaded.origins.values())


def test_the_commented_default_file_changes_nothing_and_every_line_may_be_opened() -> None:
    text = render_default(commented=True)
    assert tomllib.loads(text) == {}
    opened = "\n".join(
        line[1:] if line[:1] == "#" and line[1:2] not in ("", " ") else line for line in text.split("\n")
    )
    assert opened == render_default()


def test_every_setting_is_explained() -> None:
    for path, _ in leaves(Settings()):
        field = field_at(path)
        assert field is not None, dotted(path)
        assert field.description, dotted(path)
        assert allowed(field) not in ("a number", "a whole number"), f"{dotted(path)} has no bounds"


def test_lines_of_the_default_file_fit_the_page() -> None:
    assert max(map(len, render_default().splitlines())) <= 110


@given(
    st.recursive(
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    )
)
def test_every_value_survives_being_written(value: object) -> None:
    assert tomllib.loads(f"value = {toml(value)}") == {"value": value}
    assert value_of(toml(value)) == value


@limits(deadline=None)
@given(
    manner=st.text(st.characters(exclude_categories=["Cs"])),
    speed=st.floats(0.5, 2),
    profile=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_any_settings_come_back_from_what_is_shown(manner: str, speed: float, profile: str) -> None:
    tree = {
        "profile": profile,
        "profiles": {profile: {"ears": "a", "mind": "b"}},
        "persona": {"manner": manner},
        "voice": {"speed": speed},
    }
    settings = Settings.model_validate(tree)
    assert Settings.model_validate(tomllib.loads(render(settings, lambda _: "said"))) == settings


# What the settings mean


def test_the_profile_chooses_the_models() -> None:
    assert (Settings().ears_model, Settings().mind_model) == ("whisper-base", "qwen2.5-coder-1.5b")
    swift = Settings(profile="swift")
    assert (swift.ears_model, swift.mind_model) == ("whisper-tiny.en", "qwen2.5-coder-0.5b")


def test_a_model_of_its_own_stands_above_the_profile() -> None:
    settings = Settings.model_validate({"profile": "swift", "mind": {"model": "smollm2-135m"}})
    assert (settings.ears_model, settings.mind_model) == ("whisper-tiny.en", "smollm2-135m")


def test_a_profile_of_the_users_is_one_more_and_one_of_ours_may_be_changed_in_part(home: dict[str, str]) -> None:
    written(home, 'profile = "mine"\n[profiles.mine]\nears = "e"\nmind = "m"\n[profiles.full]\nmind = "other"\n')
    settings = load(env=home).settings
    assert (settings.ears_model, settings.mind_model) == ("e", "m")
    assert (settings.profiles["full"].ears, settings.profiles["full"].mind) == ("whisper-base", "other")
    assert set(settings.profiles) == {"swift", "full", "mine"}


def test_each_voice_engine_has_its_usual_voice() -> None:
    assert Settings().voice_name == "heart"
    assert Settings(voice=Voice(engine="piper")).voice_name == "joe"
    assert Settings(voice=Voice(engine="piper", name="amy")).voice_name == "amy"


# Layers


def test_without_a_file_the_defaults_hold(home: dict[str, str]) -> None:
    loaded = load(env=home)
    assert loaded.settings == Settings()
    assert loaded.file is None
    assert set(loaded.origins.values()) == {"default"}


def test_each_layer_stands_above_the_one_before_and_is_named_as_the_origin(home: dict[str, str]) -> None:
    file = written(home, "[voice]\nspeed = 1.1\nvolume = 0.5\npause_ms = 50\n")
    env = {**home, "SAMANTHA_VOICE__VOLUME": "0.6", "SAMANTHA_VOICE__PAUSE_MS": "60"}
    loaded = load(env=env, overrides={"voice.pause_ms": 70, "voice.engine": None})
    voice = loaded.settings.voice
    assert (voice.engine, voice.speed, voice.volume, voice.pause_ms) == ("hibari", 1.1, 0.6, 70)
    assert loaded.file == file
    assert {name: loaded.origins[f"voice.{name}"] for name in ("engine", "speed", "volume", "pause_ms")} == {
        "engine": "default",
        "speed": f"{file}:2",
        "volume": "SAMANTHA_VOICE__VOLUME",
        "pause_ms": "command line",
    }


@pytest.mark.parametrize(
    ("variable", "value", "name", "meant"),
    [
        ("SAMANTHA_PROFILE", "swift", "profile", "swift"),
        ("SAMANTHA_VOICE__NAME", '"joe"', "voice.name", "joe"),
        ("SAMANTHA_PERSONA__USER_NAME", "42", "persona.user_name", "42"),
        ("SAMANTHA_PERSONA__MANNER", "be kind\nx = 1", "persona.manner", "be kind\nx = 1"),
        ("SAMANTHA_VOICE__HIBARI__BREATH", "2", "voice.hibari.breath", 2.0),
        ("SAMANTHA_DESK__HEADPHONES", "true", "desk.headphones", True),
        ("SAMANTHA_TURNS__INTERRUPTION", "off", "turns.interruption", "off"),
        ("SAMANTHA_PROFILES__FULL__MIND", "other", "profiles.full.mind", "other"),
        ("SAMANTHA_MODELS", "/big/disk", "models.folder", "/big/disk"),
    ],
)
def test_the_environment_sets(home: dict[str, str], variable: str, value: str, name: str, meant: object) -> None:
    loaded = load(env={**home, variable: value})
    assert {dotted(path): found for path, found in leaves(loaded.settings)}[name] == meant
    assert loaded.origins[name] == variable


def test_variables_that_are_not_ours_are_left_alone(home: dict[str, str]) -> None:
    assert load(env={**home, "SAMANTHA_VOICEMAIL": "1", "SAMANTHA": "x", "VOICE__SPEED": "9"}).settings == Settings()


def test_a_named_file_replaces_the_users(home: dict[str, str], tmp_path: Path) -> None:
    written(home, "[voice]\nspeed = 1.1\n")
    other = tmp_path / "other.toml"
    other.write_text("[voice]\nvolume = 0.5\n")
    for loaded in (load(other, env=home), load(env={**home, "SAMANTHA_CONFIG": str(other)})):
        assert (loaded.settings.voice.speed, loaded.settings.voice.volume) == (1.0, 0.5)


def test_a_file_from_another_editor_loads(home: dict[str, str]) -> None:
    written(home, b"\xef\xbb\xbf# settings\r\n[voice]\r\nspeed = 1.5\r\n")
    loaded = load(env=home)
    assert loaded.settings.voice.speed == 1.5
    assert loaded.origins["voice.speed"].endswith(":3")


# Mistakes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[voice]\n\nsped = 1", "FILE:3: there is no setting voice.sped\n  Did you mean voice.speed?"),
        ("[mind]\nspeed = 1", "FILE:2: there is no setting mind.speed\n  Did you mean speed in [voice]?"),
        (
            '[desk]\nprofile = "swift"',
            "FILE:2: there is no setting desk.profile\n  Did you mean profile, above the first section?",
        ),
        ("[voise]\nspeed = 1", "FILE:1: there is no setting voise\n  Did you mean [voice]?"),
        ("[hibari]\nbreath = 1", "FILE:1: there is no setting hibari\n  Did you mean [voice.hibari]?"),
        (
            "[desk]\nqqqqq = 1",
            "FILE:2: there is no setting desk.qqqqq\n"
            "  In [desk] there are microphone, loudspeaker, headphones, cancel_echo, chime.",
        ),
        ("zzzz = 1", "FILE:1: there is no setting zzzz\n  `samantha config default` shows every setting there is."),
        (
            '[profiles.swift]\nmnd = "x"',
            "FILE:2: there is no setting profiles.swift.mnd\n  Did you mean profiles.swift.mind?",
        ),
        (
            "[voice]\nspeed = 2.5",
            "FILE:2: voice.speed = 2.5, but allowed is a number from 0.5 to 2",
        ),
        (
            "[voice]\nspeed = nan",
            "FILE:2: voice.speed = nan, but allowed is a number from 0.5 to 2",
        ),
        (
            '[voice]\nspeed = "1.2"',
            'FILE:2: voice.speed = "1.2", but allowed is a number from 0.5 to 2\n  Leave out the quotes.',
        ),
        ('[voice]\nspeed = "fast"', 'FILE:2: voice.speed = "fast", but allowed is a number from 0.5 to 2'),
        ("[mind]\ntop_p = 0", "FILE:2: mind.top_p = 0, but allowed is a number above 0 and up to 1"),
        ("[mind]\nthreads = 1.5", "FILE:2: mind.threads = 1.5, but allowed is a whole number from 1 to 64"),
        ("[mind]\nthreads = true", "FILE:2: mind.threads = true, but allowed is a whole number from 1 to 64"),
        (
            "[desk]\nheadphones = 1",
            "FILE:2: desk.headphones = 1, but allowed is true or false",
        ),
        ("[voice]\nname = 5", "FILE:2: voice.name = 5, but allowed is text in quotes"),
        (
            '[persona]\nname = ""',
            'FILE:2: persona.name = "", but allowed is text in quotes, not empty, at most 60 characters',
        ),
        (
            '[ears]\nlanguage = "english"',
            'FILE:2: ears.language = "english", '
            'but allowed is a language code of two or three small letters, like "en"',
        ),
        (
            '[voice]\nengine = "hibary"',
            'FILE:2: voice.engine = "hibary", but allowed is "hibari" or "piper"\n  Did you mean "hibari"?',
        ),
        (
            "[turns]\ninterruption = true",
            'FILE:2: turns.interruption = true, but allowed is "auto", "on" or "off"',
        ),
        (
            'profile = "swfit"',
            'FILE:1: profile = "swfit", but allowed is "swift" or "full"\n  Did you mean "swift"?',
        ),
        (
            '[profiles.mine]\nears = "x"',
            "FILE:1: profiles.mine.mind is missing\n  A profile names both its models, ears and mind.",
        ),
        (
            'voice = "joe"',
            'FILE:1: voice = "joe", but this is a section, not a setting\n'
            "  Write [voice] on a line of its own, and its settings below.",
        ),
        (
            "profiles = 3",
            "FILE:1: profiles = 3, but this is a section, not a setting\n"
            "  Write [profiles] on a line of its own, and its settings below.",
        ),
        (
            "[turns]\nunsure_ms = 500",
            "FILE:2: turns.finished_ms = 600 is above turns.unsure_ms = 500\n  Lower the first or raise the second.",
        ),
        (
            "[ears]\nsilence_threshold = 0.6",
            "FILE:2: ears.silence_threshold = 0.6 is above ears.speech_threshold = 0.5\n"
            "  Lower the first or raise the second.",
        ),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line_and_remedy(home: dict[str, str], text: str, said: str) -> None:
    assert complaint(home, text) == said


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[voice]\nname = joe", 2, "invalid value\n    name = joe"),
        ("[desk]\nheadphones = True\n", 2, "invalid value\n    headphones = True"),
        ("[voice\nspeed = 1", 1, "[voice"),
        ("[voice]\nspeed = 1\nspeed = 2\n", 3, "this setting has been given already\n    speed = 2"),
        ("[voice]\n[desk]\n[voice]\n", 3, "this section has been begun already\n    [voice]"),
        ("x = [1,\n2\n\n", 2, "2"),
        ("x = " + "[" * 5000, 1, "recursion"),
        ("x = " + "9" * 5000, 1, "99..."),
    ],
    ids=["no quotes", "True", "no bracket", "twice", "section twice", "no end", "deep", "long"],
)
def test_what_is_not_toml_is_shown_with_its_line(home: dict[str, str], text: str, line: int, said: str) -> None:
    told = complaint(home, text)
    assert told.startswith(f"FILE:{line}: this cannot be read as TOML: ")
    assert said in told
    assert 'One setting a line, as in name = "heart"' in told
    assert len(told) < 400


def test_all_mistakes_of_all_layers_are_told_at_once_in_order(home: dict[str, str]) -> None:
    file = written(home, "[desk]\nheadphones = 1\n[voice]\nsped = 1\nspeed = 9\n[mind]\nseed = 0.5\n")
    env = {**home, "SAMANTHA_VOICE_SPEED": "1", "SAMANTHA_TURNS__ONSET_MS": "soon"}
    with pytest.raises(ConfigError) as error:
        load(env=env, overrides={"profile": "swfit"})
    told = str(error.value).replace(str(file), "FILE").split("\n")
    assert told[0] == "7 settings are wrong"
    assert [line.split(": ")[0] for line in told[1:] if not line.startswith("  ")] == [
        "FILE:2",
        "FILE:4",
        "FILE:5",
        "FILE:7",
        "SAMANTHA_TURNS__ONSET_MS",
        "SAMANTHA_VOICE_SPEED",
        "command line",
    ]


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("SAMANTHA_VOICE__SPED", "Did you mean SAMANTHA_VOICE__SPEED?"),
        ("SAMANTHA_VOICE_SPEED", "Did you mean SAMANTHA_VOICE__SPEED?"),
        ("SAMANTHA_VOISE__SPEED", "Did you mean SAMANTHA_VOICE__SPEED?"),
        ("SAMANTHA_VOICE", "Did you mean SAMANTHA_VOICE__NAME?"),
        ("SAMANTHA_SKY__BLUE", "The pattern is SAMANTHA_SECTION__KEY, in capitals."),
        ("SAMANTHA_PROFILES__FULL", "Did you mean SAMANTHA_PROFILES__FULL__EARS?"),
    ],
)
def test_a_variable_that_must_be_meant_for_us_is_an_error(home: dict[str, str], variable: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(env={**home, variable: "1"})
    assert error.value.where == variable
    assert error.value.mend == said


def test_a_wrong_value_on_the_command_line_or_in_the_environment_says_so(home: dict[str, str]) -> None:
    assert complaint(home, profile="swfit").startswith('command line: profile = "swfit", but allowed is')
    home["SAMANTHA_VOICE__SPEED"] = "fast"
    assert complaint(home) == 'SAMANTHA_VOICE__SPEED: voice.speed = "fast", but allowed is a number from 0.5 to 2'


def test_a_value_where_a_section_belongs_is_told_even_if_the_environment_sets_inside_it(home: dict[str, str]) -> None:
    home["SAMANTHA_VOICE__SPEED"] = "1.2"
    assert complaint(home, 'voice = "joe"').startswith('FILE:1: voice = "joe", but this is a section')


def test_an_environment_that_is_no_text_does_not_break_the_message(home: dict[str, str]) -> None:
    home["SAMANTHA_VOICE__ENGINE"] = "\udcff"
    assert complaint(home).encode()


def test_files_that_cannot_be_read_say_why(home: dict[str, str], tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    with pytest.raises(ConfigError, match="there is no such file"):
        load(missing, env=home)
    with pytest.raises(ConfigError, match="there is no such file"):
        load(env={**home, "SAMANTHA_CONFIG": str(missing)})
    with pytest.raises(ConfigError, match="this is a folder, not a file"):
        load(tmp_path, env=home)
    with pytest.raises(ConfigError, match="cannot be read: not a directory"):
        load(written(home, "") / "samantha.toml", env=home)
    with pytest.raises(ConfigError, match="cannot be read: "):
        load(tmp_path / ("x" * 300), env=home)
    assert "FILE:2: this is not UTF-8 text" in complaint(home, "[persona]\nname = 'Zoë'\n".encode("latin-1"))
    assert "FILE:1: this is not UTF-8 text" in complaint(home, "[persona]".encode("utf-16"))


def test_a_link_to_nothing_is_not_taken_for_no_file(home: dict[str, str]) -> None:
    file = written(home, "")
    file.unlink()
    file.symlink_to("gone.toml")
    with pytest.raises(ConfigError, match="there is no such file"):
        load(env=home)


# Lines


def test_every_key_is_found_on_its_line() -> None:
    text = (
        "# first\n"
        "a.b = 1\n"
        "c = '''\n"
        "d = 2\n"
        "[no]\n"
        "'''\n"
        "[ s . 't u' ]\r\n"
        "e = [\n"
        "  [1], # ]\n"
        "\n"
        "]\n"
        "f = {g = 1, h = {i = 2}}\n"
        "[[list]]\n"
        "j = 1\n"
        "[s]\n"
        'k = """\\\n'
        '  x"""\n'
        "l=0"
    )
    assert key_lines(text) == {
        ("a",): 2,
        ("a", "b"): 2,
        ("c",): 3,
        ("s",): 7,
        ("s", "t u"): 7,
        ("s", "t u", "e"): 8,
        ("s", "t u", "f"): 12,
        ("s", "t u", "f", "g"): 12,
        ("s", "t u", "f", "h"): 12,
        ("s", "t u", "f", "h", "i"): 12,
        ("list",): 13,
        ("list", "j"): 14,
        ("s", "k"): 16,
        ("s", "l"): 18,
    }


# Folders


def test_folders_follow_the_xdg_variables_and_ignore_relative_ones() -> None:
    assert config_file({"HOME": "/h"}) == Path("/h/.config/samantha/samantha.toml")
    assert config_file({"HOME": "/h", "XDG_CONFIG_HOME": "/c"}) == Path("/c/samantha/samantha.toml")
    assert data_folder({"HOME": "/h", "XDG_DATA_HOME": "relative"}) == Path("/h/.local/share/samantha")


def test_the_folder_of_models_may_be_moved() -> None:
    assert models_folder({"HOME": "/h"}) == Path("/h/.local/share/samantha/models")
    assert models_folder({"HOME": "/h"}, "/big") == Path("/big")
    assert models_folder({"HOME": "/h"}, "~/big") == Path("/h/big")


# Commands


def test_show_notes_what_is_not_the_default(home: dict[str, str]) -> None:
    file = written(home, "[voice]\nspeed = 1.5\n")
    result = CliRunner(env=home).invoke(app, ["show"])
    assert result.exit_code == 0
    assert f"speed = 1.5  # {file}:2" in result.output
    assert result.output.count("#") == 1
    assert Settings.model_validate(tomllib.loads(result.output)) == load(env=home).settings


def test_show_as_json_gives_settings_and_origins(home: dict[str, str]) -> None:
    told = json.loads(CliRunner(env=home).invoke(app, ["show", "--json"]).output)
    assert told["settings"] == Settings().model_dump()
    assert told["origins"]["voice.speed"] == "default"


def test_show_refuses_a_bad_file(home: dict[str, str]) -> None:
    written(home, "zzzz = 1")
    assert isinstance(CliRunner(env=home).invoke(app, ["show"]).exception, ConfigError)


def test_default_prints_and_checks_the_documented_file(tmp_path: Path) -> None:
    run = CliRunner()
    assert run.invoke(app, ["default"]).output == render_default()
    file = tmp_path / "samantha.toml"
    file.write_text(render_default())
    assert run.invoke(app, ["default", "--check", "--file", str(file)]).exit_code == 0
    file.write_text(render_default().replace("speed = 1.0", "speed = 1.1"))
    different = run.invoke(app, ["default", "--check", "--file", str(file)])
    assert different.exit_code == 1
    assert "-speed = 1.1\n+speed = 1.0\n" in different.output


def test_edit_begins_with_an_explained_file_and_checks_what_was_written(home: dict[str, str]) -> None:
    run = CliRunner(env={**home, "VISUAL": "", "EDITOR": "true"})
    assert run.invoke(app, ["edit"]).exit_code == 0
    file = config_file(home)
    assert file.read_text() == render_default(commented=True)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    run = CliRunner(env={**home, "VISUAL": "sed -i 's/#profile = .*/profile = 3/'"})
    assert "profile = 3, but allowed is text in quotes" in str(run.invoke(app, ["edit"]).exception)
    run = CliRunner(env={**home, "VISUAL": "no-such-editor"})
    assert "the editor cannot be opened: no such file" in str(run.invoke(app, ["edit"]).exception)
