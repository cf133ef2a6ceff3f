"""专项行动: begun from a template, ticked step by step; each act is one step to undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.rules.campaign_standing import Campaign, StepOf, Subject
from partydesk.rules.campaign_templates import TEMPLATES, CampaignTemplate
from partydesk.rules.campaigns import campaign, heads
from partydesk.store.store import Store
from partydesk.store.writing import Writer

Cell = tuple[Subject, StepOf]


def begin(store: Store, values: Mapping[str, Any], template: str = "") -> str:
    """Add a campaign, with the steps of a template (campaign_templates.TEMPLATES) and their days;
    its uid. Raises UserError; nothing is then added."""
    chosen = _template(template) if template else None
    with store.write(f"新建专项行动 {values.get('name') or ''}".strip()) as writer:
        uid = writer.add("campaign", {"over": chosen.over, **values} if chosen else values)
        if chosen is not None:
            _add_steps(writer, uid, chosen)
    return uid


def add_steps(store: Store, uid: str, template: str) -> int:
    """Give a campaign that has no steps those of a template; how many. Raises UserError."""
    chosen = _template(template)
    with store.write(f"行动步骤 {chosen.label}") as writer:
        row = writer.find("campaign", uid) or {"id": 0}
        known = writer.connection.exec_driver_sql(
            "SELECT count(*) FROM campaign_step WHERE campaign = ? AND deleted_at IS NULL",
            (row["id"],),
        ).scalar()
        if known:
            words = f"这个行动已经有 {known} 步，请直接改，或删掉它们再套用"
            raise UserError("has-steps", words)
        return _add_steps(writer, uid, chosen)


def _template(code: str) -> CampaignTemplate:
    if code not in TEMPLATES:
        known = "、".join(f"{each.code}（{each.label}）" for each in TEMPLATES.values())
        raise UserError("not-found", f"没有“{code}”这套步骤，可以是：{known}")
    return TEMPLATES[code]


def _add_steps(writer: Writer, uid: str, chosen: CampaignTemplate) -> int:
    row = writer.find("campaign", uid)
    if row is None or row["submission"] is not None:
        raise UserError("not-found", f"没有编号为“{uid}”的专项行动，请核对编号")
    days = chosen.due(date.fromisoformat(row["from_on"]), date.fromisoformat(row["until_on"]))
    for number, (step, due) in enumerate(zip(chosen.steps, days, strict=True), 1):
        writer.add("campaign_step", {
            "campaign": row["id"], "number": number, "name": step.name,
            "group": step.group or None, "due_on": due, "about": step.about or None,
        })  # fmt: skip
    return len(chosen.steps)


def remove(store: Store, uid: str) -> None:
    """Put a campaign with its steps and ticks into the recycle bin. Raises UserError."""
    with store.write("删除专项行动") as writer:
        writer.remove("campaign", uid)


def standing(store: Store, uid: str) -> Campaign:
    """How a campaign of the file stands today. Raises UserError for one that is none."""
    with store.read() as connection:
        head = next((each for each in heads(connection) if each.uid == uid), None)
        if head is None:
            raise UserError("not-found", f"没有编号为“{uid}”的专项行动，请核对编号")
        return campaign(connection, head, clock.today())


def tick(
    store: Store, whole: Campaign, cells: Sequence[Cell], on: date | None = None, note: str = ""
) -> int:
    """Record that these subjects took these steps, today or on a day; how many that added.

    What is ticked already stays as it is, but for another day or note of one's own. Raises
    UserError; nothing is then changed.
    """
    return tick_all(store, whole, [(cell, on, note) for cell in cells])


def tick_all(store: Store, whole: Campaign, ticks: Sequence[tuple[Cell, date | None, str]]) -> int:
    """The same for cells of which each has its day (None: today) and note."""
    _own(whole)
    said = ticks[0][0][0].name if len(ticks) == 1 else f"{len(ticks)} 格"
    changed = 0
    with store.write(f"{whole.head.name}打钩 {said}") as writer:
        for (subject, step), on, note in ticks:
            known = subject.ticks.get(step.number)
            if known is None:
                writer.add("campaign_done", {
                    "step": step.id, "subject": subject.name, "about": subject.uid or None,
                    "on": on or clock.today(), "note": note or None,
                })  # fmt: skip
                changed += 1
            elif known.own and (on is not None or note):
                again = {"on": on or known.on, "note": note or known.note or None}
                changed += writer.edit("campaign_done", known.uid, again)
            elif not known.own and len(ticks) == 1:
                raise _told(subject, step, known.by)
    return changed


def tick_step(store: Store, whole: Campaign, step: StepOf, subjects: Sequence[Subject]) -> int:
    """Record today that all of these who had not taken a step have; how many. Raises UserError
    where there is nobody."""
    left = [each for each in subjects if step.number not in each.ticks]
    if not left:
        raise UserError("nothing", f"“{step.name}”这一步都做完了")
    return tick(store, whole, [(each, step) for each in left])


def untick(store: Store, whole: Campaign, cells: Sequence[Cell]) -> int:
    """Take ticks back; how many. Raises UserError for one that a branch has told."""
    ticked = [(s, step, s.ticks[step.number]) for s, step in cells if step.number in s.ticks]
    for subject, step, known in ticked:
        if not known.own:
            raise _told(subject, step, known.by)
    if not ticked:
        return 0
    said = ticked[0][0].name if len(ticked) == 1 else f"{len(ticked)} 格"
    with store.write(f"{whole.head.name}取消打钩 {said}") as writer:
        for _, _, known in ticked:
            writer.remove("campaign_done", known.uid)
    return len(ticked)


def _told(subject: Subject, step: StepOf, by: str) -> UserError:
    words = f"{subject.name}的“{step.name}”是{by}报来的，这里只能看；要改请{by}改好后再报"
    return UserError("read-only", words)


def _own(whole: Campaign) -> None:
    if whole.head.branch:
        words = f"“{whole.head.name}”是{whole.head.branch}自己的行动，这里只能看"
        raise UserError("read-only", words)
