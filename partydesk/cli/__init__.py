"""The same work without a screen (cli.md)."""

from partydesk.cli.run import run

__all__ = ["run"]
