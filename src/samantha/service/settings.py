"""Every setting: its name, default, bounds and what it does, each in one line of its model.

The documented default file (config/samantha.toml), the words of error messages and the names of environment
variables are all derived from here, so adding a setting is adding one field. Values are strict: text is never
taken for a number, nor a number for true or false. Units stand last in the names.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal, TypeGuard, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

KeyPath = tuple[str, ...]
"""Where a setting stands: ("voice", "hibari", "breath") is breath in the section [voice.hibari]."""


class Section(BaseModel):
    """Settings that belong together; unknown names are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def _ascending(section: Section, *names: str) -> None:
    """Raises when two neighbours among these settings are the wrong way round."""
    for lower, upper in pairwise(names):
        low, high = getattr(section, lower), getattr(section, upper)
        if low > high:
            raise PydanticCustomError(
                "order", "wrong order", {"lower": lower, "low": low, "upper": upper, "high": high}
            )


class Profile(Section):
    """A pair of models that suit each other and the machine. A profile of your own is one more such section."""

    ears: str = Field(min_length=1, description="Model that understands speech, a name of `samantha models list`.")
    mind: str = Field(min_length=1, description="Language model that thinks of the answer.")
    weights: Literal["", "iq4_nl"] = Field(
        default="",
        description="Form its weights are brought into when it is fetched, for speed; empty: as they are.",
    )


class Ears(Section):
    """How speech is found in the sound of the microphone, and understood."""

    model: str = Field(default="", description="Model that understands speech; empty: the profile's.")
    language: str = Field(
        default="en",
        pattern="^[a-z]{2,3}$",
        title='a language code of two or three small letters, like "en"',
        description="The language you speak. Models with .en in their name know English only.",
    )
    threads: int = Field(default=2, ge=1, le=64, description="Processor cores to understand with.")
    gate: int = Field(
        default=1, ge=0, le=3, description="How much the first, cheap gate lets drop: 0 little, 3 a lot."
    )
    speech_threshold: float = Field(
        default=0.5, gt=0, lt=1, description="Probability of speech above which speech begins."
    )
    silence_threshold: float = Field(
        default=0.35, gt=0, lt=1, description="Probability of speech below which it ends; not above speech_threshold."
    )
    muted: bool = Field(
        default=False, description="The microphone is closed. Saved while she runs, it is closed or opened at once."
    )

    @model_validator(mode="after")
    def _possible(self) -> Ears:
        _ascending(self, "silence_threshold", "speech_threshold")
        return self


