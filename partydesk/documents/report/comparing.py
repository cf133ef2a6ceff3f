"""This year's figures beside last year's: 上年无记录 where there is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from partydesk.documents.report.content import Figure
from partydesk.documents.report.templates import Run, escaped
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, parse_period
from partydesk.rules import indicator_engine
from partydesk.rules.indicators import BEYOND, INDICATORS

THAN = "than:"
"""How the tokens begin that say how a figure stands beside last year's."""
_MOST_NAMED = 8


def year_before(period: Period) -> Period:
    """The same period a year earlier."""
    text = re.sub(r"\d{4}(?=$|[HQ-])", lambda year: f"{int(year[0]) - 1:04d}", period.text)
    try:
        return parse_period(text)
    except UserError:  # 29 February
        return parse_period(text.replace("-02-29", "-02-28"))


def compared_with(period: Period, today: date) -> Period:
    """What a period is compared with: a year earlier, and while it lasts no more than what has gone
    by of it."""
    if period.first < today < period.last:
        period = parse_period(f"{period.first}..{today}")
    return year_before(period)


def values_before(
    connection: Connection, before: Period, organisations: Collection[int] | None
) -> Mapping[str, float | int | None]:
    """Each figure of the earlier period, None where nobody recorded it or no record tells it any
    more."""
    counted = indicator_engine.tally(connection, before, (*INDICATORS, *BEYOND))
    return {
        id: counted.value(id, organisations).value if each.looks_back else None
        for id, each in counted.indicators.items()
    }


def than(figure: Figure, before: float | int | None) -> str:
    """How a figure stands beside last year's: 比上年多38次（增长9.7%）, 上年无记录."""
    if before is None:
        return "上年无记录"
    if figure.value is None:
        return "本年没有记录"
    difference = round(figure.value - before, 6)
    if not difference:
        return "与上年持平"
    size = f"{abs(difference):.2f}".rstrip("0").rstrip(".")
    more = difference > 0
    if figure.unit == "%":
        return f"比上年{'提高' if more else '降低'}{size}个百分点"
    share = f"{abs(difference) / before * 100:.1f}".removesuffix(".0") if before else ""
    grown = f"（{'增长' if more else '下降'}{share}%）" if share else ""
    return f"比上年{'多' if more else '少'}{size}{figure.unit}{grown}"


def runs_than(
    figures: Iterable[Figure], before: Mapping[str, float | int | None]
) -> dict[str, Run]:
    """The tokens that compare, for every figure."""
    return {
        f"{THAN}{each.id}": Run(than(each, before[each.id]), f"{THAN}{each.id}")
        for each in figures
        if each.id in before
    }


def compared(figures: Sequence[Figure], before: Mapping[str, float | int | None], last: str) -> str:
    """The sentence's template over some figures; "" where this year has none of them."""
    known = [each for each in figures if each.value is not None and each.id in before]
    if not known:
        return ""
    both = [each for each in known if before[each.id] is not None]
    alone = [each.label for each in known if before[each.id] is None]
    said = "；".join(
        f"{escaped(each.label)}{{{each.id}}}{each.unit}，{{{THAN}{each.id}}}" for each in both
    )
    few = "、".join(escaped(label) for label in alone[:_MOST_NAMED])
    if len(alone) > _MOST_NAMED:
        few += f"等{len(alone)}项"
    if not both:
        return f"{few}，上年无记录，不作对比。"
    return f"与{last}相比，{said}。" + (f"{few}，上年无记录。" if alone else "")
