"""Operations on records: whole or not at all, and one step back."""

from __future__ import annotations

from pathlib import Path

import pytest

from partydesk.operations.records import (
    attach_files,
    change_records,
    declare_none,
    save_record,
)
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.report_indicators import INDICATORS
from partydesk.store import attachments, queries
from partydesk.store.store import Store
from partydesk.store.writing import Writer

PERSON = {"name": "张三", "category": "full"}


def names(store: Store) -> list[str]:
    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query("member"))
        found = queries.window(connection, "member", wanted)
    return [found[each]["name"] for each in wanted]


def test_a_record_is_saved_with_what_belongs_to_it(empty_store: Store) -> None:
    def reviewed(writer: Writer, uid: str) -> None:
        member = writer.reference("member", uid)
        writer.add("review", {"member": member, "year": 2026, "grade": "good"})

    uid = save_record(empty_store, "member", None, PERSON, "添加党员 张三", [reviewed])

    with empty_store.read() as connection:
        assert queries.count(connection, queries.Query("review")) == 1
    assert save_record(empty_store, "member", uid, {"name": "张叁"}, "修改党员") == uid
    assert names(empty_store) == ["张叁"]
    empty_store.undo()
    empty_store.undo()
    assert names(empty_store) == []
    with empty_store.read() as connection:
        assert queries.count(connection, queries.Query("review")) == 0


def test_nothing_is_saved_when_what_belongs_to_it_is_refused(empty_store: Store) -> None:
    def refused(_writer: Writer, _uid: str) -> None:
        raise UserError("no", "不行")

    with pytest.raises(UserError):
        save_record(empty_store, "member", None, PERSON, "添加党员 张三", [refused])
    assert names(empty_store) == []
    assert empty_store.undo() is None


def test_several_records_change_in_one_step_after_a_backup(empty_store: Store) -> None:
    uids = [
        save_record(empty_store, "member", None, {**PERSON, "name": name}, f"添加党员 {name}")
        for name in ("甲一", "甲二", "甲三")
    ]
    seen: list[tuple[int, int]] = []

    def renamed(writer: Writer, uid: str) -> None:
        writer.edit("member", uid, {"post": "工程师"})

    change_records(
        empty_store, "统一修改", uids, renamed, lambda done, of, _what: seen.append((done, of)),
        "bulk-edit",
    )  # fmt: skip

    assert seen == [(0, 3)]
    assert [path for path in empty_store.home.backups.iterdir() if "bulk-edit" in path.name]
    done = empty_store.undo()
    assert done is not None and "统一修改" in done.label
    assert {uid for _kind, uid in done.touched} == set(uids)


def test_files_are_attached_in_one_step(empty_store: Store, tmp_path: Path) -> None:
    uid = save_record(empty_store, "member", None, PERSON, "添加党员 张三")
    sources = [tmp_path / name for name in ("一.txt", "二.txt")]
    for source in sources:
        source.write_text(source.stem, encoding="utf-8")
    kept = [attachments.keep(empty_store.home, source) for source in sources]

    attach_files(empty_store, "member", uid, kept, "添加 2 个附件")

    with empty_store.read() as connection:
        assert len(attachments.attached_to(connection, "member", uid)) == 2
    empty_store.undo()
    with empty_store.read() as connection:
        assert not attachments.attached_to(connection, "member", uid)


def test_none_is_declared_once(empty_store: Store) -> None:
    figure, period = INDICATORS[0], parse_period("2026")

    assert declare_none(empty_store, figure.id, period) == figure.label
    with empty_store.read() as connection:
        assert queries.count(connection, queries.Query("none")) == 1
