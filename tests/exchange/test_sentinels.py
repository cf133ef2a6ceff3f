"""What must not leave the laptop is in no file that is written, searched for byte by byte."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli import run
from partydesk.desk.lists.export import export_listing
from partydesk.desk.tables.columns import columns_of
from partydesk.documents.printing import PAPERS
from partydesk.exchange.merge.overdue import overdue_list, write_overdue_list
from partydesk.exchange.replies.answer import write_slip
from partydesk.exchange.rollup.workbook import write_rollup
from partydesk.exchange.submission.template import write_template
from partydesk.exchange.submission.writing import warnings
from partydesk.records.periods import parse_period
from partydesk.store.progress import silent
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests import sentinels
from tests.attack import everything
from tests.exchange import making
from tests.exchange.merging import merge
from tests.sentinels import CONTENT, IDENTITY, PHONE

YEAR = parse_period("2026")


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Store]:
    """A branch that has the sentinels in their fields, and the numbers typed into free texts."""
    with making.branch(tmp_path) as store:
        everything.fill(store)
        sentinels.plant(store)
        yield store


def _leaks(file: Path) -> list[str]:
    """The sentinels in a file's own bytes and in those of its parts."""
    with zipfile.ZipFile(file) as packed:
        texts = [file.read_bytes(), *(packed.read(name) for name in packed.namelist())]
    spaced = f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"
    return [
        f"{file.name}: {sentinel}"
        for sentinel in (*sentinels.ALL, spaced)
        if any(sentinel.encode() in text for text in texts)
    ]


def test_no_written_file_holds_a_sentinel(branch: Store, tmp_path: Path) -> None:
    sent = making.sent(branch, tmp_path / "出")
    written = [sent.file]
    for kind in ("member", "session", "talk", "ticket", "dues_base"):
        out = tmp_path / f"列表 {kind}.xlsx"
        export_listing(branch, Query(kind), columns_of(kind), out, kind, silent)
        written.append(out)
    with making.committee(tmp_path) as committee:
        written.append(write_slip(committee, sent.file, tmp_path / "退回.xlsx"))
        merge(committee, [sent.file])
        written.append(write_slip(committee, sent.file, tmp_path / "回执.xlsx"))
        write_rollup(committee, YEAR, tmp_path / "汇总.xlsx")
        listed = overdue_list(committee, YEAR, date(2027, 3, 1))
        written += [tmp_path / "汇总.xlsx", write_overdue_list(listed, tmp_path / "催交.xlsx")]
    written.append(write_template(tmp_path / "模板.xlsx"))
    assert [leak for file in written for leak in _leaks(file)] == []


def test_the_look_before_names_each_record_and_shows_no_number(branch: Store) -> None:
    found = [each for each in warnings(branch, YEAR) if each.code == "personal-number"]
    assert {each.value.partition(":")[0] for each in found} >= {"session", "talk", "ticket"}
    assert all(each.column and not each.fatal for each in found)
    assert not [each for each in found if IDENTITY in each.message or PHONE in each.message]
    assert any("主题" in each.message and "遮住" in each.message for each in found)


def test_a_branch_without_such_numbers_is_told_nothing(branch_store: Store) -> None:
    assert not [e for e in warnings(branch_store, YEAR) if e.code == "personal-number"]


# Every command, and what it leaves in other places ------------------------------------------------

PAPERS_ABOUT = {  # printed by hand for one record; the others are of the whole branch
    "minutes": "session", "sign-in": "session", "talk": "talk", "card": "member",
    "checklist": "member", "pledge": "member", "transfer-letter": "transfer",
    "dues-receipt": "dues_payment",
    "campaign": "campaign", "brand": "brand", "training-course": "course",
    "life-list": "life_work", "life-report": "life_work", "floating-card": "member",
    **dict.fromkeys(
        ("election-request", "election-ballot", "election-count", "election-report"), "election"
    ),
    **dict.fromkeys(
        ("cultivation-folder", "cultivation-form", "request", "publicity", "resolution",
         "vote-slips"),
        "member",
    ),
}  # fmt: skip


def test_no_command_writes_a_sentinel_anywhere_but_where_it_may_be(
    branch: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, home = tmp_path / "写出", branch.home.folder
    out.mkdir()
    uids = {kind: making.uids(branch, kind)[0] for kind in sorted(set(PAPERS_ABOUT.values()))}
    for kind in ("campaign", "life_work"):
        uids[kind] = making.uids(branch, kind)[-1]  # that which has steps, issues
    with branch.transaction() as connection:  # as it is, with all that cannot be typed
        connection.exec_driver_sql("UPDATE member SET floating = 1 WHERE uid = ?",
                                   (uids["member"],))  # fmt: skip
    branch.close()
    making.committee(tmp_path).close()
    park = tmp_path / "党委"

    def does(folder: Path, *arguments: str) -> None:
        assert run(["--home", str(folder), *arguments]) in (0, 1), capfd.readouterr().err

    does(home, "export", "--period", "2026", "--out", str(out))
    (sheet,) = out.glob("*.xlsx")
    does(home, "template", "--out", str(out / "模板.xlsx"))
    for suffix in ("docx", "pdf"):
        does(home, "report", "--period", "2026", "--out", str(out / f"述职.{suffix}"))
    word = tmp_path / "密码.txt"
    word.write_text("交接用的一句话", "utf-8")
    gone = str(out / "交接.partydesk")
    does(home, "handover", "--out", gone, "--to", "李四", "--new-password-file", str(word))
    for name, paper in PAPERS.items():
        if name in ("album", "appraisal-results", "life-report"):
            continue  # no photograph, no meeting held, and what a committee decides is no branch's
        about = [uids[PAPERS_ABOUT[name]]] if name in PAPERS_ABOUT else []
        period = ["--period", "2026"] if paper.dated else []
        for suffix in ("pdf", "docx") if paper.word else ("pdf",):
            does(home, "print", name, *about, "--out", str(out / f"{name}.{suffix}"), *period)
    does(park, "slip", str(sheet), "--out", str(out / "退回.xlsx"))
    does(park, "merge", str(sheet), "--accept-unenrolled")
    does(park, "slip", str(sheet), "--out", str(out / "回执.xlsx"))
    does(park, "rollup", "--period", "2026", "--out", str(out / "汇总.xlsx"))
    for suffix in ("docx", "pdf"):
        does(park, "report", "--period", "2026", "--out", str(out / f"汇总述职.{suffix}"))
    does(home, "import", "members", str(sheet), "--preview")
    does(home, "check")
    assert _spoken(capfd.readouterr()) == []

    found = {file.name: names for file in out.iterdir() if (names := sentinels.found(file))}
    # The record of a talk is what was said there; it stays with the branch, on paper.
    assert found.pop("talk.pdf") == found.pop("talk.docx") == {CONTENT}
    assert found == {}
    # The committee has none of them; the branch has them in its own records alone.
    assert {path.name: sentinels.found(path) for path in park.rglob("*") if path.is_file()} == {
        path.name: set() for path in park.rglob("*") if path.is_file()
    }
    holding = {
        path.relative_to(home)
        for path in home.rglob("*")
        if path.is_file() and sentinels.found(path)
    }
    assert {path.parts[0] for path in holding} <= {"partydesk.db", "backups"}
    assert not list(Path(tempfile.gettempdir()).iterdir())


def _spoken(said: Any) -> list[str]:
    """The lines on a terminal that tell a sentinel."""
    return [
        line
        for line in (said.out + said.err).splitlines()
        if any(one in line for one in sentinels.ALL)
    ]
