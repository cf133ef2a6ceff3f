"""Deleting rows of a list: into the recycle bin, with the way back beside what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partydesk.desk.details.pane import title_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.lists.bulk_operation import bulk_operation
from partydesk.records.base import kind_of


def remove_rows(
    context: AppContext, kind: str, chosen: Sequence[Mapping[str, Any]], page: QWidget
) -> None:
    """Put these rows into the recycle bin; those that a branch reported stay."""
    own = [row for row in chosen if row and row.get("submission") is None]
    if not own:
        if chosen:
            context.tell("由支部报送的记录不能在这里删除。要改，请退回支部", "warn")
        return
    title = kind_of(kind).title
    label = (
        f"删除{title} {title_of(kind, own[0])}" if len(own) == 1 else f"删除 {len(own)} 条{title}"
    )

    bulk_operation(
        context, label, "bulk-delete", chosen, lambda writer, uid: writer.remove(kind, uid), page
    )
