"""``samantha doctor``: what is in the way of a conversation on this machine, and the one line that mends it."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import anyio
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from samantha.doors.devices import DeviceInfo, list_devices
from samantha.models.store import Store
from samantha.service.config import load
from samantha.service.doctor import Finding, Measure, Report, examine
from samantha.service.doctor_mcp import examine_mcp
from samantha.service.doctor_service import examine_service
from samantha.service.doctor_sound import ask, examine_sound
from samantha.service.paths import models_folder
from samantha.service.settings import Settings
from samantha.service.suited import remember

Measures = Callable[[Settings, Store], Measure]
"""What to time with these settings: see ``service.doctor.Measure``."""

STYLES = {"ok": "green", "note": "dim", "warn": "yellow", "fail": "bold red"}


def no_measures(settings: Settings, store: Store) -> Measure:
    """Times nothing."""
    return {}


def command(
    measures: Measures = no_measures, devices: Callable[[], list[DeviceInfo]] = list_devices
) -> Callable[..., None]:
    """The command for the application, with its ways to time real engines and to list devices."""

    def doctor(
        config: Annotated[
            Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
        quick: Annotated[bool, typer.Option("--quick", help="Do not time the models, which takes a while.")] = False,
    ) -> None:
        """Look at devices, models, libraries, memory and speed; exit 1 if something keeps her from talking.

        Example: samantha doctor --quick
        """
        settings = load(config).settings
        store = Store(models_folder(os.environ, settings.models.folder))
        measure = no_measures(settings, store) if quick else measures(settings, store)
        progress = Console(stderr=True)
        with progress.status("looking around") as status:

            async def look() -> Report:
                return await examine(
                    settings,
                    store=store,
                    list_devices=devices,
                    measure=measure,
                    say=lambda line: status.update(line),
                    server=partial(examine_sound, settings, ask(os.environ)),
                    tools=partial(examine_mcp, settings, os.environ, config),
                    service=partial(examine_service, settings, os.environ),
                )

            report = anyio.run(look)
        if not quick and report.voice_to_voice_ms:
            remember(os.environ, report.suits)
        if as_json:
            typer.echo(json.dumps({**dataclasses.asdict(report), "can_talk": report.can_talk}, indent=2))
        else:
            show(report, Console())
        if not report.can_talk:
            raise typer.Exit(1)

    return doctor


def show(report: Report, console: Console) -> None:
    """Prints the findings by group, the devices to choose from, and what it all comes to."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    group = ""
    for finding in report.findings:
        if finding.group != group:
            group = finding.group
            table.add_row("", Text(group, "bold"), "")
        table.add_row(Text(finding.mark, STYLES[finding.mark]), Text(finding.name), _told(finding))
    console.print(table)
    if report.devices:
        console.print(Text("\ndevices, by name for microphone and loudspeaker in [desk]", "bold"))
        for device in report.devices:
            console.print(Text(f"  {_device(device)}"), soft_wrap=True)
    problems = sum(finding.mark == "fail" for finding in report.findings)
    if report.can_talk:
        last = Text(f"\nShe can talk: `samantha talk`. Profile {report.suits} suits this machine.", "green")
    else:
        last = Text(f"\nShe cannot talk yet: {problems} to mend, marked fail.", "bold red")
    console.print(last, soft_wrap=True)


def _told(finding: Finding) -> Text:
    told = Text(finding.said)
    if finding.mend:
        told.append(f"\n{finding.mend}", "cyan")
    return told


def _device(device: DeviceInfo) -> str:
    usual = [what for what, is_it in (("in", device.is_default_input), ("out", device.is_default_output)) if is_it]
    default = f", the usual one for {' and '.join(usual)}" if usual else ""
    channels = f"{device.inputs} in, {device.outputs} out, {device.default_rate:.0f} Hz"
    return f"{device.name} ({device.host_api}): {channels}{default}"
