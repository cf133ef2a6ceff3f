"""The arguments that several commands have, each said once."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from partydesk.cli.outputs import Output

_REPLACE = "那里已有别的文件的，也换掉；不写时只换自己上次写的、没有改过的"
STDIN = "字段和值；写 - 从标准输入读"


def period(
    one: argparse.ArgumentParser, *, required: bool = True, or_else: str = "", text: str = ""
) -> None:
    """`--period`; `or_else` says what holds without it."""
    said = text or "哪个期间，例如 2026、2026H1、2026Q3、2026-09"
    one.add_argument(
        "--period", metavar="期间", required=required, help="；".join(filter(None, (said, or_else)))
    )


def organisation(
    one: argparse.ArgumentParser, *, required: bool = False, or_else: str = ""
) -> None:
    """`--org`; `or_else` says what holds without it."""
    said = "；".join(filter(None, ("哪个党组织：组织编码", or_else)))
    one.add_argument("--org", metavar="CODE", required=required, help=said)


def out(
    one: argparse.ArgumentParser,
    text: str,
    *suffixes: str,
    flag: str = "--out",
    metavar: str = "FILE",
    required: bool = True,
    folder: bool = False,
) -> None:
    """`--out`, or another `flag`: where what is made is put. `suffixes` are those its file may
    have, none for a folder; `folder` says that a folder will do, too (cli/outputs.py)."""
    name = {"--list": "listed"}.get(flag, flag.strip("-"))
    one.add_argument(flag, dest=name, type=Path, metavar=metavar, required=required, help=text)
    before = one.get_default("written") or ()
    one.set_defaults(written=(*before, Output(name, suffixes, folder)))
    if suffixes and one.get_default("replace") is None:
        one.add_argument("--replace", action="store_true", help=_REPLACE)


def file(one: argparse.ArgumentParser, text: str, *, name: str = "file") -> None:
    """A file that is to be read."""
    one.add_argument(name, type=Path, metavar="FILE", help=text)


def kind(one: argparse.ArgumentParser, kinds: Iterable[str]) -> None:
    """Which kind of records, by its English name."""
    one.add_argument("kind", choices=list(kinds), metavar="KIND", help="哪一种记录，见下")


def record(one: argparse.ArgumentParser, text: str = "记录的编号（list 列出的 uid）") -> None:
    """A record, by its uid."""
    one.add_argument("uid", metavar="UID", help=text)
