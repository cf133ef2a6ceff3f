"""What `--help` says: every argument of every command, in Chinese, with the names one may write."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator

import pytest

from partydesk.cli.parser import make_parser
from partydesk.cli.run import run
from partydesk.documents.printing import PAPERS
from partydesk.records.registry import kinds, rosters, several_of


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:  # noqa: SLF001 # argparse tells of its subcommands nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 # the same
            for each in action.choices.values():
                yield from _parsers(each)


def test_every_argument_is_explained() -> None:
    silent = [
        f"{parser.prog} {action.option_strings or action.dest}"
        for parser in _parsers(make_parser())
        for action in parser._actions  # noqa: SLF001 # see above
        if not action.help and not isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
    ]
    assert silent == []


def test_help_is_in_chinese_throughout() -> None:
    for parser in _parsers(make_parser()):
        told = parser.format_help()
        assert not re.search(r"usage|positional|options:|show th|show prog", told), parser.prog


def test_help_names_kinds_and_papers_with_their_titles() -> None:
    by_name = {parser.prog.split()[-1]: parser for parser in _parsers(make_parser())}
    added, printed = by_name["add"].format_help(), by_name["print"].format_help()
    for kind, record in kinds().items():
        if kind != "attachment":
            assert re.search(rf"^  {kind.replace('_', '-')} +{record.title}$", added, re.M), kind
    imported = by_name["import"].format_help()
    for kind in rosters():
        assert re.search(rf"^  {several_of(kind)} +{kinds()[kind].title}$", imported, re.M), kind
    assert "star " in by_name["begin"].format_help()
    for name, paper in PAPERS.items():
        assert re.search(rf"^  {name} +{paper.label}$", printed, re.M), name


def test_add_tells_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    """Without any file: who begins has none yet."""
    assert run(["add", "course", "asks"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "year\t计划年度（必填）" in lines
    assert "quarter\t计划季度\t一季度、二季度、三季度、四季度" in lines
    assert run(["add", "talk", "asks", "--json"]) == 0
    told = {each["name"]: each for each in json.loads(capsys.readouterr().out)["asks"]}
    assert told["held_on"]["kind"] == "date" and "谈心谈话" in told["kind"]["choices"]
