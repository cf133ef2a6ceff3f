"""Who is expected at a session: those recorded for it, else those its kind calls for."""

from __future__ import annotations

from datetime import date

from partydesk.documents.reading import Reading, Row
from partydesk.records.kinds import CIRCLES
from partydesk.records.member import COMMITTEE_DUTIES


def expected_at(reading: Reading, session: Row) -> list[tuple[str, str]]:
    """Their names and categories."""
    members = reading.members(date.fromisoformat(str(session["starts_at"])[:10]))
    category = {row["id"]: reading.text("member", row, "category") for row in members}
    if listed := reading.attendance([session["id"]]).get(session["id"]):
        return [(row["name"], category.get(row["member"], "")) for row in listed]
    circle = CIRCLES.get(str(session["kind"]), "")
    if circle == "committee":
        members = [row for row in members if row["duty"] in COMMITTEE_DUTIES]
    elif circle == "group" and session.get("group"):
        members = [row for row in members if row["group"] == session["group"]]
    return [(row["name"], category[row["id"]]) for row in members]


def circle_in_words(session: Row) -> str:
    """For whom a session is, as one invites them: 全体党员, 全体支委, 第二党小组党员."""
    circle = CIRCLES.get(str(session["kind"]), "")
    if circle == "committee":
        return "全体支委"
    if circle == "group":
        return f"{session.get('group') or '本党小组'}党员"
    return "全体党员"
