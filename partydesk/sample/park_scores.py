"""What an invented committee says of its branches' own star scores."""

from __future__ import annotations

from datetime import date
from random import Random

from partydesk.store.store import Store

_LESS = (*[0.0] * 8, 0.5, 1.0)
_REASON = "查看台账，佐证材料不全"


def keep_park_scores(store: Store, year: int, through: date, seed: int) -> None:
    """Score every item that a branch scored itself, from October on: most as the branch did, some
    less, with the reason."""
    if through < date(year, 10, 1):
        return
    random = Random(seed)
    with store.write("录入示例星级评分") as writer:
        for branch, scheme, item, own in writer.connection.exec_driver_sql(
            "SELECT organisation, scheme, item, self_score FROM star WHERE year = ? "
            "AND submission IS NOT NULL AND deleted_at IS NULL AND self_score IS NOT NULL "
            "ORDER BY organisation, id",
            (year,),
        ).fetchall():
            less = min(random.choice(_LESS), own)
            values = {"scheme": scheme, "item": item, "year": year, "review_score": own - less}
            if less:
                values["evidence"] = _REASON
            writer.add("star", values, organisation=branch)
