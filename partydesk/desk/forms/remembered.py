"""What a form remembers of what was written before: topics, places, phrases, by kind and sort."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QLineEdit, QWidget

from partydesk.desk.forms.editors import Editor, Writing
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.suggest import SuggestLine, matching
from partydesk.operations import phrases
from partydesk.records.fields import Field
from partydesk.store.remembered import written_before
from partydesk.store.store import Store


class Remembered:
    """Of the records of one kind; `editors` are those of the form, whose 类型 tells the sort."""

    def __init__(
        self, context: AppContext, kind: str, editors: Callable[[], Mapping[str, Editor]]
    ) -> None:
        self._context, self._kind, self._editors = context, kind, editors
        self._kept: dict[tuple[str, str], list[str]] = {}

    def before(self, field: Field) -> list[str]:
        """What other records say there, those of the same sort first; fetched once."""
        key = (field.column, self._sort())
        if key not in self._kept:
            store = self._context.store
            with store.read() as connection:
                self._kept[key] = written_before(
                    connection, self._kind, field.column, store.own.id, key[1]
                )
        return self._kept[key]

    def phrases(self, field: Field) -> list[str]:
        """The phrases kept for it."""
        with self._context.store.read() as connection:
            return phrases.phrases(connection, self._kind, field.column)

    def keep(self, field: Field, text: str) -> None:
        """Keep a phrase, and say so."""
        if self._done(lambda: phrases.keep_phrase(*self._of(field), text)):
            self._context.tell(f"已记为“{field.label}”的常用语", "ok")

    def forget(self, field: Field, text: str) -> None:
        """Let a phrase go, and say so."""
        if self._done(lambda: phrases.forget_phrase(*self._of(field), text)):
            self._context.tell(f"已去掉“{field.label}”的一条常用语", "ok")

    def _sort(self) -> str:
        """The code of the sort that stands in the form; "" where there is none."""
        editor = self._editors().get("kind")
        if editor is None or editor.field.choices is None:
            return ""
        return editor.field.choices.codes.get(str(editor.raw() or ""), "")

    def _of(self, field: Field) -> tuple[Store, str, str]:
        return self._context.store, self._kind, field.column

    def _done(self, work: Callable[[], None]) -> bool:
        def working() -> bool:
            work()
            return True

        return bool(self._context.attempt(working))


def remembering_line(field: Field, writing: Writing, parent: QWidget) -> QLineEdit:
    """A line that offers what was written before: while one types, with ↓, or by its arrow."""
    line = SuggestLine(lambda text: matching(text, writing.before(field)), parent, at_once=True)
    act = line.addAction(icon("down", "text3"), QLineEdit.ActionPosition.TrailingPosition)
    act.setToolTip("以前写过的（↓）")
    act.triggered.connect(line.offer_all)
    return line
