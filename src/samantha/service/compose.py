"""The composition root: from settings to engines, and from engines and a door to a conversation."""

from __future__ import annotations

import datetime
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import anyio

from samantha.core.activity import Activity
from samantha.core.endpoint import Pauses
from samantha.core.floor import Floor, Manners
from samantha.core.notes import Watcher
from samantha.core.talkover import Yielding
from samantha.doors.desk import Desk
from samantha.engines.gate import Gated
from samantha.engines.hibari import Hibari, HibariStyle
from samantha.engines.llama import Llama, Sampling
from samantha.engines.piper import Piper, PiperStyle
from samantha.engines.silent import Deaf, Silent
from samantha.engines.silero import Silero
from samantha.engines.whisper import SHORTEST_SECONDS, Whisper
from samantha.errors import ConfigError
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.shelf import Shelf
from samantha.mind.care import Care
from samantha.mind.helplines import Lines, lines
from samantha.mind.mind import Brevity, LocalMind
from samantha.mind.persona import Persona
from samantha.models.store import Store
from samantha.ports import Company, Door, LanguageModel, Message, Skill, SpeechDetector, Transcriber, Voice
from samantha.service import weights
from samantha.service.country import country
from samantha.service.keeping import UNKEPT, Keeping
from samantha.service.paths import cache_folder, data_folder, models_folder
from samantha.service.settings import Settings
from samantha.service.spelling import reviewer, spelling
from samantha.session.changing import ChangingVoice
from samantha.session.conversation import Conversation
from samantha.session.reply import Delivery

MEANING_MODEL = "minilm-l6-v2"
"""Catalog name of the model that tells what sentences mean, for the memory."""

Job: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Engines:
    """Everything that takes seconds to load, ready."""

    detector: SpeechDetector
    transcriber: Transcriber
    mind: LocalMind
    voice: ChangingVoice


def desk(settings: Settings) -> Desk:
    """The microphone and the loudspeaker of this computer."""
    how = settings.desk
    return Desk(how.microphone, how.loudspeaker, how.headphones, cancel_echo=how.cancel_echo, chime=how.chime)


def store(settings: Settings) -> Store:
    """The models of this user."""
    return Store(models_folder(os.environ, settings.models.folder))


def models(settings: Settings) -> list[str]:
    """Catalog names of the models that a spoken conversation with these settings needs."""
    needed = [settings.ears_model, settings.mind_model, MEANING_MODEL]
    if settings.voice.engine == "piper":
        needed.append(f"piper-{settings.voice_name}")
    return needed


async def load(settings: Settings, *, hears: bool = True, speaks: bool = True) -> Engines:
    """Loads all engines at once. Raises ModelError, ConfigError or EngineError before anything is half started."""
    shelf = store(settings)
    for name in models(settings):
        shelf.catalog.model(name)  # unknown names first: they cost nothing and need no disk
    transcriber: list[Transcriber] = [Deaf()]
    voice = ChangingVoice(Silent())
    mind: list[LocalMind] = []

    async def ears() -> None:
        transcriber[0] = await load_ears(settings, shelf)

    async def mouth() -> None:
        voice.change(await load_voice(settings, shelf))

    async def head() -> None:
        mind.append(await load_mind(settings, shelf))

    await _all([head, *([ears] if hears else []), *([mouth] if speaks else [])])
    return Engines(load_detector(settings) if hears else Deaf(), transcriber[0], mind[0], voice)


async def renewed(engines: Engines, before: Settings, after: Settings) -> Engines:
    """The engines for other settings; what the change does not touch stays loaded, and so does what was said.

    Raises ModelError, ConfigError, EngineError.
    """
    shelf = store(after)
    transcriber, mind = engines.transcriber, engines.mind
    if (before.ears, before.ears_model) != (after.ears, after.ears_model):
        transcriber = await load_ears(after, shelf)
    if (before.mind, before.mind_model) != (after.mind, after.mind_model):
        mind = await load_mind(after, shelf)
    elif before.persona != after.persona:
        mind = new_mind(after, mind.model)
        await mind.warm()
    if mind is not engines.mind:
        mind.take_up(engines.mind)
    return Engines(load_detector(after), transcriber, mind, engines.voice)


async def _all(jobs: list[Job]) -> None:
    """Runs the jobs at once; the first error of one of them, itself and not in a group."""
    errors: list[Exception] = []

    async def one(job: Job) -> None:
        try:
            await job()
        except Exception as error:
            errors.append(error)
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for job in jobs:
            group.start_soon(one, job)
    if errors:
        raise errors[0]


def load_detector(settings: Settings) -> SpeechDetector:
    """The cheap gate and the judge behind it."""
    return Gated(Silero(), strictness=settings.ears.gate)


async def load_ears(settings: Settings, shelf: Store, shortest_s: float = SHORTEST_SECONDS) -> Whisper:
    """Speech to text; what is shorter than shortest_s is padded to it."""
    folder = await anyio.to_thread.run_sync(shelf.path, settings.ears_model)
    how = settings.ears
    return await Whisper.load(folder, language=how.language, threads=how.threads, shortest_s=shortest_s)


async def load_model(settings: Settings, shelf: Store) -> Llama:
    """The language model, without anybody in it."""
    file = await anyio.to_thread.run_sync(shelf.file, settings.mind_model)
    how = settings.mind
    if settings.mind_weights:
        file = weights.in_form(file, settings.mind_weights) or file
    return await Llama.load(
        file,
        context_tokens=how.context_tokens,
        threads=how.threads,
        sampling=Sampling(temperature=how.temperature, top_p=how.top_p, seed=how.seed),
        states=cache_folder(os.environ) / "prompts",
    )


