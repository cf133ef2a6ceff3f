"""What is attached to a report: tables and charts, their numbers, and what refers to them."""

from __future__ import annotations

from dataclasses import replace

from partydesk.documents.report import bars, facts
from partydesk.documents.report.content import Figure, Table
from partydesk.documents.report.material import Material
from partydesk.documents.report.outline import Sort
from partydesk.documents.report.ranking import branch_table
from partydesk.documents.report.shortcomings import table
from partydesk.documents.report.templates import Run

_FIGURES, _BRANCHES = f"annex.{Sort.FIGURES}", f"annex.{Sort.BRANCHES}"
_CHARTS, _PLACES = f"annex.{Sort.CHARTS}", f"annex.{Sort.PLACES}"


def attached(material: Material) -> list[tuple[str, Table]]:
    """The tables that are on, in order, each with its paragraph."""
    found: list[tuple[str, Table]] = []
    on = material.on
    if _FIGURES in on:
        found.append((_FIGURES, _figures_table(material)))
    if _BRANCHES in on and material.branches:
        own = material.scope.id
        found.append((_BRANCHES, branch_table(
            material.counted, material.branch_figures, material.places, material.branches, own
        )))  # fmt: skip
    if _CHARTS in on:
        found += [(_CHARTS, each) for each in charts(material)]
    if _PLACES in on and (places := table(material.found, material.places)) is not None:
        found.append((_PLACES, places))
    found.sort(key=lambda each: material.placed.get(each[0], 0))
    return [(paragraph, replace(each, paragraph=paragraph)) for paragraph, each in found]


def labels(material: Material) -> dict[str, str]:
    """Paragraph → 附件, 附件2 …, of the first of its tables."""
    paragraphs = [paragraph for paragraph, _table in material.attached]
    alone = len(paragraphs) == 1
    return {
        paragraph: "附件" if alone else f"附件{paragraphs.index(paragraph) + 1}"
        for paragraph in paragraphs
    }


def references(material: Material) -> dict[str, Run]:
    """The tokens that refer to what is attached; they say nothing of what is not."""
    figures, branches = material.annex.get(_FIGURES), material.annex.get(_BRANCHES)
    said = {
        "see:figures": f"；各项数字的含义和依据条数见{figures}" if figures else "",
        "see:branches": f"；各支部的数字和名次见{branches}" if branches else "",
    }
    return {token: Run(text, token) for token, text in said.items()}


def charts(material: Material) -> list[Table]:
    """At most three: a committee's branches beside one another, then month by month."""
    found = []
    if material.committee:
        figures = material.branch_figures
        one = bars.by_branch(figures.get("three_meetings"), "各支部三会一课完成率", material.places)
        if one is not None:
            found.append(one)
    found += bars.by_month(
        material.connection, material.period, material.scope.organisations, material.today
    )
    return found[: bars.MOST]


def _figures_table(material: Material) -> Table:
    rows = tuple(
        (str(number), _label(figure, material), figure.shown, figure.unit, figure.definition,
         str(figure.evidence))
        for number, figure in enumerate(material.figures, start=1)
    )  # fmt: skip
    return Table(
        "各项数字的含义和依据",
        ("序号", "名称", "数值", "单位", "含义", "依据条数"),
        (13, 38, 23, 13, 55, 14),
        tuple(tuple(facts.tight(cell) for cell in row) for row in rows),
        frozenset((0, 2, 3, 5)),
    )


def _label(figure: Figure, material: Material) -> str:
    threshold = material.said.get("projects_threshold")
    if figure.id != "projects_signed" or threshold is None or threshold.missing:
        return figure.label
    return f"{figure.label}（起点金额{threshold.text}万元）"
