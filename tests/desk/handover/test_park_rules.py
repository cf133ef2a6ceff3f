"""The park's rules in the window: written by the committee's, shown and taken in a branch's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partydesk.desk.handover import park_rules
from partydesk.desk.shell.more_menu import entries
from partydesk.operations.rule_settings import choose_rules
from partydesk.rules import park_settings
from tests.desk.windows import show_window
from tests.exchange import making


def test_written_in_one_window_and_taken_in_another(tmp_path: Path, qtbot: Any) -> None:
    park, branch = making.committee(tmp_path), making.branch(tmp_path)
    choose_rules(park, None, None, park_settings.review_cap_pair("20%"))
    window = show_window(park, qtbot)
    assert "把园区的规矩写成文件…" in [each.label for each in entries(window) if each]
    park_rules.write(window.context, tmp_path / "规矩")
    file = tmp_path / "规矩.rules"
    assert file.is_file() and "发给支部" in window.message_bar.text
    window.close()
    window.context.close()

    window = show_window(branch, qtbot)
    assert "收下园区的规矩…" in [each.label for each in entries(window) if each]
    asking = park_rules.show(window.context, file, window)
    assert asking is not None and "优秀最多占：1/3 → 1/5" in asking.informativeText()
    next(each for each in asking.buttons() if each.text() == "收下").click()
    qtbot.waitUntil(lambda: "改了 1 处" in window.message_bar.text)
    again = park_rules.show(window.context, file, window)
    assert again is not None and "没有什么要改" in again.informativeText()
    assert [each.text() for each in again.buttons()] == ["关闭"]
    again.close()
    assert park_rules.show(window.context, tmp_path / "没有.rules", window) is None
    window.close()
    window.context.close()
