"""The form of a talk: the talker's post follows the talker."""

from __future__ import annotations

from partydesk.desk.forms.beginning import post_of
from partydesk.desk.forms.record_form import RecordForm


class TalkForm(RecordForm):
    """One talk, or the same one held with several people, each by themselves."""

    def changed(self, column: str) -> None:
        """Another talker has another post, unless one was written."""
        if column == "talker":
            name = str(self.editors["talker"].raw() or "")
            self.fill("talker_role", post_of(self.context.store, name))
