"""What a setting is: its name, words, sort of value, usual value, and where it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from partydesk.records.fields import Choices
from partydesk.records.findings import UserError
from partydesk.store.store import Store


class Sort(StrEnum):
    """What sort of value a setting has, and with it how it is asked for."""

    DAY = "day"
    CHOICE = "choice"
    SEVERAL = "several"  # codes of its choices
    NUMBER = "number"
    FLAG = "flag"
    FOLDER = "folder"
    TEXT = "text"
    LINES = "lines"
    SHOWN = "shown"  # nothing to be set here


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its key, title, icon, and what stands at its right."""

    key: str
    title: str
    icon: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    `name` is what the command line calls it, `section` the key of its Section. `read` gives the
    value as JSON has it; `keep` takes it as somebody writes it and raises UserError for what
    cannot be (None: it is only shown). `default` is what `keep` takes to have the usual again
    (None: there is none). `kept` says where it lies. `of` is the role whose file has it, "" for
    both. `change` is a label and the name of an affair that changes it.
    """

    name: str
    section: str
    label: str
    sort: Sort
    read: Callable[[Store], Any]
    keep: Callable[[Store, str], None] | None = None
    help: str = ""
    default: str | None = None
    kept: str = "数据文件"
    unit: str = ""
    of: str = ""
    choices: Choices | None = None
    change: tuple[str, str] | None = None

    def text(self, value: Any) -> str:
        """A value as it is written in a field of the page."""
        if self.sort is Sort.FLAG:
            return "开" if value else "关"
        if isinstance(value, list):
            return ("\n" if self.sort is Sort.LINES else "，").join(str(each) for each in value)
        return str(value)

    def told(self, value: Any) -> str:
        """A value in words."""
        if self.choices is not None:
            codes = value if isinstance(value, list) else [value]
            return "、".join(self.choices.label(code) for code in codes)
        if isinstance(value, list):
            return (" ⏎ " if self.sort is Sort.LINES else "、").join(str(each) for each in value)
        return self.text(value) + (f" {self.unit}" if self.unit else "")


def words(text: str) -> list[str]:
    """What somebody wrote as several values, between commas, semicolons or blanks."""
    return [word for word in re.split(r"[,，、;；\s]+", text.strip("[]")) if word]


def flag(text: str, label: str) -> bool:
    """A switch as it is written. Raises UserError for neither on nor off."""
    said = text.strip().casefold()
    if said in ("开", "是", "on", "true", "yes", "1"):
        return True
    if said in ("关", "否", "off", "false", "no", "0"):
        return False
    raise UserError("bad-value", f"{label}只能写“开”或者“关”，不能是“{text[:20]}”")


def number(text: str, label: str, least: int, most: int, unit: str = "天") -> int:
    """A whole number between two. Raises UserError for another."""
    said = text.strip()
    if not re.fullmatch("[0-9]{1,4}", said) or not least <= int(said) <= most:
        raise UserError(
            "bad-value", f"{label}要填 {least} 到 {most} {unit}，不能是“{text.strip()[:20]}”"
        )
    return int(said)


def choice(text: str, label: str, choices: Choices) -> str:
    """The code of a choice written as code or label. Raises UserError for what is none."""
    said = text.strip()
    for each in choices:
        if said in (each.code, each.label):
            return each.code
    listed = "、".join(f"{each.code}（{each.label}）" for each in choices)
    raise UserError("bad-value", f"{label}不能是“{said[:20]}”；可以是：{listed}")
