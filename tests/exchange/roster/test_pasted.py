"""Pasted rows: what is copied out of a list and pasted back changes nothing, or one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partydesk.exchange.roster.answers import Answers
from partydesk.exchange.roster.intake import answered, apply, propose_pasted
from partydesk.exchange.roster.pasted_text import rows_of_paste, text_of_rows
from partydesk.exchange.roster.proposal import Proposal
from partydesk.records.base import kind_of
from partydesk.records.fields import Privacy, fields
from partydesk.records.findings import UserError
from partydesk.store import queries
from partydesk.store.progress import Cancelled
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store

KINDS = ("member", "session", "talk", "ticket", "organisation", "enterprise", "paper", "post")


def columns(kind: str) -> list[tuple[str, str]]:
    """All columns that a list of a kind can show."""
    declared = fields(kind_of(kind)).items()
    shown = [(n, f.label) for n, f in declared if f.privacy is not Privacy.CONFIDENTIAL]
    return shown + [(each.name, each.label) for each in kind_of(kind).derived]


def rows_of(store: Store, kind: str) -> list[dict[str, Any]]:
    with store.read() as connection:
        wanted = queries.ids(connection, queries.Query(kind))
        found = queries.window(connection, kind, wanted)
    return [found[each] for each in wanted]


def tsv(lines: Sequence[Sequence[str]], end: str = "\n") -> str:
    """As the program's lists are copied; `end` as other programs end their lines."""
    return end.join(text_of_rows([line]) for line in lines)


_RISKY = tuple("=+-@＝＋－＠\t\r\n")
_WORDS = st.one_of(
    st.text("=+-@＝＋－＠'\t\n \"1.%甲", min_size=0, max_size=12),
    st.sampled_from(["=cmd|' /C calc'!A0", "+8613800000000", "-5", "+2.5", "'=x", " =1+1", "－"]),
)


@given(st.lists(st.lists(_WORDS, min_size=2, max_size=4), min_size=1, max_size=4))
def test_a_copied_cell_never_runs_and_comes_back_as_it_was(rows: list[list[str]]) -> None:
    text = text_of_rows(rows)
    for line in rows:
        for cell in line:
            copied_cell = text_of_rows([[cell]]).removeprefix('"')
            figure = re.fullmatch(r"[+-]\d+(\.\d+)?%?", cell)
            assert figure or not copied_cell.lstrip().startswith(_RISKY)
    meant = [row if any(cell.strip() for cell in row) else [] for row in rows]
    while meant and not meant[-1]:
        meant.pop()
    if not any(meant):
        return
    assert rows_of_paste(text) == meant


def copied(store: Store, kind: str, shown: Sequence[tuple[str, str]]) -> list[list[str]]:
    """What copying a whole list puts on the clipboard, its header first."""
    body = [[cell_text(kind, name, row) for name, _ in shown] for row in rows_of(store, kind)]
    return [[label for _, label in shown], *body]


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    own = {"updated_at", "search"}
    return {name for name in before if before[name] != after[name]} - own


def findings(pasted: Proposal) -> dict[int, str]:
    return {finding.row: finding.code for finding in pasted.findings if finding.fatal}


def test_every_list_pasted_back_changes_nothing(branch_store: Store) -> None:
    for kind in KINDS:
        if kind == "organisation":  # the register is the committee's
            continue
        shown = columns(kind)
        table = copied(branch_store, kind, shown)
        for text in (tsv(table), tsv(table, "\r\n") + "\r\n", tsv(table[1:])):
            if len(table) < 2:
                continue
            found = propose_pasted(branch_store, kind, text, shown)
            assert found.unchanged == found.rows == len(table) - 1, (kind, found.findings)
            assert not apply(branch_store, found).touched
        assert rows_of(branch_store, kind) == rows_of(branch_store, kind)


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from(' "\n\t'),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_one_cell_changed_changes_that_cell_alone(branch_store: Store, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["enterprise", "group", "floating_to", "left_to"]))
    shown = columns("member")
    table = copied(branch_store, "member", shown)
    before = rows_of(branch_store, "member")
    at = data.draw(st.integers(0, len(before) - 1))
    table[at + 1][[each for each, _ in shown].index(name)] = data.draw(_TEXT)
    found = propose_pasted(branch_store, "member", tsv(table), shown)
    assert found.added == found.refused == 0
    apply(branch_store, found)
    after = rows_of(branch_store, "member")
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        assert differing(old, new) <= ({name} if number == at else set())
    if found.updated:
        branch_store.undo()
        assert [
            differing(*pair) for pair in zip(before, rows_of(branch_store, "member"), strict=True)
        ]


