"""星级排名 as a chart: each branch's points, the best first, with its stars in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.rules.charts.model import Bar, Chart, Found, Rows, Series
from partydesk.rules.stars.scheme import scheme_for
from partydesk.rules.stars.scoring import ranking, score


@dataclass(frozen=True, slots=True)
class Points:
    """What the items of the star scheme gave a branch."""

    organisation: int
    name: str
    year: int
    today: date

    def find(self, connection: Connection) -> Found:
        """Each item with its points, those without any apart. Raises UserError for no scheme."""
        scheme = scheme_for(connection, self.year)
        scored = score(connection, self.year, scheme, today=self.today).get(self.organisation)
        rows = [
            {
                "kind": "star", "uid": "", "organisation": None, "date": None,
                "text": f"{each.item.group}　{each.item.label}", "amount": each.final,
            }
            for each in (scored.items if scored else ())
        ]  # fmt: skip
        given = [row for row in rows if row["amount"] is not None]
        groups = [Rows("有得分", given)]
        if len(given) < len(rows):
            groups.append(Rows("没有得分", [row for row in rows if row["amount"] is None]))
        title = f"{self.name}　{self.year} 年星级得分"
        said = f"{scheme.name}：各项得分之和。逐项的依据在“年度述职”页的“星级评定”里"
        return Found(title, said, "分", tuple(groups))


def stars(connection: Connection, year: int, today: date) -> Chart:
    """Every branch of a committee's file. Raises UserError where the year has no scheme."""
    scheme = scheme_for(connection, year)
    bars = []
    for place in ranking(score(connection, year, scheme, today=today).values()):
        scored = place.scored
        if place.rank is None:
            note, tone = "还没有得分", "idle"
        else:
            note, tone = f"{scored.stars} 星", "ok" if scored.goal is not None else "warn"
            if scored.vetoes:
                note, tone = f"{note}，一票否决", "bad"
        behind = Points(scored.organisation, scored.name, year, today)
        bars.append(Bar(scored.name, (scored.total or 0.0,), (behind,), None, note, tone))
    return Chart(
        "stars", f"星级排名　{year} 年", "分", f"{scheme.name}：各支部得分，满分 {scheme.points:g}",
        (Series("得分", "ok"),), tuple(bars), "还没有党支部，也就没有排名。",
        whole=scheme.points, additive=False,
    )  # fmt: skip
