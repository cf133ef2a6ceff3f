"""设置: sections at the left, each with its value; what is changed is kept at once."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from partydesk import __version__
from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.app_context import AppContext, wait_for
from partydesk.desk.kit.back_button import back_button
from partydesk.desk.kit.cards import Card, link, row, scrolled, stack, text
from partydesk.desk.kit.drawing import Drawing
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.messages import Action
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.shell import looks
from partydesk.desk.shell.backups_part import BackupsPart
from partydesk.desk.shell.protection.part import ProtectionPart
from partydesk.desk.shell.setting_row import SettingRow
from partydesk.desk.shell.tasks import Backups, BackupState
from partydesk.documents.notice_texts import NOTICE_TEXTS
from partydesk.operations.settings.catalogue import SECTIONS, keep_setting, settings_of
from partydesk.operations.settings.declared import Section, Setting, Sort
from partydesk.records.findings import UserError
from partydesk.rules.norms import NORMS
from partydesk.store.appearance import FACTORS, appearance
from partydesk.store.protection import is_protected
from partydesk.store.writing import OperationChanges

_LEFT = ("start", "look", "remind", "deadlines", "files")
_NAVIGATION = 216  # pixels


class SettingsPage(LivePage):
    """`restore_wanted` carries a backup to be put back, `affair_wanted` the affair that changes
    something; `rules_wanted` asks for the list of rules, `restart_wanted` for a new start,
    `protection_wanted` carries what is to become of the password, `handover_wanted` asks for
    交接."""

    help_key = "settings"
    restore_wanted = Signal(object)
    affair_wanted = Signal(str)
    rules_wanted = Signal()
    restart_wanted = Signal()
    protection_wanted = Signal(str)
    handover_wanted = Signal()

    def __init__(self, context: AppContext, keeper: Backups) -> None:
        super().__init__(context)
        self._keeper = keeper
        self._settings = settings_of(context.store.role)
        self.rows: dict[str, SettingRow] = {}
        self.cards: dict[str, Card] = {}
        self.sections: dict[str, SectionButton] = {}
        self.backups = BackupsPart(context, keeper)
        self.backups.restore_wanted.connect(self.restore_wanted)
        self.protection = ProtectionPart(context)
        self.protection.wanted.connect(self.protection_wanted)
        self._build()

    def _build(self) -> None:
        back = back_button(self.closed.emit)
        hint = text("改了就存", "hint")
        head = row(back, text("设置", "title"), hint, None, text(f"版本 {__version__}", "small"))
        head.setContentsMargins(theme.AIR, 14, theme.AIR, 0)
        across = QHBoxLayout()
        across.setContentsMargins(theme.AIR, 0, theme.AIR, 16)
        across.setSpacing(theme.ROOM)
        across.addWidget(self._navigation())
        inside = QWidget()
        self.columns = Across(inside)
        self.columns.setContentsMargins(0, 0, 4, 0)
        self.columns.setSpacing(theme.ROOM)
        for left in (True, False):
            column = QVBoxLayout()
            column.setSpacing(theme.ROOM)
            for section in SECTIONS:
                if (section.key in _LEFT) == left:
                    self.cards[section.key] = self._card(section)
                    column.addWidget(self.cards[section.key])
            column.addStretch(1)
            self.columns.addLayout(column, 1)
        self.area = scrolled(inside)
        across.addWidget(self.area, 1)
        whole = stack(self, theme.ROOM)
        whole.addLayout(head)
        whole.addLayout(across, 1)
        on_keys(self, self.closed, "Esc")

    def _navigation(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(_NAVIGATION)
        column = QVBoxLayout(card)
        column.setContentsMargins(7, 7, 7, 7)
        column.setSpacing(2)
        for section in SECTIONS:
            one = SectionButton(section)
            one.clicked.connect(partial(self.go_to, section.key))
            self.sections[section.key] = one
            column.addWidget(one)
        column.addStretch(1)
        return scrolled_card(card)

    def _card(self, section: Section) -> Card:
        card = Card()
        title = row(Drawing(section.icon), text(section.title, "section"), None)
        if section.note:
            title.addWidget(text(section.note, "hint"))
        if section.key == "start":
            title.addWidget(link("交接给下一任…", self.handover_wanted.emit))
        if section.key == "rules":
            title.addWidget(link(f"全部 {len(NORMS)} 条规则", self.rules_wanted.emit))
        card.rows.addLayout(title)
        for setting in self._settings.values():
            if setting.section == section.key:
                one = SettingRow(setting, writable=self.context.store.writable)
                one.wanted.connect(partial(self._keep, setting))
                one.affair_wanted.connect(self.affair_wanted)
                self.rows[setting.name] = one
                card.rows.addWidget(one)
        if section.key == "protection":
            card.rows.addWidget(self.protection)
        if section.key == "backups":
            card.rows.addWidget(self.backups)
            self._keeper.state_changed.connect(self._backed_up)
        return card

    # -- what is shown -------------------------------------------------------------------------

    def concerns(self, changes: OperationChanges) -> bool:
        """Only a change of the organisation, as which one of the rules is told too."""
        return "organisation" in changes.kinds

    def load(self) -> None:
        """Show everything as it is kept."""
        self._show_values()

    @Slot(object)
    def _backed_up(self, _state: BackupState) -> None:
        self._show_values()

    def _show_values(self) -> None:
        values = {name: each.read(self.context.store) for name, each in self._settings.items()}
        for name, one in self.rows.items():
            one.show_value(values[name])
        # Without a password nothing is locked.
        self.rows["lock_after"].setVisible(is_protected(self.context.store.home))
        for key, button in self.sections.items():
            button.tell(self._in_short(key, values))

    def _in_short(self, section: str, values: dict[str, Any]) -> str:
        """What a section says of itself at the left."""
        if section == "backups":
            return self._keeper.state.text.removeprefix("已保存 · ")
        if section == "protection":
            if not is_protected(self.context.store.home):
                return "没有密码"
            after = self._settings["lock_after"]
            return f"有密码，{after.label} {after.told(values['lock_after'])}"
        here = [each for each in self._settings.values() if each.section == section]
        if section == "texts":
            texts = NOTICE_TEXTS.values()
            changed = sum(values[each.key] != each.start.splitlines() for each in texts)
            return f"改过 {changed} 个" if changed else "用原来的话"
        if section == "rules":
            return f"自定的开了 {len(values['customs'])} 条"
        if section == "start":
            return str(values["used_from"] or "没有设启用日期")
        short = [
            f"{each.label} {each.told(values[each.name])}" if each.sort is Sort.NUMBER
            else each.told(values[each.name])
            for each in here
        ]  # fmt: skip
        return "，".join(part for part in short[:2] if part) or "没有设"

    def go_to(self, where: str) -> None:
        """Show a section by its key, or a setting by its name, the cursor in it."""
        if where in self.rows:
            self._reveal(self.rows[where])
            self.rows[where].point()
        elif where in self.cards:
            self._reveal(self.cards[where])
            where_first = next(
                (one for one in self.rows.values() if one.setting.section == where), None
            )
            if where == "backups":
                self.backups.now.setFocus(Qt.FocusReason.ShortcutFocusReason)
            elif where_first is not None and where_first.setting.sort is not Sort.SHOWN:
                where_first.point()

    def _reveal(self, widget: QWidget) -> None:
        def scroll() -> None:
            inside = self.area.widget()
            if inside is not None:
                top = widget.mapTo(inside, widget.rect().topLeft()).y()
                bar = self.area.verticalScrollBar()
                if not bar.value() <= top <= bar.value() + self.area.height() - widget.height():
                    bar.setValue(top)

        QTimer.singleShot(0, widget, scroll)

    # -- what is kept --------------------------------------------------------------------------

    def _keep(self, setting: Setting, written: str) -> None:
        before = setting.text(setting.read(self.context.store))
        self._put(setting, written, before)

    def _put(self, setting: Setting, written: str, before: str | None) -> None:
        """Keep a value, or say at its field why not; `before` is what it may go back to."""
        one = self.rows[setting.name]
        store = self.context.store
        if self.context.busy:
            self.context.tell(wait_for(self.context.busy), "warn")
            return
        if setting.name == "text_size":
            now, screen = appearance(store.home, "text_size"), self.screen().availableSize()
            if written in FACTORS and not looks.fits(written, now, screen):
                one.explain("这块屏幕放不下这么大的字，会有按钮看不见")
                self._show_values()
                return
        try:
            keep_setting(store, setting, written)
        except UserError as error:
            one.explain(error.message)
            if setting.sort in (Sort.CHOICE, Sort.SEVERAL, Sort.FLAG):
                one.control.show_value(setting.read(store))
            return
        one.explain("")
        value = setting.read(store)
        one.control.show_value(value)
        self._show_values()
        self._follow(setting, written)
        self._tell(setting, value, before)

    def _tell(self, setting: Setting, value: Any, before: str | None) -> None:
        said = f"{setting.label}：{setting.told(value) or '没有设'}"
        if len(said) > 60:
            said = f"已保存{setting.label}"
        if setting.name == "text_size":
            act = Action("现在重新打开", self.restart_wanted.emit)
            self.context.tell(f"{said}，重新打开后生效", "ok", act)
        elif before is None or before == setting.text(value):
            self.context.tell(said, "ok")
        else:
            back = Action("改回去", lambda: self._back(setting, before))
            self.context.tell(said, "ok", back)

    def _back(self, setting: Setting, before: str) -> None:
        """Put back what was before, even when the page has been left meanwhile."""
        if isValid(self):
            self._put(setting, before, None)
            return
        store = self.context.store
        try:
            keep_setting(store, setting, before)
        except UserError as error:
            self.context.tell(error.message, "bad")
            return
        self._follow(setting, before)
        value = setting.told(setting.read(store))
        self.context.tell(f"{setting.label}：{value or '没有设'}", "ok")

    def _follow(self, setting: Setting, written: str) -> None:
        """What a setting does beside being kept."""
        if setting.name == "scheme":
            looks.dress(self.context.store.home)
        elif setting.name == "second_place" and written:
            self._keeper.make("manual", always=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.set_wide(self.width() >= theme.FOLD)


class SectionButton(QPushButton):
    """A section at the left: its icon, its title, its value in short."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.setProperty("role", "section")
        self.setFixedHeight(50)
        self.setAccessibleName(section.title)
        self.title = text(section.title, parent=self)
        self.value = text("", "small", parent=self)
        self.value.setMinimumWidth(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.value)
        inside = row(Drawing(section.icon, parent=self), spacing=theme.ROOM)
        inside.setContentsMargins(10, 4, 6, 4)
        inside.addLayout(words, 1)
        self.setLayout(inside)
        for each in (self.title, self.value):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def tell(self, words: str) -> None:
        """Show its value, as much as there is room for."""
        room = _NAVIGATION - 68
        self.value.setText(
            self.value.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        )
        self.setAccessibleDescription(words)


def scrolled_card(card: QFrame) -> QWidget:
    """The card in an area of its own width that scrolls where the window is low."""
    area = scrolled(card)
    card.setProperty("role", "card")
    area.setFixedWidth(_NAVIGATION + 2)
    return area
