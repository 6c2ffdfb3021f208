"""The first meeting as a state machine: from a state and what was said to the next state and what she says.

Nine questions at the most, in a fixed order, some of which depend on answers. Every answer is a step; "go back" takes
the last one back. There is no clock and nothing is carried out here: what is to be changed is told in the outcome,
and how much time has gone is told to the machine. So a meeting that was cut off goes on from its last state.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from samantha.core.spelled import spelled
from samantha.mind.changes import CallsHerself, CallsYou, Change, Gender, Speaks, Talks
from samantha.mind.limits import plain_answer
from samantha.mind.meeting import answers as said
from samantha.mind.meeting import questions as asks
from samantha.mind.meeting.learned import facts
from samantha.mind.meeting.questions import PERSONAL, QUESTIONS, SPARED, STEPS, Step
from samantha.mind.memory.rows import Fact
from samantha.mind.names import name_in
from samantha.mind.wishes import kind_of, wish

HURRY_S = 95.0
"""After so long only what must be asked still is."""

LATE_S = 150.0
"""After so long she asks no more, so that three minutes are enough."""

MOST_SILENCES = 2
"""So many questions in a row without a word, and nobody is there."""

MOST_NAME_TRIES = 2
"""So often she asks for the name again when she did not catch it; for everything else once."""

_NAMES: dict[Gender, tuple[str, ...]] = {"woman": ("Samantha", "Isabella"), "man": ("Samuel", "Oscar")}
"""What she calls herself, if it is left to her; the second if the first is the user's."""

