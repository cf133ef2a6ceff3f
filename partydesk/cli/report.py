"""The command `report`: a report of any kind, editable or for print."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened, organisation_of
from partydesk.records.periods import parse_period
from partydesk.rules.indicators import INDICATORS


def report(options: Any) -> Outcome:
    """Write a report: the yearly one, or another of its kinds."""
    from partydesk.documents.report.report_kinds import REPORT_KINDS
    from partydesk.documents.report.writing import write_report

    period = parse_period(options.period)
    kind = getattr(options, "kind", "yearly")
    without, also = _names(options, "without"), _names(options, "also")
    keep = bool(getattr(options, "keep", False))
    with opened(options, write=keep) as store:
        made = write_report(
            store, period, options.out, organisation_of(store, options) or None,
            kind=kind, without=without, also=also, keep=keep,
        )  # fmt: skip
    label = REPORT_KINDS[kind].label
    lines = [f"已写出{label}：{made.file}（{len(made.filled)} 项数字已填）"]
    if made.missing:
        labels = {each.id: each.label for each in INDICATORS}
        named = [labels.get(each, each) for each in made.missing]
        lines.append(f"{len(made.missing)} 项待填：{'、'.join(named)}")
    if off := [f"{part.label}·{each.label}" for part in made.parts for each in part.paragraphs
               if not each.on]:  # fmt: skip
        lines.append(f"没有写进去的段落：{'、'.join(off)}")
    if keep:
        lines.append("开关已留着，窗口里的报告也照这样")
    parts = [
        {
            "id": part.id, "label": part.label, "on": part.on,
            "paragraphs": [
                {"id": each.id, "label": each.label, "on": each.on} for each in part.paragraphs
            ],
        }
        for part in made.parts
    ]  # fmt: skip
    return Outcome(
        {
            "file": str(made.file), "filled": len(made.filled), "missing": made.missing,
            "kind": kind, "parts": parts,
        },
        lines,
    )  # fmt: skip


def _names(options: Any, name: str) -> list[str]:
    """The parts and paragraphs that an option names."""
    return [each.strip() for each in getattr(options, name, "").split(",") if each.strip()]
