"""Many rows changed in one step: with a backup first, progress, and one way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action
from partydesk.operations.records import MANY, Change, change_records
from partydesk.store.progress import Progress, silent

Rows = Sequence[Mapping[str, Any]]


def bulk_operation(
    context: AppContext,
    label: str,
    reason: str,
    chosen: Rows,
    each: Change,
    page: QWidget,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Do `each` (writer, uid) for the chosen rows as one operation called `label`.

    Rows that a branch reported stay and are counted in what is told. `reason` is what the backup
    of many rows is kept for. `then` follows when it is done.
    """
    uids = [str(row["uid"]) for row in chosen if row and row.get("submission") is None]
    left = len(chosen) - len(uids)

    def work(progress: Progress = silent) -> bool:
        backup = reason if len(uids) >= MANY else ""
        change_records(context.store, label, uids, each, progress, backup)
        return True

    def told() -> None:
        kept = f"；{left} 条由支部报送，没有动" if left else ""
        context.tell(f"已{label}{kept}", "ok", Action("撤销", context.undo))
        then()

    if len(uids) >= MANY:
        context.run(f"正在{label}", work, lambda _: told(), page)
    elif context.attempt(work):
        told()
