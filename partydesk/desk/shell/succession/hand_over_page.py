"""交接: everything in one file for who comes next, the list to sign, and the farewell."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QLineEdit,
    QMessageBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.forms.dates import tidy_date
from partydesk.desk.handover.removable_drives import removable_drives
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.back_button import back_button
from partydesk.desk.kit.cards import Card, button, link, row, scrolled, stack, text
from partydesk.desk.kit.messages import box
from partydesk.desk.kit.page import Page
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.kit.written_file import open_file, open_folder, tell_written
from partydesk.desk.shell.protection.password_line import PasswordLine
from partydesk.documents.printing import print_paper
from partydesk.operations import handover
from partydesk.operations.handover import Given
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.values import Unreadable, parse_date
from partydesk.store import handing_over, protection

_WIDE = 760  # pixels


class HandOverPage(Page):
    """Asks to whom, from which day, under which password; writes the file; tells what comes after.

    `wanted` carries what the program is to do: "leave" deletes what was handed over, "take-over"
    takes over what somebody else handed over.
    """

    help_key = "handover"
    wanted = Signal(str)

    def __init__(self, context: AppContext, taker: str = "", giver: str = "") -> None:
        super().__init__()
        self._context = context
        self.made: Given | None = None
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.AIR, 4, theme.AIR, 16)
        column.setSpacing(theme.ROOM)
        for card in (self._asking(taker, giver), self._after(), self._farewell()):
            card.setMaximumWidth(_WIDE)
            column.addWidget(card)
        column.addStretch(1)
        head = row(back_button(self.closed.emit), text("交接", "title"), None,
                   link("接手前任的数据…", lambda: self.wanted.emit("take-over")))  # fmt: skip
        head.setContentsMargins(theme.AIR, 14, theme.AIR, 0)
        whole = stack(self, theme.ROOM)
        whole.addLayout(head)
        whole.addWidget(scrolled(inside), 1)
        on_keys(self, self.closed, "Esc")
        self._turn()
        self._stands()

    # -- building ------------------------------------------------------------------------------

    def _asking(self, taker: str, giver: str) -> Card:
        card = Card()
        card.rows.addWidget(text("交给下一任", "section"))
        card.rows.addWidget(text(
            "全部记录、附件、收到的报送表、草稿、设置和登记卡写进一个加密的文件，旁边放一张移交清单："
            "清单没有加密，所以只写数目，除双方以外不写姓名。",
            "small", wrap=True,
        ))  # fmt: skip
        self.next_one = QRadioButton("换人：交给下一任")
        self.same = QRadioButton("换电脑：还是我，登记卡照旧有效")
        group = QButtonGroup(self)
        for each in (self.next_one, self.same):
            group.addButton(each)
            each.toggled.connect(self._turn)
        self.next_one.setChecked(True)
        card.rows.addLayout(row(self.next_one, self.same, None, spacing=theme.AIR))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(theme.ROOM)
        self.form.setVerticalSpacing(theme.GAP)
        self.giver, self.taker, self.day = QLineEdit(), QLineEdit(taker), QLineEdit()
        self.giver.setText(giver or ("" if taker else handover.giver_of(self._context.store)))
        self.day.setText(clock.today().isoformat())
        self.day.editingFinished.connect(lambda: self.day.setText(tidy_date(self.day.text())))
        self.password, self.again = PasswordLine("移交文件的密码"), PasswordLine("再输一遍")
        for label, line in (
            ("移交人 *", self.giver), ("接收人 *", self.taker), ("交接日期 *", self.day),
        ):  # fmt: skip
            line.setFixedWidth(180)
            line.setAccessibleName(label.removesuffix(" *"))
            self._line(label, line)
        self._line("移交文件的密码 *", self.password)
        self._line("再输一遍 *", self.again)
        card.rows.addLayout(self.form)
        card.rows.addWidget(text(
            "这个密码只给这份文件用，和本机的密码无关。当面或在电话里告诉接手的人，不要和文件放在一起；"
            "忘了的，再移交一次就是。", "hint", wrap=True,
        ))  # fmt: skip
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        card.rows.addWidget(self.wrong)
        self.write_button = button("写成移交文件…", self.choose, "main")
        self.write_button.setEnabled(self._context.store.writable)
        card.rows.addLayout(row(self.write_button, None))
        return card

    def _line(self, label: str, widget: QWidget) -> None:
        shown = text(label, "label")
        shown.setFixedHeight(theme.CONTROL)
        shown.setBuddy(widget)
        self.form.addRow(shown, widget)

    def _after(self) -> Card:
        self.after = Card()
        self.after.rows.addWidget(text("已写好", "section"))
        self.said = text("", wrap=True)
        self.after.rows.addWidget(self.said)
        self.list_button = button("打开移交清单", self._open_list)
        self.named_button = button("带姓名的清单…", self._save_named)
        self.folder_button = button("打开文件夹", self._open_folder)
        self.after.rows.addLayout(
            row(self.list_button, self.named_button, self.folder_button, None)
        )
        self.after.hide()
        return self.after

    def _farewell(self) -> Card:
        self.farewell = Card()
        self.farewell.rows.addWidget(text("交出去以后，删掉这台电脑上的数据", "section"))
        self.stands = text("", "small", wrap=True)
        self.farewell.rows.addWidget(self.stands)
        self.code = QLineEdit()
        self.code.setFixedWidth(140)
        self.code.setPlaceholderText("ABCD-1234")
        self.code.setAccessibleName("接手码")
        self.delete_button = button("删掉…", self.leave)
        self.farewell.rows.addLayout(
            row(text("接手码", "label"), self.code, self.delete_button, None)
        )
        self.not_yet = text("", "error", wrap=True)
        self.not_yet.hide()
        self.farewell.rows.addWidget(self.not_yet)
        return self.farewell

    # -- what is shown -------------------------------------------------------------------------

    def showEvent(self, event: object) -> None:
        """Begin with who it is for, or the password where that is known."""
        (self.password.line if self.taker.text() else self.taker).setFocus()

    def _turn(self) -> None:
        if not hasattr(self, "taker"):
            return
        self.form.setRowVisible(self.taker, self.next_one.isChecked())

    def _stands(self) -> None:
        with self._context.store.read() as connection:
            given = handing_over.given(connection)
            changed = handing_over.changed_since(connection, given[-1]) if given else 0
        self.farewell.setVisible(bool(given))
        if given:
            done = given[-1]
            to = f"交给{done.taker}" if not done.moves else "搬到别的电脑"
            later = f"以后这里又改过 {changed} 次，要删得先再移交一次。" if changed else ""
            self.stands.setText(
                f"{done.day} {to}（{done.records:,} 条记录）。{later}"
                "对方打开移交文件、接手以后会看到一个接手码：凭它删，说明东西真的交到了。"
            )

    def _fail(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    # -- handing over --------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask where the file goes, if all is answered."""
        self._fail("")
        try:
            day, _ = parse_date(tidy_date(self.day.text()))
        except Unreadable:
            self._fail("交接日期写成 2026-12-01 的样子")
            self.day.setFocus()
            return
        lacking = next(
            (line for line in (self.giver, self.taker)
             if not line.text().strip() and (line is not self.taker or self.next_one.isChecked())),
            None,
        )  # fmt: skip
        if lacking is not None:
            self._fail(f"请写{lacking.accessibleName()}的姓名")
            lacking.setFocus()
            return
        try:
            protection.judge(self.password.text())
        except UserError as error:
            self._fail(error.message)
            self.password.line.setFocus()
            return
        if self.password.text() != self.again.text():
            self._fail("两遍输的不一样，请再输一遍")
            self.again.line.setFocus()
            return
        name = handover.file_name(self._context.store, day)
        stick = next((each.path for each in removable_drives() if each.usable), None)
        out = ask_file(self._context, self, "移交文件写到哪里", name, "移交文件", folder=stick)
        if out is not None:
            self.write(out)

    def write(self, out: Path) -> None:
        """Write the file and the list, off the screen."""
        store = self._context.store
        taker = self.taker.text() if self.next_one.isChecked() else ""
        giver, word = self.giver.text(), self.password.text()
        day, _ = parse_date(tidy_date(self.day.text()))
        self._context.run(
            "正在写移交文件",
            lambda progress: handover.hand_over(
                store, out, word, taker=taker, giver=giver, day=day, progress=progress
            ),
            self._written,
            self,
            cancellable=False,
            failed=self._not_written,
        )

    def _not_written(self, error: BaseException) -> None:
        self._fail(error.message if isinstance(error, UserError) else "移交文件没有写成")
        self._stands()

    def _written(self, made: Given) -> None:
        self.made = made
        self.password.clear()
        self.again.clear()
        lost = f"注意：{made.lost}。" if made.lost else ""
        self.said.setText(
            f"{made.file}：{made.done.records:,} 条记录，已读回核对。{lost}\n"
            "1. 打印移交清单，双方当面核对、签字；要逐条核对的，打印带姓名的，签完收好。\n"
            "2. 文件给接手的人，密码另外告诉他。\n"
            "3. 他在自己的电脑上打开支部工作台，点“接手前任的数据”。"
        )
        self.after.show()
        self._stands()
        self.list_button.setFocus()

    def _open_list(self) -> None:
        if self.made is not None:
            open_file(self._context, self.made.listed)

    def _open_folder(self) -> None:
        if self.made is not None:
            open_folder(self._context, self.made.file)

    def _save_named(self) -> None:
        """The list with names, as Word: where somebody wants it, not beside the file."""
        assert self.made is not None
        name = f"{self.made.listed.stem}（有姓名）.docx"
        out, store = ask_file(self._context, self, "带姓名的移交清单", name), self._context.store
        if out is not None:
            self._context.run(
                "正在写移交清单",
                lambda progress: print_paper(
                    store, handover.LIST, None, out, full=True, progress=progress
                ),
                lambda made: tell_written(
                    self._context, f"移交清单写到“{made}”，上面有姓名，没有加密，签完请收好", made
                ),
                self,
            )

    # -- leaving -------------------------------------------------------------------------------

    def leave(self) -> None:
        """Ask once more and where the receipt goes, then have everything deleted."""
        store = self._context.store
        name = f"{store.own.short_name}_交接凭据{clock.today():%Y%m%d}.pdf"
        asked = box(
            self.window(), "删掉这台电脑上的数据", "删掉以后找不回来，真的删？",
            "要删的是本机的数据文件、附件、收到的报送表、草稿、备份和密钥。先写一张交接凭据，"
            "请自己留着。U 盘上和别处的备份不会删。",
        )  # fmt: skip
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes = asked.addButton("写凭据，然后删掉", QMessageBox.ButtonRole.DestructiveRole)
        no = asked.addButton("不删", QMessageBox.ButtonRole.RejectRole)
        asked.setDefaultButton(no)
        asked.setEscapeButton(no)

        def answered() -> None:
            if asked.clickedButton() is yes:
                out = ask_file(self._context, self, "交接凭据", name)
                if out is not None:
                    self.prove(out)

        asked.finished.connect(answered)
        asked.open()

    def prove(self, receipt: Path) -> None:
        """Write the receipt if the code is right, and have everything deleted."""
        self.not_yet.hide()
        try:
            handover.prove(self._context.store, self.code.text(), receipt)
        except UserError as error:
            self.not_yet.setText(error.message)
            self.not_yet.show()
            return
        self.wanted.emit("leave")
