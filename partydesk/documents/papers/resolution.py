"""支部大会决议: what the general meeting resolved of somebody, with the vote in words."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Lines, Signed, Words, heading, right
from partydesk.documents.papers.ballot import ballot_in_words, carried
from partydesk.documents.papers.cultivation import BLANK, DAY, NEXT, meeting_about
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day


def draft(order: PrintJob) -> Draft:
    """The resolution of one person; numbers of the vote come from the meeting's record."""
    row = order.row
    assert row is not None  # what is printed needs the uid of a member
    name, category = str(row["name"]), str(row["category"])
    # What was resolved of who is on probation is his admission, of a full member the rest.
    confirmed = category == "full" or bool(row.get("confirm_voted_on"))
    step = NEXT["probationary"] if confirmed else NEXT["candidate"]
    meeting = meeting_about(order, row)
    on = day(meeting["starts_at"]) if meeting is not None else DAY
    vote = ballot_in_words(meeting) if meeting is not None else ""
    if not vote:
        vote = (f"应到会有表决权{BLANK}人，实到会有表决权{BLANK}人，书面意见{BLANK}份；"
                f"赞成{BLANK}票，反对{BLANK}票，弃权{BLANK}票。")  # fmt: skip
    what = "转正问题" if confirmed else "入党问题"
    passed = carried(meeting) if meeting is not None else None
    agreed = {True: "同意", False: "不同意", None: f"{BLANK}意"}[passed]
    onward = "" if passed is False else "，报上级党委审批"
    parts = (
        Words(f"{on}，支部召开党员大会，讨论{name}同志的{what}。本人汇报了情况，"
              f"入党介绍人（培养联系人）介绍了意见，与会党员进行了讨论。"),
        heading("讨论意见"),
        Lines(6),
        heading("表决结果"),
        Words(vote),
        heading("决议"),
        Words(f"大会采取无记名投票方式表决，决议：{agreed}将{name}同志{step}{onward}。"),
        Signed(("支部书记",)),
        right(f"{order.name}　{on}"),
    )  # fmt: skip
    return Draft(f"关于{name}同志{what}的决议", order.name, parts, named=f"{name}决议")