@given(st.lists(st.lists(_TEXT, min_size=2, max_size=4), min_size=2, max_size=5))
def test_cells_survive_the_clipboard(table: list[list[str]]) -> None:
    try:
        read = rows_of_paste(tsv(table))
    except UserError as refusal:
        assert refusal.code in ("empty", "one-cell")
        return
    wanted = [row if any(cell.strip() for cell in row) else [] for row in table]
    while not wanted[-1]:
        wanted.pop()
    assert read == wanted


def test_new_changed_and_refused_rows_are_told(branch_store: Store) -> None:
    first, second = [row for row in rows_of(branch_store, "member") if row["joined_on"]][:2]
    text = tsv(
        [
            ["姓名", "入党时间", "党小组", "喜好", "公民身份号码"],
            [first["name"], str(first["joined_on"]), "第九组", "棋", "1101****0021"],
            [second["name"], str(second["joined_on"]), second["group"] or "", "", "12"],
            ["张 三", "1985.07", "第九组", "书", ""],
            ["", "2001-07-01", "", "", ""],
            ["张三", "1985-07-01", "", "", ""],
        ]
    )
    found = propose_pasted(branch_store, "member", text, columns("member"))
    assert [item.action for item in found.items] == ["update", "refuse", "add", "refuse", "refuse"]
    assert found.items[0].differs == {"党小组": (first["group"] or "", "第九组")}
    assert findings(found) == {3: "identity_number", 5: "required", 6: "duplicate-row"}
    assert {p.code for p in found.findings if not p.fatal} == {"column-left-out", "masked"}
    apply(branch_store, found)
    now = {row["name"]: row for row in rows_of(branch_store, "member")}
    assert now[first["name"]]["group"] == now["张三"]["group"] == "第九组"
    assert now[first["name"]]["id_number"] == first["id_number"]
    branch_store.undo()
    assert "张三" not in {row["name"] for row in rows_of(branch_store, "member")}


def test_the_end_of_a_number_tells_two_of_one_name_apart(branch_store: Store) -> None:
    numbers = ("110105198005010013", "11010519800501003X")
    with branch_store.write("添加") as writer:
        for number in numbers:
            writer.add("member", {"name": "王同名", "category": "full", "id_number": number})
    header = ["姓名", "公民身份号码", "党小组"]
    # As lists show it now, and as a list printed by an earlier version does.
    for third in ("****3X", "1101****003X"):
        text = tsv([header, ["王同名", "****13", third], ["王同名", third, "第二组"]])
        found = propose_pasted(branch_store, "member", text, columns("member"))
        assert (found.updated, found.refused) == (2, 0), found.findings
        assert not found.findings
        apply(branch_store, found)
        groups = {row["id_number"]: row["group"] for row in rows_of(branch_store, "member")}
        assert [groups[number] for number in numbers] == [third, "第二组"]
        branch_store.undo()


def test_a_uid_finds_its_record_whatever_else_changed(branch_store: Store) -> None:
    row = rows_of(branch_store, "talk")[0]
    text = tsv([["编号", "谈话主题"], [row["uid"], "另一个主题"]])
    found = propose_pasted(branch_store, "talk", text, columns("talk"))
    assert [item.uid for item in found.items] == [row["uid"]]
    assert found.items[0].differs == {"谈话主题": (row["topic"], "另一个主题")}
    lost = tsv([["编号", "谈话主题"], [row["uid"][::-1].replace(row["uid"][23], "-"), "主题"]])
    assert propose_pasted(branch_store, "talk", lost, columns("talk")).refused == 1


