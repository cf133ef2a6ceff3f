"""A kind of record that the program does not have, declared here and walked through all of it.

What it takes to add one stands at the top: a declaration in records, one in desk, a migration.
Run as a program, in a process of its own: what is declared stays declared.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections.abc import Callable, Container, Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from sqlcipher3 import dbapi2 as sqlite3

from partydesk.cli.run import run
from partydesk.desk.kinds import KindView, declare
from partydesk.exchange.roster.intake import apply, propose, propose_pasted
from partydesk.records.base import Record, Row, Values
from partydesk.records.fields import Column, Kind, choices, field, reference
from partydesk.records.findings import UserError
from partydesk.store.home import Home
from partydesk.store.opening import open_store

LEVEL = choices(("park", "园区"), ("city", "市级", "ok"))


class Merit(Record):
    """An honour that a member was given."""

    __tablename__ = "merit"
    title: ClassVar[str] = "嘉奖"
    sheet: ClassVar[str] = "嘉奖"
    dated_by: ClassVar[str] = "given_on"
    described_by: ClassVar[tuple[str, ...]] = ("given_on", "name")
    natural_key: ClassVar[tuple[str, ...]] = ("name", "given_on")
    belongs_to: ClassVar[str] = "member"
    roster: ClassVar[str] = "嘉奖名册"
    counted_as: ClassVar[str] = "项"
    placed_by: ClassVar[str] = "获奖人所在党支部"
    not_kept: ClassVar[str] = "颁奖人"
    told_filled: ClassVar[tuple[str, ...]] = ("level",)

    @classmethod
    def supplement(
        cls, values: Values, before: Row, month_only: Container[str], judged: bool | None
    ) -> Iterator[tuple[str, str, str]]:
        """What the reason says of the level."""
        if "全市" in values.get("reason", "") and "level" not in values:
            yield "level", "city", "事迹里写着全市"

    name: Column[str] = field("荣誉名称", required=True, width=20, searched=True, listed=True)
    member: Column[int | None] = reference("member", "党员", text_label="姓名", listed=True)
    level: Column[str] = field("级别", required=True, choices=LEVEL, default="park", listed=True)
    given_on: Column[date] = field("嘉奖日期", Kind.DATE, required=True, listed=True)
    reason: Column[str | None] = field("事迹", Kind.LONG, width=30, help="一两句话写清楚做了什么")


declare(
    KindView(
        "merit",
        "嘉奖",
        tab="talks",
        unit="项",
        add="登记一项嘉奖",
        chips_by="level",
        empty="受过的嘉奖记在这里。",
        lines="name | member level | given_on | reason",
        verb="登记一项",
        copied="name level",
        import_label="选择嘉奖名册",
    )
)

MIGRATION = """
import sqlalchemy as sa

from partydesk.store.migrations.tables import create_kind

revision = "{next}"
down_revision = "{now}"


def upgrade():
    create_kind(
        "merit",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("member", sa.Integer()),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text()),
        refers={{"member": "member"}},
    )
"""


# The walk ---------------------------------------------------------------------------------------


def told_by_help(*arguments: str) -> str:
    """What --help says."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run([*arguments, "--help"]) == 0
    return out.getvalue()


def command(home: Path, *arguments: object) -> dict[str, Any]:
    """Run a command, which must succeed, and give its JSON."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = run(["--home", str(home), "--json", *map(str, arguments)])
    assert status == 0, out.getvalue()
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def tables(database: Path) -> dict[str, list[Any]]:
    """The columns and indexes of the kind's table."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        asked = ("table_info", "index_list", "foreign_key_list")
        found = {name: connection.execute(f"PRAGMA {name}(merit)").fetchall() for name in asked}
    # In which order constraints and indexes were made does not matter.
    return {name: sorted(row[1 if name != "table_info" else 0 :] for row in rows)
            for name, rows in found.items()}  # fmt: skip


def migrate(home: Path, folder: Path) -> None:
    """Take the table away, as in a file of before, and bring the file up to date."""
    from partydesk.store import schema
    from partydesk.store.upgrade import upgrade

    database = Home(home).database
    new = tables(database)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TABLE merit")
    now = {"now": schema.VERSION, "next": schema.VERSION + 1}
    (folder / "versions").mkdir(parents=True)
    baseline = 'revision = "{now}"\ndown_revision = None\n'
    for name, text in {"v1": baseline, "v2": MIGRATION}.items():
        (folder / "versions" / f"{name}.py").write_text(text.format(**now), encoding="utf-8")
    schema.VERSION = now["next"]
    upgrade(Home(home), now["now"], scripts=folder)
    assert tables(database) == new


