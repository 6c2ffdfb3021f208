"""Two hundred conversations in virtual time, and floors broken on purpose that they must catch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pytest

from samantha.core.clock import WINDOW, samples
from samantha.core.events import (
    Answer,
    Command,
    Commit,
    Duck,
    Fact,
    Heard,
    Hold,
    Hush,
    HushReason,
    Overhear,
    Overheard,
    Resume,
    Unduck,
    UserStarted,
)
from samantha.core.floor import Floor
from samantha.core.notes import ReplyEnded, ReplyStarted, Turn
from samantha.core.states import Her, Nobody, User
from samantha.core.talkover import Listener
from samantha.testing import simulator, virtual_time
from samantha.testing.invariants import Violation, check
from samantha.testing.simulator import simulate

SEEDS = range(200)
ENOUGH = range(60)
"""So many seeds must be enough to catch a broken floor."""


@pytest.mark.parametrize("seed", SEEDS)
def test_no_invariant_breaks_in_the_conversation_of_seed(seed: int) -> None:
    check(simulate(seed))


def spoken_codes(tale: simulator.Story) -> set[int]:
    return {code for item in tale.script if not isinstance(item, tuple) for code, _ in item.words}


@pytest.mark.parametrize("seed", [3, 41])
def test_a_seed_tells_the_same_story_every_time(seed: int) -> None:
    first, again = simulate(seed), simulate(seed)
    assert first.notes == again.notes
    assert (first.played == again.played).all()
    assert first.prompts == again.prompts


def test_the_stories_hold_what_makes_conversations_hard() -> None:
    """Were they all fast, polite and lucky, passing them would mean nothing."""
    tales = [simulator.story(seed) for seed in SEEDS]
    assert sum(bool(tale.hushes) for tale in tales) > 20
    assert sum(tale.failure > 0 for tale in tales) > 40
    assert sum(tale.slow_s > 0.5 for tale in tales) > 30
    assert sum(tale.cuts_off for tale in tales) > 10
    assert sum(any(isinstance(item, tuple) for item in tale.script) for tale in tales) > 40
    assert sum(tale.echo for tale in tales) > 15
    assert sum(len(tale.announcements) for tale in tales) > 60
    for codes in (simulator.BACKCHANNELS, simulator.STOPS, simulator.REQUESTS):
        assert sum(bool(spoken_codes(tale) & set(codes)) for tale in tales) > 40
    reasons = {n.reason for seed in ENOUGH for n in simulate(seed).notes if isinstance(n, ReplyEnded)}
    assert reasons == {"finished", "interrupted", "user_went_on", "hushed", "failed"}
    assert sum(heard == simulator.ANNOUNCEMENT for seed in ENOUGH for heard in simulate(seed).announced) > 10


def test_all_that_can_happen_when_she_is_talked_over_happens_in_them() -> None:
    wanted: Counter[type[Command]] = Counter()

    class Counting(Floor):
        def step(self, fact: Fact) -> list[Command]:
            commands = super().step(fact)
            wanted.update(type(command) for command in commands)
            return commands

    for seed in ENOUGH:
        simulate(seed, Counting)
    assert min(wanted[kind] for kind in (Duck, Hold, Unduck, Overhear, Hush)) > 40
    assert wanted[Resume] >= 3


def moment(state: Nobody | User | Her) -> str:
    match state:
        case Nobody():
            return "nobody"
        case User(capped=True):
            return "user, capped"
        case User(interrupted=interrupted):
            return "user, pausing" if interrupted is None else "user, pausing behind an interruption"
        case Her(audible=False):
            return "her, making"
        case Her(listener=listener):
            return "her, softened" if listener is not None and listener.softened else "her, audible"


def test_somebody_begins_to_speak_in_every_state_in_them() -> None:
    begun: Counter[str] = Counter()

    class Watching(Floor):
        quiet = samples(1000)

        def step(self, fact: Fact) -> list[Command]:
            if isinstance(fact, Heard):
                if fact.speech and self.quiet > samples(100):
                    begun[moment(self.state)] += 1
                self.quiet = 0 if fact.speech else self.quiet + WINDOW
            return super().step(fact)

    for seed in ENOUGH:
        simulate(seed, Watching)
    assert len(begun) == 7 and min(begun.values()) >= 3, begun


def test_she_really_answers_in_them() -> None:
    record = simulate(0)
    assert any(isinstance(note, Turn) for note in record.notes)
    assert any(isinstance(note, ReplyStarted) for note in record.notes)
    assert record.played.any()


# ----------------------------------------------------------------------------------------- broken floors


class IgnoresHush(Floor):
    """Gives the floor back without silencing her."""

    def _silence(self, reply: int, reason: HushReason) -> list[Command]:
        self.state = Nobody()
        return []


class TwoReplies(Floor):
    """Answers every turn twice."""

    def _give_floor(self, turn: int, words: str | None = None) -> list[Command]:
        return [*super()._give_floor(turn, words), *super()._give_floor(turn, words)]


class CutsOff(Floor):
    """Waits for no pause: the turn is over as soon as its words are known, even if more of them come."""

    def _commit_if_due(self, user: User, at: int) -> list[Command]:
        if user.text:
            self._transcribed_until = user.sound_end
            return [Commit(user.turn, user.text, user.speech_end, at), *self._give_floor(user.turn)]
        return super()._commit_if_due(user, at)

    def _user_pauses(self, user: User, at: int) -> list[Command]:
        return self._commit_if_due(user, at) if user.pausing else self._ask(user, at)


class LosesTheFirstSyllable(Floor):
    """Keeps no sound from before it was sure that somebody speaks."""

    def _user_takes(self) -> list[Command]:
        self._turns += 1
        self.state = User(self._turns, self._run.last + WINDOW, self._run.last)
        return [UserStarted(self._turns, self._run.start)]


class HearsTwice(Floor):
    """Reaches back into the turn before."""

    def _user_takes(self) -> list[Command]:
        self._transcribed_until = max(0, self._transcribed_until - samples(2000))
        self.manners = type(self.manners)(preroll_ms=2000, max_turn_ms=self.manners.max_turn_ms)
        return super()._user_takes()


class ForgetsTheRest(Floor):
    """Does not care what is said after a turn that had become too long."""

    def _take_rest(self, user: User) -> list[Command]:
        return []


class NeverYields(Floor):
    """Talks on, whoever talks."""

    def _heard(self, fact: Heard) -> list[Command]:
        return [] if isinstance(self.state, Her) and self.state.audible else super()._heard(fact)


class LeavesUnanswered(Floor):
    """Forgets a turn whenever the one before was interrupted."""

    def _silence(self, reply: int, reason: HushReason) -> list[Command]:
        self._unlucky = True
        return super()._silence(reply, reason)

    def _give_floor(self, turn: int, words: str | None = None) -> list[Command]:
        if getattr(self, "_unlucky", False):
            self._unlucky = False
            self.state = Nobody()
            return []
        return super()._give_floor(turn, words)


class HushesTheWrongOne(Floor):
    """Silences the reply before this one."""

    def _silence(self, reply: int, reason: HushReason) -> list[Command]:
        self.state = Nobody()
        return [Hush(reply - 1, reason)]


class AnswersNobody(Floor):
    """Gives the floor to her and never asks for an answer, so she holds it for ever."""

    def _give_floor(self, turn: int, words: str | None = None) -> list[Command]:
        return [c for c in super()._give_floor(turn, words) if not isinstance(c, Answer)]


class NeverDucks(Floor):
    """Lets her speak at full voice until it is known what is said."""

    def step(self, fact: Fact) -> list[Command]:
        return [command for command in super().step(fact) if not isinstance(command, Duck | Hold)]


class NeverComesBack(Floor):
    """Ducks her, and that is that."""

    def step(self, fact: Fact) -> list[Command]:
        return [command for command in super().step(fact) if not isinstance(command, Unduck)]


class OnlyDucks(Floor):
    """Softer is good enough."""

    def step(self, fact: Fact) -> list[Command]:
        return [command for command in super().step(fact) if not isinstance(command, Hold)]


class TalkedOver(Floor):
    """Base of floors that misjudge what is said over her."""

    def verdict(self, fact: Overheard) -> Overheard:
        raise NotImplementedError

    def step(self, fact: Fact) -> list[Command]:
        return super().step(self.verdict(fact) if isinstance(fact, Overheard) else fact)


class YieldsToAnything(TalkedOver):
    """Every sound is an interruption."""

    def verdict(self, fact: Overheard) -> Overheard:
        return replace(fact, text="Wait, please")


class TakesAllForCoughs(TalkedOver):
    """Hears no words where there are some, and so goes on."""

    def verdict(self, fact: Overheard) -> Overheard:
        return replace(fact, text="")


class KnowsNotItsOwnWords(TalkedOver):
    """Takes her own voice for somebody's."""

    def verdict(self, fact: Overheard) -> Overheard:
        return replace(fact, hers=())


