"""组织生活会情况报告: how the year's meeting was prepared and held, what comes of it."""

from __future__ import annotations

from datetime import date

from partydesk.documents.draft import Draft, Part, Words, heading, plain, right
from partydesk.documents.papers.above import above
from partydesk.documents.papers.election import BLANK, DAY
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.records.findings import UserError
from partydesk.records.review import GRADE
from partydesk.rules.norms.life_work import (
    ASKED,
    CHECKED,
    STUDY,
    TALKS,
    LifeStep,
    LifeYear,
    life_years,
)
from partydesk.rules.park_settings import life_meeting_until
from partydesk.rules.review_year import review_year


def year_of(order: PrintJob) -> LifeYear:
    """The year that the paper is about. Raises UserError where it is there no more."""
    row, connection = order.row, order.reading.connection
    assert row is not None  # what is printed needs the uid of a year's work
    year = int(row["year"])
    until = life_meeting_until(connection)
    found = life_years(connection, (order.reading.organisation,), (year, year), until, order.today)
    for each in found:
        if each.uid == row["uid"]:
            return each
    raise UserError("not-found", "这条组织生活会记录已经不在了")


def draft(order: PrintJob) -> Draft:
    """The report of one year. Raises UserError while the meeting was not held."""
    found, row = year_of(order), order.row
    assert row is not None
    if not found.held:
        raise UserError("nothing", f"{found.year} 年度的组织生活会还没有记成已开，开过再打印")
    text, steps = order.reading.text, {step.code: step for step in found.steps}
    theme = text("life_work", row, "theme")
    own = sum(each.whose == "branch" for each in found.issues)
    members = len(found.issues) - own
    solved = sum(each.mended for each in found.issues)
    told = [
        f"会前学习：{_told(steps[STUDY])}。",
        f"谈心谈话：{_told(steps[TALKS])}。",
        f"征求意见：{_told(steps[ASKED])}"
        + (f"，方式为{text('life_work', row, 'ask_ways')}" if row["ask_ways"] else "")
        + (f"，共征求到意见 {row['opinions']} 条" if row["opinions"] is not None else "")
        + "。",
        f"对照检查：{_told(steps[CHECKED])}。",
    ]
    met = f"{day(found.day.isoformat())}召开{found.year}年度组织生活会"
    met += f"，主题是“{theme}”" if theme else ""
    met += _attended(order, found)
    met += f"，互相提出批评意见 {row['criticisms']} 条" if row["criticisms"] is not None else ""
    about = text("life_work", row, "about")
    shown = f"支部查摆问题 {own} 条，党员个人查摆问题 {members} 条；" if found.issues else ""
    shown += f"已整改 {solved} 条，其余按整改清单办理。" if found.issues else "查摆的问题另行登记。"
    parts: list[Part] = [
        plain(f"{above(order)}："),
        Words(f"现将{found.year}年度组织生活会情况报告如下。"),
        heading("一、会前准备"),
        *map(Words, told),
        heading("二、会议情况"),
        Words(f"{met}。"),
        *([Words(about)] if about else []),
        *_graded(order, found),
        heading("三、查摆问题和整改"),
        Words(shown),
        *_issues(order, found),
        right(order.name),
        right(day(row["reported_on"]) or DAY),
    ]  # fmt: skip
    return Draft(f"关于{found.year}年度组织生活会情况的报告", "", tuple(parts))


def _issues(order: PrintJob, found: LifeYear) -> list[Part]:
    """The branch's own, each with who mends it by when."""
    made: list[Part] = []
    for each in (each for each in found.issues if each.whose == "branch"):
        issue = order.reading.text("life_issue", {"issue": each.issue}, "issue").rstrip("。")
        due = day(each.due_on) or DAY
        made.append(Words(f"{len(made) + 1}. {issue}。责任人{each.owner or BLANK}，{due}前整改。"))
    return made


def _told(step: LifeStep) -> str:
    return day(step.done.isoformat()) + "完成" if isinstance(step.done, date) else DAY + "完成"


def _attended(order: PrintJob, found: LifeYear) -> str:
    meeting = next(step for step in found.steps if step.code == "meeting")
    rows = [order.reading.by_uid(kind, uid) for kind, uid in meeting.evidence[:1]]
    row = rows[0] if rows else None
    if row is None or not row.get("expected"):
        return ""
    return f"，应到 {row['expected']} 名，实到 {row['present'] or 0} 名"


def _graded(order: PrintJob, found: LifeYear) -> list[Part]:
    """A sentence on the year's 民主评议 where anybody has a grade."""
    reading = order.reading
    year = review_year(reading.connection, reading.organisation, found.year, order.today)
    given = [(each.label, year.counts[each.code]) for each in GRADE if year.counts[each.code]]
    if not given:
        return []
    grades = "、".join(f"{label} {number} 名" for label, number in given)
    return [Words(f"同时开展民主评议党员：{grades}。")]
