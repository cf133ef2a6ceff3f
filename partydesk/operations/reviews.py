"""民主评议: the grades of a year, several people's in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Graded:
    """What is to stand for one member: the review's uid where there is one, typed values by
    column; None takes the review away."""

    member: str
    review: str
    values: Mapping[str, Any] | None


def save_reviews(store: Store, year: int, graded: Sequence[Graded]) -> list[str]:
    """Write these people's reviews of a year as one operation; their uids, "" of one taken away.

    Raises UserError; nothing is then changed.
    """
    uids = []
    with store.write(f"{year} 年民主评议：{len(graded)} 人") as writer:
        for each in graded:
            if each.values is None:
                writer.remove("review", each.review)
                uids.append("")
            elif each.review:
                writer.edit("review", each.review, each.values)
                uids.append(each.review)
            else:
                member = writer.reference("member", each.member)
                known = {"member": member, "year": year}
                uids.append(writer.add("review", {**each.values, **known}))
    return uids