class Turns(Section):
    """When a turn begins, when it is over, and what counts as an interruption. Times in milliseconds."""

    onset_ms: int = Field(
        default=96, ge=32, le=1000, description="So much speech starts a turn; less is a click or a cough."
    )
    preroll_ms: int = Field(
        default=300, ge=0, le=2000, description="Sound kept from before the onset: the first syllable."
    )
    pause_to_transcribe_ms: int = Field(
        default=32, ge=32, le=3000, description="After such a pause she begins to work out what was said so far."
    )
    finished_ms: int = Field(
        default=600, ge=100, le=10_000, description="Wait for more when the sentence sounds finished."
    )
    unsure_ms: int = Field(default=700, ge=100, le=10_000, description="Wait for more when that cannot be told.")
    unfinished_ms: int = Field(
        default=1300, ge=100, le=10_000, description="Wait for more when it sounds unfinished."
    )
    sway_ms: int = Field(
        default=300,
        ge=0,
        le=2000,
        description="So much shorter or longer at most, by how likely the language model thinks that was all.",
    )
    over: float = Field(default=0.5, gt=0, le=1, description="From this probability on it is believed that it was.")
    going_on: float = Field(default=0.01, ge=0, lt=1, description="Up to this one, that it was not.")
    done: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="Below this probability that nothing follows the sentence, you may have more to say.",
    )
    more_ms: int = Field(
        default=450, ge=100, le=10_000, description="Then wait for it so long at least; behind statements mostly."
    )
    shortest_ms: int = Field(default=250, ge=100, le=10_000, description="Never answer a shorter pause.")
    longest_ms: int = Field(default=1500, ge=100, le=10_000, description="Always answer a longer one.")
    follow_ms: int = Field(
        default=600, ge=100, le=60_000, description="While you speak she works out your words this often."
    )
    settle_ms: int = Field(
        default=6000,
        ge=0,
        le=60_000,
        description="So long a stretch is not worked out again when you go on behind a pause; 0: it is.",
    )
    max_turn_s: int = Field(default=90, ge=5, le=600, description="A turn is taken as over after so many seconds.")
    interruption: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="Whether you can talk over her. auto: with headphones, or with the echo taken out (see desk).",
    )
    interrupt_ms: int = Field(
        default=800,
        ge=64,
        le=5000,
        description="So much speech over her interrupts her even before its words are known; words may do it sooner.",
    )
    duck_ms: int = Field(default=64, ge=32, le=1000, description="So much speech over her, and she speaks softer.")
    hold_ms: int = Field(
        default=160, ge=64, le=5000, description="So much, and she is silent until she knows whether it is for her."
    )
    mm_hm_s: int = Field(
        default=0,
        ge=0,
        le=600,
        description='While you tell a long story she says "mm-hm" in a pause, so seldom at most; 0: never.',
    )
    still_there_s: int = Field(
        default=30,
        ge=0,
        le=3600,
        description="Silence after a question of hers until she asks, once, whether you are there; 0: never.",
    )

    @model_validator(mode="after")
    def _possible(self) -> Turns:
        _ascending(self, "pause_to_transcribe_ms", "finished_ms", "unsure_ms", "unfinished_ms")
        _ascending(self, "shortest_ms", "longest_ms")
        _ascending(self, "going_on", "over")
        _ascending(self, "duck_ms", "hold_ms", "interrupt_ms")
        return self


class Mind(Section):
    """How she thinks of an answer."""

    model: str = Field(default="", description="Language model; empty: the profile's.")
    context_tokens: int = Field(
        default=4096,
        ge=1024,
        le=131_072,
        description="What she keeps in mind of the conversation; more takes more memory.",
    )
    threads: int = Field(default=2, ge=1, le=64, description="Processor cores to think with.")
    max_tokens: int = Field(
        default=160, ge=16, le=4096, description="Longest ordinary answer (a word is about 1.3 tokens)."
    )
    long_max_tokens: int = Field(
        default=480, ge=16, le=8192, description="Longest answer when you ask for a long one."
    )
    sentences: int = Field(default=3, ge=1, le=20, description="Sentences of an ordinary answer, at most.")
    temperature: float = Field(
        default=0.6, ge=0, le=2, description="How freely she chooses words; 0 always the likeliest."
    )
    top_p: float = Field(default=0.9, gt=0, le=1, description="Share of the likeliest words she chooses from.")
    seed: int = Field(
        default=-1, ge=-1, le=2**31 - 1, description="The same seed gives the same answers; -1: a new one."
    )

    @model_validator(mode="after")
    def _possible(self) -> Mind:
        _ascending(self, "max_tokens", "long_max_tokens", "context_tokens")
        return self


class Persona(Section):
    """Who she is to you."""

    who: str = Field(
        default="samantha",
        min_length=1,
        max_length=60,
        description="One of `samantha persona list`; what stands below is put over it. "
        'In short, above the first section: persona = "juno".',
    )
    name: str = Field(default="Samantha", min_length=1, max_length=60, description="What she calls herself.")
    user_name: str = Field(default="", max_length=60, description="What she calls you; empty: nothing in particular.")
    character: str = Field(
        default="warm and curious", min_length=1, max_length=100, description="How she is, in a few words."
    )
    humour: str = Field(default="bright", max_length=100, description="And her humour, in a word or two.")
    talkative: Literal["sparing", "brief", "chatty"] = Field(
        default="brief", description="How much she says of her own accord."
    )
    manner: str = Field(
        default="", max_length=4000, description="How she should be, in your own words, for every answer."
    )


