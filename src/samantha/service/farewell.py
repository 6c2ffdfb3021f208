"""How she goes when she is told to: she ends the sentence she is at, and says so."""

from __future__ import annotations

import anyio

from samantha.session.conversation import Conversation

GOODBYE = "I have to go now. Bye for now."
GOODBYE_S = 15.0
"""So long she may take to end her sentence and say it; the unit's TimeoutStopSec is longer."""


async def farewell(conversation: Conversation) -> None:
    """Afterwards she has said that she goes, or it took too long."""
    with anyio.move_on_after(GOODBYE_S):
        conversation.leave_off()
        await conversation.announce(GOODBYE)
