"""The application: Chinese for Qt's dialogs, theme, fonts; what is said where nothing starts."""

from __future__ import annotations

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from partydesk.desk.kit.theme import Theme
from partydesk.store.resources import resource


def make_application() -> QApplication:
    """The QApplication: Chinese for Qt's own dialogs, the theme, the fonts."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    QLocale.setDefault(QLocale("zh_CN"))
    application.setApplicationName("partydesk")
    application.setApplicationDisplayName("支部工作台")
    application.setWindowIcon(QIcon(str(resource("icons/partydesk-64.png"))))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
    if application.findChild(Theme) is None:
        Theme(application)
    return application


def say_unexpected(_kind: type[BaseException], error: BaseException, _where: object) -> None:
    """Before the window is there: say in words that it did not open. Nothing personal is told."""
    from partydesk.desk.kit.messages import box

    if isinstance(error, KeyboardInterrupt):
        sys.exit(1)
    told = box(
        None,
        "支部工作台",
        f"程序没有打开，数据没有改动。请再试一次；还不行，请把这行字发给技术支持：{type(error).__name__}",
    )
    told.setIcon(told.Icon.Critical)
    told.exec()
