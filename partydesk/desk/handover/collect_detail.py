"""The pane beside the list of 收表汇总: one file or submission, and what can be done about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal

from partydesk.desk.handover.collect_rows import STATES, Standing
from partydesk.desk.kit.action_pane import ActionPane
from partydesk.desk.kit.cards import (
    button,
    empty,
    local_time,
    period_title,
    pill,
    row,
    rule,
    text,
)
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.findings import once_for_one_cause
from partydesk.records.values import masked, shown

_BESIDE = 160  # pixels of the buttons beside the words, in a pane that is wide and low
_MOST = 60  # edited rows, problems and samples shown; more would only slow the pane down


class CollectDetail(ActionPane):
    """Shows one Standing. Its signals carry that Standing."""

    accept_wanted = Signal(object)
    register_wanted = Signal(object)
    question_wanted = Signal(object)
    return_wanted = Signal(object)
    withdraw_wanted = Signal(object)
    take_wanted = Signal(object)
    rows_wanted = Signal(object)
    dismiss_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(least=_BESIDE, spacing=8)
        self.standing: Standing | None = None
        self.show_standing(None)

    def set_folded(self, folded: bool, height: int) -> None:
        """Say less where there is less room."""
        turned = folded != self.folded
        super().set_folded(folded, height)
        if turned:
            self.show_standing(self.standing)

    def show_standing(self, standing: Standing | None) -> None:
        """Show this one, or what the pane is for."""
        self.standing = standing
        empty(self.body)
        empty(self.flow)
        if standing is None:
            self.body.addWidget(text("选一行，看这份表改了什么、哪里不对。", "hint", wrap=True))
            self.body.addStretch(1)
            return
        if not self.folded:
            # Folded, the line under the cursor says this right above, and there is little room.
            head = row(
                text(standing.name, "title", wrap=True),
                pill(standing.word or STATES[standing.state][0], STATES[standing.state][1]),
            )
            head.setStretch(0, 1)
            self.body.addLayout(head)
        if standing.file is not None:
            self._show_file(standing)
        elif standing.submission is not None:
            self._show_submission(standing.submission)
        else:
            if standing.state in ("missing", "late"):
                self.body.addWidget(text(f"{standing.code} 这个期间还没有交表。", wrap=True))
            self.body.addWidget(text(standing.note, "hint", wrap=True))
        self.body.addStretch(1)
        self._show_actions(standing)

    def focus_actions(self) -> None:
        """Put the keyboard on the first thing that can be done about what is shown."""
        first = self.flow.itemAt(0)
        made = first.widget() if first is not None else None
        if made is not None:
            made.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_file(self, standing: Standing) -> None:
        file = standing.file
        assert file is not None
        path = Path(file.file)
        which = f"{period_title(file.period)}第 {file.revision} 版　" if file.period else ""
        where = text(f"{which}{path.name}　{_place(standing)}", "hint", wrap=True)
        if not self.folded:
            self.body.addWidget(where)
        if file.message and not (self.folded and file.edited_rows and not file.remarks):
            self.body.addWidget(text(file.message, wrap=True))
        if file.trust:
            self.body.addWidget(text(f"凭据：{file.trust}", "hint", wrap=True))
        self._show_slip(standing)
        self._show_remarks([one for one in file.remarks if one not in file.message])
        self._show_edited(file.edited_rows)
        told = once_for_one_cause(
            [f for f in file.findings if file.message not in (f.message, str(f))]
        )
        if told:
            self._section(f"哪里不对（{len(told)} 处）")
            for finding in told[:_MOST]:
                self.body.addWidget(text(str(finding), wrap=True))
                self.body.addWidget(rule())
            self._left(len(told))
        if file.changes:
            self._section("收下后")
            for sheet, (added, changed, gone) in file.changes.items():
                parts = [
                    f"{word} {count:,}"
                    for word, count in (("新增", added), ("更改", changed), ("减少", gone))
                    if count
                ]
                self.body.addWidget(text(f"{sheet}：{'，'.join(parts)}", wrap=True))
            self._show_samples(file.details)
        if self.folded:
            self.body.addWidget(where)

    def _show_slip(self, standing: Standing) -> None:
        waits = standing.waits
        if waits is None or not waits.returned_at:
            return
        self._section(f"退回单写了什么（{len(waits.slip)} 处）")
        for sheet, number, column, message in waits.slip[:_MOST]:
            where = f"{sheet} 第 {number} 行 {column}".rstrip() if number else sheet or "整份表"
            self.body.addWidget(text(f"{where}　{message}", wrap=True))
        self._left(len(waits.slip))

    def _show_submission(self, submission: dict[str, Any]) -> None:
        self.body.addWidget(text(submission["file_name"], "hint", wrap=True))
        made = local_time(submission["made_at"], "%Y-%m-%d %H:%M")
        taken = local_time(submission["taken_at"], "%Y-%m-%d %H:%M")
        self.body.addWidget(
            text(f"第 {submission['revision']} 版，{made} 由支部写出，{taken} 收下。", wrap=True)
        )
        self._show_remarks(
            [one["message"] for one in submission["problems"] if one["code"] == "remark"]
        )
        self._show_edited(submission["edited_rows"])

    def _show_remarks(self, remarks: list[str]) -> None:
        if remarks:
            self._section("请注意")
        for remark in remarks:
            self.body.addWidget(text(remark, wrap=True))

    def _show_edited(self, edited: list[dict[str, Any]]) -> None:
        if edited:
            self._section(f"导出后改过的 {len(edited)} 行")
        for each in edited[:_MOST]:
            place = f"{each['sheet']}　第 {each['row']} 行" if each.get("row") else each["sheet"]
            self.body.addLayout(row(text(place), None, text(str(each["change"]), "small")))
            for cell in each.get("cells", ()):
                column = text(cell["column"], "small")
                if not self.folded:
                    self.body.addWidget(column)
                before, after = (cell["before"] or "空")[:40], (cell["after"] or "空")[:40]
                self.body.addLayout(
                    row(
                        *((column,) if self.folded else ()),
                        text("原来", "small"),
                        pill(before, "idle"),
                        text("→ 现在", "small"),
                        pill(after, "warn"),
                        None,
                        spacing=6,
                    )
                )
            self.body.addWidget(rule())
        self._left(len(edited))

    def _show_samples(self, samples: list[dict[str, Any]]) -> None:
        """Some of the rows that would change, field by field."""
        for sample in samples[:_MOST]:
            record = kind_of(sample["kind"])
            for name, (before, after) in sample["fields"].items():
                field = fields(record)[name]
                if field.refers:
                    continue  # an id tells nobody anything
                was, now = (masked(field, shown(field, each)) or "空" for each in (before, after))
                words = f"{record.title} {field.label}：{was[:60]} → {now[:60]}"
                self.body.addWidget(text(words, "small", wrap=True))

    def _left(self, count: int) -> None:
        if count > _MOST:
            self.body.addWidget(text(f"还有 {count - _MOST} 处没有列出", "hint"))

    def _section(self, words: str) -> None:
        self.body.addSpacing(0 if self.folded else 4)
        self.body.addWidget(text(words, "section"))

    def _show_actions(self, standing: Standing) -> None:
        file = standing.file

        def add(words: str, signal: Any, role: str = "") -> None:
            made = button(words, lambda: signal.emit(standing), role)
            self.flow.addWidget(made)
            made.show()

        if file is not None:
            if standing.lost:
                pass  # there is nothing left to be taken or answered
            elif standing.state == "ready":
                add("收下这一份", self.take_wanted)
            elif file.state in ("edited", "unenrolled"):
                words = "连改动一起收下" if file.edited_rows else "照样收下"
                words = "核实过了，收下" if file.state == "unenrolled" else words
                add(words, self.accept_wanted, "main")
            elif file.state == "asks":
                if standing.unknown:
                    add("登记成新支部，收下", self.register_wanted, "main")
                add("回答是哪个支部的", self.question_wanted, "" if standing.unknown else "main")
            elif any("撤回" in finding.message for finding in file.findings):
                add("收下撤回过的表", self.accept_wanted, "main")
            if not standing.lost and standing.state != "unchanged":
                again = "再写一次退回单" if standing.state == "returned" else "退回支部"
                add(again, self.return_wanted)
            if standing.waits is not None:
                add("不收…", self.dismiss_wanted)
            if not standing.lost and (
                file.edited_rows or any(finding.row for finding in file.findings)
            ):
                add("逐条对照", self.rows_wanted)
            elif standing.state == "unchanged":
                add("写回执", self.return_wanted)
        if standing.submission is not None:
            add("撤回", self.withdraw_wanted)


def _place(standing: Standing) -> str:
    """Where the file of a line is now."""
    file, waits = standing.file, standing.waits
    assert file is not None
    if waits is None or waits.there:
        return f"在 {Path(file.file).parent}"
    read = f"{local_time(waits.read_at, '%m-%d')} 读自 {Path(file.file).parent}"
    return f"{read}，现在不在那里；本机留有一份" if waits.kept else f"{read}，现在不在那里了"