class AnswersStop(Floor):
    """Has something to say to who wants silence."""

    def _commit_if_due(self, user: User, at: int) -> list[Command]:
        commands = super()._commit_if_due(user, at)
        if commands and isinstance(commands[0], Commit) and isinstance(self.state, Nobody):
            return [*commands, *self._give_floor(user.turn)]
        return commands


class LosesWhatInterrupted(Floor):
    """Knows that it was interrupted, and listens only from then on."""

    def _user_took(self, listener: Listener, interrupted: Her | None) -> list[Command]:
        commands = super()._user_took(listener, interrupted)
        assert isinstance(self.state, User)
        self.state.start = listener.last
        return commands


@dataclass(frozen=True)
class Caught:
    seed: int
    by: str


def first_caught(floor: type[Floor]) -> Caught | None:
    for seed in ENOUGH:
        try:
            check(simulate(seed, floor))
        except (Violation, virtual_time.Deadlock) as problem:
            return Caught(seed, str(problem))
    return None


@pytest.mark.parametrize(
    "floor",
    [
        IgnoresHush,
        TwoReplies,
        CutsOff,
        LosesTheFirstSyllable,
        HearsTwice,
        ForgetsTheRest,
        NeverYields,
        LeavesUnanswered,
        HushesTheWrongOne,
        AnswersNobody,
        NeverDucks,
        NeverComesBack,
        OnlyDucks,
        YieldsToAnything,
        TakesAllForCoughs,
        KnowsNotItsOwnWords,
        AnswersStop,
        LosesWhatInterrupted,
    ],
)
def test_a_broken_floor_is_caught(floor: type[Floor]) -> None:
    caught = first_caught(floor)
    assert caught is not None
    assert f"seed {caught.seed}" in caught.by  # reproducible by its number
    with pytest.raises(Violation, match=f"seed {caught.seed}"):
        check(simulate(caught.seed, floor))
