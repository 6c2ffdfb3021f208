"""``samantha serve``: the background service in the foreground, as systemd starts it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from samantha.service import serving
from samantha.service.config import load, settings_file
from samantha.service.logs import begin_logging
from samantha.service.settings import Settings


def serve(
    profile: Annotated[
        str | None, typer.Option("--profile", help="Models to use: swift, full, or one of your own.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own settings.")
    ] = None,
) -> None:
    """Talk at the desk as a service, without a terminal, until `samantha stop`.

    `samantha service install` has systemd do this at every login. `samantha captions` shows what is said.

    Example: samantha serve --profile swift
    """

    def read() -> Settings:
        return load(config, overrides={"profile": profile}).settings

    begin_logging(os.environ)
    serving.serve(read, settings_file(config), os.environ)