_DENIES = re.compile(r"\W*(?:no|nope|not|wrong|that's (?:not|wrong)|sorry|i said|it's|actually)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class State:
    """How far the meeting is.

    asked: the question that waits for an answer. gone: the steps that are over, in order. answers: of the personal
    ones, the words. tries: answers to this question that were none. silences: questions in a row without a word.
    phase: "left" means the user wanted no more questions, or had something graver to say.
    """

    phase: Literal["open", "left", "done"] = "open"
    asked: Step = "name"
    gone: tuple[Step, ...] = ()
    answers: tuple[tuple[Step, str], ...] = ()
    name: str = ""
    voice: Gender = "woman"
    remember: bool = False
    tries: int = 0
    silences: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows.

    changes: to be carried out before she speaks. told: what may be remembered, at the end; None: nothing.
    """

    state: State
    says: str
    changes: tuple[Change, ...] = ()
    told: tuple[Fact, ...] | None = None


def begin(state: State) -> Outcome:
    """How she begins, or takes it up again."""
    state = replace(state, phase="open", tries=0, silences=0)
    if state.gone:
        you = f"Hello again, {state.name}." if state.name else "Hello again."
        return Outcome(state, f"{you} {asks.AGAIN} {_question(state)}")
    return Outcome(state, f"{asks.OPENING} {asks.FIRST}")


def silence(state: State, elapsed_s: float, today: datetime.date) -> Outcome:
    """Nobody has answered: the question once more, then the next; when nobody seems to be there, she waits."""
    if not state.tries:
        return Outcome(replace(state, tries=1), _question(state))
    if state.silences + 1 >= MOST_SILENCES:
        return Outcome(replace(state, silences=MOST_SILENCES), asks.WAITING if state.silences < MOST_SILENCES else "")
    after = replace(state, silences=state.silences + 1)
    return _go_on(after, asks.GOES_ON, elapsed_s, today)


def hears(state: State, text: str, elapsed_s: float, today: datetime.date) -> Outcome:
    """What follows from a turn of the user's."""
    if state.silences >= MOST_SILENCES:
        state = replace(state, tries=0)
    state = replace(state, silences=0)
    if (about := said.aside(text)) is not None:
        return _aside(state, about, elapsed_s, today)
    if (corrected := _corrects_name(state, text)) is not None:
        return corrected
    if state.asked != "name" and (change := wish(text)) is not None:
        if isinstance(change, Talks) and state.asked == "talk":
            change = Talks(said.how_much(text) or change.how)  # "be brief" takes up her own word here
        return _wished(state, change, elapsed_s, today)
    if (plain := plain_answer(text)) is not None:
        return Outcome(state, f"{plain} {_question(state)}")
    answered = _answered(state, text, elapsed_s, today)
    if answered is not None:
        return answered
    if text.strip().endswith("?") and state.tries < 2:
        return Outcome(replace(state, tries=state.tries + 1), f"{asks.LATER} {_question(state)}")
    if not state.tries:
        return Outcome(replace(state, tries=1), asks.HINTS.get(state.asked, QUESTIONS[state.asked]))
    if state.asked == "name" and state.tries < MOST_NAME_TRIES:
        return Outcome(replace(state, tries=state.tries + 1), asks.SPELL)
    return _go_on(state, asks.NO_MATTER, elapsed_s, today)


# --- what is said about the questions ------------------------------------------------------------------------------


def _aside(state: State, about: said.Aside, elapsed_s: float, today: datetime.date) -> Outcome:
    match about:
        case "leave":
            return Outcome(replace(state, phase="left"), asks.LEFT)
        case "skip":
            return _go_on(state, asks.NO_MATTER, elapsed_s, today)
        case "back":
            return _back(state)
        case "rename":
            return _ask_name(state)
        case "why":
            return Outcome(state, f"{asks.REASONS[state.asked]} {_question(state)}")
        case "and_you":
            return Outcome(state, f"{asks.PERHAPS} {_question(state)}")
        case "again":
            return Outcome(state, _question(state))


def _back(state: State) -> Outcome:
    """The question before, as if it had not been asked yet."""
    if not state.gone:
        return Outcome(state, _question(state))
    step = state.gone[-1]
    kept = tuple(pair for pair in state.answers if pair[0] not in (step, state.asked))
    state = replace(state, asked=step, gone=state.gone[:-1], answers=kept, tries=0)
    return Outcome(state, f"All right. {_question(state)}")


def _ask_name(state: State) -> Outcome:
    """For the name once more; after it the questions go on where they were."""
    state = replace(state, asked="name", gone=tuple(step for step in state.gone if step != "name"), tries=0)
    return Outcome(state, asks.SPELL if not state.name else "Of course. What shall I call you?")


def _corrects_name(state: State, text: str) -> Outcome | None:
    """The name was misheard: right behind it "no, Theodore", or spelled; a bare "no" has it asked for again."""
    if state.gone[-1:] != ("name",) or state.asked == "name" or kind_of(text.lower()):
        return None
    denies = bool(_DENIES.match(text)) and bool(state.name)
    name = name_in(text)
    if name and (denies or spelled(text)) and state.tries < 2:
        return Outcome(
            replace(state, name=name, tries=0), f"Thank you, {name}. {_question(state)}", (CallsYou(name),)
        )
    if denies and said.yes_or_no(text) is False and len(text.split()) <= 4:
        return replace(_ask_name(state), says=asks.SPELL)
    return None


def _wished(state: State, change: Change, elapsed_s: float, today: datetime.date) -> Outcome:
    """A wish in the middle of the questions: it is done, and the question is asked again, unless that answers it."""
    match change:
        case CallsYou(name):
            return Outcome(replace(state, name=name), f"All right, {name}. {_question(state)}", (change,))
        case CallsHerself(name):
            if state.asked == "herself":
                return _finish(state, name, False, today)
            return Outcome(state, f"{name}, gladly. {_question(state)}", (change,))
        case Speaks(voice):
            kind = _gender(str(voice), state)
            if state.asked == "voice":
                return _chosen_voice(state, kind, elapsed_s, today)
            return Outcome(replace(state, voice=kind), f"Like this, then. {_question(state)}", (Speaks(kind),))
        case Talks():
            if state.asked == "talk":
                return _go_on(state, "Good.", elapsed_s, today, (change,))
            return Outcome(state, f"Good. {_question(state)}", (change,))


# --- answers -------------------------------------------------------------------------------------------------------


def _answered(state: State, text: str, elapsed_s: float, today: datetime.date) -> Outcome | None:
    """What follows from an answer; None if it is none."""
    match state.asked:
        case "name":
            name = name_in(text)
            if not name:
                return None
            state = replace(state, name=name)
            return _go_on(state, asks.met(name, bool(spelled(text))), elapsed_s, today, (CallsYou(name),))
        case "voice":
            kind = kind_of(text.lower())
            if not kind and not said.leaves_it_to_her(text):
                return None
            return _chosen_voice(state, _gender(kind, state), elapsed_s, today)
        case "talk":
            how = said.how_much(text)
            if how is None:
                return None
            return _go_on(state, "Good.", elapsed_s, today, (Talks(how),))
        case "remember":
            yes = said.yes_or_no(text)
            if yes is None:
                return None
            return _go_on(replace(state, remember=yes), asks.remembers(yes), elapsed_s, today)
        case "herself":
            name = name_in(text)
            if said.leaves_it_to_her(text) or (not name and said.yes_or_no(text)):
                return _finish(state, _own_name(state), True, today)
            return _finish(state, name, False, today) if name else None
        case "days" | "free" | "people" | "about":
            return _told(state, text, elapsed_s, today)


def _told(state: State, text: str, elapsed_s: float, today: datetime.date) -> Outcome | None:
    words = text.strip()
    if words.endswith("?") or (said.yes_or_no(words) is not None and len(words.split()) <= 2):
        return None
    state = replace(state, answers=(*state.answers, (state.asked, words)))
    match state.asked:
        case "free":
            reaction = asks.AFTER_FREE
        case "people":
            reaction = asks.AFTER_NOBODY if said.nobody(words) else ""
        case "about":
            reaction = asks.AFTER_PEOPLE
        case _:
            reaction = ""
    return _go_on(state, reaction, elapsed_s, today)


def _chosen_voice(state: State, kind: Gender, elapsed_s: float, today: datetime.date) -> Outcome:
    return _go_on(replace(state, voice=kind), "Like this, then.", elapsed_s, today, (Speaks(kind),))


def _gender(words: str, state: State) -> Gender:
    """woman or man; any other voice is one of the other kind."""
    if words in ("woman", "man"):
        return "woman" if words == "woman" else "man"
    return state.voice if not words else "man" if state.voice == "woman" else "woman"


# --- going on ------------------------------------------------------------------------------------------------------


def _go_on(
    state: State, reaction: str, elapsed_s: float, today: datetime.date, changes: tuple[Change, ...] = ()
) -> Outcome:
    """The present step is over."""
    state = replace(state, gone=(*state.gone, state.asked), tries=0)
    step = _next(state, elapsed_s)
    if step is None:
        ended = _finish(state, _own_name(state), True, today)
        return replace(ended, says=f"{reaction} {ended.says}".strip(), changes=(*changes, *ended.changes))
    state = replace(state, asked=step)
    return Outcome(state, f"{reaction} {_question(state)}".strip(), changes)


def _next(state: State, elapsed_s: float) -> Step | None:
    """The first question that is still to be asked, None if there is none."""
    if elapsed_s >= LATE_S:
        return None
    people = dict(state.answers).get("people", "")
    left = [step for step in STEPS if step not in state.gone]
    if elapsed_s >= HURRY_S:
        left = [step for step in left if step not in SPARED]
    if said.nobody(people) or said.person(people) is None:
        left = [step for step in left if step != "about"]
    return left[0] if left else None


def _question(state: State) -> str:
    """The present question, in words that fit the answers so far."""
    told = dict(state.answers)
    if state.asked == "free" and "days" in told:
        return asks.after_days(said.days(told["days"]))
    if state.asked == "about" and (someone := said.person(told.get("people", ""))) is not None:
        return asks.about(someone)
    return QUESTIONS[state.asked]


def _own_name(state: State) -> str:
    return next(name for name in _NAMES[state.voice] if name.lower() != state.name.lower())


def _finish(state: State, name: str, chose: bool, today: datetime.date) -> Outcome:
    """She says hello as who she is now; nothing of the answers stays in the state."""
    told = tuple(facts(state.name, _personal(state.answers), today)) if state.remember else None
    over = State(phase="done", asked="herself", name=state.name, voice=state.voice, remember=state.remember)
    return Outcome(over, asks.hello(name, state.name, chose), (CallsHerself(name),), told)


def _personal(answers: Sequence[tuple[Step, str]]) -> list[tuple[Step, str]]:
    return [(step, words) for step, words in answers if step in PERSONAL]
