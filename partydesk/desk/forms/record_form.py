"""The form of one record, built from its declared fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.forms.attached_files import FormFiles
from partydesk.desk.forms.beginning import beginning, taken_from_last
from partydesk.desk.forms.beside import Beside
from partydesk.desk.forms.body import FormBody
from partydesk.desk.forms.drafts import Draft, begun_from
from partydesk.desk.forms.duplicate_record import CHANGES, comes_again
from partydesk.desk.forms.editor_factory import editor_for
from partydesk.desk.forms.editors import Editor
from partydesk.desk.forms.foot import FormFoot, ask_before_leaving
from partydesk.desk.forms.form_draft import FormDraft
from partydesk.desk.forms.key_navigation import BY_TAB, KeyNavigation
from partydesk.desk.forms.plan import plan
from partydesk.desk.forms.remembered import Remembered
from partydesk.desk.forms.roll import around
from partydesk.desk.forms.several import Several
from partydesk.desk.forms.several_people import picks_of
from partydesk.desk.forms.validation import (
    described,
    entered,
    says_something,
    strangers_in,
    told_by_identity,
)
from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.operations.records import add_for_each, save_record, there_already
from partydesk.records.base import kind_of
from partydesk.records.clock import today
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import read, to_stored
from partydesk.store import queries, rows
from partydesk.store.writing import Writer


class RecordForm(Page):
    """Adds or edits one record of a kind.

    `finished` carries the uid of what was saved, `closed` says that the form was left; both ask
    whoever shows the form to put it away. A record that a branch reported is only shown.
    """

    finished = Signal(str)
    side_width = 400  # pixels, at most, of what stands at the right of the fields

    def __init__(
        self,
        context: AppContext,
        kind: str,
        uid: str | None,
        defaults: Mapping[str, object] | None = None,
        like: str = "",
        within: QWidget | None = None,
    ) -> None:
        super().__init__(within)
        self.context, self.kind, self.uid = context, kind, uid
        self.record = kind_of(kind)
        self.fields = fields(self.record)
        self._defaults = dict(defaults or {})
        self._like = "" if uid else like
        self._loaded: dict[str, object] = {}
        self.row: dict[str, Any] = self.fetch() if uid else {}
        self.read_only = bool(self.row.get("submission")) or not context.store.writable
        self._plan = plan(kind)
        self._build()
        for column, editor in self.editors.items():
            editor.edited.connect(lambda this=column: self._edited(this))
            if self.read_only:
                editor.set_read_only()
        self.load()
        if not self.read_only:
            self.draft.restore(self.restore_more)

    # What kinds with more of their own change -------------------------------------------------

    def heading(self) -> str:
        """The title of the form."""
        if self.read_only:
            return f"查看{self.record.title}"
        if self.uid:
            return f"修改{self.record.title}"
        return f"{view_of(self.kind).verb}{self.record.title}"

    def side(self) -> QWidget | None:
        """What stands at the right of the fields, if anything."""
        return None

    def editor_of(self, field: Field, parent: QWidget) -> Editor:
        """What a field is typed in with; the one that may hold several people offers several."""
        if self.uid is None and field.column == self.record.each_of:
            field = replace(field, kind=Kind.PEOPLE)
        return editor_for(field, parent, self._around, masks=self.uid is not None)

    def loaded(self) -> None:
        """Called when the fields show a record or a new one's first values."""

    def write_more(self, writer: Writer, uid: str) -> None:
        """Write what belongs to the record, in the same operation."""

    def more_draft(self) -> dict[str, Any]:
        """What else is to be kept in the draft."""
        return {}

    def restore_more(self, kept: dict[str, Any]) -> None:
        """Put back what `more_draft` gave."""

    def changed(self, column: str) -> None:
        """Called when a person changed a field."""

    def leads_to(self) -> tuple[str, str, str, str] | None:
        """What comes next once it is saved: words, what its button says, a tab's key and its
        part's; None for nothing."""
        return None

    # Building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        why = ""
        if self.row.get("submission"):
            why = "这条记录是支部报来的，这里只能看。要改，请退回支部，由支部改后重报"
        elif self.read_only:
            why = "这份数据是只读打开的，这里只能看"
        remembered = Remembered(self.context, self.kind, lambda: self.editors)
        self._around = around(self.context.store, remembered)
        self.several: Several | None = None
        self.body = FormBody(self._plan, self.editor_of, self.heading(), self, read_only=why)
        self.editors = self.body.editors
        self.body.forget.clicked.connect(self.forget_draft)
        self._each_of = self.record.each_of
        if self._each_of and self.uid is None and not self.read_only:
            self._offer_several(self._each_of)
        self.files = FormFiles(self.context, self, self.kind, read_only=self.read_only)
        self.files.changed.connect(lambda: self.touch("attachments"))
        if not self.record.kept_within and not self.row.get("submission"):
            self.body.add_before_more(self.files)
        else:
            self.files.setParent(self)
            self.files.hide()
        new = self.uid is None
        begun = begun_from(self.kind, self._defaults, self._like) if new else ""
        kept = Draft(self.context.store.home, self.kind, self.uid, begun)
        self.draft = FormDraft(kept, self.body, self.files, self.more_draft, self, new=new)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.foot = FormFoot(read_only=self.read_only, new=new)
        self.foot.cancel.clicked.connect(self.leave)
        self.foot.again.clicked.connect(lambda: self.save(again=True))
        self.foot.save.clicked.connect(lambda: self.save())
        self._beside = Beside(self.body, self.side(), self.side_width)
        whole.addLayout(self._beside, 1)
        whole.addWidget(self.foot)
        KeyNavigation(self, self.editors, self.body.area, self.foot)
        on_keys(self, self.save, "Ctrl+S")
        on_keys(self, self.leave, "Esc")
        if not self.files.isHidden():
            self.files.watch()

    def _offer_several(self, column: str) -> None:
        always = self.fields[column].kind is Kind.PERSON
        self.several = Several(picks_of(self.context.store, self.kind), always=always)
        self.several.picked.connect(self._pick)
        self.several.changed.connect(lambda: self.touch(column))
        self.body.add_below(column, self.several)

    def _pick(self, names: Sequence[str]) -> None:
        if not names:
            self.context.tell("没有这样的人", "idle")
            return
        self.editors[self._each_of].restore("、".join(names))
        self._edited(self._each_of)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands beside the fields goes below them where there is no room."""
        super().resizeEvent(event)
        self._beside.arrange(self.width())

    # Loading ----------------------------------------------------------------------------------

    def fetch(self) -> dict[str, Any]:
        """The record as it is kept now."""
        with self.context.store.read() as connection:
            found = rows.find(connection, self.kind, self.uid or "")
            if found is None:
                raise UserError("not-found", f"这条{self.record.called()}已不在，可能刚被删除")
            return queries.window(connection, self.kind, [found["id"]])[found["id"]]

    def load(self) -> None:
        """Show the record, or a new one with its defaults."""
        first = {} if self.uid else {**beginning(self.context.store, self.kind), **self._defaults}
        for column, field in self.fields.items():
            editor = self.editors.get(column)
            if editor is None:
                continue
            if self.uid:
                editor.load(self.row.get(column), self.row)
            elif column in first:
                editor.load(to_stored(read(field, first[column], strict=True)))
            else:
                editor.load(field.default)
        self._loaded = {column: editor.raw() for column, editor in self.editors.items()}
        for column, value in (self._defaults if self.uid else {}).items():
            self.editors[column].load(to_stored(read(self.fields[column], value, strict=True)))
        self.files.load(self.uid)
        self.show_errors([])
        if self.uid and any(
            says_something(f, self.row.get(f.column)) for f in self._plan.more_fields
        ):
            self.body.show_more_soon()
        if self.several is not None:
            self.several.show_names(self.editors[self._each_of].raw())
            # Whoever names several beforehand wants a record of each.
            if self.uid is None and self._each_of in self._defaults and not self._like:
                self.several.each.setChecked(not self.several.each.isHidden())
        for column in taken_from_last(self.kind) & first.keys() - self._defaults.keys():
            self.body.hint(column, "照上次")
        self.loaded()
        if self._like:
            self.repeat(self._like)

    def repeat(self, uid: str) -> None:
        """Fill what nobody entered like another record of the kind, on the day it comes again.

        What is to be another this time says so beside it. Nothing happens when it is gone.
        """
        with self.context.store.read() as connection:
            found = rows.find(connection, self.kind, uid)
            if found is None:
                return
            row = queries.window(connection, self.kind, [found["id"]])[found["id"]]
        dated = self.record.dated_by
        when = str(row[dated])
        taken = {column: row[column] for column in view_of(self.kind).copied.split()}
        taken[dated] = comes_again(self.kind, when, today())
        for column, stored in taken.items():
            if column not in self.draft.touched and column not in self._defaults:
                self.editors[column].load(stored, row)
        if CHANGES in taken:
            self.body.hint(CHANGES, f"这是 {when[:10]} 那次的，请改成这次的")
        if any(says_something(f, taken.get(f.column)) for f in self._plan.more_fields):
            self.body.show_more(True)

    def point_at(self, column: str) -> None:
        """Put the cursor into a field, once the form has put it where it begins by itself."""
        if column in self.editors:
            QTimer.singleShot(0, self, lambda: self.focus_on(column))

    def focus_on(self, column: str) -> None:
        """Put the cursor into a field, what stands there chosen, so that typing replaces it."""
        target = self.editors[column].inputs()[0]
        target.setFocus(BY_TAB)
        self.body.area.ensureWidgetVisible(target, 0, 60)

    def fill(self, column: str, raw: object) -> None:
        """Enter something for the person, unless they entered something themselves."""
        if column in self.editors and column not in self.draft.touched:
            self.editors[column].restore(raw)

    def focus_first(self) -> None:
        """Put the cursor where one begins to type."""
        if self._like and CHANGES in self.editors:
            self.focus_on(CHANGES)
            return
        for editor in self.editors.values():
            first = editor.inputs()[0]
            if first.isEnabled() and first.focusPolicy() != Qt.FocusPolicy.NoFocus:
                # What a record holds must not be typed over by the first key.
                reason = Qt.FocusReason.OtherFocusReason if self.uid else BY_TAB
                first.setFocus(reason)
                return

    def showEvent(self, event: Any) -> None:
        """Begin at the first field."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.focus_first)

    def hideEvent(self, event: Any) -> None:
        """Out of sight (another tab, the program closing): what was typed is kept."""
        self.draft.keep()
        super().hideEvent(event)

    # Editing ----------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.draft.touched)

    def touch(self, what: str) -> None:
        """Note that a person changed something."""
        if not self.read_only:
            self.draft.touch(what)

    def _edited(self, column: str) -> None:
        self.touch(column)
        if column == "id_number":
            self._fill_from_identity()
        if self.several is not None and column == self._each_of:
            self.several.show_names(self.editors[column].raw())
        self.changed(column)

    def _fill_from_identity(self) -> None:
        number = str(self.editors["id_number"].raw() or "").upper()
        for column, told in told_by_identity(number, self.fields).items():
            self.fill(column, told)

    # Saving -----------------------------------------------------------------------------------

    def entered(self) -> tuple[dict[str, Any], list[Finding]]:
        """The typed values to write (of an existing record the changed ones), and all problems."""
        unchanged = self._loaded if self.uid else None
        values, findings = entered(self.record, self.editors, self.row, unchanged)
        if self._each and not findings:
            findings = there_already(
                self.context.store, self.kind, values, self._each_of, self._each
            )
        return values, findings

    @property
    def _each(self) -> tuple[str, ...]:
        """Those who are each to have a record of their own; none for one record."""
        return self.several.names if self.several is not None else ()

    def save(self, again: bool = False) -> bool:
        """Save; with `again` a new empty form follows. Whether it worked."""
        if self.read_only:
            return False
        focused = self.focusWidget()
        if isinstance(focused, QLineEdit):
            focused.editingFinished.emit()
        values, findings = self.entered()
        self.show_errors(findings)
        if findings:
            # What no field shows is said in full: nobody is to look for what is marked nowhere.
            marked = [each for each in findings if each.column in self.editors]
            said = [*(each.message for each in findings if each not in marked),
                    *(each.message for each in marked[:1])]  # fmt: skip
            more = f"（还有 {len(marked) - 1} 处标红了）" if len(marked) > 1 else ""
            self.context.tell(f"还没有保存：{'；'.join(said)}{more}", "warn")
            return False
        uid = self.context.attempt(lambda: self.write(values))
        if uid is None:
            return False
        self.draft.drop()
        unit = view_of(self.kind).unit
        saved = f"已记 {len(self._each)} {unit}{self.record.title}，每人一{unit}"
        one = f"已保存{self.record.title}：{self.described(values)}"
        if strangers := strangers_in(self.context.store, self.record, values):
            self.context.tell(f"{saved if self._each else one}。{strangers}", "warn")
        else:
            self.context.tell_done(saved if self._each else one)
        if again and self.uid is None:
            self.start_again()
        else:
            self.finished.emit(uid)
        return True

    def start_again(self) -> None:
        """A new record of the same kind."""
        self._like = ""
        self.load()
        self.body.say_kept("")
        self.body.hint(CHANGES, "")
        self.body.area.verticalScrollBar().setValue(0)
        self.focus_first()

    def described(self, values: Mapping[str, Any]) -> str:
        """What names the record, in a few words."""
        return described(self.record, values, self.row)

    def write(self, values: dict[str, Any]) -> str:
        """Write the values and what belongs to them; the uid. Raises UserError."""
        verb = "修改" if self.uid else "添加"
        label = f"{verb}{self.record.title} {self.described(values)}".strip()
        try:
            also = (self.write_more, self.files.write)
            if self._each:
                names, unit = self._each, view_of(self.kind).unit
                label = f"添加 {len(names)} {unit}{self.record.title}"
                store, by = self.context.store, self._each_of
                return add_for_each(store, self.kind, values, by, names, label, also)[0]
            return save_record(self.context.store, self.kind, self.uid, values, label, also)
        except UserError as error:
            self.show_errors(list(error.findings))
            raise

    def show_errors(self, findings: list[Finding]) -> None:
        """Say what is wrong beside each field, and go to the first."""
        errors: dict[str, str] = {}
        for finding in findings:
            errors.setdefault(finding.column, finding.message)
        for column, editor in self.editors.items():
            editor.set_wrong(column in errors)
        self.body.set_errors(errors)
        first = next((column for column in self.editors if column in errors), None)
        if first is not None:
            self.editors[first].inputs()[0].setFocus()
            QTimer.singleShot(
                0, self, lambda: self.body.area.ensureWidgetVisible(self.editors[first], 0, 60)
            )

    # Leaving ----------------------------------------------------------------------------------

    def leave(self) -> None:
        """Close; asks only if something was typed."""
        if self.files.busy:
            self.context.tell("正在复制附件，请先取消或等它完成，再关闭", "warn")
            return
        if self.dirty:
            answer = ask_before_leaving(self)
            if answer == "keep":
                return
            if answer == "save":
                self.save()
                return
        if not self.read_only:
            self.draft.drop()
        self.closed.emit()

    def forget_draft(self) -> None:
        """Throw the restored draft away and show the record as it is kept."""
        self.draft.drop()
        self.body.say_kept("")
        self.load()
