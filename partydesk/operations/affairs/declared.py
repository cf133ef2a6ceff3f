"""What an affair is: questions in words, what they set together, papers, what comes after.

An affair (affairs.md §4) is what happens to a person or a branch as one says it: 转出, 转正,
换书记. It is declared like a form; what it asks is borrowed from the records' fields.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from partydesk.records.declared import Choices, Field
from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of

if TYPE_CHECKING:
    from partydesk.operations.affairs.case import Case


def always(_case: Case) -> bool:
    """Asked whatever the other answers are."""
    return True


def nothing(_case: Case) -> None:
    """Nothing is known beforehand."""


def silent(_case: Case) -> str:
    """Nothing to say."""
    return ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked.

    `of` is the record's field it is (kind.column); what belongs to no record has a field of its
    `own`. `name` is its key among the answers (the column by default), `also` are other keys for
    it. `label`, `width` and `only` (codes of choices) are narrower than the field's own. `first`
    says what the program knows already (a stored value), `hint` what stands beside it, `when`
    whether it is asked after the answers so far. `kinds` limits a reference to sessions of these
    kinds. `bare`: the question's words say what it is (by default of a question's first).
    """

    of: str = ""
    own: Field | None = None
    name: str = ""
    label: str = ""
    required: bool = False
    also: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    first: Callable[[Case], object] = nothing
    hint: Callable[[Case], str] = silent
    when: Callable[[Case], bool] = always
    kinds: tuple[str, ...] = ()
    bare: bool | None = None
    width: int = 0

    @property
    def field(self) -> Field:
        """The record's field, with what is narrowed here."""
        if self.own is not None:
            field = replace(self.own, column=self.name)
        else:
            kind, _, column = self.of.partition(".")
            field = fields(kind_of(kind))[column]
        table = field.choices
        if table is not None and self.only:
            table = Choices(choice for choice in table if choice.code in self.only)
        return replace(
            field,
            label=self.label or field.label,
            required=self.required,
            choices=table,
            width=self.width or field.width,
        )

    @property
    def key(self) -> str:
        """Its name among the answers."""
        return self.name or self.of.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Question:
    """One question in words, and what is asked under it."""

    words: str
    asks: tuple[Ask, ...]
    hint: Callable[[Case], str] = silent


@dataclass(frozen=True, slots=True)
class PaperOffer:
    """A paper (documents.printing) the affair needs.

    `about` is the kind of the record it is about: the subject's own, or one the affair adds.
    `note` says what is special about it; `taken` whether it is ticked at first.
    """

    what: str
    label: str
    about: str
    note: str = ""
    taken: bool = True


@dataclass(frozen=True, slots=True)
class Reminder:
    """What will be reminded of afterwards: by which day (None: now), what, why.

    `affair` is the name of the affair that sees to it, `tone` that of what is lacking now.
    """

    day: date | None
    what: str
    note: str = ""
    affair: str = ""


@dataclass(frozen=True, slots=True)
class Affair:
    """One affair.

    `label` is what it is called, `heading` what stands behind the person's name, `verb` what its
    button says. `about` is the kind of its subject; with `new` there need be none yet. `several`:
    may be done for several subjects at once; after one that `hands_over` the records are handed
    over. `fits` says why it does not fit a subject ("" where
    it does). `does` carries it out for one subject; `papers`, `after` and `says` tell of it.
    """

    name: str
    label: str
    heading: str
    verb: str
    questions: tuple[Question, ...]
    does: Callable[[Case], None]
    fits: Callable[[Case], str]
    says: Callable[[Case], str]
    about: str = "member"
    new: bool = False
    several: bool = False
    hands_over: bool = False
    papers: Callable[[Case], Sequence[PaperOffer]] = lambda _case: ()
    after: Callable[[Case], Sequence[Reminder]] = lambda _case: ()

    @property
    def asks(self) -> tuple[Ask, ...]:
        """All that is asked, in order."""
        return tuple(ask for question in self.questions for ask in question.asks)


def choice_of(label: str, table: Choices, **rest: object) -> Field:
    """A field of no record that is one of a few choices."""
    return Field(label=label, kind=Kind.CHOICE, choices=table, **rest)  # type: ignore[arg-type] # named as Field's
