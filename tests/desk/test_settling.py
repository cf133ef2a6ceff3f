"""Every duty finishes where it stands: its button, the field that settles it, and what is done."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.forms.record_form import RecordForm
from partydesk.desk.shell.window import Window


def test_work_begins_in_its_field_with_what_is_wrong_beside_it(
    window: Window, qtbot: QtBot
) -> None:
    with window.context.store.read() as connection:
        uid = connection.exec_driver_sql(
            "SELECT uid FROM member WHERE deleted_at IS NULL LIMIT 1"
        ).scalar_one()
    window.space.start(NavigationTarget("member", uid, column="trained_on", fault="培训不足"))
    form = window.space.stack.currentWidget()
    assert isinstance(form, RecordForm)
    qtbot.waitUntil(lambda: form.editors["trained_on"].inputs()[0].hasFocus())
    line = next(line for line in form.body.lines if "trained_on" in {f.column for f in line.fields})
    assert line.isVisible() and any("培训不足" in each.text() for each in line.findChildren(QLabel))
