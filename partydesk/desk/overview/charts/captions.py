"""A chart in words: for the mouse that rests on a bar, for the ear, for the foot of a picture."""

from __future__ import annotations

from partydesk.rules.charts.model import Bar, Chart


def number(value: float, unit: str) -> str:
    """38 学时, 95.7%."""
    return f"{value:,g}%" if unit == "%" else f"{value:,g} {unit}"


def told(chart: Chart, bar: Bar, series: int) -> str:
    """One number: whose, what, how much, how it stands."""
    parts = [bar.label]
    if len(chart.series) > 1:
        parts.append(chart.series[series].label)
    parts.append(number(bar.values[series], chart.unit))
    if bar.limit is not None:
        parts.append(f"应有 {number(bar.limit, chart.unit)}")
    if bar.note:
        parts.append(bar.note)
    return "，".join(parts)


def numbers_of(chart: Chart) -> list[list[str]]:
    """Its numbers as rows: whose, what, how much, measured against what, and how it stands."""
    return [
        [
            bar.label,
            chart.series[series].label if len(chart.series) > 1 else "",
            number(value, chart.unit),
            "" if bar.limit is None else number(bar.limit, chart.unit),
            bar.note,
        ]
        for bar in chart.bars
        for series, value in enumerate(bar.values)
    ]


def described(chart: Chart) -> str:
    """The whole chart, read aloud."""
    if chart.blank:
        return chart.empty
    lines = []
    for bar in chart.bars:
        if len(chart.series) == 1:
            lines.append(told(chart, bar, 0))
        else:
            each = (
                f"{series.label} {number(value, chart.unit)}"
                for series, value in zip(chart.series, bar.values, strict=True)
            )
            lines.append(f"{bar.label}，{'，'.join(each)}")
    return f"{chart.said}。{'；'.join(lines)}。"
