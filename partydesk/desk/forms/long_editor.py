"""Several lines of text, and beside them 常用语: what is written again and again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QPushButton, QWidget

from partydesk.desk.forms.editors import Editor, Writing
from partydesk.desk.kit.cards import link
from partydesk.desk.kit.plain_text import caption, tip_text
from partydesk.records.fields import Field, Privacy

_SHOWN = 22  # characters of a phrase in the menu
_BEFORE = 6  # texts of other records that are offered


class LongEditor(Editor):
    """Several lines; Tab leaves it. `phrases_button` opens what can be put in, None where nothing
    is remembered."""

    wide = True

    def __init__(self, field: Field, parent: QWidget, writing: Writing | None = None) -> None:
        super().__init__(field, parent)
        self._writing = writing
        self.box = QPlainTextEdit(self)
        self.box.setAccessibleName(field.label)
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(150 if field.width >= 40 else 76)
        self._loading = False
        self.box.textChanged.connect(self._typed)
        self.box.installEventFilter(self)
        self._row.addWidget(self.box)
        self.phrases_button: QPushButton | None = None
        if writing is not None:
            made = self.phrases_button = link("常用语", self.open_phrases)
            made.setParent(self)
            made.hide()  # until a line of the form has placed it
            # Tab goes from field to field; the key is said in the tip.
            made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            made.setAccessibleName(f"{field.label}：常用语")
            made.setToolTip(tip_text("插入常用的话，或者把这一段记下来（Alt+↓）"))

    def put_phrases_beside(self) -> None:
        """Put the button at the right of the text, where no line of a form has a place for it."""
        if self.phrases_button is not None:
            self._row.addWidget(self.phrases_button, 0, Qt.AlignmentFlag.AlignTop)
            self.phrases_button.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+↓ opens the phrases."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
            and self._writing is not None
        ):
            self.open_phrases()
            return True
        return False

    def raw(self) -> object:
        """The text with its line breaks."""
        return self.box.toPlainText().strip()

    def restore(self, raw: object) -> None:
        """Show the text."""
        self._loading = True
        self.box.setPlainText("" if raw is None else str(raw))
        self._loading = False

    def inputs(self) -> list[QWidget]:
        """The box."""
        return [self.box]

    def set_read_only(self) -> None:
        """Show without letting anything be changed."""
        super().set_read_only()
        if self.phrases_button is not None:
            self.phrases_button.hide()

    def open_phrases(self) -> None:
        """Offer the phrases under the cursor."""
        if self._writing is None or self.box.isReadOnly():
            return
        where = self.box.cursorRect().bottomLeft() + QPoint(0, 4)
        self.phrases_menu().popup(self.box.viewport().mapToGlobal(where))

    def phrases_menu(self) -> QMenu:
        """Phrases, what other records say, and what can be done with this text."""
        writing = self._writing
        assert writing is not None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kept = writing.phrases(self.field)
        for text in kept:
            self._add(menu, text, partial(self._insert, text))
        # What was said in another talk is nobody's business here.
        secret = self.field.privacy is Privacy.CONFIDENTIAL
        before = [] if secret else writing.before(self.field)
        told = [text for text in before if text not in kept][:_BEFORE]
        if told:
            if kept:
                menu.addSeparator()
            menu.addAction("以前写过的：").setEnabled(False)
            for text in told:
                self._add(menu, text, partial(self._insert, text))
        menu.addSeparator()
        chosen = self._chosen()
        act = menu.addAction(f"把{'选中的' if self._selected() else '这一段'}记为常用语")
        act.setEnabled(bool(chosen) and chosen not in kept)
        act.triggered.connect(lambda _checked=False: writing.keep(self.field, chosen))
        if kept:
            less = menu.addMenu("去掉常用语")
            for text in kept:
                self._add(less, text, partial(writing.forget, self.field, text))
        usable = [each for each in menu.actions() if each.isEnabled() and not each.isSeparator()]
        if usable:
            menu.setActiveAction(usable[0])
        return menu

    def _add(self, menu: QMenu, text: str, do: partial[None]) -> None:
        plain = " ".join(text.split())
        act = menu.addAction(caption(plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"))
        act.triggered.connect(lambda _checked=False: do())

    def _selected(self) -> str:
        # Qt writes a line's end within a selection as U+2029.
        return self.box.textCursor().selectedText().replace("\u2029", "\n").strip()

    def _chosen(self) -> str:
        return self._selected() or self.box.toPlainText().strip()

    def _insert(self, text: str) -> None:
        self.box.insertPlainText(text)
        self.box.setFocus()

    def _typed(self) -> None:
        if not self._loading:
            self.edited.emit()
