"""The one place of colours and measures: the palette and the style sheet are made from it.

How widgets ask for a look (dynamic properties, set before the widget is shown):

- QPushButton: `role` = main (the one filled button of a page), link, chip (checkable), tab,
  part (one of a joined control, in a QFrame of role parts), quiet (no border, for icons); none of
  these is a plain button.
- QLabel: `role` = title, section, small, figure, label (field labels, text2), hint (text3),
  error; `tone` = ok, warn, bad, info, idle makes it a pill, `said` only colours the words.
- QFrame: `role` = card (surface with border; `opens` for one that is clicked), pane (surface,
  line at its left), bar (surface, line below), foot (surface, line above), rule (a one-pixel
  line), message (with `tone`), cover.

A property changed later needs `restyle(widget)`.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

# Measures, in device-independent pixels (look.md).
TEXT, TITLE, SMALL, FIGURE = 14, 20, 12, 26
ROW, HEADER, CONTROL, CHIP, PILL = 36, 34, 32, 28, 20
TIGHT, GAP, ROOM, AIR = 4, 8, 12, 20
CARD_RADIUS, CONTROL_RADIUS = 8, 6
PANE, FOLD = 400, 1100
CELL = 14  # from a cell's edge to its text, in headers and rows alike
TOP, FOOT = 50, 25


class Colours(NamedTuple):
    """The colour values of one scheme, by the names of look.md."""

    ground: str
    surface: str
    raised: str
    line: str
    line2: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_ground: str
    on_accent: str
    accent_hover: str
    accent_ring: str
    selected: str
    hover: str
    ok: str
    ok_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    info: str
    info_ground: str
    idle: str
    idle_ground: str

    def tone(self, tone: str) -> tuple[QColor, QColor]:
        """Text and ground of a tone (ok, warn, bad, info, idle)."""
        known = tone if tone in TONES else "idle"
        return QColor(getattr(self, known)), QColor(getattr(self, f"{known}_ground"))


TONES = ("ok", "warn", "bad", "info", "idle")

LIGHT = Colours(
    ground="#F5F5F3",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#E3E2DE",
    line2="#CFCDC7",
    text="#1D1D1B",
    text2="#5F5E5A",
    text3="#6E6C66",
    accent="#A8201A",
    accent_ground="#FBEDEB",
    on_accent="#FFFFFF",
    accent_hover="#8F1A15",
    accent_ring="#E9B7B3",
    selected="#F3ECE9",
    hover="#F8F6F4",
    ok="#23704A",
    ok_ground="#E4F2EA",
    warn="#8F5A00",
    warn_ground="#FBF0DA",
    bad="#B3261E",
    bad_ground="#FBE7E5",
    info="#285E8E",
    info_ground="#E6EFF7",
    idle="#63615C",
    idle_ground="#EEEDEA",
)
DARK = Colours(
    ground="#191918",
    surface="#222221",
    raised="#2A2A28",
    line="#363633",
    line2="#4A4945",
    text="#EDECE8",
    text2="#B1AFA8",
    text3="#8C8A83",
    accent="#E5766D",
    accent_ground="#3A2523",
    on_accent="#2A0E0B",
    accent_hover="#EE8E86",
    accent_ring="#7C3A35",
    selected="#352B29",
    hover="#2A2927",
    ok="#6FC597",
    ok_ground="#1F3329",
    warn="#E0AE5A",
    warn_ground="#3A301D",
    bad="#F08A82",
    bad_ground="#3D2422",
    info="#8BB9E3",
    info_ground="#1F2F3E",
    idle="#A5A29B",
    idle_ground="#2E2D2B",
)


_forced: Colours | None = None
_dressed: Colours | None = None  # in what the application is dressed; asked for by every cell


def colours() -> Colours:
    """The values of the scheme the system shows now."""
    return _forced or _dressed or _of_the_system()


@cache
def ink(value: str) -> QColor:
    """One of these values as what a painter takes; never to be changed."""
    return QColor(value)


def _of_the_system() -> Colours:
    hints = QGuiApplication.styleHints()
    return DARK if hints.colorScheme() == QtCore.Qt.ColorScheme.Dark else LIGHT


def restyle(widget: QWidget) -> None:
    """Let a widget take its look again after one of its properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Theme(QObject):
    """Dresses the application and follows the system's scheme while it runs."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        global _dressed
        # As the palette of the start has it: to ask the system for its scheme takes longer than
        # all else here (`ask_system`).
        _dressed = LIGHT if application.palette().window().color().lightness() > 127 else DARK
        application.setStyle("Fusion")
        application.setFont(base_font())
        application.styleHints().colorSchemeChanged.connect(self._dress)
        self._put_on()

    def ask_system(self) -> None:
        """Put on the system's scheme, should it be another than its palette was of."""
        if _of_the_system() is not _dressed:
            self._dress()

    def force(self, scheme: Colours | None) -> None:
        """Show this scheme whatever the system has; None follows the system again."""
        global _forced
        _forced = scheme
        self._dress()

    def _dress(self) -> None:
        global _dressed
        _dressed = _of_the_system()
        self._put_on()

    def _put_on(self) -> None:
        now = colours()
        self._application.setPalette(palette(now))
        self._application.setStyleSheet(style_sheet(now))
        self.changed.emit()


