"""Deleting rows of a list: into the recycle bin, with the way back beside what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partydesk.desk.desk import Desk
from partydesk.desk.messages import Action
from partydesk.desk.tables.detail import title_of
from partydesk.records.base import kind_of
from partydesk.store.progress import Progress

BULK = 10  # rows deleted at once before a backup is made first


def remove_rows(desk: Desk, kind: str, chosen: Sequence[Mapping[str, Any]], page: QWidget) -> None:
    """Put these rows into the recycle bin; those that a branch reported stay."""
    own = [row for row in chosen if row and row.get("submission") is None]
    uids = [str(row["uid"]) for row in own]
    if not uids:
        if chosen:
            desk.tell("由支部报送的记录不能在这里删除。要改，请退回支部", "warn")
        return
    title = kind_of(kind).title
    label = (
        f"删除{title} {title_of(kind, own[0])}" if len(own) == 1 else f"删除 {len(own)} 条{title}"
    )

    def work() -> bool:
        with desk.store.write(label) as writer:
            for uid in uids:
                writer.remove(kind, uid)
        return True

    def told() -> None:
        left = len(chosen) - len(uids)
        kept = f"；{left} 条由支部报送，没有动" if left else ""
        desk.tell(f"已{label}{kept}", "ok", Action("撤销", desk.undo))

    if len(uids) < BULK:
        if desk.attempt(work):
            told()
        return

    def with_backup(_progress: Progress) -> None:
        from partydesk.store.opening import back_up

        back_up(desk.store, "bulk-delete", always=True)
        work()

    desk.run(f"正在{label}", with_backup, lambda _: told(), page, cancellable=False)
