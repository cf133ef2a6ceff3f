"""The form of a member: of who is on the way it asks when they applied, of members when they
joined."""

from __future__ import annotations

from partydesk.desk.forms.record_form import RecordForm
from partydesk.records.on_roll import IN_PARTY

_JOINED = ("joined_on", "confirmed_on")


class MemberForm(RecordForm):
    """A form whose lines follow the category."""

    def loaded(self) -> None:
        """Begin with what the category asks for."""
        self._follow()

    def changed(self, column: str) -> None:
        """Another category asks for other days."""
        if column == "category":
            self._follow()

    def _follow(self) -> None:
        known = self.fields["category"].choices
        label = str(self.editors["category"].raw() or "")
        category = known.codes.get(label) if known else None
        in_party = category in IN_PARTY or category is None
        filled = any(self.editors[name].raw() for name in _JOINED)
        self.body.show_line("joined_on", in_party or filled)
        applied = self.uid is not None or bool(self.editors["applied_on"].raw())
        self.body.show_line("applied_on", applied or category != "full")
