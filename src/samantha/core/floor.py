"""Who holds the floor: the whole of turn-taking as one table of transitions.

At any moment exactly one of three things is true (Sacks, Schegloff & Jefferson 1974, "A simplest systematics for the
organization of turn-taking"):

``Nobody``   the floor is free; a run of speech takes it for the user.
``User``     the user holds it, speaking or pausing. While they speak the words so far are followed. Early in a pause
             they are transcribed, and a reply to them is thought in case that was all. When the pause is longer than
             those words need (``endpoint``), the turn is committed and the floor goes to her. More speech before
             that, and it was only a pause: what was thought is dropped without a trace.
``Her``      a reply is being made, or, once ``audible``, being played. Speech before its first sound takes the turn
             back ("I was not finished"): the reply is hushed and the floor is the user's again. Speech after it is
             judged by its words (``talkover``): she may fall silent for a moment, but only words that are meant for
             her take the floor. If a turn that did turns out to have been nothing, she takes up again what she said.

A turn that only asks for silence ("stop") is a turn without an answer.

``Floor.step`` is called with one fact at a time, in order, and returns what is to be done. There is no clock: silence
is the count of samples since speech was last heard. Facts about a turn or reply that no longer matters are ignored.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import assert_never

from samantha.core.agreement import same_meaning
from samantha.core.bargein import is_backchannel
from samantha.core.clock import WINDOW, samples
from samantha.core.controls import control
from samantha.core.endpoint import Pauses, leads_on, needed_silence
from samantha.core.events import (
    Announced,
    Answer,
    Audible,
    Command,
    Commit,
    Drop,
    Fact,
    Follow,
    Heard,
    Hush,
    Hushed,
    HushReason,
    Judged,
    Murmur,
    Muted,
    Over,
    Overheard,
    Paced,
    Resume,
    StopThinking,
    StopTranscribing,
    Think,
    Transcribe,
    Transcribed,
    TranscriptFailed,
    Unduck,
    UserStarted,
    UserStopped,
    Wrote,
)
from samantha.core.states import Her, Nobody, Run, User
from samantha.core.talkover import Listener, Yielding

NOT_CAUGHT = "Sorry, I didn't catch that. Could you say it again?"
"""Said when a turn could not be transcribed twice: silence would look like deafness."""


STILL_THERE = "Are you still there?"
"""Said once, when a question of hers has not been answered for long."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How turns are taken; every length in ms.

    onset_ms: speech this long (short gaps allowed) is somebody speaking, less is a click or a breath.
    preroll_ms: sound kept from before the onset, so that no first syllable is lost.
    pause_to_transcribe_ms: a pause this long starts a transcript of the words so far.
    doubt_ms: so much more speech, and the reply thought in the pause before is dropped.
    follow_ms: after so much more of a turn its words so far are wanted, though it goes on.
    settle_ms: a stretch this long, up to a pause, is not transcribed again when the turn goes on; 0: never.
    pauses: how long a pause ends the turn.
    yielding: how she deals with speech over her voice.
    interruptible: whether speech during playback is listened to at all (not where she would hear herself).
    deaf_after_ms: after her last sound, when not interruptible: the room's echo dies away.
    max_turn_ms: a turn longer than this is taken as over as it stands; what follows is a turn of its own.
    still_there_ms: after so much silence behind a question of hers she asks once whether anybody is there; 0: never.
    mm_hm_ms: in a long turn she says "mm-hm", so long after its beginning or after the last; 0: never.
    """

    onset_ms: int = 96
    preroll_ms: int = 300
    pause_to_transcribe_ms: int = 32
    doubt_ms: int = 250
    follow_ms: int = 600
    settle_ms: int = 6000
    pauses: Pauses = field(default_factory=Pauses)
    yielding: Yielding = field(default_factory=Yielding)
    interruptible: bool = True
    deaf_after_ms: int = 250
    max_turn_ms: int = 90_000
    still_there_ms: int = 0
    mm_hm_ms: int = 0


MURMUR_AFTER_MS, MURMUR_TAKES_MS = 250, 700
"""She says "mm-hm" so far into a pause of somebody who has more to say, if so much of his pause is left for it: the
half second that it takes, and a moment."""

SETTLE_PAUSE_MS = 250
"""A pause this long is between words, wherever the detector heard it begin and end."""

MOST_RESUMED = 2
"""So often a reply is taken up again after an interruption by nothing: then whatever it is may have the last word."""


class Floor:
    """One conversation's floor. Not shared, not threaded: step after step."""

    def __init__(self, manners: Manners | None = None) -> None:
        self.manners = manners or Manners()
        self.state: Nobody | User | Her = Nobody()
        self._run = Run()
        self._deaf_until = 0
        self._transcribed_until = 0  # sound before this belongs to an earlier turn
        self._turns = 0
        self._replies = 0
        self._written: deque[str] = deque()
        self._notices: deque[Announced] = deque()
        self._least_pause_ms = 0
        self._muted = False
        self._asked_at: int | None = None  # when a question of hers was over that nobody has answered

    @property
    def idle(self) -> bool:
        """Nobody speaks, nobody is about to."""
        waiting = self._run.speech or self._written or self._notices
        return isinstance(self.state, Nobody) and not waiting

    def step(self, fact: Fact) -> list[Command]:
        """What is to be done now that ``fact`` is known."""
        match fact:
            case Heard():
                commands = self._heard(fact)
            case Wrote(text=text):
                self._written.append(text)
                commands = []
            case Transcribed():
                commands = self._transcribed(fact)
            case TranscriptFailed():
                commands = self._transcript_failed(fact)
            case Judged():
                commands = self._sounds_over(fact)
            case Overheard():
                commands = self._overheard(fact)
            case Audible(reply=reply):
                if isinstance(self.state, Her) and self.state.reply == reply:
                    self.state.audible = True
                commands = []
            case Over(at=at, reply=reply, asked=asked):
                commands = self._over(at, reply)
                self._asked_at = at if asked and isinstance(self.state, Nobody) else None
            case Hushed(at=at):
                commands = self._hushed(at)
            case Announced():
                self._notices.append(fact)
                commands = []
            case Paced(least_pause_ms=least_pause_ms):
                self._least_pause_ms = least_pause_ms
                commands = []
            case Muted(at=at, on=on):
                commands = self._mute(at, on)
            case _:
                assert_never(fact)
        if isinstance(self.state, Nobody) and not self._run.speech and not self._muted:
            commands += self._take_waiting(fact.at)
        return commands

    # ------------------------------------------------------------------------------------ hearing

    def _heard(self, fact: Heard) -> list[Command]:
        if self._deaf(fact.at):
            self._run = Run()
            return []
        self._run.hear(fact)
        match self.state:
            case Nobody():
                return self._user_takes() if self._run.lasts(self.manners.onset_ms) else self._still_there(fact.at)
            case User(capped=True) as user:
                if self._run.lasts(self.manners.onset_ms):
                    user.rest = (user.rest[0] if user.rest else self._run.start, self._run.last)
                return []
            case User() as user:
                user.silent_since = (user.silent_since or fact.at) if fact.silent else None
                return self._user_speaks(user, fact.at) if fact.speech else self._user_pauses(user, fact.at)
            case Her(audible=False, reply=reply):
                if self._run.lasts(self.manners.onset_ms):
                    return [*self._silence(reply, "user_went_on"), *self._user_takes()]
                return []
            case Her() as her:
                return self._talked_over(her, fact)

    def _deaf(self, at: int) -> bool:
        if self._muted:
            return True
        if self.manners.interruptible:
            return False
        return at < self._deaf_until or (isinstance(self.state, Her) and self.state.audible)

    def _user_takes(self) -> list[Command]:
        self._turns += 1
        self._asked_at = None
        start = max(self._transcribed_until, self._run.start - samples(self.manners.preroll_ms))
        self.state = User(self._turns, start, self._run.last)
        return [UserStarted(self._turns, self._run.start)]

    def _user_speaks(self, user: User, at: int) -> list[Command]:
        if not user.pausing:
            user.speech_end = self._run.last
            return [*self._doubt(user), *(self._cap(user) or self._follow(user, at))]
        if not self._run.lasts(self.manners.onset_ms // 2):
            return []  # a click in the pause; the turn is not committed while it is hot
        self._settle(user)
        user.speech_end = self._run.last
        user.pausing, user.retried, user.lost, user.text = False, False, False, None
        return [StopTranscribing(user.turn), UserStarted(user.turn, self._run.start)]

    def _settle(self, user: User) -> None:
        """What a pause's transcript has told of a long stretch stands: only what comes behind it is transcribed.

        Cut in the middle of a pause, and not behind words that lead on, it loses little (docs/decisions/0038).
        """
        settle, went_on = samples(self.manners.settle_ms), self._run.start
        stretch = user.speech_end - max(user.start, user.known_until)
        if not settle or stretch < settle or not user.text or leads_on(user.text):
            return
        if went_on - user.speech_end >= samples(SETTLE_PAUSE_MS):
            middle = (user.speech_end + went_on) // 2
            user.known, user.known_until = user.text, max(middle, went_on - samples(self.manners.preroll_ms))

    def _user_pauses(self, user: User, at: int) -> list[Command]:
        if user.pausing:
            if user.lost:
                return self._apologize_if_due(user, at)
            return self._commit_if_due(user, at) or self._murmur(user, at)
        if at - user.speech_end < samples(self.manners.pause_to_transcribe_ms):
            return []
        return [UserStopped(user.turn, user.speech_end), *self._ask(user, at)]

    def _murmur(self, user: User, at: int) -> list[Command]:
        """An "mm-hm" in a long story's pause, where the words sound as if more of them come."""
        how = self.manners
        lately = at - max(user.start, user.murmured) < samples(how.mm_hm_ms)
        if not how.mm_hm_ms or lately or not how.interruptible or not user.text or self._run.speech:
            return []
        waited = at - user.speech_end
        left = self._pause(user, user.text) - waited
        if waited < samples(MURMUR_AFTER_MS) or left < samples(MURMUR_TAKES_MS):
            return []
        user.murmured = at
        return [Murmur(user.turn)]

    def pauses_in(self, turn: int) -> bool:
        """Whether this turn is in a pause that may go on."""
        return isinstance(self.state, User) and self.state.turn == turn and self.state.pausing

    def _doubt(self, user: User) -> list[Command]:
        """What was thought in the last pause is kept through a click or an "um", and through nothing longer."""
        return self._drop_thought(user) if self._run.lasts(self.manners.doubt_ms) else []

    def _drop_thought(self, user: User) -> list[Command]:
        dropped: list[Command] = [StopThinking(user.reply)] if user.reply is not None else []
        user.reply, user.thought, user.outlook = None, "", None
        return dropped

    def _follow(self, user: User, at: int) -> list[Command]:
        silence = at - user.silent_since + WINDOW if user.silent_since is not None else 0
        if not silence and user.speech_end - max(user.followed, user.start) < samples(self.manners.follow_ms):
            return []
        user.followed = at
        return [Follow(user.turn, max(user.start, user.known_until), at, silence, user.known)]

    def _cap(self, user: User) -> list[Command]:
        """A turn without end is transcribed as it stands, once, and answered; the rest will be a turn of its own."""
        if user.speech_end - user.start < samples(self.manners.max_turn_ms):
            return []
        self._run, user.capped = Run(), True
        return [UserStopped(user.turn, user.speech_end), *self._ask(user, user.speech_end)]

    def _ask(self, user: User, at: int) -> list[Command]:
        user.pausing, user.text, user.sound_end, user.followed = True, None, at, at
        user.revision += 1
        start, spoken_until = max(user.start, user.known_until), user.silent_since or at
        return [Transcribe(user.turn, user.revision, start, at, spoken_until, user.known)]

    # ---------------------------------------------------------------------------- speech over her voice

    def _talked_over(self, her: Her, fact: Heard) -> list[Command]:
        if her.listener is not None:
            return self._judged(her, her.listener, her.listener.heard(fact))
        how = self.manners.yielding
        if not self._run.lasts(how.duck_ms):
            return []
        her.listener = Listener(
            her.reply,
            how,
            start=self._run.start,
            preroll=samples(self.manners.preroll_ms),
            earliest=self._transcribed_until,
            echoes=her.echoes,
        )
        return her.listener.begin(self._run.speech, self._run.last)

    def _overheard(self, fact: Overheard) -> list[Command]:
        match self.state:
            case Her(reply=fact.reply, listener=Listener() as listener) as her:
                return self._judged(her, listener, listener.overheard(fact))
            case _:
                return []

    def _judged(self, her: Her, listener: Listener, commands: list[Command]) -> list[Command]:
        if listener.gives_way:
            hush = self._silence(her.reply, "interrupted")
            nothing = listener.verdict.reason in ("sustained", "words")  # may still turn out to be
            return [*commands, *hush, *self._user_took(listener, her if nothing else None)]
        her.echoes = her.echoes or listener.verdict.reason == "echo"
        if listener.done:
            her.listener = None
        return commands

    def _user_took(self, listener: Listener, interrupted: Her | None) -> list[Command]:
        """What is said over her is a turn, from its onset on."""
        self._turns += 1
        start = max(self._transcribed_until, listener.start - samples(self.manners.preroll_ms))
        self.state = User(self._turns, start, listener.last, interrupted=interrupted)
        return [UserStarted(self._turns, listener.start)]

    def _resume(self, interrupted: Her) -> list[Command]:
        """The interruption was nothing: she takes up again what she said."""
        self._replies += 1
        self.state = Her(self._replies, interrupted.turn, resumed=interrupted.resumed + 1)
        return [Resume(self._replies, interrupted.reply)]

    # -------------------------------------------------------------------------------- transcripts

    def _transcribed(self, fact: Transcribed) -> list[Command]:
        user = self._pausing_user(fact.turn, fact.revision)
        if user is None:
            return []
        user.text = fact.text
        dropped = [] if same_meaning(user.thought, fact.text) else self._drop_thought(user)
        return [*dropped, *(self._commit_if_due(user, fact.at) or self._think(user))]

    def _think(self, user: User) -> list[Command]:
        if not user.text or user.reply is not None or control(user.text) == "silence":
            return []
        self._replies += 1
        user.reply, user.thought = self._replies, user.text
        return [Think(user.reply, user.turn, user.text)]

    def _sounds_over(self, fact: Judged) -> list[Command]:
        match self.state:
            case User(reply=reply) as user if reply == fact.reply:
                user.outlook = fact.outlook
                return self._commit_if_due(user, fact.at) if user.pausing else []
            case _:
                return []

    def _transcript_failed(self, fact: TranscriptFailed) -> list[Command]:
        user = self._pausing_user(fact.turn, fact.revision)
        if user is None:
            return []
        if not user.retried:
            user.retried = True
            return self._ask(user, user.sound_end)
        user.lost = True
        return self._apologize_if_due(user, fact.at)

    def _apologize_if_due(self, user: User, at: int) -> list[Command]:
        """Nobody knows whether these words were all: she does not say that she has missed them into a breath."""
        if self._run.speech and not user.capped:
            return []
        if at < user.speech_end + (0 if user.capped else samples(self.manners.pauses.unsure_ms)):
            return []
        self._transcribed_until = user.sound_end
        self._run = Run()  # what was said before her words is not said over them
        dropped = self._drop_thought(user)
        return [*dropped, *self._give_floor(user.turn, words=NOT_CAUGHT), *self._take_rest(user)]

    def _pausing_user(self, turn: int, revision: int) -> User | None:
        match self.state:
            case User(pausing=True) as user if (user.turn, user.revision) == (turn, revision):
                return user
            case _:
                return None

    def _commit_if_due(self, user: User, at: int) -> list[Command]:
        if user.text is None or (self._run.speech and not user.capped):
            return []
        due = user.speech_end + (0 if user.capped else self._pause(user, user.text))
        if at < due:
            return []
        self._transcribed_until = user.sound_end
        if not user.text or (user.interrupted and is_backchannel(user.text)):
            return self._drop(user)
        commit = Commit(user.turn, user.text, user.speech_end, due)
        if control(user.text) == "silence":
            self.state = Nobody()
            return [commit, *self._take_rest(user)]
        return [commit, *self._give_floor(user.turn), *self._take_rest(user)]

    def _pause(self, user: User, text: str) -> int:
        """Samples of silence that end this turn."""
        return max(samples(self._least_pause_ms), needed_silence(text, self.manners.pauses, user.outlook))

    def _drop(self, user: User) -> list[Command]:
        """The turn was none; she goes on if it had interrupted her."""
        dropped = [*self._drop_thought(user), Drop(user.turn)]
        self.state = Nobody()
        if user.rest is None and user.interrupted is not None and user.interrupted.resumed < MOST_RESUMED:
            return [*dropped, *self._resume(user.interrupted)]
        return [*dropped, *self._take_rest(user)]

    def _take_rest(self, user: User) -> list[Command]:
        """What was said while a capped turn's transcript was awaited: the floor is the user's again at once."""
        if user.rest is None:
            return []
        began, ended = user.rest
        hush = self._silence(self.state.reply, "user_went_on") if isinstance(self.state, Her) else []
        self._turns += 1
        start = max(self._transcribed_until, began - samples(self.manners.preroll_ms))
        self.state = User(self._turns, start, ended)
        return [*hush, UserStarted(self._turns, began)]

    # ------------------------------------------------------------------------------------ her turn

    def _give_floor(self, turn: int, words: str | None = None) -> list[Command]:
        reply = self.state.reply if isinstance(self.state, User) else None
        if reply is None:
            self._replies += 1
            reply = self._replies
        self.state = Her(reply, turn)
        return [Answer(reply, turn, words)]

    def _silence(self, reply: int, reason: HushReason) -> list[Command]:
        self.state = Nobody()
        return [Hush(reply, reason)]

    def _over(self, at: int, reply: int) -> list[Command]:
        if not (isinstance(self.state, Her) and self.state.reply == reply):
            return []
        self._deafen(at, self.state.audible)
        listener, self.state = self.state.listener, Nobody()
        if listener is None:
            return []
        commands: list[Command] = [Unduck(reply)] if listener.softened else []
        return [*commands, *self._user_took(listener, None)] if listener.undecided else commands

    def _deafen(self, at: int, audible: bool) -> None:
        """She has fallen silent; what is still in the room is not the user's."""
        if audible and not self.manners.interruptible:
            self._deaf_until = at + samples(self.manners.deaf_after_ms)

    def _hushed(self, at: int) -> list[Command]:
        match self.state:
            case Her(reply=reply, audible=audible, listener=listener):
                self._deafen(at, audible)
                hush = self._silence(reply, "hushed")
                undecided = listener is not None and listener.undecided and not self._muted
                return [*hush, *self._user_took(listener, None)] if listener and undecided else hush
            case User() | Nobody():
                return []  # she is silent already

    def _mute(self, at: int, on: bool) -> list[Command]:
        """Nothing that was being said counts any more, on either side."""
        self._muted, self._run = on, Run()
        if not on:
            self._transcribed_until = at
            return []
        match self.state:
            case User(turn=turn, reply=reply):
                self.state = Nobody()
                dropped: list[Command] = [StopThinking(reply)] if reply is not None else []
                return [StopTranscribing(turn), *dropped, Drop(turn)]
            case Her() | Nobody():
                return self._hushed(at)

    def _still_there(self, at: int) -> list[Command]:
        """Asks for who has fallen silent, once."""
        patience = samples(self.manners.still_there_ms)
        if not patience or self._asked_at is None or self._run.speech or at - self._asked_at < patience:
            return []
        self._asked_at = None
        self._turns += 1
        return self._give_floor(self._turns, words=STILL_THERE)

    def _take_waiting(self, at: int) -> list[Command]:
        """The floor is free: for a typed turn, else for something of her own."""
        if not (self._written or self._notices):
            return []
        self._turns += 1
        self._asked_at = None
        if self._written:
            commit = Commit(self._turns, self._written.popleft(), at, at)
            return [commit, *self._give_floor(self._turns)]
        notice = self._notices.popleft()
        self._replies += 1
        self.state = Her(self._replies, self._turns)
        return [Answer(self._replies, self._turns, notice.text, notice.notice)]