def persona(settings: Settings) -> Persona:
    """Who she is, for the prompt."""
    who = settings.persona
    return Persona(who.name, who.user_name, who.manner, who.character, who.humour, who.talkative)


def new_mind(
    settings: Settings, model: LanguageModel, today: datetime.date | None = None, met: Sequence[Message] = ()
) -> LocalMind:
    """She herself at the beginning of a conversation, today if no other day is given; not warm yet.

    met: how they said hello, where it is not the user she talks with.
    """
    how = settings.mind
    return LocalMind(
        model,
        persona(settings),
        Brevity(how.sentences, how.max_tokens, max(12, how.sentences), how.long_max_tokens),
        today=f"{today or datetime.date.today():%A, %B %-d, %Y}",
        met=met,
    )


async def load_mind(settings: Settings, shelf: Store) -> LocalMind:
    """The language model with its persona, warmed up."""
    mind = new_mind(settings, await load_model(settings, shelf))
    await mind.warm()
    return mind


async def load_voice(settings: Settings, shelf: Store, present: Voice | None = None) -> Voice:
    """Text to speech, as tuned. If ``present`` is the same voice in another style, nothing is loaded.

    Raises ModelError, ConfigError.
    """
    how = settings.voice
    if how.engine == "hibari":
        voice = settings.voice_name
        hibari = present if isinstance(present, Hibari) and present.name == voice else await Hibari.load(voice)
        turned = how.hibari
        return hibari.turned(
            HibariStyle(how.speed, how.volume, turned.pitch_semitones, turned.expressiveness, turned.breath)
        )
    name = f"piper-{settings.voice_name}"
    if name not in shelf.catalog.names:
        known = ", ".join(n.removeprefix("piper-") for n in shelf.catalog.names if n.startswith("piper-"))
        raise ConfigError(
            f"there is no piper voice {settings.voice_name!r}", where="voice.name", mend=f"Piper's voices: {known}."
        )
    folder = await anyio.to_thread.run_sync(shelf.path, name)
    piper = present if isinstance(present, Piper) and present.folder == folder else await Piper.load(folder)
    return piper.turned(PiperStyle(how.speed, how.volume, how.piper.noise_scale, how.piper.noise_w_scale))


def help_lines(settings: Settings) -> Lines:
    """Whom to call: the country's lines, and the user's own over them."""
    care = settings.care
    known = lines(care.country or country(os.environ))
    return Lines(care.emergency or known.emergency, care.crisis_line or known.crisis, care.abuse_line or known.abuse)


def skills(settings: Settings, engines: Engines) -> tuple[list[Skill], list[Watcher]]:
    """What code answers, in the order in which it is asked: care before everything and dictation; who watches."""
    care = Care(help_lines(settings))
    checks = reviewer(engines.mind.model)
    letters = Dictation(letter_shelf(os.environ), engines.mind.wording, checks)
    return [care, letters, spelling(checks)], [care.watch]


def converse(
    settings: Settings,
    engines: Engines,
    door: Door,
    watch: Watcher,
    skills: Sequence[Skill] = (),
    kept: Keeping = UNKEPT,
    private: Sequence[Skill] = (),
    company: Company | None = None,
) -> Conversation:
    """A conversation ready to run; ``kept``: where it is taken down, and the thread that it takes up.

    private: skills whose turns are taken down nowhere. company: where others than the user sit.
    """
    kept.bring_to(engines.mind)
    return Conversation(
        door=door,
        detector=engines.detector,
        transcriber=engines.transcriber,
        mind=engines.mind,
        voice=engines.voice,
        floor=Floor(_patient(manners(settings, door), hears=not isinstance(engines.detector, Deaf))),
        activity=Activity(settings.ears.speech_threshold, settings.ears.silence_threshold),
        delivery=delivery(settings),
        skills=skills,
        journal=kept.without(private),
        company=company,
        opening=kept.opening,
        watch=watch,
    )


def delivery(settings: Settings) -> Delivery:
    """How replies are spoken."""
    return Delivery(pause_ms=settings.voice.pause_ms)


def letter_shelf(env: Mapping[str, str]) -> Shelf:
    """The letters of this user."""
    return Shelf(data_folder(env) / "letters", lambda: datetime.datetime.now().astimezone())


def _patient(how: Manners, *, hears: bool) -> Manners:
    """Who types is not asked whether he is there."""
    return how if hears else replace(how, still_there_ms=0)


def pauses(settings: Settings) -> Pauses:
    """How long pauses end a turn."""
    turns = settings.turns
    return Pauses(
        turns.finished_ms,
        turns.unsure_ms,
        turns.unfinished_ms,
        sway_ms=turns.sway_ms,
        over=turns.over,
        going_on=turns.going_on,
        done=turns.done,
        more_ms=turns.more_ms,
        shortest_ms=turns.shortest_ms,
        longest_ms=turns.longest_ms,
    )


def manners(settings: Settings, door: Door) -> Manners:
    """How turns are taken at this door."""
    turns = settings.turns
    listens = door.ears_while_speaking if turns.interruption == "auto" else turns.interruption == "on"
    return Manners(
        onset_ms=turns.onset_ms,
        preroll_ms=turns.preroll_ms,
        pause_to_transcribe_ms=turns.pause_to_transcribe_ms,
        follow_ms=turns.follow_ms,
        pauses=pauses(settings),
        yielding=Yielding(turns.duck_ms, turns.hold_ms, sustained_ms=turns.interrupt_ms),
        interruptible=listens,
        max_turn_ms=turns.max_turn_s * 1000,
        still_there_ms=turns.still_there_s * 1000,
        mm_hm_ms=turns.mm_hm_s * 1000,
    )
