"""What the outline says beside each paragraph: how much of it there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partydesk.documents.report.content import Block, Level
from partydesk.documents.report.material import Material
from partydesk.documents.report.outline import PICKED, Paragraph, Part, Sort


def told(material: Material, outline: Sequence[Part], blocks: Sequence[Block]) -> tuple[Part, ...]:
    """The outline with a few words beside each paragraph."""
    return tuple(
        replace(part, paragraphs=tuple(
            replace(each, told=_told(material, each, blocks)) for each in part.paragraphs
        ))
        for part in outline
    )  # fmt: skip


def _told(material: Material, paragraph: Paragraph, blocks: Sequence[Block]) -> str:
    if not paragraph.on:
        return "关着"
    if paragraph.part == "annex":
        return material.annex.get(paragraph.id, "没有")
    if paragraph.sort in PICKED:
        count = sum(each.picked for each in material.candidates if each.paragraph == paragraph.id)
        return f"选了{count}条" if count else "没有可写的"
    if paragraph.sort is Sort.LAST_YEAR:
        return f"比{material.last}"
    if paragraph.sort in (Sort.CAUSES, Sort.OWNERS):
        return "写在后面"
    mine = [block for block in blocks if block.paragraph == paragraph.id and block.text.strip()]
    if paragraph.sort in (Sort.FOUND, Sort.STEPS):
        return f"{sum(block.level is Level.ITEM for block in mine)}条"
    lacking = sum(run.missing for block in mine for run in block.runs)
    if lacking:
        return f"{lacking}项待填"
    count = sum(block.level is Level.BODY for block in mine)
    return f"{count}段" if count else "没有"
