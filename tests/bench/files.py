"""Full-year submissions for the benchmarks: made once into a folder, used again."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from partydesk.exchange.merge import cards
from partydesk.exchange.seal import held
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store, create
from tests.sample import bulk

PERIOD = parse_period("2026")


def full_year(folder: Path, number: int) -> Store:
    """A branch with 50 members, 150 sessions, 6,000 attendance rows, 60 talks, 40 tickets."""
    shutil.rmtree(folder, ignore_errors=True)
    return bulk.bulk_branch(
        Home(folder),
        f"P{number + 1000}",
        f"中共示例园区第{number}科技有限公司支部委员会",
        short_name=f"第{number}科技支部",
        seed=number,
        members=50,
        sessions=150,
        talks=60,
        tickets=40,
        attendance=6_000,
    )


def submissions(folder: Path, count: int) -> list[Path]:
    """`count` submission files in a folder, made where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        if not list(folder.glob(f"P{number + 1000}_*.xlsx")):
            with full_year(folder.parent / "branch", number) as store:
                export(store, PERIOD, folder)
    return sorted(folder.glob("*.xlsx"))[:count]


def sealed(folder: Path, count: int) -> tuple[Path, list[Path]]:
    """A committee's folder with the cards of `count` branches, and the file that each sealed; made
    once."""
    home, out = folder / "committee", folder / "files"
    out.mkdir(parents=True, exist_ok=True)
    if not home.exists():
        create(Home(home), "committee", {"code": "P0000", "name": "园区党委"}).close()
    with open_store(Home(home)) as committee:
        known = {each.branch.code for each in cards.standing(committee)}
        for number in range(count):
            code = f"P{number + 1000}"
            if list(out.glob(f"{code}_*.xlsx")) and code in known:
                continue
            with full_year(folder / "branch", number) as store:
                if code not in known:
                    with committee.write("登记") as writer:
                        writer.add("organisation", {"code": code, "name": store.own.name})
                made = cards.make(committee, code, folder)
                held.take(store, made.file, made.code)
                export(store, PERIOD, out)
    return home, sorted(out.glob("*.xlsx"))[:count]


def roster(path: Path, rows: int) -> Path:
    """A roster of so many people, all different; made once."""
    if path.exists():
        return path
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(["序号", "姓名", "性别", "人员类别", "加入党组织日期", "所在企业", "党小组"])
    families, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"
    for at in range(rows):
        name = families[at % 16] + given[at // 16 % 20] + given[at // 320 % 20]
        joined = date(1980, 1, 1) + timedelta(days=at)
        firm = f"第{at % 90}公司"
        sheet.append([at + 1, name, "男", "正式党员", joined, firm, f"第{at % 9}党小组"])
    book.save(path)
    return path
