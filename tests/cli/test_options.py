"""The options are documented, and their allowed values are those of the types they stand for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest
import typer

from hipcheck.backends.models import MODEL_SHA256
from hipcheck.catalog import Flaw, load_catalog
from hipcheck.cli import options
from hipcheck.cli.app import app
from hipcheck.landmarks import Side
from hipcheck.results import ViewKind
from hipcheck.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def sections() -> dict[str, str]:
    """Text of docs/cli.md under each heading of the second level."""
    parts = re.split(r"^## (.+)$", DOCS.read_text("utf-8"), flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def options_of(command) -> set[str]:
    return {
        name for param in command.params for name in (*param.opts, *param.secondary_opts) if name[0] == "-"
    }


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_of_a_command_is_documented_and_no_other(name):
    section = sections()[f"hipcheck {name}"]
    told = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", re.sub(r"```.*?```", "", section, flags=re.DOTALL)))
    assert told == options_of(COMMANDS[name]) - {"--help", "-h"}


def test_the_programs_own_options_are_documented():
    program = typer.main.get_command(app)
    for option in options_of(program) | {"-h", "--help"}:
        assert f"`{option}" in sections()[""] or f" {option}`" in sections()[""], option


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_has_help(name):
    for param in COMMANDS[name].params:
        assert getattr(param, "help", None), f"{name} {param.name}"


def test_the_example_commands_are_right():
    for line in re.findall(r"^hipcheck (.+)$", DOCS.read_text("utf-8"), flags=re.MULTILINE):
        command, *rest = line.split("  ")[0].split(" | ")[0].split()
        assert command in COMMANDS, line
        assert {word for word in rest if word.startswith("--")} <= options_of(COMMANDS[command]), line


def test_the_settings_listed_are_the_built_in_ones():
    (listed,) = re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), flags=re.DOTALL)
    assert msgspec.toml.decode(listed.encode()) == Settings().as_dict()


@pytest.mark.parametrize(
    ("literal", "meant"),
    [
        (options.SideName, set(Side)),
        (options.ViewName, set(ViewKind) - {ViewKind.OBLIQUE}),
        (options.ModelName, set(MODEL_SHA256)),
        (options.FlawName, set(Flaw)),
        (options.FlawName, set(load_catalog().flaws)),
    ],
)
def test_choices_are_those_of_the_type(literal, meant):
    assert set(get_args(literal)) == {str(value) for value in meant}