def base_font() -> QFont:
    """14 px in a Simplified Chinese face; never a Japanese or Traditional variant."""
    wanted = (
        ["Microsoft YaHei UI", "Microsoft YaHei"]
        if sys.platform == "win32"
        else ["PingFang SC"]
        if sys.platform == "darwin"
        else ["Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei"]
    )
    font = QFont()
    font.setFamilies([*wanted, "Noto Sans SC", "SimSun"])
    font.setPixelSize(TEXT)
    # Chinese has no hinting to gain; without it characters keep their spacing at 125 and 150 %.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def sized(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The application's font in another size or weight."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font


def palette(c: Colours) -> QPalette:
    """The palette, for what the style draws by itself."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, c.ground),
        (role.WindowText, c.text),
        (role.Base, c.surface),
        (role.AlternateBase, c.hover),
        (role.Text, c.text),
        (role.Button, c.raised),
        (role.ButtonText, c.text),
        (role.BrightText, c.bad),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.LinkVisited, c.accent),
        (role.ToolTipBase, c.raised),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.text3),
        (role.Accent, c.accent),
        (role.Light, c.surface),
        (role.Midlight, c.hover),
        (role.Mid, c.line2),
        (role.Dark, c.line2),
        (role.Shadow, c.line2),
    ):
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.text3))
    return made


def style_sheet(c: Colours) -> str:
    """The one style sheet, with the values put in."""
    sheet = _SHEET
    # Longer names first: $text would also match the beginning of $text2.
    for name in sorted(c._fields, key=len, reverse=True):
        sheet = sheet.replace(f"${name}", getattr(c, name))
    pills = "".join(
        f'QLabel[tone="{tone}"] {{ color: {getattr(c, tone)};'
        f" background: {getattr(c, tone + '_ground')}; border-radius: {PILL // 2}px;"
        f" min-height: {PILL}px; max-height: {PILL}px; padding: 0 9px; font-size: {SMALL}px; }}\n"
        f'QPushButton[tone="{tone}"], QPushButton[tone="{tone}"]:hover {{'
        f" color: {getattr(c, tone)}; background: {getattr(c, tone + '_ground')};"
        f" border-color: {getattr(c, tone)}; }}\n"
        for tone in TONES
    )
    return sheet + pills


_SHEET = f"""
QMainWindow, QDialog {{ background: $ground; }}
QToolTip {{ background: $raised; color: $text; border: 1px solid $line2; padding: 4px 8px; }}

QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {TITLE}px; font-weight: 600; }}
QLabel[role="section"] {{ font-weight: 600; }}
QLabel[role="key"] {{ background: $ground; color: $text2; border: 1px solid $line2;
    border-radius: 4px; padding: 0 5px; font-size: {SMALL}px; min-height: 18px;
    max-height: 18px; }}
QLabel[role="number"] {{ background: $idle_ground; color: $text2; border-radius: 12px;
    font-weight: 600; font-size: 13px; }}