def test_what_has_its_own_way_is_refused(branch_store: Store) -> None:
    table = copied(branch_store, "ticket", columns("ticket"))
    at = table[0].index("状态")
    table[1][at] = "已销号" if table[1][at] != "已销号" else "已登记"
    found = propose_pasted(branch_store, "ticket", tsv(table[:2]), columns("ticket"))
    assert found.refused == 1
    assert found.findings[-1].fatal


def test_a_row_of_a_branch_is_read_only(branch_store: Store) -> None:
    with branch_store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(
            "INSERT INTO submission (id, direction, state, org_uid, org_code, org_name, period, "
            "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
            "edited_rows, problems, counts, taken_at) VALUES (7, 'in', 'current', 'u', 'P1', 'n', "
            "'2026', '2026-01-01', '2026-12-31', 1, '', '', '', '', '', '[]', '[]', '{}', '')"
        )
        connection.exec_driver_sql("UPDATE member SET submission = 7")
    table = copied(branch_store, "member", columns("member"))
    table[1][table[0].index("党小组")] = "第九组"
    found = propose_pasted(branch_store, "member", tsv(table), columns("member"))
    assert findings(found) == {2: "read-only"}
    assert found.unchanged == found.rows - 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\n \t\n", "empty"),
        ("张三", "one-cell"),
        ("姓名\t性别", "no-rows"),
        ("\t".join("张三" for _ in range(80)), "too-many-columns"),
    ],
)
def test_what_is_no_list_is_refused(empty_store: Store, text: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        propose_pasted(empty_store, "member", text, columns("member"))
    assert refused.value.code == code


def test_five_thousand_rows_can_be_stopped(empty_store: Store) -> None:
    text = "姓名\t党小组\n" + "\n".join(f"张{n}\t一组" for n in range(5_000))
    seen: list[int] = []

    def stop(done: int, of: int, _what: str) -> None:
        seen.append(of)
        if done >= 200:
            raise Cancelled

    with pytest.raises(Cancelled):
        propose_pasted(empty_store, "member", text, columns("member"), stop)
    assert seen == [5_000] * 3


def test_a_stale_preview_takes_nothing(empty_store: Store, add: Callable[..., str]) -> None:
    text = "姓名\t党小组\t入党日期\n张三\t一组\t2012-06-01"
    found = propose_pasted(empty_store, "member", text, columns("member"))
    add("member", name="张三", category="full")
    with pytest.raises(UserError) as refused:
        apply(empty_store, found)
    assert refused.value.code == "stale"
    assert len(rows_of(empty_store, "member")) == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("member", "今天下午开会\n请大家准时参加"),
        ("member", "今天下午开会\t请带笔\n请大家准时参加\t不要迟到"),
        ("talk", "记得买菜\t明天\n交水费\t后天"),
        ("ticket", "第一段话\n第二段话"),
    ],
)
def test_text_unlike_the_list_is_refused(empty_store: Store, kind: str, text: str) -> None:
    with pytest.raises(UserError) as refusal:
        propose_pasted(empty_store, kind, text, columns(kind))
    assert refusal.value.code == "unlike"


def test_a_blank_cell_leaves_what_is_there_unless_it_is_to_clear(
    empty_store: Store, add: Callable[..., str]
) -> None:
    add("member", name="张三", category="full", group="一组")
    text = tsv([["姓名", "党小组", "学历"], ["张三", "", "大专"]])
    pasted = propose_pasted(empty_store, "member", text, columns("member"))
    assert "没有动" in "".join(p.message for p in pasted.findings)
    assert list(pasted.items[0].values) == ["education"] and not pasted.replaces
    clearing = answered(empty_store, pasted, Answers(clears=True))
    assert clearing.items[0].values["group"] is None and clearing.replaces
    apply(empty_store, clearing)
    assert rows_of(empty_store, "member")[0]["group"] is None
