"""Many rows changed in one step: with a backup first, progress, and one way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.messages import Action
from partydesk.store.progress import Progress
from partydesk.store.writing import Writer

BULK = 10  # rows changed at once before a backup is made first

Rows = Sequence[Mapping[str, Any]]


def bulk_operation(
    context: AppContext,
    label: str,
    reason: str,
    chosen: Rows,
    each: Callable[[Writer, str], object],
    page: QWidget,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Do `each` (writer, uid) for the chosen rows as one operation called `label`.

    Rows that a branch reported stay and are counted in what is told. `reason` is what the backup
    of many rows is kept for. `then` follows when it is done.
    """
    uids = [str(row["uid"]) for row in chosen if row and row.get("submission") is None]
    left = len(chosen) - len(uids)

    def work(progress: Progress) -> None:
        with context.store.write(label) as writer:
            for number, uid in enumerate(uids):
                if number % 50 == 0:
                    progress(number, len(uids), label)
                each(writer, uid)

    def with_backup(progress: Progress) -> None:
        from partydesk.store.opening import back_up

        back_up(context.store, reason, always=True)
        work(progress)

    def told() -> None:
        kept = f"；{left} 条由支部报送，没有动" if left else ""
        context.tell(f"已{label}{kept}", "ok", Action("撤销", context.undo))
        then()

    def at_once() -> bool:
        work(lambda *_: None)
        return True

    if len(uids) >= BULK:
        context.run(f"正在{label}", with_backup, lambda _: told(), page)
    elif context.attempt(at_once):
        told()