QLabel[role="small"] {{ font-size: {SMALL}px; color: $text2; }}
QLabel[role="figure"] {{ font-size: {FIGURE}px; font-weight: 600; }}
QLabel[role="label"] {{ color: $text2; }}
QLabel[role="hint"] {{ font-size: {SMALL}px; color: $text3; }}
QLabel[role="error"] {{ font-size: {SMALL}px; color: $bad; }}
QLabel[role="enough"] {{ font-size: {SMALL}px; color: $ok; }}
QLabel[role="late"] {{ font-size: {SMALL}px; color: $warn; }}
QLabel[role="failed"] {{ font-size: {SMALL}px; color: $bad; font-weight: 600; }}

QFrame[role="card"] {{ background: $surface; border: 1px solid $line;
    border-radius: {CARD_RADIUS}px; }}
QFrame[role="card"][opens="true"]:hover {{ background: $hover; border-color: $line2; }}
QFrame[role="card"][opens="true"]:focus {{ border-color: $accent; }}
QFrame[role="card"][chosen="yes"] {{ border: 2px solid $accent; }}
QLabel[said="ok"] {{ color: $ok; }}
QLabel[said="warn"] {{ color: $warn; }}
QLabel[said="bad"] {{ color: $bad; }}
QFrame[role="duty"] {{ background: transparent; border: none; border-radius: {CONTROL_RADIUS}px; }}
QFrame[role="duty"][chosen="true"] {{ background: $selected; }}
QFrame[role="sheet"] {{ background: $surface; border: 1px solid $line2; }}
QLineEdit[role="cell"] {{ border: 2px solid $accent; border-radius: 0; padding: 0 9px;
    min-height: 0; max-height: 100px; }}
QLabel[role="key"] {{ font-size: {SMALL}px; color: $text2; background: $ground;
    border: 1px solid $line2; border-radius: 4px; padding: 0 5px; min-height: 18px;
    max-height: 18px; }}
QFrame[role="settle"] {{ background: $hover; border: 1px solid $line2;
    border-radius: {CONTROL_RADIUS}px; }}
QFrame[role="pane"] {{ background: $surface; border: none; border-left: 1px solid $line; }}
QFrame[role="bar"] {{ background: $surface; border: none; border-bottom: 1px solid $line; }}
QFrame[role="foot"] {{ background: $surface; border: none; border-top: 1px solid $line; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; background: transparent; padding: 0;
    min-height: 0; }}
QLabel[role="step"] {{ background: $accent; color: $on_accent; border-radius: 13px;
    min-width: 26px; max-width: 26px; min-height: 26px; max-height: 26px; font-weight: 600; }}
QLabel[role="ticked"] {{ background: $ok_ground; color: $ok; border-radius: 13px;
    min-width: 26px; max-width: 26px; min-height: 26px; max-height: 26px; font-weight: 600; }}
QLabel[role="alarm"] {{ color: $bad; font-weight: 600; }}
QLabel[role="done"] {{ color: $ok; font-weight: 600; }}
QFrame[role="rule"] {{ background: $line; border: none; min-height: 1px; max-height: 1px; }}

QPushButton {{ background: $raised; color: $text; border: 1px solid $line2;
    border-radius: {CONTROL_RADIUS}px; padding: 0 14px; min-height: {CONTROL - 2}px;
    max-height: {CONTROL - 2}px; }}
