"""The form of a talk: the talker's post follows the talker."""

from __future__ import annotations

from collections.abc import Mapping

from partydesk.desk.forms.beginning import post_of
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.kit.app_context import AppContext


class TalkForm(RecordForm):
    """One talk, or the same one held with several people, each by themselves."""

    def __init__(
        self,
        context: AppContext,
        uid: str | None = None,
        defaults: Mapping[str, object] | None = None,
        like: str = "",
    ) -> None:
        super().__init__(context, "talk", uid, defaults, like)

    def changed(self, column: str) -> None:
        """Another talker has another post, unless one was written."""
        if column == "talker":
            name = str(self.editors["talker"].raw() or "")
            self.fill("talker_role", post_of(self.context.store, name))
