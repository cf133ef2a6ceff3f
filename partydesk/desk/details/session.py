"""A session beneath its fields: who was there, what was decided, how the ballot came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from partydesk.desk.attached.photos import SignInPhoto
from partydesk.desk.details.parts import Bar, article, beside, section, small, wrapped
from partydesk.desk.kinds import BALLOT, LONG
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import pill, rule
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.plans.notice import NoticeSection
from partydesk.desk.plans.section import PlanSection
from partydesk.desk.plans.words import ASKS, has_passed, is_plan
from partydesk.documents.notice_texts import BRIEF, NOTICE
from partydesk.records.fields import fields
from partydesk.records.study import ATTENDANCE, SESSION_STATE, StudySession
from partydesk.rules.norms.declared import NOT_ASKED, STATE, State
from partydesk.rules.session_summary import AboutSession, about_session
from partydesk.store.attachments import attached_to
from partydesk.store.shown_rows import cell_text

about = about_session

TEXTS = {"planned": (NOTICE, "sign-in"), "held": (BRIEF, "minutes")}
"""What can be pasted of a session, by how it stands, and the paper that goes with it."""


def fill(
    column: QVBoxLayout, shown: Mapping[str, Any], known: AboutSession | None, _go: object,
    say: Callable[[Any], object], context: AppContext,
) -> None:  # fmt: skip
    """Put the sections into a column: of a row what it tells itself, the rest once it is known."""
    if is_plan(shown) and context.store.writable:
        section(column, ASKS if has_passed(shown) else SESSION_STATE.label("planned"))
        column.addWidget(PlanSection(context, shown, say))
    if is_plan(shown) and known is not None:
        _texts(column, shown, context)
    if shown.get("state") == "held":
        _people(column, shown, known)
        _sheet(column, shown, context)
    for name in LONG:
        if words := cell_text("session", name, shown):
            section(column, fields(StudySession)[name].label)
            column.addWidget(wrapped(words))
    _ballot(column, shown, known)
    obligation = known.obligation if known is not None else None
    if shown.get("state") == "held" and obligation and known is not None and known.ballot is None:
        good = obligation.state is State.DONE
        section(column, obligation.norm.label, tip=article(obligation))
        mark = pill("人数够" if good else "人数不够", "ok" if good else "bad")
        if obligation.state in NOT_ASKED:
            mark = pill(STATE.label(obligation.state), "idle")
        mark.setToolTip(tip_text(article(obligation)))
        column.addLayout(beside(mark, wrapped(obligation.text)))
    if known is not None and shown.get("state") == "held" and shown.get("submission") is None:
        _texts(column, shown, context)


def _sheet(column: QVBoxLayout, shown: Mapping[str, Any], context: AppContext) -> None:
    """The photograph of the sign-in sheet."""
    if shown.get("submission") is not None:
        return
    with context.store.read() as connection:
        files = attached_to(connection, "session", str(shown["uid"]))
    photo = SignInPhoto(context)
    column.addWidget(photo)
    photo.show_files(files)


def _texts(column: QVBoxLayout, shown: Mapping[str, Any], context: AppContext) -> None:
    """What can be pasted and printed of it."""
    column.addWidget(rule())
    column.addWidget(NoticeSection(context, shown, *TEXTS[str(shown["state"])]))


def _people(column: QVBoxLayout, shown: Mapping[str, Any], known: AboutSession | None) -> None:
    expected = int(shown.get("expected") or 0)
    if not expected:
        return
    present = int(shown.get("present") or 0)
    section(column, "到会", small(f"到会率 {shown.get('attendance_rate') or 0:g}%"))
    words = f"应到 {expected} 人，实到 {present} 人"
    column.addWidget(Bar(present / expected, "ok", words))
    column.addWidget(small(words))
    for choice in ATTENDANCE if known is not None else ():
        names = [
            f"{name}（{note}）" if note else name
            for state, name, note in (known.away if known is not None else ())
            if state == choice.code
        ]
        if names:
            mark = pill(f"{choice.label} {len(names)}", choice.tone)
            column.addLayout(beside(mark, wrapped("、".join(names))))


def _ballot(column: QVBoxLayout, shown: Mapping[str, Any], known: AboutSession | None) -> None:
    told = {name: words for name in BALLOT if (words := cell_text("session", name, shown))}
    if not told:
        return
    declared = fields(StudySession)
    obligation = known.obligation if known is not None else None
    kind = told.pop("ballot_kind", "")
    tip = article(obligation) if obligation is not None else ""
    section(column, declared["ballot_kind"].group, small(kind) if kind else None, tip)
    verdict = known.ballot if known is not None else None
    if verdict is not None:
        mark = pill(*verdict.outcome)
        mark.setToolTip(tip_text(tip))
        column.addLayout(beside(mark, wrapped(verdict.text)))
    if obligation is not None and obligation.state in NOT_ASKED:
        idle = pill(STATE.label(obligation.state), "idle")
        column.addLayout(beside(idle, wrapped(obligation.text)))
    # What the verdict already says is not counted up again.
    said = (
        ("entitled", "voters_present", "written_votes", "in_favour") if verdict is not None else ()
    )
    left = [
        f"{declared[name].label} {words}"
        for name, words in told.items()
        if name not in said and name != "excluded"
    ]
    if left:
        column.addWidget(wrapped("，".join(left), "small"))
    if "excluded" in told:
        column.addWidget(wrapped(f"{declared['excluded'].label}：{told['excluded']}", "small"))
