"""What the outline says beside each paragraph: how much of it there is."""

from __future__ import annotations

from partydesk.documents.report.comparing import year_before
from partydesk.documents.report.content import Level, Report
from partydesk.documents.report.facts import period_text
from partydesk.documents.report.outline import PICKED, Paragraph, Sort


def told(report: Report, paragraph: Paragraph) -> str:
    """A few words on what a paragraph of this report holds now."""
    if not paragraph.on:
        return "关着"
    if paragraph.part == "annex":
        places = [n for n, each in enumerate(report.tables, 1) if each.paragraph == paragraph.id]
        if len(report.tables) == 1 and places:
            return "附件"
        return f"附件{'、'.join(map(str, places))}" if places else "没有"
    if paragraph.sort in PICKED:
        count = sum(each.picked for each in report.candidates if each.paragraph == paragraph.id)
        return f"选了{count}条" if count else "没有选"
    if paragraph.sort is Sort.LAST_YEAR:
        return f"比{period_text(year_before(report.period))}"
    if paragraph.sort in (Sort.CAUSES, Sort.OWNERS):
        return "写在后面"
    mine = [block for block in report.blocks if block.paragraph == paragraph.id]
    if paragraph.sort in (Sort.FOUND, Sort.STEPS):
        return f"{sum(block.level is Level.ITEM for block in mine)}条"
    lacking = sum(run.missing for block in mine for run in block.runs)
    if lacking:
        return f"{lacking}项待填"
    count = sum(block.level is Level.BODY for block in mine)
    return f"{count}段" if count else "没有"
