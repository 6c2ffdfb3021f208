"""Speech over her voice from its first moment until it is judged: softer, silent, and then back or away.

Words decide (``bargein``), but words take time: a few hundred ms of speech, and the transcriber's own. So she yields
in steps that cost little when they were wrong. At the onset she is ducked. If it lasts longer than most noises, she
is held: silent, but nothing is lost. When the words are known she goes on where she was or gives the floor away for
good. If it was over in a moment, or no words come, she goes on without them; and if only the transcriber is late,
lasting speech is believed.

The words are asked for early and again while the speech lasts, one transcript at a time: a transcriber cannot be
hurried by asking twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from samantha.core.bargein import TalkOver, Verdict, judge
from samantha.core.clock import WINDOW, samples
from samantha.core.events import Command, Duck, Heard, Hold, Overhear, Overheard, Unduck


@dataclass(frozen=True, slots=True)
class Yielding:
    """How talk over her is dealt with; every length in ms of speech, unless it says otherwise.

    duck_ms: softer after so much; hold_ms: silent, if nothing is known yet.
    listen_ms: its words are asked for; relisten_ms: again after so much more.
    least_ms: less than this is no word, whatever the transcriber would make of it.
    sustained_ms: so much without a transcript interrupts her; with one that holds no words, so much proves noise.
    end_ms: a pause of this length and it is over for now; settle_ms: behind "okay" and the like she goes on only
        after one of this length, for more words may follow a comma; patience_ms: one of this length
        and she no longer waits for its words, though they count if they come.
    """

    duck_ms: int = 64
    hold_ms: int = 160
    listen_ms: int = 256
    relisten_ms: int = 320
    least_ms: int = 128
    sustained_ms: int = 800
    end_ms: int = 128
    settle_ms: int = 288
    patience_ms: int = 700


LONGEST_MS = 8000
"""So much of long talk-over is transcribed at the most: its end decides."""

OVERLAP_MS = 500
"""So much of what was nothing is looked at again with what follows: a word may have begun in it."""


class Listener:
    """Follows speech over reply ``reply`` that began at ``start``, until it is judged.

    preroll, earliest: its sound is taken from so long before it, but from nowhere before that. echoes: she has been
        hearing herself, so it is not worth falling silent before the words are known.
    """

    def __init__(
        self, reply: int, yielding: Yielding, *, start: int, preroll: int, earliest: int, echoes: bool = False
    ) -> None:
        self.reply = reply
        self.start = start
        self.last = start
        self.verdict = Verdict("wait", "not_transcribed")
        self._yielding = yielding
        self._echoes = echoes
        self._sound_start = max(earliest, start - preroll)
        self._at = start
        self._speech = 0
        self._burst = 0  # of that, since it was last quiet
        self._burst_start = start
        self._told: Overheard | None = None
        self._told_speech = 0  # of that, known to it
        self._quiet: Duck | Hold | None = None
        self._back = False  # at full voice again in this burst
        self._revision = 0
        self._asked_until = 0  # where the newest sound that was asked about ends
        self._asked_speech = 0
        self._answer_due = False

    @property
    def gives_way(self) -> bool:
        """Whether the floor is the user's."""
        return self.verdict.decision == "give_way"

    @property
    def undecided(self) -> bool:
        """Whether it may still turn out to be words for her."""
        return self.verdict.decision == "wait" and self._speech >= samples(self._yielding.least_ms)

    @property
    def softened(self) -> bool:
        """Whether she is not at full voice."""
        return self._quiet is not None

    @property
    def done(self) -> bool:
        """Whether nothing more will come of it: it is over, and she is back at full voice."""
        return self._over and not self._answer_due and not self.softened

    @property
    def _over(self) -> bool:
        return self._at - self.last >= samples(self._yielding.end_ms)

    def begin(self, speech: int, at: int) -> list[Command]:
        """The first so many samples of speech have been heard."""
        self._speech = self._burst = speech
        self.last = self._at = at
        return self._soften()

    def heard(self, fact: Heard) -> list[Command]:
        """One more window."""
        if fact.speech and fact.at - self.last > samples(self._yielding.end_ms):
            self._burst, self._burst_start, self._back = 0, self._at, False
            self._told_speech = self._speech
            self.verdict = Verdict("wait", "not_transcribed")  # whatever was before, this may be words
        self._at = fact.at
        if fact.speech:
            self.last = fact.at
            self._speech += WINDOW
            self._burst += WINDOW
        commands = [*self._soften(), *self._ask()]
        if self.verdict.decision == "wait":
            self._judge_unheard()
            self._judge_told()  # what was doubtful while it lasted may be all there is
        return [*commands, *self._go_on()]

    def overheard(self, fact: Overheard) -> list[Command]:
        """The words that were asked for; any others are ignored."""
        if not self._answer_due or fact.revision != self._revision:
            return []
        self._answer_due = False
        if fact.text is not None:
            self._told, self._told_speech = fact, max(self._told_speech, self._asked_speech)
            self._judge_told()
        return [*self._ask(), *self._go_on()]

    # ---------------------------------------------------------------------------------- what it is

    def _judge_told(self) -> None:
        """What the newest transcript says, unless a newer one is due."""
        if self._told is None or self._told.text is None or self._answer_due:
            return
        whole = self._over and self._asked_until >= self.last
        told = self._told
        talk = TalkOver(
            told.text, self.start, self._asked_until, self._speech, whole, told.hers, confidence=told.confidence
        )
        verdict = judge(talk, sustained=self._sustained)
        if verdict.decision == "give_way" or self._asked_until > self._burst_start:
            self.verdict = verdict  # else it tells about what was before
        if self.verdict.decision == "go_on" and not self._over:  # what follows nothing begins here
            self.start = max(self.start, self._asked_until - samples(OVERLAP_MS))
            self._sound_start = max(self._sound_start, self.start)

    @property
    def _sustained(self) -> int:
        return samples(self._yielding.sustained_ms)

    def _judge_unheard(self) -> None:
        """What the speech behind the newest transcript says by its length alone."""
        unheard = TalkOver(None, self.start, self._at, self._speech - self._told_speech, self._over)
        verdict = judge(unheard, sustained=self._sustained)
        if verdict.decision == "give_way":
            self.verdict = verdict

    # ------------------------------------------------------------------------------------ what is done

    def _soften(self) -> list[Command]:
        """Softer at the onset of each burst; not a word more, if it goes on and nobody knows what it is."""
        how = self._yielding
        if self._quiet is None and not self._back and self._burst >= samples(how.duck_ms):
            self._quiet = Duck(self.reply)
        elif isinstance(self._quiet, Duck) and self._burst >= samples(how.hold_ms) and self._worth_silence:
            self._quiet = Hold(self.reply)
        else:
            return []
        return [self._quiet]

    @property
    def _worth_silence(self) -> bool:
        return self.verdict.decision == "wait" and not self._echoes

    def _ask(self) -> list[Command]:
        """Asks for the words if there are enough new ones, or when it is over and not all of it was asked for."""
        how = self._yielding
        new = self._speech - self._asked_speech
        step = samples(how.relisten_ms if self._revision else how.listen_ms)
        ended = self._over and self._asked_until < self.last and self._speech >= samples(how.least_ms)
        if self._answer_due or self.gives_way or not (new >= step or ended):
            return []
        self._revision += 1
        self._asked_until, self._asked_speech, self._answer_due = self._at, self._speech, True
        start = max(self._sound_start, self._at - samples(LONGEST_MS))
        return [Overhear(self.reply, self._revision, start, self._at)]

    def _go_on(self) -> list[Command]:
        """Back to full voice, if it is known to be nothing, or over and nothing that is worth waiting for."""
        if self._quiet is None or self.gives_way:
            return []
        quiet, how = self._at - self.last, self._yielding
        if self.verdict.reason in ("backchannel", "mumbled") and self._over and quiet < samples(how.settle_ms):
            return []
        past = quiet >= samples(how.patience_ms)
        if self.verdict.decision == "go_on" or (self._over and not self._answer_due) or past:
            self._quiet, self._back = None, True
            return [Unduck(self.reply)]
        return []