QPushButton, QCheckBox, QRadioButton, QToolButton {{ outline: none; }}
QPushButton:hover {{ background: $hover; }}
QPushButton:pressed, QPushButton:open {{ background: $selected; }}
QPushButton:focus {{ border-color: $accent; }}
QPushButton:disabled {{ color: $text3; background: $ground; border-color: $line; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[role="main"] {{ background: $accent; color: $on_accent; border-color: $accent;
    font-weight: 600; }}
QPushButton[role="main"]:hover, QPushButton[role="main"]:pressed {{ background: $accent_hover;
    border-color: $accent_hover; }}
QPushButton[role="main"]:focus {{ border: 2px solid $accent_ring; padding: 0 13px;
    min-height: {CONTROL - 4}px; max-height: {CONTROL - 4}px; }}
QPushButton[role="main"]:disabled {{ background: $idle_ground; color: $text3;
    border-color: $line; }}
QPushButton[role="link"] {{ background: transparent; border: 1px solid transparent;
    color: $accent; padding: 0 6px; }}
QPushButton[role="link"]:hover {{ background: $accent_ground; }}
QPushButton[role="link"]:focus {{ border-color: $accent; }}
QPushButton[role="link"]:disabled {{ color: $text3; }}
QPushButton[role="link"][small="true"] {{ min-height: 18px; max-height: 18px;
    padding: 0 4px; }}
QPushButton[role="quiet"] {{ background: transparent; border: 1px solid transparent;
    padding: 0 8px; }}
QPushButton[role="quiet"][small="true"] {{ min-height: 22px; max-height: 22px; padding: 0; }}
QPushButton[role="quiet"]:hover {{ background: $hover; }}
QPushButton[role="quiet"]:focus {{ border-color: $accent; }}
QPushButton[role="chip"] {{ border: 1px solid $line; border-radius: {CHIP // 2}px;
    background: $surface; color: $text2; padding: 0 12px; font-size: 13px;
    min-height: {CHIP - 2}px; max-height: {CHIP - 2}px; }}
QPushButton[role="chip"]:hover {{ background: $hover; }}
QPushButton[role="chip"]:checked {{ background: $accent_ground; color: $accent;
    border-color: $accent; }}
QPushButton[role="chip"]:focus {{ border-color: $accent; }}
QPushButton[role="chip"]:checked:focus {{ border: 2px solid $accent; padding: 0 11px;
    min-height: {CHIP - 4}px; max-height: {CHIP - 4}px; }}
QFrame[role="parts"] {{ background: $raised; border: 1px solid $line2;
    border-radius: {CONTROL_RADIUS}px; }}
QPushButton[role="part"] {{ border: 1px solid transparent; border-radius: {CONTROL_RADIUS - 2}px;
    background: transparent; color: $text2; padding: 0 11px; min-height: {CONTROL - 6}px;
    max-height: {CONTROL - 6}px; }}
QPushButton[role="part"]:hover {{ color: $text; background: $hover; }}
QPushButton[role="part"]:checked {{ color: $text; background: $selected; font-weight: 600; }}
QPushButton[role="part"]:focus {{ border-color: $accent; }}
QPushButton[role="section"] {{ border: 1px solid transparent; background: transparent;
    border-radius: {CONTROL_RADIUS}px; min-height: 48px; max-height: 48px; padding: 0; }}
QPushButton[role="section"]:hover {{ background: $hover; }}
QPushButton[role="section"]:pressed {{ background: $selected; }}
QPushButton[role="section"]:focus {{ background: $selected; }}
QPushButton[role="tab"] {{ border: none; border-bottom: 2px solid transparent;
    border-radius: 0; background: transparent; color: $text2; padding: 2px 14px 0 14px;
    min-height: 44px; max-height: 44px; font-size: {TEXT}px; }}
QPushButton[role="tab"]:hover {{ color: $text; background: transparent; }}
QPushButton[role="tab"]:checked {{ color: $accent; border-bottom: 2px solid $accent;
    font-weight: 600; }}
QPushButton[role="tab"]:focus {{ color: $accent; background: $accent_ground; }}

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{ background: $raised;
    color: $text; border: 1px solid $line2; border-radius: {CONTROL_RADIUS}px;
    selection-background-color: $accent; selection-color: $on_accent; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {CONTROL - 2}px;
    max-height: {CONTROL - 2}px; padding: 0 11px; }}
QPlainTextEdit, QTextEdit {{ padding: 6px 8px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus,
QAbstractSpinBox:focus {{ border: 2px solid $accent; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ border: none; padding: 0;
  min-height: 0; background: transparent; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ padding: 0 10px;
    min-height: {CONTROL - 4}px; max-height: {CONTROL - 4}px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 5px 7px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: $ground;
    color: $text3; border-color: $line; }}
QLineEdit[faulty="true"], QPlainTextEdit[faulty="true"], QComboBox[faulty="true"] {{
    border-color: $bad; }}
QLineEdit[role="palette"], QLineEdit[role="palette"]:focus {{ border: none; padding: 0;
    background: transparent; font-size: 18px; }}
QFrame[role="palette"] {{ background: $surface; border: 1px solid $line2;
    border-radius: {CARD_RADIUS}px; }}
QListView[role="palette"] {{ border: none; background: transparent; outline: none; }}
QLineEdit[role="search"] {{ padding-left: 32px; }}
QLineEdit[role="search"]:focus {{ padding-left: 31px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox QAbstractItemView, QListView[role="completions"] {{ background: $raised; color: $text;
    border: 1px solid $line2; outline: none; selection-background-color: $selected;
    selection-color: $text; padding: 4px; }}
QComboBox QAbstractItemView::item, QListView[role="completions"]::item {{ min-height: 30px;
    padding: 0 8px; border-radius: 4px; }}
QComboBox QAbstractItemView::item:selected, QListView[role="completions"]::item:selected {{
    background: $selected; color: $text; }}

QTableView {{ background: $surface; border: none; outline: none; gridline-color: $line;
    selection-background-color: $selected; selection-color: $text; }}
QTableView[role="plan"] {{ selection-background-color: transparent; }}
QTableView QTableCornerButton::section, QHeaderView {{ background: $surface; border: none; }}
QHeaderView::section {{ background: $surface; color: $text2; border: none;
    border-bottom: 1px solid $line2; padding: 0 {CELL}px; height: {HEADER}px; }}
QListView, QTreeView {{ background: $surface; border: 1px solid $line; outline: none;
    selection-background-color: $selected; selection-color: $text; }}
QTreeView[role="outline"] {{ border: none; }}
QScrollArea, QScrollArea > QWidget > QWidget[role="inside"] {{ background: transparent;
    border: none; }}

QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; border: none; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; border: none; }}
QScrollBar::handle {{ background: $line2; border-radius: 4px; }}
QScrollBar::handle:hover {{ background: $text3; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QMenu {{ background: $raised; color: $text; border: 1px solid $line2; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 14px; border-radius: 4px; min-height: 20px; }}
QMenu::item:selected {{ background: $selected; }}
QMenu::item:disabled {{ color: $text3; }}
QMenu::indicator {{ width: 14px; height: 14px; margin-left: 8px; }}
QMenu::separator {{ height: 1px; background: $line; margin: 4px 8px; }}

QProgressBar {{ background: $idle_ground; border: none; border-radius: 4px; min-height: 8px;
    max-height: 8px; color: transparent; }}
QProgressBar::chunk {{ background: $ok; border-radius: 4px; }}
QCheckBox, QRadioButton {{ spacing: 8px; }}
QRadioButton::indicator {{ width: 12px; height: 12px; border: 1px solid $text2; border-radius: 7px;
    background: $surface; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 4px solid $accent;
    border-radius: 7px; }}
QCheckBox:focus, QRadioButton:focus {{ color: $accent; }}
QFrame[role="message"] {{ background: $surface; border: 1px solid $line2;
    border-radius: {CARD_RADIUS}px; }}
QFrame[role="message"][tone="ok"] {{ background: $ok_ground; border-color: $ok; }}
QFrame[role="message"][tone="warn"] {{ background: $warn_ground; border-color: $warn; }}
QFrame[role="message"][tone="bad"] {{ background: $bad_ground; border-color: $bad; }}
QFrame[role="message"][tone="info"] {{ background: $info_ground; border-color: $info; }}
QWidget[role="cell"] {{ background: $selected; }}
QFrame[role="cover"] {{ background: $ground; border: none; }}
QPushButton[role="seat"] {{ padding: 0 4px; min-height: 28px; max-height: 28px;
    border-color: $line; background: $surface; font-size: 13px; }}
QPushButton[role="seat"][out="true"] {{ color: $text3; background: $ground;
    border-style: dashed; }}
QPushButton[role="seat"]:focus {{ border: 2px solid $accent; padding: 0 3px; min-height: 26px;
    max-height: 26px; }}
QPushButton[role="pick"] {{ padding: 0; min-width: 30px; max-width: 30px; color: $text2; }}
QPushButton[role="chip"][faulty="true"] {{ border-color: $bad; }}
"""