class Care(Section):
    """How she looks after you: whom she names in a crisis, and a count of your talks that only you see."""

    country: str = Field(
        default="",
        pattern="^([a-z]{2})?$",
        title='a country\'s two small letters, like "ie"',
        description="Whose help lines she names (`samantha care --lines`); empty: by this computer's time zone.",
    )
    emergency: str = Field(default="", max_length=200, description="Your own emergency number; empty: the country's.")
    crisis_line: str = Field(default="", max_length=200, description="Whom to call in despair; empty: the country's.")
    abuse_line: str = Field(default="", max_length=200, description="Whom to call when hurt; empty: the country's.")
    count: bool = Field(
        default=True, description="Count minutes of talk, for `samantha care`; never leaves the disk."
    )
    nudge: bool = Field(
        default=True,
        description="Whether she may point you to people or to bed, at most once a day; by name to somebody close"
        " whom you have not mentioned for two weeks.",
    )
    remarks: bool = Field(
        default=True,
        description="Whether she may ask, when you say hello, how something went that you told her of or that was in"
        " your calendar; of each thing once.",
    )


class HibariVoice(Section):
    """The woman's voice."""

    pitch_semitones: float = Field(default=0.0, ge=-6, le=6, description="Higher or lower than recorded.")
    expressiveness: float = Field(
        default=1.0, ge=0, le=2, description="How far her melody swings: 0 flat, 1 as recorded."
    )
    breath: float = Field(default=1.0, ge=0, le=2, description="How breathy she sounds: 0 clear, 1 as recorded.")


class PiperVoice(Section):
    """The man's voice."""

    noise_scale: float = Field(default=0.667, ge=0, le=2, description="How much the sound varies.")
    noise_w_scale: float = Field(default=0.8, ge=0, le=2, description="How much the lengths of the sounds vary.")


class Voice(Section):
    """How she sounds."""

    engine: Literal["hibari", "piper"] = Field(
        default="hibari", description="hibari: a woman's voice. piper: a man's."
    )
    name: str = Field(
        default="", description="A voice of that engine (see `samantha voice list`); empty: its usual one."
    )
    speed: float = Field(default=1.0, ge=0.5, le=2, description="How fast she speaks; 1 is as recorded.")
    volume: float = Field(default=1.0, ge=0, le=2, description="How loud; 1 is as recorded.")
    pause_ms: int = Field(default=180, ge=0, le=3000, description="Pause between two sentences.")
    hibari: HibariVoice = HibariVoice()
    piper: PiperVoice = PiperVoice()


class Desk(Section):
    """The microphone and loudspeaker of this computer; `samantha doctor` lists them."""

    microphone: str = Field(default="", description="Part of its name; empty: the system's usual one.")
    loudspeaker: str = Field(default="", description="Part of its name; empty: the system's usual one.")
    headphones: bool = Field(
        default=False, description="True if she is heard in headphones, so that she cannot hear herself."
    )
    cancel_echo: bool = Field(
        default=True,
        description="Take her voice out of what the microphone hears, to talk over her without headphones.",
    )
    chime: bool = Field(
        default=True,
        description="With cancel_echo: a short sound when she begins, from which the echo is learned.",
    )


Pair = Annotated[str, StringConstraints(pattern=r"^[^=]+=")]
"""name=value."""


class McpTool(Section):
    """One thing that a server can do."""

    say: list[str] = Field(
        min_length=1,
        title='a list of sentences, like ["what is the weather in {city}"]',
        description="How you ask for it; what stands in braces goes to the argument of that name.",
    )
    always: list[Pair] = Field(
        default=[],
        title='a list of arguments, like ["units=metric"]',
        description="Arguments that are the same each time.",
    )


