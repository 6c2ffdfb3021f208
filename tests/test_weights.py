"""Weights in another form: only what was made whole, and not changed since, is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from samantha.errors import ModelError
from samantha.models.store import Stamp, mark, sha256_of, write_stamp
from samantha.service import weights


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    file = tmp_path / "model" / "small.gguf"
    file.parent.mkdir()
    file.write_bytes(b"GGUF, but no model")
    return file


def test_a_file_that_is_no_model_is_refused_and_leaves_nothing(fetched: Path) -> None:
    with pytest.raises(ModelError, match="cannot be brought into the form iq4_nl"):
        weights.make(fetched, "iq4_nl")
    assert weights.in_form(fetched, "iq4_nl") is None
    assert [path.name for path in (fetched.parent / "iq4_nl").iterdir()] == []


def test_what_was_changed_since_it_was_made_is_not_taken(fetched: Path) -> None:
    made = fetched.parent / "iq4_nl" / fetched.name
    made.parent.mkdir()
    made.write_bytes(b"weights")
    assert weights.in_form(fetched, "iq4_nl") is None  # nobody says that it is whole
    write_stamp(made.parent, Stamp(files={made.name: mark(made, sha256_of(made))}))
    assert weights.in_form(fetched, "iq4_nl") == made
    made.write_bytes(b"weightz")
    assert weights.in_form(fetched, "iq4_nl") is None
