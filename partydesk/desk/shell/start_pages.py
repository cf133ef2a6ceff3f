"""What stands before the window: whose data this is, or why it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.cards import in_the_middle, link
from partydesk.desk.kit.empty import EmptyState, Way
from partydesk.desk.shell.first_run import ASKED
from partydesk.desk.shell.first_run_steps import StepsHead
from partydesk.desk.shell.protection.dialogs import MEANS
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.organisation import Organisation
from partydesk.records.periods import quarter_start
from partydesk.store.portable_copy import SUFFIX

_LINE = 520  # pixels
_HELP = 430  # pixels: what helps with a field stands in one line


class FirstRunPage(QWidget):
    """The first of three steps: asks whose data this is; `wanted` carries (role, values).

    `trial_wanted` carries the role whose sample data somebody wants to try, `take_over_wanted`
    the path of a copy of the predecessor's records.
    """

    wanted = Signal(str, dict)
    take_over_wanted = Signal(object)
    trial_wanted = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._known = fields(Organisation)
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(620)
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(theme.ROOM)
        column.addWidget(StepsHead(1))
        title = cards.text("这份数据归谁", "title")
        column.addWidget(title)
        hint = cards.text(
            f"填一次就好，以后可以在“本组织信息”里改。数据只放在本机：{folder}", "small", wrap=True
        )
        column.addWidget(hint)
        self.branch = QRadioButton("党支部：记自己的台账，按期报送")
        self.committee = QRadioButton("园区党委：收各支部的表，汇总")
        self.branch.setChecked(True)
        self._roles = QButtonGroup(self)
        for button in (self.branch, self.committee):
            self._roles.addButton(button)
            column.addWidget(button)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        form.setHorizontalSpacing(theme.ROOM)
        form.setVerticalSpacing(theme.GAP)
        self.inputs: dict[str, QLineEdit] = {}
        self.errors: dict[str, QLabel] = {}
        for name in ASKED:
            field = self._known[name]
            line = QLineEdit()
            line.setFixedWidth(min(400, field.width * 8 + 120))
            line.setAccessibleName(field.label)
            label = cards.text(field.label + (" *" if field.required else ""), "label")
            label.setFixedHeight(theme.CONTROL)
            label.setBuddy(line)
            below = cards.text(field.help, "hint", wrap=True)
            below.setMinimumWidth(_HELP)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(line)
            cell.addWidget(below)
            form.addRow(label, cell)
            line.returnPressed.connect(lambda name=name: self._next(name))
            self.inputs[name], self.errors[name] = line, below
        self.inputs["used_from"].setText(quarter_start(clock.today()).isoformat())
        column.addLayout(form)
        self.with_password = QCheckBox("给这份数据设密码")
        column.addWidget(self.with_password)
        column.addWidget(
            cards.text(f"不设也能用，以后在设置里随时能设。{MEANS}", "hint", wrap=True)
        )
        self.told = cards.text("", "error", wrap=True)
        self.told.hide()
        column.addWidget(self.told)
        row = QHBoxLayout()
        self.trial = link("用示例数据试试", lambda: self.trial_wanted.emit(self._role()))
        self.trial.setToolTip("另开一份编出来的数据，动不到自己的记录，用完就丢掉")
        self.take_over = link("接手前任的数据…", self._choose_copy)
        self.take_over.setToolTip("前任移交的备份（.partydesk）：记录、附件都在，接着用")
        row.addWidget(self.take_over)
        row.addWidget(self.trial)
        row.addStretch(1)
        self.begin = QPushButton("开始使用")
        self.begin.setProperty("role", "main")
        self.begin.clicked.connect(self._ask)
        row.addWidget(self.begin)
        column.addLayout(row)
        in_the_middle(self, card)

    def _choose_copy(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        kinds = f"支部工作台的备份 (*{SUFFIX} *.db);;所有文件 (*)"
        name, _ = QFileDialog.getOpenFileName(self, "选择前任移交的备份", "", kinds)
        if name:
            self.take_over_wanted.emit(Path(name))

    def showEvent(self, event: object) -> None:
        self.inputs[ASKED[0]].setFocus()

    def fill(self, role: str, values: dict[str, str]) -> None:
        """Show what was said before."""
        (self.committee if role == "committee" else self.branch).setChecked(True)
        for name, line in self.inputs.items():
            line.setText(values.get(name, ""))

    def tell(self, said: str) -> None:
        """Say something below the fields; nothing takes it away."""
        self.told.setText(said)
        self.told.setVisible(bool(said))

    def explain(self, error: UserError) -> None:
        """Say beside the fields what is wrong with them, and the rest below."""
        placed = False
        for name in ASKED:
            self._tell(name, "")
        for finding in error.findings:
            if finding.column in self.inputs:
                self._tell(finding.column, finding.message)
                placed = True
        self.tell("" if placed else error.message)

    def _tell(self, name: str, message: str) -> None:
        below, line = self.errors[name], self.inputs[name]
        below.setText(message or self._known[name].help)
        below.setProperty("role", "error" if message else "hint")
        line.setProperty("faulty", bool(message))
        theme.restyle(below)
        theme.restyle(line)

    def _next(self, name: str) -> None:
        place = ASKED.index(name)
        if place + 1 < len(ASKED):
            self.inputs[ASKED[place + 1]].setFocus()
        else:
            self._ask()

    def _ask(self) -> None:
        values = {name: line.text().strip() for name, line in self.inputs.items()}
        self.wanted.emit(self._role(), {name: text for name, text in values.items() if text})

    def _role(self) -> str:
        return "committee" if self.committee.isChecked() else "branch"


def cannot_open_page(
    error: UserError,
    again: Callable[[], object],
    leave: Callable[[], object],
    restore: tuple[str, Callable[[], object]] | None = None,
    anyway: tuple[str, Callable[[], object]] | None = None,
    choose: Callable[[], object] | None = None,
) -> EmptyState:
    """Why the data was not opened, and what can be done: `restore` is a label and the act, `anyway`
    another that opens it as it is, `choose` asks for a file to restore from."""
    titles = {
        "locked": "这份数据正在别的窗口里打开着",
        "damaged": "数据文件损坏了",
        "unlike-closed": "数据文件与上次关闭时不一样",
        "newer": "这份数据要用更新的程序打开",
        "database-missing": "数据文件不见了",
        "key-damaged": "密码文件损坏了",
    }
    ways: list[Way] = []
    if restore is not None:
        ways.append((restore[0], "main", "", restore[1]))
    if choose is not None:
        ways.append(("从文件恢复…", "" if ways else "main", "", choose))
    ways.append(("再试一次", "" if ways else "main", "", again))
    if anyway is not None:
        ways.append((anyway[0], "", "", anyway[1]))
    ways.append(("退出", "", "", leave))
    page = EmptyState(titles.get(error.code, "数据没有打开"), error.message, ways)
    return _wrapped(page)


def no_copy_page(
    error: UserError, begin: Callable[[], object], leave: Callable[[], object]
) -> EmptyState:
    """Why a copy of records that was double-clicked cannot become this computer's records."""
    ways: list[Way] = [("不恢复，新建一份", "main", "", begin), ("退出", "", "", leave)]
    return _wrapped(EmptyState("这份备份恢复不了", error.message, ways))


def lost_page(
    words: str,
    choose: Callable[[], object],
    begin: Callable[[], object],
    back: Callable[[], object],
) -> EmptyState:
    """What can be done without password and recovery code."""
    ways: list[Way] = [
        ("从文件恢复…", "main", "", choose),
        ("另起一份…", "", "", begin),
        ("返回", "", "", back),
    ]
    return _wrapped(EmptyState("密码和恢复码都没有", words, ways))


def _wrapped(page: EmptyState) -> EmptyState:
    """Its sentence in lines of a bearable length, none of them cut off."""
    page.text.setWordWrap(True)
    page.text.setFixedWidth(_LINE)
    page.text.ensurePolished()
    # The layout around it asks for no height that depends on the width.
    page.text.setMinimumHeight(page.text.heightForWidth(_LINE))
    return page