class McpServer(Section):
    """A program whose tools you may ask for, by the Model Context Protocol over its standard input and output."""

    command: list[str] = Field(
        min_length=1,
        title='a list of words, like ["python3", "server.py"]',
        description="What starts it: a program and its arguments.",
    )
    env: list[Pair] = Field(
        default=[],
        title='a list of variables, like ["API_KEY=abc"]',
        description="Variables it is given beside HOME, PATH and the like.",
    )
    trust: Literal["ask", "reads"] = Field(
        default="ask",
        description="ask: nothing of it is done without a spoken yes. reads: but for tools that it says only read.",
    )
    timeout_s: int = Field(default=60, ge=1, le=3600, description="Seconds it may take to answer.")
    tools: dict[str, McpTool] = Field(default={})


class Hands(Section):
    """What she does for you by herself, each on or off. Lists and notes are plain text files. Tools of other programs
    stand in sections of their own, [hands.mcp.NAME]: see the README."""

    clock: bool = Field(default=True, description="The time and the date, here and anywhere.")
    sums: bool = Field(default=True, description="Sums and units.")
    lists: bool = Field(default=True, description="Shopping list, to-do list and others.")
    notes: bool = Field(default=True, description="Notes.")
    chance: bool = Field(default=True, description="Dice and coins.")
    reminders: bool = Field(default=True, description="Timers, alarms and reminders.")
    calendar: bool = Field(default=True, description="Your calendars; more in the section calendar.")
    guess: bool = Field(
        default=True,
        description="What likely is a request, in words she does not know, is read by the language model; she asks"
        " before she does what it makes of them.",
    )
    quiet: str = Field(
        default="",
        pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$",
        title='hours like "22:00-07:00", or "" for none',
        description="Hours in which reminders wait; timers and alarms do not.",
    )
    folder: str = Field(
        default="",
        description="Folder of lists and notes; empty: lists in your data folder (~/.local/share/samantha).",
    )
    mcp: dict[str, McpServer] = Field(default={})


class Calendar(Section):
    """Your calendars: iCalendar files in a folder, one subfolder a calendar."""

    folder: str = Field(
        default="", description="Folder; empty: calendars in your data folder (~/.local/share/samantha)."
    )
    new: str = Field(default="", description="Calendar that new events go into, made if there is none of that name.")
    length_min: int = Field(default=60, ge=1, le=1440, description="Minutes an event takes if you don't say.")
    alert_min: int = Field(
        default=0,
        ge=0,
        le=1440,
        description="Minutes before an event at which she tells of it by herself, but for quiet hours; 0: never.",
    )
    sync_min: int = Field(
        default=10, ge=1, le=1440, description="Minutes between two looks at your servers; a change goes at once."
    )


class Journal(Section):
    """What was said, kept on this computer (`samantha journal show`)."""

    keep: bool = Field(default=True, description="Whether conversations at the desk and the terminal are kept.")
    remember_min: int = Field(
        default=720, ge=0, le=525_600, description="Minutes for which the last words stay in her mind; 0: not at all."
    )
    resume_min: int = Field(
        default=30,
        ge=0,
        le=525_600,
        description="After a crash no longer ago she says that she was gone and repeats your last words; 0: never.",
    )


class People(Section):
    """Other people in the room (`samantha people list`)."""

    introductions: bool = Field(
        default=True,
        description='Whether "this is Amy" makes her keep a voice, with a spoken yes, and tell it from yours.',
    )


class Models(Section):
    """Where the models are kept."""

    folder: str = Field(
        default="", description="Folder; empty: models in your data folder (~/.local/share/samantha)."
    )


_PROFILES: Mapping[str, Profile] = {
    "swift": Profile(ears="whisper-tiny.en", mind="qwen2.5-coder-0.5b", weights="iq4_nl"),
    "full": Profile(ears="whisper-base", mind="qwen2.5-coder-1.5b"),
}
_USUAL_VOICES: Mapping[str, str] = {"hibari": "heart", "piper": "joe"}


