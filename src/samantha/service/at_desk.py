"""The door of this computer. It imports no more than it needs, so that it can be begun before anything else."""

from __future__ import annotations

from samantha.doors.desk import Desk
from samantha.service.settings import Settings


def desk(settings: Settings) -> Desk:
    """The microphone and the loudspeaker of this computer."""
    how = settings.desk
    return Desk(how.microphone, how.loudspeaker, how.headphones, cancel_echo=how.cancel_echo, chime=how.chime)
