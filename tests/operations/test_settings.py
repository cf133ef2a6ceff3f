"""Settings: each can be had again as it was, wrong ones change nothing, the sign-in entry goes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.operations.settings import sign_in
from partydesk.operations.settings.catalogue import SECTIONS, keep_setting, settings_of
from partydesk.operations.settings.declared import Sort
from partydesk.records.findings import UserError
from partydesk.rules.reminders import reminders
from partydesk.store import appearance, rows
from partydesk.store.store import ROLES, Store


def test_each_setting_is_declared_whole() -> None:
    for role in ROLES:
        for setting in settings_of(role).values():
            assert setting.section in {section.key for section in SECTIONS}
            assert (setting.keep is None) == (setting.sort is Sort.SHOWN)
            assert bool(setting.choices) == (setting.sort in (Sort.CHOICE, Sort.SEVERAL))


def test_the_usual_is_there_at_first_and_can_be_had_again(empty_store: Store) -> None:
    known = settings_of("branch")
    before = {name: each.read(empty_store) for name, each in known.items()}
    for setting in known.values():
        value = setting.read(empty_store)
        if setting.keep is not None:
            if setting.default is not None and setting.name != "at_sign_in":
                keep_setting(empty_store, setting, setting.default)
                assert setting.read(empty_store) == value
            keep_setting(empty_store, setting, setting.text(value))
    assert {name: each.read(empty_store) for name, each in known.items()} == before


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("used_from", "明年春天", "启用日期"),
        ("secretary", "李四", "换书记"),
        ("scheme", "粉色", "dark（深色）"),
        ("text_size", "", "huge（特大）"),
        ("lead_days", "181", "0 到 180 天"),
        ("birthday_lead_days", "七", "0 到 180 天"),
        ("at_sign_in", "也许", "“开”或者“关”"),
        ("at_sign_in", "开", "试用"),
        ("second_place", "没有这里", "全路径"),
        ("papers_folder", "/没有/这里", "找不到"),
        ("notice.notice", "{何时}开会", "认不得{何时}"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_changes(
    empty_store: Store, name: str, written: str, said: str
) -> None:
    known = settings_of("branch")
    before = {each: one.read(empty_store) for each, one in known.items()}
    with pytest.raises(UserError) as refused:
        keep_setting(empty_store, known[name], written)
    assert said in refused.value.message
    assert {each: one.read(empty_store) for each, one in known.items()} == before


def test_the_start_day_is_a_field_that_is_undone(empty_store: Store) -> None:
    setting = settings_of("branch")["used_from"]
    before = setting.read(empty_store)
    keep_setting(empty_store, setting, "2026年3月1日")
    assert setting.read(empty_store) == "2026-03-01"
    with empty_store.read() as connection:
        own = rows.get(connection, "organisation", empty_store.own.id) or {}
    assert str(own["used_from"]) == "2026-03-01"
    done = empty_store.undo()
    assert done is not None and "启用日期" in done.label
    assert setting.read(empty_store) == before


def test_the_lead_of_a_birthday_is_what_is_set(empty_store: Store, add: Callable[..., str]) -> None:
    add("member", name="王小明", category="full", joined_on=date(2010, 6, 20))

    def reminded(day: date) -> bool:
        with empty_store.read() as connection:
            found = reminders(connection, today=day)
        return "political_birthday" in {each.norm.id for each in found}

    assert reminded(date(2026, 6, 13)) and not reminded(date(2026, 6, 12))
    keep_setting(empty_store, settings_of("branch")["birthday_lead_days"], "10")
    assert reminded(date(2026, 6, 10)) and not reminded(date(2026, 6, 9))


def test_a_file_of_looks_that_cannot_be_read_is_the_usual(empty_store: Store) -> None:
    home = empty_store.home
    for written in ("", "[]", '{"scheme": "粉色", "text_size": 3}'):
        home.appearance.write_text(written, "utf-8")
        assert appearance.appearance(home, "scheme") == "system"
        assert appearance.appearance(home, "text_size") == "standard"


def test_the_entry_for_the_sign_in_comes_and_goes(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "登录 项"
    monkeypatch.setenv(sign_in.ASKED, str(folder))
    setting = settings_of("branch")["at_sign_in"]
    assert setting.read(empty_store) is False
    keep_setting(empty_store, setting, "开")
    assert setting.read(empty_store) is True
    (entry,) = folder.iterdir()
    run = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec="))
    assert run.endswith(sign_in.OPTION) and str(empty_store.home.folder) in run
    assert sys.executable in run
    keep_setting(empty_store, setting, "关")
    keep_setting(empty_store, setting, "关")  # once more: nothing to take away
    assert setting.read(empty_store) is False and not list(folder.iterdir())
