"""会议通知, 简报 and 提醒 as text to paste: what each says of a session, or of what is due.

Nothing confidential stands in one: who was away and why, what a talk was about, what somebody is
held to account for; numbers typed into topics are hidden as in every file for others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from partydesk.documents.expected import circle_in_words, expected_at
from partydesk.documents.notice_texts import BRIEF, NOTICE, REMINDER, NoticeText, filled, template
from partydesk.documents.reading import Reading, Row
from partydesk.records.findings import UserError
from partydesk.records.study import StudySession
from partydesk.rules.norms import Obligation, State

_DAYS = "一二三四五六日"


def text_of(connection: Connection, own: int, uid: str, text: NoticeText | None = None) -> str:
    """The notice of a session that is planned, or the brief of one that was held (or the `text`
    asked for). Raises UserError for what is no session of the own organisation."""
    reading = Reading(connection, own)
    session = reading.by_uid("session", uid)
    if session is None or session["submission"] is not None:
        raise UserError("not-found", f"没有编号为“{uid}”的{StudySession.title}，请核对编号")
    wanted = text or (BRIEF if session["state"] == "held" else NOTICE)
    if wanted is BRIEF and session["state"] != "held":
        raise UserError("not-held", "还没有记成已开，没有简报；先复制会议通知")
    return filled(template(connection, wanted), _values(reading, session))


def example(connection: Connection, own: int, text: NoticeText, words: str, uid: str) -> str:
    """Words filled in with a session, where `uid` is one's, else with an example."""
    reading = Reading(connection, own)
    session = reading.by_uid("session", uid) if uid else None
    if session is not None:
        return filled(words, _values(reading, session))
    told = {"谁": "张三同志", "事项": "思想汇报", "期限": "要在 9 月 30 日前办好",
            "依据": "发展党员工作细则"}  # fmt: skip
    values = dict.fromkeys(text.places, "……") | told | {"支部": str(reading.own()["name"])}
    return filled(words, values)


def reminder_of(connection: Connection, own: int, items: Sequence[Obligation]) -> str:
    """The reminder of one thing to do, to whom it concerns. Raises UserError where there is none:
    what a person is held to account for is talked about, not pasted."""
    told = [item for item in items if not item.norm.private]
    if not told:
        raise UserError("private", "这件事要当面谈，不发提醒")
    reading = Reading(connection, own)
    values = {
        "谁": _whom(told),
        "事项": "、".join(dict.fromkeys(_what(item) for item in told)),
        "期限": _when(told),
        "依据": "、".join(dict.fromkeys(item.norm.article for item in told)),
        "支部": str(reading.own()["name"]),
    }
    return filled(template(connection, REMINDER), values)


def _values(reading: Reading, session: Row) -> dict[str, str]:
    """What the places of a session's texts hold."""
    at = datetime.fromisoformat(str(session["starts_at"]))

    def text(name: str) -> str:
        return reading.text("session", session, name)

    kind = text("kind")
    own = reading.own()
    values = {
        "类型": kind,
        "月份": f"{at.month} 月",
        "日期": f"{at.month} 月 {at.day} 日",
        "星期": f"星期{_DAYS[at.weekday()]}",
        "时间": f"{at:%H:%M}" if (at.hour, at.minute) != (0, 0) else "",
        "地点": text("place"),
        "主题": text("topic"),
        "主持人": text("host"),
        "参加人": circle_in_words(session),
        "支部": str(own["name"]),
        "学时": text("hours"),
        "主讲人": text("lecturer"),
        "内容": text("summary"),
        "决议": text("decisions"),
    }
    if session["state"] == "held":
        values |= {
            "应到": text("expected") if session["expected"] else text("expected_count"),
            "实到": text("present") if session["expected"] else text("present_count"),
            "到会率": text("attendance_rate"),
        }
    else:
        values["应到"] = str(len(expected_at(reading, session)) or "")
    return values


def _whom(items: Sequence[Obligation]) -> str:
    if items[0].norm.about == "member":
        return "、".join(dict.fromkeys(item.about for item in items)) + "同志"
    if items[0].norm.about == "group":
        return "、".join(dict.fromkeys(item.about for item in items)) + "各位同志"
    return "各位同志"


def _what(item: Obligation) -> str:
    """What is to be done, without the particulars, which may be nobody else's business."""
    return item.norm.label if item.norm.about == "member" else item.title


def _when(items: Sequence[Obligation]) -> str:
    days = [item.due for item in items if item.due is not None]
    if not days:
        return "还没有办"
    first = min(days)
    late = any(item.state is State.OVERDUE for item in items)
    return f"已过 {first.month} 月 {first.day} 日的期限" if late else (
        f"要在 {first.month} 月 {first.day} 日前办好"
    )  # fmt: skip
