"""换届请示: the branch asks its committee to agree to the election and to the candidates."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Part, Words, plain, right
from partydesk.documents.papers.above import above
from partydesk.documents.papers.election import number, on, post, stood, what
from partydesk.documents.print_job import PrintJob
from partydesk.rules.norms.election_result import fewest_candidates


def draft(order: PrintJob) -> Draft:
    """The letter about one election."""
    row = order.row
    assert row is not None  # what is printed needs the uid of an election
    before, seats = order.organisation.get("elected_on"), row["seats"]
    least = f"，差额不少于百分之二十（候选人不少于 {fewest_candidates(seats)} 名）" if seats else ""
    term = f"本届支部委员会于{on(before)}选举产生，任期届满，" if row["kind"] == "term" else ""
    parts: list[Part] = [
        plain(f"{above(order)}："),
        Words(f"{term}经支部研究，拟于{on(row['held_on'])}召开党员大会进行{what(order)}，"
              f"应选 {number(seats)} 名{least}，采取无记名投票。"),
    ]  # fmt: skip
    candidates = stood(order)
    if candidates:
        parts.append(Words("候选人预备人选如下："))
        rows = tuple((str(n), str(e["name"]), post(e), "") for n, e in enumerate(candidates, 1))
        parts.append(Listing(("序号", "姓名", "拟任职务", "备注"), rows, (14, 40, 50, 50),
                             frozenset({0})))  # fmt: skip
    parts += [Words("妥否，请批示。"), right(order.name), right(on(row["asked_on"]))]
    return Draft(f"关于{what(order)}的请示", "", tuple(parts))