def import_a_file(home: Path, folder: Path) -> None:
    """A sheet of the kind, told from a roll of members; taken twice, it adds nothing more."""
    file = folder / "嘉奖名册.xlsx"
    book = Workbook()
    assert book.active is not None
    for row in (
        ("2026 年嘉奖名册",),
        ("序号", "荣誉名称", "嘉奖日期", "事迹", "获奖人所在党支部", "颁奖人", "备注", "党员"),
        (1, "服务标兵", "2026.6.1", "全市第一", "甲支部", "李四", None, None),
        (2, "学习标兵", "2026-06-02", None, "甲支部", None, "另发", 1),
        (3, None, None, None, None, "王五", None, None),
        ("合计", 2),
    ):
        book.active.append(row)
    book.save(file)
    seen = command(home, "import", "merits", file, "--preview")
    fields = {column["header"]: column["field"] for column in seen["columns"]}
    assert fields["荣誉名称"] == "name" and fields["获奖人所在党支部"] == "organisation"
    assert fields["颁奖人"] is None and fields["备注"] is None and fields["序号"] is None
    assert (seen["added"], seen["refused"]) == (2, 0), seen
    codes = {problem["code"]: problem["message"] for problem in seen["problems"]}
    assert set(codes) == {"unknown-column", "no-level", "not-found"}, codes
    assert codes["no-level"] == "表里没有级别，新增的 1 项都按“园区”记，请核对"
    assert [change["why"] for change in seen["changes"]] == ["统一日期写法", "事迹里写着全市"]

    with open_store(Home(home)) as store:
        apply(store, propose(store, file, "merit"))
        again = propose(store, file, "merit")
        assert (again.added, again.updated, again.unchanged) == (0, 0, 2), again.findings
        for kind in ("member", "enterprise"):
            with pytest.raises(UserError, match="import merits"):
                propose(store, file, kind)
        # Its list, copied and pasted back, changes nothing.
        pasted = propose_pasted(store, "merit", "荣誉名称\t嘉奖日期\n服务标兵\t2026-06-01", ())
        assert (pasted.added, pasted.unchanged) == (0, 1), pasted.findings
    rows = command(home, "list", "merit")["rows"]
    taken = {row["name"]: row["level"] for row in rows if row["given_on"].startswith("2026-06")}
    assert taken == {"服务标兵": "市级", "学习标兵": "园区"}
    for row in rows:
        if row["name"] in taken:
            command(home, "remove", "merit", row["uid"])


