"""A member beneath the roll entry: the way into the Party, study, talks, posts, grades."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy import Connection

from partydesk.desk.details.parts import (
    Bar,
    StepRow,
    article,
    beside,
    day_of,
    section,
    small,
    state_pill,
    tone_of,
    wrapped,
)
from partydesk.desk.kinds import STEPS, view_of
from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import link, pill, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.plain_text import tip_text
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.integrity import TALK_KIND, IntegrityTalk
from partydesk.records.member import Member
from partydesk.records.post import POST_KIND, Post
from partydesk.records.review import GRADE, Review
from partydesk.records.study import ATTENDANCE
from partydesk.rules.member_summary import AboutMember, HadTalk, about_member
from partydesk.rules.norms.declared import STATE, Obligation, State
from partydesk.rules.norms.pipeline import NORMS as PIPELINE

Open = Callable[[str, str], None]
"""Goes to a record: its kind and uid."""
Settle = Callable[[Obligation], None]
"""Asks for what settles an obligation."""

_FEW = 6  # talks shown at once; the others are one click away
_TALKED = {
    leading: fields(IntegrityTalk)[name].label
    for leading, name in ((True, "talker"), (False, "subjects"))
}
_PIPELINE = frozenset(norm.id for norm in PIPELINE)


def about(connection: Connection, id: int) -> AboutMember | None:
    """What is known of a member today."""
    return about_member(connection, id, clock.today())


def fill(
    column: QVBoxLayout, shown: Mapping[str, Any], known: AboutMember | None, go: Open,
    settle: Settle, *_context: object,
) -> None:  # fmt: skip
    """Put the sections into a column: of a row what it tells itself, the rest once it is known."""
    asked = known.open if known is not None else ()
    _way(column, shown, [item for item in asked if item.norm.id in _PIPELINE], settle)
    if known is None:
        return
    others = [item for item in asked if item.norm.id not in _PIPELINE]
    _other(column, others, settle if shown.get("submission") is None else None)
    _study(column, known)
    _attendance(column, known)
    _talks(column, known, go)
    _posts(column, known)
    _grades(column, known)


def _way(
    column: QVBoxLayout, shown: Mapping[str, Any], items: Sequence[Obligation], settle: Settle
) -> None:
    known = fields(Member)
    order = {name: number for number, name in enumerate(STEPS)}
    steps = sorted((str(shown[name]), order[name], name) for name in STEPS if shown.get(name))
    if not items and not any(name in view_of("member").told for _, _, name in steps):
        return  # the roll entry has told it
    section(column, "发展党员" if shown.get("category") != "full" else "入党经过")
    line = QVBoxLayout()
    line.setSpacing(0)
    total = len(steps) + len(items)
    for number, (day, _, name) in enumerate(steps):
        past = (day_of(day) or clock.today()) <= clock.today()
        step = StepRow(
            "ok" if past else "info", done=past, first=number == 0, last=number == total - 1
        )
        label = text(known[name].label.removesuffix("日期"))
        step.rows.addLayout(row(_day(day), label, None))
        line.addWidget(step)
    for number, item in enumerate(items, len(steps)):
        step = _asked(item, first=number == 0, last=number == total - 1)
        # What a branch sent is the branch's to see to.
        if shown.get("submission") is None:
            do = link("去办理", partial(settle, item))
            do.setProperty("small", True)
            do.setAccessibleName(f"去办理{item.norm.label}")
            step.said.addWidget(do, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(step)
    column.addLayout(line)


class AskedRow(StepRow):
    """A step still to be taken; `said` is the line of its particulars."""

    def __init__(self, tone: str, *, first: bool, last: bool) -> None:
        super().__init__(tone, done=False, first=first, last=last)
        self.said = QHBoxLayout()


def _asked(item: Obligation, *, first: bool, last: bool) -> AskedRow:
    step = AskedRow(tone_of(item), first=first, last=last)
    label = text(item.norm.label)
    label.setToolTip(tip_text(article(item)))
    parts = [_day(f"{item.due:%Y-%m-%d}"), label] if item.due is not None else [label]
    step.rows.addLayout(row(*parts, None, state_pill(item)))
    step.rows.addLayout(step.said)
    said = wrapped(item.text or item.norm.says, "small")
    said.setToolTip(tip_text(article(item)))
    step.said.addWidget(said, 1)
    return step


def _other(column: QVBoxLayout, items: Sequence[Obligation], settle: Settle | None) -> None:
    """What else is asked; `settle` is None where it is a branch's to see to."""
    if not items:
        return
    section(column, "还要办的")
    for item in items:
        label = text(item.norm.label)
        label.setToolTip(tip_text(article(item)))
        column.addLayout(row(label, None, state_pill(item)))
        said = row(wrapped(item.text or item.norm.says, "small"))
        said.setStretch(0, 1)
        if settle is not None:
            do = link("去办理", partial(settle, item))
            do.setProperty("small", True)
            do.setAccessibleName(f"去办理{item.norm.label}")
            said.addWidget(do, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(said)


def _study(column: QVBoxLayout, known: AboutMember) -> None:
    study = known.study
    if study is None:
        return
    tone = STATE.by_code[study.item.state].tone
    tip = article(study.item)
    section(column, "今年学时", small(f"{study.hours:g} / {study.wanted:g}", tone), tip)
    column.addWidget(Bar(study.hours / (study.wanted or 1), tone, study.item.text))
    words = study.item.text
    if study.item.state is State.EXEMPT:
        words += f"（{STATE.label(State.EXEMPT)}）"
    elif study.item.state is State.DONE:
        words += "，够了"
    said = wrapped(words, "small")
    said.setToolTip(tip_text(tip))
    column.addWidget(said)


def _attendance(column: QVBoxLayout, known: AboutMember) -> None:
    if known.study is None and not known.states:
        return
    rate = known.turnout.rate
    section(column, "今年出勤", small(f"到会率 {rate}%") if rate is not None else None)
    told = [
        f"{choice.label} {known.states[choice.code]} 次"
        for choice in ATTENDANCE
        if known.states.get(choice.code)
    ]
    column.addWidget(wrapped("，".join(told) if told else "今年还没有出勤记录。", "small"))


def _talks(column: QVBoxLayout, known: AboutMember, go: Open) -> None:
    if known.study is None and not known.talks:
        return
    section(column, "今年谈话", small(f"{len(known.talks)} 次") if known.talks else None)
    lines = QVBoxLayout()
    lines.setSpacing(theme.TIGHT)
    for talk in known.talks[:_FEW]:
        lines.addLayout(_talk(talk, go))
    column.addLayout(lines)
    if len(known.talks) > _FEW:

        def show_all() -> None:
            more.hide()
            for talk in known.talks[_FEW:]:
                lines.addLayout(_talk(talk, go))

        more = link(f"看全部 {len(known.talks)} 次", show_all)
        more.setProperty("small", True)
        lines.addLayout(row(more, None))
    if not known.talks:
        column.addWidget(small("今年还没有谈话记录。"))


def _talk(talk: HadTalk, go: Open) -> QHBoxLayout:
    kind = TALK_KIND.label(talk.kind)
    made = link(f"{talk.day}　{kind}", partial(go, "talk", talk.uid))
    made.setProperty("small", True)
    made.setAccessibleName(f"打开 {talk.day} {kind}")
    made.setToolTip("打开这次谈话")
    return row(made, None, small(_TALKED[talk.leading]))


def _posts(column: QVBoxLayout, known: AboutMember) -> None:
    if not known.posts:
        return
    section(column, Post.title)
    for post in known.posts:
        until = f"{post.since} 至 {post.until}" if post.until else f"{post.since} 起"
        kind = pill(POST_KIND.label(post.kind), "idle" if post.until else "info")
        column.addLayout(beside(kind, wrapped(post.name), last=small(until)))


def _grades(column: QVBoxLayout, known: AboutMember) -> None:
    if not known.grades:
        return
    section(column, Review.title)
    line = QWidget()
    flow = FlowLayout(line, spacing=6)
    for year, grade in known.grades:
        flow.addWidget(pill(f"{year}　{GRADE.label(grade)}", GRADE.by_code[grade].tone))
    column.addWidget(line)


def _day(day: str) -> QWidget:
    made = small(day)
    made.setFixedWidth(made.fontMetrics().horizontalAdvance("0000-00-00"))
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return made
