"""What a field knows of itself: kind of value, privacy, choices, checks. No database here.

Worker processes that read strangers' files import this and nothing heavier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from functools import cached_property
from typing import Any


class Kind(StrEnum):
    """What a value is: how it is stored, typed in, shown, written to and read from sheets."""

    TEXT = "text"  # one line
    LONG = "long"  # several lines
    CODE = "code"  # one line of digits or letters that must stay text in a spreadsheet
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # cents, a whole number; typed and shown in yuan with two decimals
    DATE = "date"
    MOMENT = "moment"  # date and time to the minute; 00:00 means the time is not known
    YESNO = "yesno"
    CHOICE = "choice"  # stored by code, shown by label
    CHOICES = "choices"  # several codes joined by ","
    PERSON = "person"  # a name: of a member or of anybody else
    PEOPLE = "people"  # names joined by "、"
    REFERENCE = "reference"  # the id of another record


class Privacy(StrEnum):
    """What may leave the laptop (workbook.md): always, masked unless sealed, never."""

    PUBLIC = "public"
    PERSONAL = "personal"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: stable `code`, the `label` people see, other spellings, a tone.

    `tone` is a colour role of the desk: ok, warn, bad, info, idle.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    tone: str = "idle"


class Choices:
    """An ordered code table. Codes are stored, labels are shown; both are unique.

    `choices` may be a function, which is called when the table is first asked. `strangers` are
    texts that stand where a choice does and are none, each with the sentence that says so.
    """

    def __init__(
        self,
        choices: Iterable[Choice] | Callable[[], Iterable[Choice]],
        strangers: Mapping[str, str] | None = None,
    ) -> None:
        self._given = choices if callable(choices) else tuple(choices)
        self.strangers = strangers or {}

    @cached_property
    def _choices(self) -> tuple[Choice, ...]:
        return tuple(self._given()) if callable(self._given) else self._given

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        """Code → choice, in declared order."""
        return {choice.code: choice for choice in self._choices}

    def __iter__(self) -> Iterator[Choice]:
        return iter(self._choices)

    @cached_property
    def codes(self) -> dict[str, str]:
        """Any accepted spelling (label, alias or code) → code."""
        spellings = {code: code for code in self.by_code}
        for choice in self._choices:
            for spelling in (choice.label, *choice.aliases):
                spellings[spelling] = choice.code
        return spellings

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels in declared order."""
        return tuple(choice.label for choice in self._choices)

    def label(self, code: str | None) -> str:
        """The label of a code; a code this program does not know is shown as it is."""
        if code is None:
            return ""
        choice = self.by_code.get(code)
        return choice.label if choice else code


def choices(*entries: tuple[str, str] | tuple[str, str, str]) -> Choices:
    """A small code table written as (code, label) or (code, label, tone)."""
    return Choices(
        Choice(entry[0], entry[1], tone=entry[2] if len(entry) == 3 else "idle")
        for entry in entries
    )


YES_NO = choices(("1", "是"), ("0", "否"))

Check = Callable[[Any], str | None]
"""Takes a typed value, gives the Chinese sentence saying what is wrong, or None."""


@dataclass(frozen=True)
class Field:
    """What is known about one column beyond its database type.

    `width` is in characters, for tables, inputs and sheets alike. `aliases` are other headers
    under which strangers' sheets carry this column, the surest first. `help` is the one-line
    hint of forms and column notes. `checks` judge a single typed value, `new_checks` one that
    is new or changed: what an earlier version let in stays. `tidied_by` brings what people
    write into the form that is kept. `text_label` (references only) is the header of the
    readable column that stands beside the uid column in a sheet. `searched` fields feed the
    list's search box; `listed` ones are table columns by default. `since` is the first format
    of workbooks that has the column (workbook.md): older ones are read without it. `loose`
    (references only): a row that travels stands without it too. `holds_uid`: its text is the uid
    of a record, of whatever kind. `of_roll`: who is named is on the roll, as a rule. `stays` is
    for what concerns this file alone: no workbook has the column, though nothing in it is secret.
    `remembered`: what was written before is offered while one writes.
    `column` is the attribute's name, filled in when the class is read.
    """

    label: str
    kind: Kind
    required: bool = False
    privacy: Privacy = Privacy.PUBLIC
    choices: Choices | None = None
    width: int = 10
    help: str = ""
    aliases: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    tidied_by: Callable[[str], str] | None = None
    new_checks: tuple[Check, ...] = ()
    refers: str = ""
    text_label: str = ""
    searched: bool = False
    listed: bool = False
    minimum: float | None = None
    maximum: float | None = None
    group: str = ""
    default: str | int | None = None
    since: int = 1
    loose: bool = False
    holds_uid: bool = False
    stays: bool = False
    of_roll: bool = False
    remembered: bool = False
    column: str = dataclass_field(default="", compare=False)
