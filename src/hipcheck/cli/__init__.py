"""The command line: each command parses, calls, prints."""

from hipcheck.cli.app import main

__all__ = ["main"]
