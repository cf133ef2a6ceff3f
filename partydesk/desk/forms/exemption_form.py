"""The form of 不适用: the rule by its name, the subject by theirs, how long, and why."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from partydesk.desk.forms.editors import LINE, ChoiceEditor, Editor
from partydesk.desk.forms.record_form import RecordForm
from partydesk.operations.exemptions import subject_named
from partydesk.records.fields import Field
from partydesk.records.findings import Finding, UserError
from partydesk.rules.norms import NORMS


class NormEditor(ChoiceEditor):
    """One of the rules, by its name and what it asks; what is kept is its id."""

    def __init__(self, field: Field, parent: QWidget, held_by: str) -> None:
        self._ids = {
            f"{norm.label}（{norm.says}）": id
            for id, norm in NORMS.items()
            if norm.held_by == held_by
        }
        self._names = {id: name for name, id in self._ids.items()}
        super().__init__(field, parent)
        self.box.setFixedWidth(LINE)

    def offered(self) -> list[str]:
        """The rules as they are read."""
        return list(self._ids)

    def raw(self) -> object:
        """The id, or what was typed."""
        name = str(super().raw())
        return self._ids.get(name, name)

    def restore(self, raw: object) -> None:
        """Choose the rule with this id."""
        super().restore(self._names.get(str(raw), raw))


class ExemptionForm(RecordForm):
    """Says of one rule that it does not reach somebody."""

    def editor_of(self, field: Field, parent: QWidget) -> Editor:
        """The rule is chosen, not typed."""
        if field.column == "norm":
            return NormEditor(field, parent, "B" if self.context.store.role == "branch" else "C")
        return super().editor_of(field, parent)

    def entered(self) -> tuple[dict[str, Any], list[Finding]]:
        """With the record that the subject's name means."""
        values, findings = super().entered()
        subject = str(self.editors["subject"].raw() or "")
        norm = NORMS.get(str(self.editors["norm"].raw()))
        if norm is None:
            if not any(each.column == "norm" for each in findings):
                words = "没有这条规矩，请从列表里选一条"
                findings.insert(0, Finding("not-found", words, column="norm"))
        elif "subject" in values or "norm" in values:
            try:
                values["about"] = subject_named(self.context.store, norm, subject)
            except UserError as error:
                findings.append(Finding(error.code, error.message, column="subject"))
        return values, findings
