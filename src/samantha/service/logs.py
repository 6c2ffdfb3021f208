"""Log lines of the service: for journald, which knows when each was written, or for a terminal."""

from __future__ import annotations

import logging
from collections.abc import Mapping

_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class JournalLines(logging.Formatter):
    """Each line with its priority in front, as sd-daemon(3) has it."""

    def format(self, record: logging.LogRecord) -> str:
        """All lines of the record."""
        mark = f"<{_PRIORITIES.get(record.levelno, 5)}>"
        return "\n".join(f"{mark}{line}" for line in super().format(record).splitlines())


def begin_logging(env: Mapping[str, str]) -> None:
    """Our own lines from now on, and other people's warnings, on standard error."""
    lines = logging.StreamHandler()
    if "JOURNAL_STREAM" in env:
        lines.setFormatter(JournalLines("%(message)s"))
    else:
        lines.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logging.basicConfig(handlers=[lines], level=logging.WARNING)
    logging.getLogger("samantha").setLevel(logging.INFO)
