"""The form of one record, built from its declared fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.desk import Desk
from partydesk.desk.forms.body import FormBody
from partydesk.desk.forms.drafts import Draft
from partydesk.desk.forms.editors import Editor, YesNoEditor, editor_for
from partydesk.desk.forms.linked import ChipsEditor
from partydesk.desk.forms.plan import plan
from partydesk.desk.forms.roll import around
from partydesk.desk.forms.suggest import SuggestLine
from partydesk.desk.messages import repolish
from partydesk.records.base import kind_of
from partydesk.records.checking import check, complete, read_values
from partydesk.records.checks import birth_date_of, identity_number, sex_of
from partydesk.records.fields import Kind, fields
from partydesk.records.problems import Problem, Refusal
from partydesk.records.values import parse_date, read, shown, to_stored, to_typed
from partydesk.store import queries, rows
from partydesk.store.writing import Writer

KEEP_EVERY = 3000  # milliseconds between two keepings of the draft
_AT_ONCE = (ChipsEditor, YesNoEditor)  # Enter leaves all their chips together
_BY_TAB = Qt.FocusReason.TabFocusReason
FOLD = 1100  # pixels; below this nothing stands beside the fields
LEAST = 760  # pixels the fields need beside something else


class RecordForm(QWidget):
    """Adds or edits one record of a kind.

    `finished` carries the uid of what was saved, `closed` says that the form was left; both ask
    whoever shows the form to put it away. A record that a branch reported is only shown.
    """

    finished = Signal(str)
    closed = Signal()
    side_width = 400  # pixels, at most, of what stands at the right of the fields

    def __init__(
        self, desk: Desk, kind: str, uid: str | None, defaults: Mapping[str, object] | None = None
    ) -> None:
        super().__init__()
        self.desk, self.kind, self.uid = desk, kind, uid
        self.record = kind_of(kind)
        self.fields = fields(self.record)
        self._defaults = dict(defaults or {})
        self._touched: set[str] = set()
        self._loaded: dict[str, object] = {}
        self.row: dict[str, Any] = self.fetch() if uid else {}
        self.read_only = bool(self.row.get("submission")) or not desk.store.writable
        self._draft = Draft(desk.store.home, kind, uid)
        self._plan = plan(kind)
        near = around(desk.store)
        self.editors: dict[str, Editor] = {
            known.column: editor_for(known, near, masks=uid is not None)
            for line in (*self._plan.first, *(x for s in self._plan.more for x in s.lines))
            for known in line
        }
        self._build()
        for column, editor in self.editors.items():
            editor.edited.connect(lambda this=column: self._edited(this))
            for each in editor.inputs():
                each.installEventFilter(self)
            if self.read_only:
                editor.set_read_only()
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_EVERY)
        self._keeping.timeout.connect(self.keep_draft)
        self.load()
        if not self.read_only:
            self._restore_draft()

    # What kinds with more of their own change -------------------------------------------------

    def heading(self) -> str:
        """The title of the form."""
        if self.read_only:
            return f"查看{self.record.title}"
        if self.uid:
            return f"修改{self.record.title}"
        words = {"session": "记一次", "talk": "记一次", "ticket": "登记一个"}
        return f"{words.get(self.kind, '添加')}{self.record.title}"

    def side(self) -> QWidget | None:
        """What stands at the right of the fields, if anything."""
        return None

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

    # Building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        why = ""
        if self.row.get("submission"):
            why = "这条记录是支部报来的，这里只能看。要改，请退回支部，由支部改后重报"
        elif self.read_only:
            why = "这份数据是只读打开的，这里只能看"
        self.body = FormBody(self._plan, self.editors, self.heading(), read_only=why)
        self.body.forget.clicked.connect(self.forget_draft)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._across = QHBoxLayout()
        self._across.setSpacing(0)
        self._across.addWidget(self.body.area, 1)
        whole.addLayout(self._across, 1)
        whole.addWidget(self._foot())
        self._side = self.side()
        if self._side is not None:
            self._across.addWidget(self._side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands beside the fields goes below them where there is no room."""
        super().resizeEvent(event)
        side = self._side
        if side is None:
            return
        beside = self.width() >= FOLD
        if beside:
            # The fields need their width; the side makes do with what is left.
            side.setFixedWidth(min(self.side_width, self.width() - LEAST))
        if beside == (self._across.indexOf(side) >= 0):
            return
        if beside:
            self.body.rows.removeWidget(side)
            side.setMinimumHeight(0)
            self._across.addWidget(side)
        else:
            self._across.removeWidget(side)
            side.setMinimumWidth(0)
            side.setMaximumWidth(16_777_215)
            side.setMinimumHeight(420)
            self.body.add_last(side)
        repolish(side, "role", "pane" if beside else "card")
        side.show()

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 18, 10)
        row.setSpacing(8)
        keys = QLabel("Esc 关闭" if self.read_only else "Ctrl+S 保存　Esc 关闭")
        keys.setProperty("role", "hint")
        row.addWidget(keys)
        row.addStretch(1)
        self.cancel_button = QPushButton("关闭" if self.read_only else "取消")
        self.cancel_button.clicked.connect(self.leave)
        self.again_button = QPushButton("保存并再记一次")
        self.again_button.clicked.connect(lambda: self.save(again=True))
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("role", "main")
        self.save_button.clicked.connect(lambda: self.save())
        for each in (self.cancel_button, self.again_button, self.save_button):
            each.installEventFilter(self)
            row.addWidget(each)
        # Only now: without a parent they would be shown as windows of their own.
        self.again_button.setVisible(self.uid is None and not self.read_only)
        self.save_button.setVisible(not self.read_only)
        for keys_text, do in (("Ctrl+S", self.save), ("Esc", self.leave)):
            shortcut = QShortcut(QKeySequence(keys_text), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        return foot

    # Loading ----------------------------------------------------------------------------------

    def fetch(self) -> dict[str, Any]:
        """The record as it is kept now."""
        with self.desk.store.read() as connection:
            found = rows.find(connection, self.kind, self.uid or "")
            if found is None:
                raise Refusal("not-found", f"这条{self.record.title}记录已不在，可能刚被删除")
            return queries.window(connection, self.kind, [found["id"]])[found["id"]]

    def load(self) -> None:
        """Show the record, or a new one with its defaults."""
        self._touched.clear()
        for column, known in self.fields.items():
            editor = self.editors.get(column)
            if editor is None:
                continue
            if self.uid:
                editor.load(self.row.get(column), self.row)
            elif column in self._defaults:
                editor.load(to_stored(known, read(known, self._defaults[column], strict=True)))
            else:
                editor.load(known.default)
        self._loaded = {column: editor.raw() for column, editor in self.editors.items()}
        self.show_errors([])
        if self.uid and any(self._says_something(f.column) for f in self._plan.more_fields):
            self.body.show_more(True)
        self.loaded()

    def _says_something(self, column: str) -> bool:
        value = self.row.get(column)
        return value is not None and value != self.fields[column].default and value != 0

    def fill(self, column: str, raw: object) -> None:
        """Enter something for the person, unless they entered something themselves."""
        if column in self.editors and column not in self._touched:
            self.editors[column].restore(raw)

    def focus_first(self) -> None:
        """Put the cursor where one begins to type."""
        for editor in self.editors.values():
            first = editor.inputs()[0]
            if first.isEnabled() and first.focusPolicy() != Qt.FocusPolicy.NoFocus:
                # What a record holds must not be typed over by the first key.
                reason = Qt.FocusReason.OtherFocusReason if self.uid else _BY_TAB
                first.setFocus(reason)
                return

    def showEvent(self, event: Any) -> None:
        """Begin at the first field."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.focus_first)

    def hideEvent(self, event: Any) -> None:
        """Out of sight (another tab, the program closing): what was typed is kept."""
        self.keep_draft()
        super().hideEvent(event)

    # Editing ----------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self._touched) and not self.read_only

    def touch(self, what: str) -> None:
        """Note that a person changed something."""
        self._touched.add(what)
        if not self.read_only:
            self._keeping.start()

    def _edited(self, column: str) -> None:
        self.touch(column)
        if column == "id_number":
            self._fill_from_identity()
        self.changed(column)

    def _fill_from_identity(self) -> None:
        number = str(self.editors["id_number"].raw() or "").upper()
        if len(number) == 18 and identity_number(number) is None:
            for column, value in (("sex", sex_of(number)), ("birth_date", birth_date_of(number))):
                known = self.fields[column]
                self.fill(column, shown(known, to_stored(known, value)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            busy = isinstance(watched, SuggestLine) and watched.offering
            if enter and watched in (self.cancel_button, self.again_button, self.save_button):
                watched.click()
                return True
            if enter and not busy and not isinstance(watched, QPlainTextEdit):
                self._move_on(watched)
                return True
            if (
                event.key() == Qt.Key.Key_Down
                and event.modifiers() == Qt.KeyboardModifier.AltModifier
                and isinstance(watched, QLineEdit)
            ):
                opens = getattr(watched.parent(), "open_calendar", None)
                if opens is not None:
                    opens()
                    return True
        return super().eventFilter(watched, event)

    def _move_on(self, watched: QObject) -> None:
        """To the next input; a row of chips is one stop; after the last one, the button."""
        editors = [each for each in self.editors.values() if each.isVisibleTo(self)]
        stops = [
            part
            for each in editors
            for part in (each.inputs()[:1] if isinstance(each, _AT_ONCE) else each.inputs())
            if part.isVisibleTo(self) and part.isEnabled()
        ]
        owner = next((each for each in editors if watched in each.inputs()), None)
        here = owner.inputs()[0] if isinstance(owner, _AT_ONCE) else watched
        following = stops[stops.index(here) + 1 :] if here in stops else []
        target: QWidget = following[0] if following else self.save_button
        target.setFocus(_BY_TAB)
        self.body.area.ensureWidgetVisible(target, 0, 40)

    # Saving -----------------------------------------------------------------------------------

    def entered(self) -> tuple[dict[str, Any], list[Problem]]:
        """The typed values to write (of an existing record the changed ones), and all problems."""
        raw = {
            column: editor.raw()
            for column, editor in self.editors.items()
            if not self.uid or editor.raw() != self._loaded[column]
        }
        values, problems = read_values(self.record, raw, strict=True)
        problems += [
            Problem(
                "no-day",
                f"{self.fields[column].label}要写到哪一天，例如 {day:%Y-%m}-15",
                column=column,
            )
            for column in raw
            if (day := values.get(column)) is not None and self._month_only(column)
        ]
        known = {
            column: to_typed(field, self.row.get(column)) for column, field in self.fields.items()
        }
        whole = complete(self.record, {**known, **values}, new=self.uid is None)
        unread = {problem.column for problem in problems}
        problems += [each for each in check(self.record, whole) if each.column not in unread]
        order = {column: number for number, column in enumerate(self.editors)}
        problems.sort(key=lambda each: order.get(each.column, len(order)))
        return values, problems

    def _month_only(self, column: str) -> bool:
        """Whether a date was typed without its day, which would silently become the first."""
        if self.fields[column].kind is not Kind.DATE:
            return False
        return not parse_date(self.editors[column].raw())[1]

    def save(self, again: bool = False) -> bool:
        """Save; with `again` a new empty form follows. Whether it worked."""
        if self.read_only:
            return False
        focused = self.focusWidget()
        if isinstance(focused, QLineEdit):
            focused.editingFinished.emit()
        values, problems = self.entered()
        self.show_errors(problems)
        if problems:
            first = problems[0].message
            more = f"（还有 {len(problems) - 1} 处）" if len(problems) > 1 else ""
            self.desk.tell(f"还没有保存：{first}{more}", "warn")
            return False
        uid = self.desk.attempt(lambda: self.write(values))
        if uid is None:
            return False
        self.drop_draft()
        self.desk.tell_done(f"已保存{self.record.title}：{self.described(values)}")
        if again and self.uid is None:
            self.start_again()
        else:
            self.finished.emit(uid)
        return True

    def start_again(self) -> None:
        """A new record of the same kind."""
        self.load()
        self.body.say_kept("")
        self.body.area.verticalScrollBar().setValue(0)
        self.focus_first()

    def described(self, values: Mapping[str, Any]) -> str:
        """What names the record, in a few words."""
        parts = []
        for name in self.record.described_by:
            stored = (
                to_stored(self.fields[name], values[name]) if name in values else self.row.get(name)
            )
            if self.fields[name].kind is not Kind.REFERENCE:
                parts.append(shown(self.fields[name], stored))
        text = " ".join(part for part in parts if part)
        return text if len(text) <= 24 else f"{text[:24]}…"

    def write(self, values: dict[str, Any]) -> str:
        """Write the values and what belongs to them; the uid. Raises Refusal."""
        verb = "修改" if self.uid else "添加"
        label = f"{verb}{self.record.title} {self.described(values)}".strip()
        try:
            with self.desk.store.write(label) as writer:
                if self.uid:
                    writer.edit(self.kind, self.uid, values)
                    uid = self.uid
                else:
                    uid = writer.add(self.kind, values)
                self.write_more(writer, uid)
        except Refusal as refusal:
            self.show_errors(list(refusal.problems))
            raise
        return uid

    def show_errors(self, problems: list[Problem]) -> None:
        """Say what is wrong beside each field, and go to the first."""
        errors: dict[str, str] = {}
        for problem in problems:
            errors.setdefault(problem.column, problem.message)
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
        if self.dirty:
            answer = self._ask()
            if answer == "keep":
                return
            if answer == "save":
                self.save()
                return
        self._keeping.stop()
        self._touched.clear()
        if not self.read_only:
            self._draft.drop()
        self.closed.emit()

    def _ask(self) -> str:
        box = QMessageBox(self)
        box.setWindowTitle("还没有保存")
        box.setText("刚才填的还没有保存。")
        save = box.addButton("保存", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("不保存", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("继续填写", QMessageBox.ButtonRole.RejectRole)
        save.setProperty("role", "main")
        box.setDefaultButton(save)
        box.setEscapeButton(keep)
        box.exec()
        chosen: QAbstractButton | None = box.clickedButton()
        return "save" if chosen is save else "drop" if chosen is drop else "keep"

    # Drafts -----------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what is typed in the draft file."""
        if not self.dirty:
            return
        values = {
            column: editor.raw()
            for column, editor in self.editors.items()
            if column in self._touched or (not self.uid and editor.raw())
        }
        if self._draft.keep({"values": values, "more": self.more_draft()}):
            self.body.say_kept(f"草稿已存 {datetime.now():%H:%M}")
        else:
            self.body.say_kept("草稿存不下，请尽快保存")

    def drop_draft(self) -> None:
        """Forget what was typed: it is saved, or not wanted."""
        self._draft.drop()
        self._keeping.stop()
        self._touched.clear()

    def _restore_draft(self) -> None:
        kept = self._draft.read()
        values = kept.get("values")
        if not isinstance(values, dict) or self._defaults:
            return
        for column, raw in values.items():
            if column in self.editors:
                self.editors[column].restore(raw)
                self._touched.add(column)
        more = kept.get("more")
        if isinstance(more, dict) and more:
            self.restore_more(more)
        at = self._draft.kept_at
        when = f"{at:%m-%d %H:%M} " if at else ""
        self.body.say_kept(f"已找回 {when}没保存的内容", restored=True)

    def forget_draft(self) -> None:
        """Throw the restored draft away and show the record as it is kept."""
        self.drop_draft()
        self.body.say_kept("")
        self.load()
