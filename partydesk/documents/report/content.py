"""The report as it is shown and written: blocks of text with figures in them, and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from partydesk.documents.report.outline import Candidate, Part, Plan
from partydesk.documents.report.templates import BLANK, Run, runs, template_of, text_of, well_quoted
from partydesk.records.periods import Period

OWN_STEP = "next:own:"
"""How the id of a next step begins that somebody added."""
SILENT = ("cause:", "owner:")
"""How tokens begin that say nothing of a problem that is no more."""


class Level(StrEnum):
    """What a block is: where it stands and how it is set (GB/T 9704)."""

    TITLE = "title"
    ADDRESSEE = "addressee"  # 主送机关
    PART = "part"  # 一、
    SECTION = "section"  # （一）
    BODY = "body"
    ITEM = "item"  # 1.
    SIGNATURE = "signature"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One block before it has figures: a stable id, what it is, its template, and the paragraph
    of the outline that it belongs to ("" for title, date and the like)."""

    id: str
    level: Level
    template: str
    paragraph: str = ""

    def block(self, template: str, said: Mapping[str, Run]) -> Block:
        """This sentence in these words, with the figures of `said`.

        Raises UserError("bad-template") for a lone brace.
        """
        default, own = (
            well_quoted(runs(words, lambda token: _run(said, token)))
            for words in (self.template, template)
        )
        return Block(
            self.id, self.level, template_of(own), template_of(default), own, self.paragraph
        )


def _run(said: Mapping[str, Run], token: str) -> Run:
    if token in said:
        return said[token]
    # What an edited sentence names of a problem that is no more.
    if token.startswith("count:"):
        return Run("0个", token)
    if token.startswith("who:"):
        return Run("无", token)
    if token.startswith(SILENT):
        return Run("", token)
    return Run(BLANK, token, missing=True)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or heading. `default` is the program's own template, `template` the one used.

    Numbers before headings and items are no part of the text. A line break within the text
    begins a new paragraph.
    """

    id: str
    level: Level
    template: str
    default: str
    runs: tuple[Run, ...]
    paragraph: str = ""

    @property
    def edited(self) -> bool:
        """Whether somebody put other words here."""
        return self.template != self.default

    @property
    def own_step(self) -> bool:
        """Whether this is a next step that somebody added."""
        return self.id.startswith(OWN_STEP)

    @property
    def text(self) -> str:
        """What is read."""
        return text_of(self.runs)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the report. `value` None: nobody recorded it; `shown` is then 〔待填〕."""

    id: str
    label: str
    unit: str
    definition: str
    value: float | int | None
    evidence: int
    shown: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the appendix. Widths are millimetres and add up to the text's 156.

    `bars` are columns in which each row has a bar instead of text, as a share of the width: how a
    chart is drawn.
    """

    title: str
    headers: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    centred: frozenset[int] = frozenset()  # places of the columns that are
    bars: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    paragraph: str = ""  # of the outline
    right: frozenset[int] = frozenset()  # places of the columns that stand at the right
    points: float = 0  # the size of its letters, and below what is left beside them; 0: as usual
    side: float = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A report of one organisation; `kind` is one of REPORT_KINDS.

    `every` holds all blocks in order, empty ones too, of what is switched on in the `outline`.
    `figures` are those this report must show, `more` the other numbers a sentence may name.
    `tokens` maps every token a template may hold to the run it becomes. `plan` is what
    somebody chose, `candidates` the records that the paragraphs switched on can be told from.
    """

    code: str
    organisation: str
    period: Period
    every: tuple[Block, ...]
    figures: tuple[Figure, ...]
    more: tuple[Figure, ...]
    tables: tuple[Table, ...]
    tokens: Mapping[str, Run]
    kind: str = "yearly"
    outline: tuple[Part, ...] = ()
    plan: Plan = field(default_factory=Plan)
    candidates: tuple[Candidate, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is shown and written, in order."""
        return tuple(block for block in self.every if block.text.strip())

    @property
    def left_out(self) -> tuple[Block, ...]:
        """What somebody emptied, and the places where one may add a paragraph (`extra:…`)."""
        return tuple(block for block in self.every if not block.text.strip())

    @property
    def own_steps(self) -> tuple[Block, ...]:
        """The next steps somebody added, in order."""
        return tuple(block for block in self.blocks if block.own_step)

    @property
    def title(self) -> str:
        """The title as it is printed."""
        return next((b.text for b in self.blocks if b.level is Level.TITLE), self.organisation)

    def block(self, id: str) -> Block:
        """A block by its id, shown or left out. Raises KeyError."""
        return {block.id: block for block in self.every}[id]


def filled(report: Report) -> list[str]:
    """Ids of the figures that have a value, in the report's order."""
    return [figure.id for figure in report.figures if figure.value is not None]


def missing(report: Report) -> list[str]:
    """Ids of the figures nobody recorded, in the report's order."""
    return [figure.id for figure in report.figures if figure.value is None]