def walk_the_window(home: Path, folder: Path, uid: str) -> None:
    """The list, the form, a paste, the export, the print, the pane and the recycle bin."""
    from partydesk.desk.forms.record_form import RecordForm
    from partydesk.desk.imports.page import ImportPage
    from partydesk.desk.imports.pasting import PastePage
    from partydesk.desk.kit.app_context import AppContext
    from partydesk.desk.lists.export import pages_of
    from partydesk.desk.shell.more_menu import more_menu
    from partydesk.desk.shell.window import Window
    from partydesk.store.progress import silent

    application = QApplication.instance() or QApplication([])

    def until(true: Callable[[], bool]) -> None:
        for _ in range(4_000):
            application.processEvents()
            if true():
                return
            time.sleep(0.005)
        raise AssertionError("waited in vain")

    with open_store(Home(home)) as store:
        context = AppContext(store)
        window = Window(context)
        window.show()
        window.turn_to("talks")
        space = window.space
        assert [listing.title for listing in space.tab.listings] == ["廉政谈话", "廉政材料", "嘉奖"]
        space.show_list("merit")
        page = space.list_page
        assert page is not None and page.listing.kind == "merit"
        assert page.head.caption.text() == "1 项"
        assert page.go_to_uid(uid)
        until(lambda: page.pane.row.get("uid") == uid)

        offered = [action.text() for action in more_menu(window).actions()]
        assert {"导入嘉奖名册…", "导入党员花名册…", "导入别的表"} <= set(offered[1:4])
        window.commands.open_import("merit", str(folder / "嘉奖名册.xlsx"))
        imported = space.stack.currentWidget()
        assert isinstance(imported, ImportPage)
        until(lambda: imported.take_button.text() == "收下 2 条")
        imported.closed.emit()

        page.repeat()
        form = space.stack.currentWidget()
        assert isinstance(form, RecordForm)
        assert form.heading() == "登记一项嘉奖"
        assert form.editors["name"].raw() == "优秀共产党员"
        assert "一两句话写清楚做了什么" in [label.text() for label in form.findChildren(QLabel)]
        form.fill("member", page.model.row(0)["member"])
        form.fill("given_on", "2026-07-02")
        assert form.save()
        assert page.model.count == 2

        pasted = "荣誉名称\t级别\t嘉奖日期\n先锋模范\t市级\t2026-05-01"
        QGuiApplication.clipboard().setText(pasted)
        page.paste_wanted.emit()
        until(lambda: isinstance(space.stack.currentWidget(), PastePage))
        shown = space.stack.currentWidget()
        assert isinstance(shown, PastePage)
        assert shown.take_button.text() == "收下 1 条", shown.proposal
        shown.take_button.click()
        until(lambda: page.model.count == 3)

        listed, printed = folder / "嘉奖.xlsx", folder / "嘉奖.pdf"
        page.export_to(listed)
        until(listed.exists)
        assert load_workbook(listed)["嘉奖名册"].max_row == 5
        until(lambda: not context.busy)
        pages_of(store, page.listing, page.model, page.column_choice.shown)(printed, silent)
        assert printed.read_bytes().startswith(b"%PDF")
        until(lambda: not context.busy)

        page.remove()
        until(lambda: page.model.count == 2)
        context.undo()
        until(lambda: page.model.count == 3)
        window.close()
        context.close()


def walk(folder: Path) -> None:
    """From the command line through the window to the committee's roll-up."""
    branch, committee = folder / "支部", folder / "党委"
    command(branch, "init", "--as", "branch", "--code", "P0001", "--name", "甲支部")
    migrate(branch, folder / "migrations")
    # What was done to the file behind the program's back is to be taken by somebody first.
    command(branch, "check", "--accept")
    member = command(branch, "add", "member", json.dumps({"name": "张三", "category": "正式党员"}))
    merit = {"name": "优秀党员", "member": member["uid"], "level": "市级", "given_on": "2026-07-01"}
    uid = command(branch, "add", "merit", json.dumps(merit))["uid"]
    assert command(branch, "edit", "merit", uid, json.dumps({"name": "优秀共产党员"}))["changed"]
    assert "merit" in told_by_help("list")
    assert "merits " in told_by_help("import")
    (row,) = command(branch, "list", "merit", "--period", "2026Q3")["rows"]
    assert row["name"] == "优秀共产党员" and row["level"] == "市级"
    assert command(branch, "list", "merit", "--period", "2026Q1")["rows"] == []
    file = folder / "证书.txt"
    file.write_text("证书", encoding="utf-8")
    assert command(branch, "attach", "merit", uid, file)["files"]

    import_a_file(branch, folder)
    walk_the_window(branch, folder, uid)

    assert command(branch, "check")
    assert "嘉奖" in load_workbook(
        command(branch, "template", "--out", folder / "模板.xlsx")["file"]
    )
    sent = command(branch, "export", "--period", "2026", "--out", folder)
    assert sent["counts"]["嘉奖"] == 3, sent["counts"]
    command(committee, "init", "--as", "committee", "--code", "P0000", "--name", "党委")
    command(committee, "merge", sent["file"], "--accept-unenrolled")
    assert len(command(committee, "list", "merit", "--org", "P0001")["rows"]) == 3
    command(committee, "rollup", "--period", "2026", "--out", folder / "汇总.xlsx")
    rows = list(load_workbook(folder / "汇总.xlsx")["嘉奖"].iter_rows(values_only=True))
    assert len(rows) == 4 and {"荣誉名称", "姓名", "所属党组织"} <= set(rows[0])

    command(branch, "remove", "member", member["uid"])
    # What belongs to the member goes along.
    assert [row["name"] for row in command(branch, "list", "merit")["rows"]] == ["先锋模范"]
    sent = command(branch, "export", "--period", "2026", "--out", folder)
    command(committee, "merge", sent["file"], "--accept-unenrolled")
    assert len(command(committee, "list", "merit")["rows"]) == 1


if __name__ == "__main__":
    walk(Path(sys.argv[1]))
