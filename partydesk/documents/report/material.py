"""Everything a report is put together from, gathered once: figures, what the norms say, stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, select

from partydesk.documents.report import facts
from partydesk.documents.report.causes import circumstances
from partydesk.documents.report.comparing import compared_with, values_before
from partydesk.documents.report.content import Figure, Table
from partydesk.documents.report.outline import Candidate, Plan
from partydesk.documents.report.report_kinds import ReportKind
from partydesk.documents.report.shortcomings import Place, Shortcoming
from partydesk.documents.report.stories import Story, brands, chosen, measures, solved
from partydesk.documents.report.templates import Run
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.records.report_indicators import BESIDE
from partydesk.rules import indicator_engine
from partydesk.rules.branch_figures import BranchFigure, branch_figures
from partydesk.rules.indicators import indicator
from partydesk.rules.norms import Obligation


@dataclass
class Material:
    """What the makers of paragraphs read; they add to `said` the tokens they alone name, and to
    `candidates` the records that could be told. `on` are the paragraphs switched on, `annex` the
    labels of what is `attached` (附件2), by paragraph; `order` are the parts and `placed` the
    places of the paragraphs, as somebody put them."""

    connection: Connection
    period: Period
    today: date
    kind: ReportKind
    scope: facts.Scope
    plan: Plan
    items: Sequence[Obligation]
    figures: Sequence[Figure]
    more: Sequence[Figure]
    said: dict[str, Run]
    on: frozenset[str] = frozenset()
    annex: Mapping[str, str] = field(default_factory=dict)
    attached: Sequence[tuple[str, Table]] = ()
    found: Sequence[Shortcoming] = ()
    candidates: list[Candidate] = field(default_factory=list)
    order: Sequence[str] = ()
    placed: Mapping[str, int] = field(default_factory=dict)

    @property
    def committee(self) -> bool:
        """Whether it is a committee's report over all under it."""
        return self.scope.committee

    @cached_property
    def figure(self) -> dict[str, Figure]:
        """Every figure by its id."""
        return {each.id: each for each in (*self.figures, *self.more)}

    @cached_property
    def places(self) -> dict[int, Place]:
        """Every organisation; in its own report the committee says 本级 of itself."""
        found = self.connection.execute(
            select(Organisation.id, Organisation.code, Organisation.name,
                   Organisation.short_name, Organisation.kind)
        )  # fmt: skip
        own = self.scope.id if self.committee else 0
        return {
            id: Place(
                "本级" if id == own else short_name or name,
                code,
                "支部" if kind in ("branch", "joint_branch", "temporary_branch") else "党组织",
            )
            for id, code, name, short_name, kind in found
        }

    @cached_property
    def secretaries(self) -> dict[int, str]:
        """The secretary of each organisation by its id, of those that are known."""
        found = facts.secretaries(self.connection)
        return {id: name for id, name in found.items() if name}

    @cached_property
    def branches(self) -> list[int]:
        """The organisations below the committee that the period knows."""
        below = next(each for each in BESIDE if each.id == "branches")
        found = self.connection.execute(
            select(Organisation.id)
            .where(
                Organisation.counts_where(),
                below.condition(self.period),
                Organisation.id != self.scope.id,
            )
            .order_by(Organisation.code, Organisation.id)
        )
        return list(found.scalars())

    @cached_property
    def before(self) -> Mapping[str, float | int | None]:
        """The figures of the same period a year earlier."""
        return values_before(self.connection, self._before, self.scope.organisations)

    @property
    def last(self) -> str:
        """What that earlier period is called."""
        return facts.period_text(self._before)

    @property
    def _before(self) -> Period:
        return compared_with(self.period, self.today)

    @cached_property
    def branch_figures(self) -> dict[str, BranchFigure]:
        """The rates of each branch."""
        return branch_figures(self.connection, self.period, self.today, self.items)

    @cached_property
    def counted(self) -> indicator_engine.Tally:
        """The figures of the table of branches, by organisation."""
        from partydesk.documents.report.ranking import COLUMNS

        wanted = [indicator(id) for id in COLUMNS]
        return indicator_engine.tally(self.connection, self.period, wanted)

    @cached_property
    def circumstances(self) -> dict[int, list[str]]:
        """What happened in organisations that may be the cause of a problem."""
        return circumstances(self.connection, self.period, self.items)

    def stories(self, paragraph: str, part: str) -> tuple[list[Story], list[Story]]:
        """The records a paragraph can be told from, and those it is told from."""
        where = (self.connection, self.period, self.scope.organisations, self.places)
        single = not self.committee
        if paragraph.endswith(".cases"):
            every = solved(*where, single=single, sources=self.kind.sources)
        else:
            every = measures(*where, part, single=single)
            if part == "organisation":
                every = brands(*where, single=single) + every
        shown = chosen(every, self.plan.picked.get(paragraph))
        for story in every:
            self.said.update(story.runs)
        return every, shown
