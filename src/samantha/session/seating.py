"""Who speaks in which turn, and what each of them may hear again.

A turn belongs to the one whose voice its newest transcript has; what was typed is the user's. Everything that answers
it is taken from that seat alone. "What did you say?" and "go on" repeat the last reply, and only to the one it was
meant for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from samantha.core.clock import samples
from samantha.core.controls import control
from samantha.core.ledger import Clause
from samantha.core.recall import Prepared, Recall
from samantha.ports import Company, Seat, Voiceprint

A_MOMENT_MS = 20_000
"""Who speaks again so soon is likely to be the same."""


class Seating:
    """The seats of one conversation. now: the present moment; company: None where only the user speaks."""

    def __init__(self, user: Seat, company: Company | None, now: Callable[[], int]) -> None:
        self.user = user
        self.present = user
        """Whose the last turn was."""
        self._company = company
        self._now = now
        self._heard: tuple[int, Voiceprint | None] = (0, None)
        self._spoke_at = -samples(A_MOMENT_MS)
        self._recall = Recall()
        self._repeats_to = user

    def heard(self, turn: int, voice: Voiceprint | None) -> None:
        """So the voice of this turn sounds, by all that there is of it."""
        self._heard = turn, voice

    def of(self, turn: int) -> Seat:
        """Whose the turn is, as far as it can be told now."""
        if self._company is None or turn != self._heard[0]:
            return self.user
        recent = self._now() - self._spoke_at <= samples(A_MOMENT_MS)
        return self._company.seat(self._heard[1], self.present if recent else None) or self.user

    def take(self, turn: int) -> Seat:
        """The turn is over: whose it was."""
        self.present = self.of(turn)
        self._spoke_at = self._now()
        return self.present

    @property
    def repeated_turn(self) -> int:
        """To which turn the reply was that can be taken up again."""
        return self._recall.turn

    @property
    def repeats_to(self) -> Seat:
        """Whom it was meant for."""
        return self._repeats_to

    def ended(
        self,
        seat: Seat,
        thought: Sequence[str],
        clauses: Sequence[Clause],
        played: int,
        turn: int,
        by: Prepared | None,
    ) -> None:
        """A reply to this seat is over; see ``Recall.ended``."""
        self._spoke_at = self._now()
        if seat is not self._repeats_to:
            self._recall, self._repeats_to = Recall(), seat
        self._recall.ended(thought, clauses, played, turn=turn, prepared=by)

    def rest(self) -> Prepared:
        """What is left to say of a reply that was interrupted."""
        return self._recall.prepared("go_on") or Prepared(())

    def prepared(self, seat: Seat, text: str) -> Prepared | None:
        """What these words are answered with, if they ask for the last reply again, or for the rest of it."""
        return self._recall.prepared(control(text)) if seat is self._repeats_to else None