class Settings(Section):
    """All settings; ``Settings()`` are the defaults."""

    profiles: dict[str, Profile] = Field(default={}, validate_default=True)
    profile: str = Field(
        default="full",
        description="Which models to use: full answers best, swift answers soonest, auto is the one of the two that "
        "`samantha doctor` found to suit this machine, or the name of a profile below.",
    )
    ears: Ears = Ears()
    turns: Turns = Turns()
    mind: Mind = Mind()
    persona: Persona = Persona()
    voice: Voice = Voice()
    care: Care = Care()
    desk: Desk = Desk()
    hands: Hands = Hands()
    calendar: Calendar = Calendar()
    journal: Journal = Journal()
    people: People = People()
    models: Models = Models()

    @field_validator("profiles", mode="before")
    @classmethod
    def _with_built_in(cls, given: object) -> object:
        """The profiles that come with the program stay, and may be changed key by key."""
        if not isinstance(given, Mapping):
            return given
        built_in = {name: profile.model_dump() for name, profile in _PROFILES.items()}
        changed = {
            name: {**built_in.get(name, {}), **profile} if isinstance(profile, Mapping) else profile
            for name, profile in given.items()
        }
        return {**built_in, **changed}

    @field_validator("profile")
    @classmethod
    def _known_profile(cls, name: str, info: ValidationInfo) -> str:
        profiles = info.data.get("profiles")  # absent when one of them is wrong itself, which is said first
        if profiles is not None and name not in profiles:
            raise PydanticCustomError("choice", "no such profile", {"choices": list(profiles)})
        return name

    @property
    def ears_model(self) -> str:
        """Catalog name of the model that understands speech."""
        return self.ears.model or self.profiles[self.profile].ears

    @property
    def mind_model(self) -> str:
        """Catalog name of the language model."""
        return self.mind.model or self.profiles[self.profile].mind

    @property
    def mind_weights(self) -> Literal["", "iq4_nl"]:
        """Form of its weights, "" as fetched; a model of one's own choice is taken as it is."""
        return "" if self.mind.model else self.profiles[self.profile].weights

    @property
    def voice_name(self) -> str:
        """Name of the voice, within its engine."""
        return self.voice.name or _USUAL_VOICES[self.voice.engine]


@dataclass(frozen=True, slots=True)
class Block:
    """One section as it stands in a file: where, what stands directly in it, and the model it is."""

    path: KeyPath
    values: list[tuple[str, object]]
    section: Section


def blocks(section: Section, path: KeyPath = ()) -> Iterator[Block]:
    """This section and all below it, in the order of a file: a section after the plain settings of its parent."""
    values: list[tuple[str, object]] = []
    below: list[tuple[KeyPath, Section]] = []
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Section):
            below.append(((*path, name), value))
        elif isinstance(value, dict):
            below += [((*path, name, key), item) for key, item in value.items()]
        else:
            values.append((name, value))
    yield Block(path, values, section)
    for inner_path, inner in below:
        yield from blocks(inner, inner_path)


def leaves(section: Section) -> Iterator[tuple[KeyPath, object]]:
    """Every setting and its value, in the order of a file."""
    for block in blocks(section):
        for name, value in block.values:
            yield (*block.path, name), value


def changes(before: Section, after: Section) -> list[str]:
    """Names of the settings that differ, as in ``voice.speed``."""
    old, new = dict(leaves(before)), dict(leaves(after))
    return [".".join(path) for path in old | new if old.get(path) != new.get(path)]


def field_at(path: Sequence[str]) -> FieldInfo | None:
    """The field at a path, a section or a plain setting; None where there is none.

    What the user has named, as a profile or a server, has no field of its own.
    """
    kind: object = Settings
    field: FieldInfo | None = None
    for name in path:
        if get_origin(kind) is dict:
            field, kind = None, get_args(kind)[1]
            continue
        field = kind.model_fields.get(name) if _is_section(kind) else None
        if field is None:
            return None
        kind = field.annotation
    return field


def is_section(field: FieldInfo) -> bool:
    """Whether the field holds settings of its own instead of a value."""
    return _is_section(field.annotation) or get_origin(field.annotation) is dict


def takes_text(field: FieldInfo) -> bool:
    """Whether the field holds text, free or one of a list."""
    return field.annotation is str or get_origin(field.annotation) is Literal


def _is_section(kind: object) -> TypeGuard[type[Section]]:
    return inspect.isclass(kind) and issubclass(kind, Section)
