"""Text with `{tokens}`: how a sentence gets its figures, and how an edited one gives them back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from partydesk.records.findings import UserError
from partydesk.records.quotes import nested

BLANK = "〔待填〕"

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `token` names what it came from; "" is text somebody wrote.

    `missing` marks a figure or fact nobody has recorded: its text is then 〔待填〕.
    """

    text: str
    token: str = ""
    missing: bool = False


def tokens(template: str) -> list[str]:
    """The tokens of a template in order. Raises UserError("bad-template") for a lone brace."""
    return [run.token for run in runs(template, lambda token: Run("", token)) if run.token]


def runs(template: str, value: Callable[[str], Run]) -> tuple[Run, ...]:
    """The template as runs; `value` gives the run of a token.

    `{{` and `}}` are braces of the text. Raises UserError("bad-template") for a lone brace.
    """
    made: list[Run] = []
    text = ""
    for found in _PIECE.finditer(template):
        piece = found[0]
        if found[1] is not None:
            if text:
                made.append(Run(text))
            made.append(value(found[1].strip()))
            text = ""
        elif piece in ("{{", "}}"):
            text += piece[0]
        elif piece in "{}":
            raise UserError(
                "bad-template",
                f"“{template}”里有一个单独的“{piece}”。数字写成 {{名称}}；"
                "要写出花括号本身，请连写两个",
            )
        else:
            text += piece
    if text:
        made.append(Run(text))
    return tuple(made)


def well_quoted(shown: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs, a quotation within one in the inner marks, also where it is of another run."""
    before = text_of(shown)
    after = nested(before)
    if after == before:
        return shown
    made, at = [], 0
    for run in shown:
        made.append(replace(run, text=after[at : at + len(run.text)]))
        at += len(run.text)
    return tuple(made)


def template_of(edited: Iterable[Run]) -> str:
    """The way back: runs as somebody left them, as a template. Figures keep their tokens."""
    return "".join(f"{{{run.token}}}" if run.token else escaped(run.text) for run in edited)


def escaped(text: str) -> str:
    """Text that stands in a template as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def text_of(shown: Iterable[Run]) -> str:
    """What is read."""
    return "".join(run.text for run in shown)
