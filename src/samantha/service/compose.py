"""The composition root: from engines and a door to a conversation, as the settings want it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from samantha.core.activity import Activity
from samantha.core.endpoint import Pauses
from samantha.core.floor import Floor, Manners
from samantha.core.notes import Watcher
from samantha.core.talkover import Yielding
from samantha.engines.silent import Deaf
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.shelf import Shelf
from samantha.mind.care import Care
from samantha.mind.helplines import Lines, lines
from samantha.ports import Company, Door, SecondLook, Skill
from samantha.service.country import country
from samantha.service.keeping import UNKEPT, Keeping
from samantha.service.loading import Engines
from samantha.service.paths import data_folder
from samantha.service.settings import Settings
from samantha.service.spelling import reviewer, spelling
from samantha.session.conversation import Conversation
from samantha.session.reply import Delivery


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
    second_look: SecondLook | None = None,
) -> Conversation:
    """A conversation ready to run; ``kept``: where it is taken down, and the thread that it takes up.

    private: skills whose turns are taken down nowhere. company: where others than the user sit. second_look: for
    words that nothing understands.
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
        second_look=second_look,
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
        settle_ms=turns.settle_ms,
        pauses=pauses(settings),
        yielding=Yielding(turns.duck_ms, turns.hold_ms, sustained_ms=turns.interrupt_ms),
        interruptible=listens,
        max_turn_ms=turns.max_turn_s * 1000,
        still_there_ms=turns.still_there_s * 1000,
        mm_hm_ms=turns.mm_hm_s * 1000,
    )
