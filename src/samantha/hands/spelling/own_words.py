"""The user's own dictionary: words that are right because he says so, in a text file, one a line."""

from __future__ import annotations

from pathlib import Path

from samantha.errors import InputError
from samantha.hands import files

LONGEST = 60


class OwnWords:
    """The words in this file; every question reads it anew, since it may be changed by hand."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def all(self) -> list[str]:
        """In the order of the alphabet."""
        words = {line.strip() for line in files.read(self.file).splitlines() if line.strip()}
        return sorted(words, key=lambda word: (word.casefold(), word))

    def add(self, word: str) -> bool:
        """The word is in it; False if it was before. Raises InputError for what is no word."""
        if not word or len(word) > LONGEST or not all(c.isalnum() or c in "'’-." for c in word):
            raise InputError(f"{word!r} is not a word", where="dictionary", mend="Letters, apostrophes and hyphens.")
        words = self.all()
        if word in words:
            return False
        self._keep([*words, word])
        return True

    def remove(self, word: str) -> bool:
        """The word is not in it; False if it never was."""
        words = self.all()
        if word not in words:
            return False
        self._keep([one for one in words if one != word])
        return True

    def _keep(self, words: list[str]) -> None:
        files.write(self.file, "".join(f"{word}\n" for word in sorted(words, key=lambda w: (w.casefold(), w))))
