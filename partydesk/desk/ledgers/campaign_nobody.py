"""A campaign without subjects: what to do so that there are some."""

from __future__ import annotations

from collections.abc import Callable

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.empty import EmptyState
from partydesk.records.campaign import KEPT_AS
from partydesk.records.registry import kind_of
from partydesk.rules.campaign_standing import Head


class NobodyYet(EmptyState):
    """Stands where the grid would be. `start` begins with a record."""

    def __init__(self, start: Callable[[NavigationTarget], object]) -> None:
        super().__init__("这个行动还没有对象", "", [
            ("登记", "main", "add", self._register), ("改对象…", "", "", self._change),
        ])  # fmt: skip
        self._start = start
        self._head: Head | None = None

    def show_campaign(self, head: Head, *, writable: bool) -> None:
        """Say it of this campaign."""
        self._head = head
        self.text.setText(head.nobody)
        register, change = self.buttons
        # A committee's branches are registered where their sheets are taken in.
        register.setVisible(writable and head.over in ("firm", "member"))
        change.setVisible(writable and not head.of_park)
        if head.over in KEPT_AS:
            register.setText(f"登记{kind_of(KEPT_AS[head.over]).title}…")

    def _register(self) -> None:
        if self._head is not None:
            self._start(NavigationTarget(KEPT_AS[self._head.over]))

    def _change(self) -> None:
        if self._head is not None:
            self._start(NavigationTarget("campaign", self._head.uid, column="subjects"))
