"""After taking over: what was done, what is to be done, and the code for who handed over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.cards import button, dialog_column, row, text
from partydesk.desk.kit.code_label import code_label
from partydesk.desk.kit.written_file import tell_written
from partydesk.documents.printing import print_paper
from partydesk.operations.handover import RECEIPT, Taken
from partydesk.records import clock

_WIDE = 480  # pixels


class TakenDialog(QDialog):
    """Says what taking over came to."""

    def __init__(self, parent: QWidget, context: AppContext, taken: Taken) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("已接手")
        self._context = context
        column = dialog_column(self, _WIDE)
        column.setSpacing(10)
        column.addWidget(text(f"已接手“{taken.owner}”的数据", "section", wrap=True))
        said = [*taken.said, f"共 {taken.records:,} 条记录。"]
        if taken.kept is not None:
            aside = f"{taken.kept.parent.name}/{taken.kept.name}"
            said.append(f"这里原来的数据另存为数据文件夹里的 {aside}")
        self.said = text("\n".join(said), wrap=True)
        # The layout around it asks for no height that depends on the width.
        room = _WIDE - 2 * theme.AIR
        self.said.setFixedWidth(room)
        self.said.ensurePolished()
        self.said.setMinimumHeight(self.said.heightForWidth(room))
        column.addWidget(self.said)
        self.code = code_label(taken.code)
        self.receipt = button("存一份交接凭据…", self._save)
        if taken.code:
            column.addWidget(text(
                "把这个接手码告诉前任：凭它才能删掉前任电脑上的数据，也说明文件真的打开、收下了。",
                "small", wrap=True,
            ))  # fmt: skip
            column.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self.receipt.setVisible(bool(taken.code))
        self.go_on = button("好", self.accept, "main")
        self.go_on.setDefault(True)
        column.addLayout(row(self.receipt, None, self.go_on))

    def _save(self) -> None:
        store = self._context.store
        name = f"{store.own.short_name}_交接凭据{clock.today():%Y%m%d}.pdf"
        out = ask_file(self._context, self, "交接凭据", name)
        if out is None:
            return
        made = self._context.attempt(lambda: print_paper(store, RECEIPT, None, out), writes=False)
        if made is not None:
            tell_written(self._context, f"交接凭据写到“{made}”", made)
