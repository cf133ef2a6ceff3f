"""The files the pictures are taken of: a branch, an empty branch, a committee with a stick."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from partydesk.exchange.submission.writing import export
from partydesk.records.fields import fields
from partydesk.records.member import Member
from partydesk.records.periods import parse_period
from partydesk.sample.branch_ledgers import keep_ledgers
from partydesk.sample.campaigns import run_campaign
from partydesk.sample.duties import keep_duties
from partydesk.sample.makers import make_branch, make_committee
from partydesk.sample.training import keep_training
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange.merging import merge

UNTIL = date(2026, 9, 20)
PERIOD = parse_period("2026Q3")
STICK = Path("U盘")
ROSTER = Path("花名册.csv")
_SEEDS = (
    ("P0312", "甲科技", 3),
    ("P0313", "乙机械", 5),
    ("P0314", "丙物流", 6),
    ("P0315", "丁电子", 8),
)


def branch() -> Store:
    """A branch in the ninth month of its year."""
    return _branch(*_SEEDS[0])


def empty() -> Store:
    """A branch that has just begun."""
    return create(Home(Path("新支部")), "branch", {"code": "P0316", "name": "戊材料支部"})


def committee() -> Store:
    """A committee that took one sheet; two sound ones and an edited one wait on the stick."""
    STICK.mkdir()
    taken = STICK.with_name("已收")
    taken.mkdir()
    for code, name, seed in _SEEDS[1:]:
        with _branch(code, name, seed) as store:
            export(store, PERIOD, STICK)
            if seed == 5:
                export(store, PERIOD, taken)
            if seed == 8:
                _edit(next(STICK.glob(f"{code}*")))
    store = make_committee(
        Home(Path("党委")), name="中共示例园区委员会", seed=1, through=UNTIL, firms=12
    )
    merge(store, [taken])
    run_campaign(store, UNTIL, 3)
    keep_duties(store, UNTIL.year, UNTIL, 3)
    keep_training(store, UNTIL.year, UNTIL, 3)
    with store.write("登记党支部") as writer:
        writer.add("organisation", {"code": "P0317", "name": "己食品支部", "kind": "branch"})
    return store


def roster() -> Path:
    """A roster as a park sends it."""
    lines = (
        "姓名,性别,出生日期,学历,人员类别,入党日期,所在单位",
        "张示例,男,1986-03-12,大学本科,正式党员,2010-06-30,甲科技有限公司",
        "李示例,女,1991.11.5,硕士研究生,正式党员,2015年7月1日,甲科技有限公司",
        "赵示例,男,1998/4/20,大专,预备党员,2026-05-18,甲科技有限公司",
        "孙示例,女,不详,大学本科,积极分子,,甲科技有限公司",
    )
    ROSTER.write_text("\n".join(lines), encoding="utf-8-sig")
    return ROSTER


def _branch(code: str, name: str, seed: int) -> Store:
    store = make_branch(
        Home(Path(code)),
        code,
        f"中共示例园区{name}有限公司支部委员会",
        short_name=f"{name}支部",
        seed=seed,
        members=26,
        through=UNTIL,
    )
    keep_ledgers(store, UNTIL.year, UNTIL, seed)
    return store


def _edit(path: Path) -> None:
    """Change cells as somebody does who mends the sheet instead of the record."""
    book = load_workbook(path)
    sheet = book[Member.sheet]
    title = fields(Member)["name"].label
    head = next(cell for row in sheet.iter_rows(max_row=9) for cell in row if cell.value == title)
    sheet.cell(head.row + 1, head.column).value = "钱改名"
    book.save(path)
