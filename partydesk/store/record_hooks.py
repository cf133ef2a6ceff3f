"""What else follows from writing a record: ticket numbers and moves, names beside links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from partydesk.records.attachment import WITHOUT
from partydesk.records.base import kind_of, kinds
from partydesk.records.checking import check
from partydesk.records.clock import today
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.ticket import MOVES, STATE, Ticket
from partydesk.records.values import Stored, to_typed
from partydesk.store import rows

if TYPE_CHECKING:
    from partydesk.store.writing import Writer


def before_add(writer: Writer, kind: str, values: dict[str, Any]) -> None:
    """Fill in what the record takes from others. Raises UserError for a forbidden move."""
    if kind == "attendance":
        _attend(writer, values)
    elif kind == "attachment":
        _attach(writer, values)
    elif kind == "ticket" and not values.get("number"):
        values["number"] = _next_number(writer, values.get("raised_on") or today())
    elif kind == "ticket_step" and values.get("state") and values.get("ticket"):
        ticket = rows.get(writer.connection, "ticket", values["ticket"])
        if ticket is not None:
            check_move(ticket["state"], values["state"], values.get("note"))
            _check_dates(ticket, values)


def after_add(writer: Writer, kind: str, row: Mapping[str, Stored]) -> None:
    """Carry out what the new record means for others: a step moves its ticket."""
    if kind == "ticket_step" and row["state"]:
        ticket = rows.get(writer.connection, "ticket", int(row["ticket"] or 0))
        if ticket is not None and ticket["state"] != row["state"]:
            writer.set("ticket", ticket, moved(str(row["state"]), str(row["at"])[:10]))


def before_edit(writer: Writer, kind: str, row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Refuse edits that have a way of their own: a ticket's state moves by steps."""
    if kind == "attendance" and (row["session"], row["member"]) != (
        values["session"],
        values["member"],
    ):
        if row["member"] != values["member"] and row["name"] == values["name"]:
            values["name"] = None
        _attend(writer, values)
    if kind == "attachment" and any(
        values[name] != row[name] for name in ("of_kind", "of_uid", "sha256", "size")
    ):
        raise UserError("read-only", "附件只能改文件名；要换文件，请另外添加，再删除旧的")
    if kind == "ticket" and values["state"] != row["state"]:
        raise UserError(
            "move-by-step",
            f"问题的状态要一步一步办：从“{STATE.label(row['state'])}”到"
            f"“{STATE.label(values['state'])}”，请添加一条办理过程",
        )
    if kind == "ticket_step" and values["state"] != row["state"]:
        raise UserError("move-by-step", "办理后状态不能改；办错了请撤销，或再添加一条办理过程")


def before_restore(writer: Writer, kind: str, row: Mapping[str, Any]) -> None:
    """Refuse to bring back what has been recorded anew meanwhile."""
    if kind == "attendance":
        _attend(writer, dict(row))
    elif kind == "attachment":
        _attach(writer, row)


def check_move(before: str, after: str, reason: str | None) -> None:
    """Refuse a ticket's move that records.md does not allow."""
    if before == after:
        return
    allowed = MOVES.get(before, {})
    if after not in allowed:
        ways = "、".join(STATE.label(code) for code in allowed) or "（没有下一步）"
        raise UserError(
            "bad-move",
            f"问题不能从“{STATE.label(before)}”直接到“{STATE.label(after)}”，可以到：{ways}",
        )
    if allowed[after] and not (reason or "").strip():
        raise UserError(
            "reason-needed",
            f"从“{STATE.label(before)}”到“{STATE.label(after)}”要写明理由，请填办理情况",
        )


def moved(state: str, day: str) -> dict[str, Stored]:
    """The stored values of a ticket that enters a state on a day."""
    changes: dict[str, Stored] = {"state": state}
    if state == "resolved":
        changes |= {"resolved_on": day, "closed_on": None}
    elif state == "closed":
        changes["closed_on"] = day
    elif state in ("working", "standing"):
        changes |= {"resolved_on": None, "closed_on": None}
    return changes


def _check_dates(ticket: rows.Row, step: Mapping[str, Any]) -> None:
    """Refuse a step that would close a ticket before it was raised or resolved."""
    if ticket["state"] == step["state"] or not step.get("at"):
        return
    after = ticket | moved(step["state"], f"{step['at']:%Y-%m-%d}")
    declared = fields(Ticket)
    findings = check(Ticket, {name: to_typed(f, after[name]) for name, f in declared.items()})
    if findings:
        lines = "；".join(dict.fromkeys(finding.message for finding in findings))
        raise UserError("invalid", f"办理过程没有保存：{lines}", findings)


def _attend(writer: Writer, values: dict[str, Any]) -> None:
    if values.get("member") and not values.get("name"):
        member = rows.get(writer.connection, "member", values["member"])
        if member is not None:
            values["name"] = member["name"]
    if values.get("session") and values.get("member"):
        twice = writer.connection.exec_driver_sql(
            "SELECT 1 FROM attendance WHERE session = ? AND member = ? AND deleted_at IS NULL",
            (values["session"], values["member"]),
        ).fetchone()
        if twice:
            raise UserError(
                "attendance-twice", f"{values.get('name')} 在这次活动里已有出勤记录，请修改那一条"
            )


def _attach(writer: Writer, values: Mapping[str, Any]) -> None:
    """Refuse a file for what takes none, or one that is there already."""
    kind, uid = str(values.get("of_kind")), str(values.get("of_uid"))
    if kind not in kinds() or kind in WITHOUT:
        raise UserError("no-attachments", f"“{kind}”类的记录不能带附件")
    title = kind_of(kind).title
    owner = rows.find(writer.connection, kind, uid)
    if owner is None:
        raise UserError("not-found", f"找不到编号为“{uid}”的{title}，请核对编号")
    if owner["submission"] is not None:
        raise UserError("read-only", f"这条{title}记录是支部报来的，这里只能看，不能加附件")
    if owner["deleted_at"]:
        raise UserError("owner-removed", f"它所属的{title}还在回收站里，请先恢复那一条")
    twice = writer.connection.exec_driver_sql(
        "SELECT name FROM attachment WHERE of_kind = ? AND of_uid = ? AND sha256 = ? "
        "AND deleted_at IS NULL",
        (kind, uid, values.get("sha256")),
    ).scalar()
    if twice:
        raise UserError(
            "attached-twice", f"“{values.get('name')}”已在附件里（“{twice}”），没有再加"
        )


def _next_number(writer: Writer, raised: date | datetime) -> str:
    prefix = f"{raised.year}-"
    found = writer.connection.exec_driver_sql(
        "SELECT number FROM ticket WHERE organisation = ? AND number LIKE ? || '%'",
        (writer.own, prefix),
    ).fetchall()
    used = [int(n[len(prefix) :]) for (n,) in found if n[len(prefix) :].isdigit()]
    return f"{prefix}{max(used, default=0) + 1:03d}"
