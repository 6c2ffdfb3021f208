"""Live captions: what she hears as she hears it, what she says as she says it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from samantha.core import notes
from samantha.core.notes import Note

_HOW_TO = "Listening. Speak whenever you like; Enter hushes her, m and Enter mutes, Ctrl-C ends."
_MUTED = "Muted: the microphone is closed. m and Enter opens it again."
_CLEAR_LINE = "\r\x1b[2K"


class Captions:
    """Prints a conversation; on a terminal the words still being heard stand in a line that changes."""

    def __init__(self, console: Console, name: str, how_to: str = _HOW_TO, muted: str = _MUTED) -> None:
        self._console = console
        self._name = name
        self._how_to = how_to
        self._muted = muted
        self._live = console.is_terminal and not console.is_dumb_terminal
        self._speaking = False

    def rename(self, name: str) -> None:
        """Her name from now on."""
        self._name = name

    def __call__(self, note: Note) -> None:
        """Shows the note, if there is something to see."""
        match note:
            case notes.Listening():
                self._line(Text(self._how_to, "dim"))
            case notes.UserStarted() if self._live and not self._speaking:
                self._passing("…")
            case notes.Partial(text=text, stable=stable) if self._live and not self._speaking:
                self._passing(text, certain=len(stable))
            case notes.Dropped() if self._live and not self._speaking:
                self._passing("")
            case notes.Turn(text=text, who=who):
                self._passing("")
                self._line(Text.assemble((f"{who or 'You':<9}", "bold cyan"), f" {text}"))
            case notes.ClauseStarted(text=text):
                self._say(text)
            case notes.ReplyEnded(reason=reason):
                self._end(reason)
            case notes.TurnSummary(stages=stages) if stages is not None:
                self._line(Text(f"          {stages.voice_to_voice_ms / 1000:.2f} s after you stopped", "dim"))
            case notes.Muted(on=on):
                self._passing("")
                self._line(Text(self._muted if on else "Listening again.", "dim"))
            case notes.Trouble(stage=stage, what=what):
                self.aside(f"{stage}: {what}")
            case _:
                pass

    def aside(self, text: str) -> None:
        """A line of its own that belongs to neither of the two."""
        self._end("failed")  # if she is speaking and goes on, it is in another line
        self._passing("")
        self._line(Text(f"({text})", "yellow"))

    def _say(self, text: str) -> None:
        if not self._speaking:
            self._passing("")
            self._console.print(Text(f"{self._name:<9}", "bold magenta"), end="", soft_wrap=True)
            self._speaking = True
        self._console.print(Text(f" {text}"), end="", soft_wrap=True)

    def _end(self, reason: notes.EndReason) -> None:
        if self._speaking:
            self._line(Text(" —" if reason in ("interrupted", "hushed") else ""))
        self._speaking = False

    def _passing(self, text: str, certain: int = 0) -> None:
        """Text in the present line, to be overwritten; nothing where there is no terminal.

        certain: so many characters at its beginning will hardly change any more, and are not shown dim.
        """
        if self._live:
            hidden = max(0, len(text) - max(10, self._console.width - 12))
            fixed = max(certain, hidden)
            shown = Text.assemble(("You       ", "dim"), text[hidden:fixed], (text[fixed:], "dim"))
            self._console.file.write(_CLEAR_LINE)
            self._console.print(shown if text else Text(""), end="", soft_wrap=True)

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


class Replies:
    """Prints only what she says, a line a reply: for the keyboard and for pipes."""

    def __init__(self, console: Console, prompt: str = "") -> None:
        self._console = console
        self._prompt = prompt
        self._begun = False

    def __call__(self, note: Note) -> None:
        """Shows her words."""
        match note:
            case notes.Listening():
                self._ask()
            case notes.ClauseStarted(text=text):
                self._write(f" {text}" if self._begun else text)
                self._begun = True
            case notes.ReplyEnded():
                self._write("\n" if self._begun else "")
                self._begun = False
                self._ask()
            case _:
                pass

    def _ask(self) -> None:
        self._write(self._prompt)

    def _write(self, text: str) -> None:
        self._console.print(Text(text), end="", soft_wrap=True)
        self._console.file.flush()
