"""What the self test does: one branch and its committee, from the roster to the yearly report.

Every step reads back what it wrote. A step that finds a difference raises UserError "differs".
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from partydesk.cli.selftest_seal import seal
from partydesk.records.base import kind_of
from partydesk.records.clock import today
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.values import masked
from partydesk.store import attachments, backup, queries, schema
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.resources import resource
from partydesk.store.store import Store, create

_PEOPLE = 8
_SECRET = "只在本机的谈话内容"
_BRANCH = {"code": "P0001", "name": "中共自检有限公司支部委员会", "short_name": "自检支部"}
_COMMITTEE = {"code": "P0000", "name": "中共自检园区工作委员会"}
_ROSTER = ("name", "sex", "id_number", "birth_date", "category", "joined_on", "phone")


def _label(name: str, code: str) -> str:
    """What people write for a choice of a member's field."""
    choices = fields(kind_of("member"))[name].choices
    return choices.label(code) if choices is not None else code


class Walk:
    """One self test's files below `folder`, and the steps over them; `open_` closes the stores."""

    def __init__(self, folder: Path, open_: ExitStack) -> None:
        self.folder = folder
        self._open = open_
        # A year that is over: nothing in it lies ahead.
        self.year = today().year - 1
        self.period = parse_period(str(self.year))
        self.branch: Store
        self.committee: Store
        self.roster = folder / "花名册.xlsx"
        self.submission = Path()

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """Name and act of each step; the act returns what was seen."""
        return [
            ("新建支部", self._make),
            ("导入花名册", self._import),
            ("再读一遍加密保存的花名册", self._import_encrypted),
            ("记活动、出勤、谈话和附件", self._record),
            ("写出报送表", self._export),
            ("党委收表", self._merge),
            ("逐条核对收下的数据", self._compare),
            ("发登记卡、加封、收加封的表", self._seal),
            ("生成汇总表", self._roll_up),
            ("年度述职 Word", self._report_docx),
            ("年度述职 PDF", self._report_pdf),
            ("打印花名册", self._print),
            ("备份和恢复", self._restore),
            ("设密码、加密、用恢复码打开、取消密码", self._protect),
            ("升级旧版数据", self._upgrade),
            ("检查数据是否完好", self._check),
        ]

    def _make(self) -> str:
        self.branch = self._open.enter_context(
            create(Home(self.folder / "支部 数据"), "branch", _BRANCH)
        )
        self.committee = self._open.enter_context(
            create(Home(self.folder / "党委 数据"), "committee", _COMMITTEE)
        )
        return self.branch.own.name

    def _import(self) -> str:
        from partydesk.exchange.roster.intake import apply, propose

        self._make_roster()
        proposal = propose(self.branch, self.roster)
        apply(self.branch, proposal)
        self._same("导入的人数", len(self._rows(self.branch, "member")), _PEOPLE)
        return f"{proposal.added} 人，读表用的是单独的进程"

    def _import_encrypted(self) -> str:
        """As Excel saves a sheet that may only be read: with a password every program knows."""
        import msoffcrypto

        from partydesk.exchange.roster.intake import propose

        encrypted = self.roster.with_stem("加密")
        with self.roster.open("rb") as source, encrypted.open("wb") as target:
            msoffcrypto.OfficeFile(source).encrypt("VelvetSweatshop", target)
        self._same("没有变化的人数", propose(self.branch, encrypted).unchanged, _PEOPLE)
        return f"{_PEOPLE} 人，没有变化"

    def _make_roster(self) -> None:
        """A roster as a park keeps it, with the fields' own labels as its header."""
        from partydesk.exchange.rollup.listing import write_listing
        from partydesk.sample.people import identity_number, names

        declared = fields(kind_of("member"))
        random, rows = Random(1), []
        for number, (name, sex) in zip(range(_PEOPLE), names(Random(1)), strict=False):
            born = date(self.year - 30 - number, 3, 8)
            rows.append(
                (
                    name,
                    _label("sex", sex),
                    identity_number(random, 1, born, sex),
                    f"{born:%Y.%m.%d}",
                    _label("category", "full"),
                    f"{self.year - 5}年7月1日",
                    f"1380000{number:04d}",
                )
            )
        header = [declared[name].label for name in _ROSTER]
        write_listing(self.roster, "党员花名册", header, [12] * len(header), [("", rows)])

    def _record(self) -> str:
        people = self._rows(self.branch, "member")
        host = people[0]["name"]
        kept = attachments.keep_bytes(self.branch.home, _SECRET.encode(), "会议记录.txt")
        with self.branch.write("自检") as writer:
            session = writer.add(
                "session",
                {
                    "kind": "general_meeting",
                    "starts_at": datetime(self.year, 9, 22, 14, 0),
                    "hours": 2.0,
                    "topic": "第三季度支部党员大会",
                    "host": host,
                },
            )
            for number, person in enumerate(people):
                writer.add(
                    "attendance",
                    {
                        "session": writer.reference("session", session),
                        "member": writer.reference("member", person["uid"]),
                        "name": person["name"],
                        "state": "leave" if number == 1 else "present",
                    },
                )
            writer.add(
                "talk",
                {
                    "kind": "integrity",
                    "held_on": date(self.year, 9, 23),
                    "talker": host,
                    "subjects": people[1]["name"],
                    "topic": "节前提醒",
                    "content": _SECRET,
                },
            )
            attachments.attach(writer, "session", session, kept)
        return f"1 次活动，{len(people)} 人出勤，1 次谈话，1 个附件"

    def _export(self) -> str:
        from partydesk.exchange.submission.writing import export

        stick = self.folder / "U 盘"
        stick.mkdir()
        made = export(self.branch, self.period, stick)
        self.submission = made.file
        with zipfile.ZipFile(made.file) as inside:
            if any(_SECRET.encode() in inside.read(name) for name in inside.namelist()):
                raise UserError("differs", "报送表里出现了谈话内容或附件")
        return f"{made.file.name}，读回一致，没有谈话内容和附件"

    def _merge(self) -> str:
        from partydesk.exchange.merge.merge import merge

        merged = merge(self.committee, [self.submission.parent], accept_unenrolled=True)
        self._same("收表的结果", [each.state for each in merged.files], ["merged"])
        return f"收下 {len(merged.files)} 份"

    def _compare(self) -> str:
        from partydesk.exchange.submission.layout import data_sheets, travelling

        seen = 0
        for layout in data_sheets():
            kind = layout.kind
            if kind == "organisation":
                continue
            declared = fields(kind_of(kind))
            names = [name for name, known in declared.items() if travelling(known)]
            got = {r["uid"]: {n: r[n] for n in names} for r in self._rows(self.committee, kind)}
            # Identity numbers and telephones travel masked.
            sent = {
                r["uid"]: {n: masked(declared[n], v) if isinstance(v := r[n], str) else v
                           for n in names}
                for r in self._rows(self.branch, kind)
            }  # fmt: skip
            self._same(f"{layout.sheet}的记录", got, sent)
            seen += len(got)
        if any(row["content"] for row in self._rows(self.committee, "talk")):
            raise UserError("differs", "党委的数据里出现了谈话内容")
        return f"{seen} 条记录逐项一致"

    def _seal(self) -> str:
        return seal(self.committee, self.branch, self.period, self.folder)

    def _roll_up(self) -> str:
        from openpyxl import load_workbook

        from partydesk.exchange.rollup.figures import SUMMARY
        from partydesk.exchange.rollup.workbook import write_rollup

        path = self.folder / "汇总.xlsx"
        sheets = write_rollup(self.committee, self.period, path)
        book = load_workbook(path, read_only=True)
        try:
            self._same("汇总表的工作表", book.sheetnames, sheets)
            told = {cell for row in book[SUMMARY].iter_rows(values_only=True) for cell in row}
        finally:
            book.close()
        if not told & {_BRANCH["code"], _BRANCH["name"], _BRANCH["short_name"]}:
            raise UserError("differs", "汇总表里没有这个支部")
        return f"{len(sheets)} 张工作表"

    def _report_docx(self) -> str:
        import docx

        text = "\n".join(p.text for p in docx.Document(str(self._report("docx"))).paragraphs)
        if _COMMITTEE["name"] not in text:
            raise UserError("differs", "述职报告里没有组织名称")
        return f"{len(text)} 字"

    def _report_pdf(self) -> str:
        return self._pdf(self._report("pdf"))

    def _report(self, suffix: str) -> Path:
        from partydesk.documents.report.writing import write_report

        return write_report(self.committee, self.period, self.folder / f"述职.{suffix}").file

    def _print(self) -> str:
        from partydesk.documents.printing import print_paper

        path = self.folder / "花名册.pdf"
        print_paper(self.branch, "roster", None, path)
        return self._pdf(path)

    def _pdf(self, path: Path) -> str:
        content = path.read_bytes()
        if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
            raise UserError("differs", f"“{path.name}”不是完整的 PDF")
        return f"{len(content) // 1024} KB"

    def _restore(self) -> str:
        """Lose a record after the backup, and get it back."""
        home = self.branch.home
        before = self._rows(self.branch, "member")
        made = backup.backup(home.database, home.backups, "timer")
        with self.branch.write("自检") as writer:
            writer.remove("member", before[0]["uid"])
        self.branch.close()
        backup.restore(made.path, home.database, home.set_aside)
        self.branch = self._open.enter_context(open_store(home))
        self._same("恢复的党员", self._rows(self.branch, "member"), before)
        return f"{made.records} 行"

    def _protect(self) -> str:
        from partydesk.cli.selftest_password import protected_and_back

        home = self.branch.home
        self.branch.close()
        said = protected_and_back(home, lambda store: self._rows(store, "member"))
        self.branch = self._open.enter_context(open_store(home))
        return said

    def _upgrade(self) -> str:
        """A file that the first version of the program wrote."""
        home = Home(self.folder / "旧版 数据")
        home.folder.mkdir()
        with gzip.open(resource("selftest/v1.db.gz")) as packed:
            home.database.write_bytes(packed.read())
        old = schema.version_of(home.database)
        with open_store(home) as store:
            people = len(self._rows(store, "member"))
        self._same("升级后的版本", schema.version_of(home.database), schema.VERSION)
        kept = [each.reason for each in backup.backups(home.backups)]
        if not people or "upgrade" not in kept:
            raise UserError("differs", "升级后人不在，或升级前的备份没有留下")
        return f"从版本 {old} 到 {schema.VERSION}，{people} 人都在，升级前的备份留着"

    def _check(self) -> str:
        from partydesk.operations.integrity import look

        for store in (self.branch, self.committee):
            home = store.home
            store.close()
            wrong = [finding for finding in look(home) if finding.fatal]
            if wrong:
                raise UserError("differs", wrong[0].message)
        return "两份数据都完好"

    def _rows(self, store: Store, kind: str) -> list[dict[str, Any]]:
        """The records of the branch in a store, as a script reads them."""
        from partydesk.store.shown_rows import as_json

        with store.read() as connection:
            wanted = queries.ids(connection, queries.Query(kind))
            found = queries.window(connection, kind, wanted)
        return [as_json(kind, found[each]) for each in wanted]

    def _same(self, what: str, seen: object, expected: object) -> None:
        if seen != expected:
            raise UserError("differs", f"{what}不一致")
