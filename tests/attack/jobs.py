"""The commands people give, each with the data it begins with and how to tell what became of it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from partydesk.exchange.submission.reading_back import read_submission
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import UserError
from partydesk.records.registry import kinds
from partydesk.store import portable_copy
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from tests.attack.zygote import Zygote
from tests.exchange import making
from tests.exchange.merging import merge
from tests.exchange.roster import rosters

Shape = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """A command. `start` names the data it begins with, `arguments` get the case's folder.

    `made` checks a file it writes under `out`; `once` that giving it twice does it twice.
    """

    name: str
    start: str
    arguments: Callable[[World, Path], list[str | Path]]
    made: Callable[[Path], object] | None = None
    once: bool = False


@dataclass
class World:
    """Data to begin with by name, files to take in, and what each job comes to undisturbed."""

    folder: Path
    zygote: Zygote
    homes: dict[str, Home]
    submissions: Path
    roster: Path
    archive: Path
    attachment: Path
    member: str
    before: dict[str, Shape] = field(default_factory=dict)
    after: dict[str, Shape] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)

    def fresh(self, job: Job, place: Path) -> Home:
        """The folder of a case: the data, and a place `out` for what is written."""
        (place / "out").mkdir(parents=True)
        home = Home(place / "数据")
        if job.start in self.homes:
            shutil.copytree(self.homes[job.start].folder, home.folder)
        return home

    def run(self, job: Job, home: Home, **more: Any) -> tuple[int, str, int]:
        """The command to its end."""
        return self.zygote.run(home.folder.parent, *self.line(job, home), **more)

    def line(self, job: Job, home: Home) -> list[str]:
        """The command line."""
        given = job.arguments(self, home.folder.parent / "out")
        return ["--home", str(home.folder), *map(str, given)]


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Make the data, and run every command once without any trouble."""
    import time

    with Zygote() as zygote:
        homes = {}
        sticks = folder / "交来"
        with making.branch(folder, "P0312") as branch:
            homes["branch"] = branch.home
            member = making.uids(branch, "member")[0]
            first = making.sent(branch, folder / "先").file
            making.write_member(branch, "后来的人")
            making.sent(branch, sticks)
        with making.branch(folder, "P0400", seed=5) as other:
            making.sent(other, sticks)
        with making.committee(folder) as committee:
            homes["committee"] = committee.home
            merge(committee, [first])
        shutil.copytree(homes["branch"].folder, folder / "较早")
        with open_store(Home(folder / "较早")) as earlier:
            making.remove(earlier, "member", member)
        portable_copy.save(Home(folder / "较早"), folder / "较早.partydesk")
        roster = rosters.workbook(
            folder / "花名册.xlsx",
            [
                ("姓名", "公民身份号码", "人员类别", "加入党组织日期"),
                *(
                    (f"陈{chr(0x4E00 + n)}", rosters.identity(n), "正式党员", "2010-07-01")
                    for n in range(300)
                ),
            ],
        )
        attachment = folder / "照片.jpg"
        attachment.write_bytes(bytes(range(256)) * 2_000)
        made = World(
            folder, zygote, homes, sticks, roster, folder / "较早.partydesk", attachment, member
        )
        for job in JOBS:
            home = made.fresh(job, folder / "一遍" / job.name)
            made.before[job.name] = shape(home)
            began = time.monotonic()
            status, said, events = made.run(job, home)
            if status:
                raise AssertionError(f"{job.name} undisturbed: {status} {said}")
            made.seconds[job.name] = time.monotonic() - began
            made.events[job.name] = events
            made.after[job.name] = shape(home)
            shutil.rmtree(home.folder.parent)
        yield made


def shape(home: Home) -> Shape:
    """What a home holds in a form in which doing the same gives the same; {} for no data."""
    if not home.database.exists():
        return {}
    result: Shape = {}
    with open_store(home, write=False) as store, store.read() as connection:
        for kind, record in kinds().items():
            names = [
                name
                for name, each in fields(record).items()
                if each.kind is not Kind.REFERENCE and name not in ("of_uid",)
            ]
            columns = ", ".join(f'"{name}"' for name in names)
            found = connection.exec_driver_sql(
                f'SELECT deleted_at IS NULL, submission IS NULL, {columns} FROM "{kind}"'
            )
            result[kind] = sorted(map(repr, map(tuple, found)))
        found = connection.exec_driver_sql(
            "SELECT direction, state, org_code, period, revision FROM submission"
        )
        result["submissions"] = sorted(map(tuple, found))
    return result


def unlike(shape: Shape, *wanted: Shape) -> str:
    """Where a shape differs from each of those it may be; "" for none."""
    if shape in wanted:
        return ""
    told = []
    for one in wanted:
        kinds_ = [k for k in {**shape, **one} if shape.get(k) != one.get(k)]
        counts = ", ".join(f"{k} {len(shape.get(k, ()))}/{len(one.get(k, ()))}" for k in kinds_)
        told.append(counts)
    return " or ".join(told)


def broken_outputs(job: Job, out: Path) -> Iterator[str]:
    """Files under their final names that are not whole."""
    for path in out.rglob("*"):
        if path.is_file() and not path.name.startswith(".partydesk-") and job.made:
            try:
                job.made(path)
            except UserError as error:
                yield f"{path.name}: {error.message}"
            except Exception as error:
                yield f"{path.name}: {type(error).__name__} {error}"


def _opens(path: Path) -> object:
    return load_workbook(path, read_only=True).close()


def _pdf(path: Path) -> None:
    if not path.read_bytes().rstrip().endswith(b"%%EOF"):
        raise ValueError("no whole PDF")


def _docx(path: Path) -> object:
    import docx

    return docx.Document(str(path))


_TALK = (
    '{"kind": "heart", "held_on": "2026-05-01", "talker": "张三", "subjects": ["李四"], '
    '"topic": "谈"}'
)
_NEW = ("--as", "branch", "--code", "P0999", "--name", "新支部")
JOBS = (
    Job("init", "", lambda w, out: ["init", *_NEW]),
    Job(
        "add", "branch",
        lambda w, out: ["add", "talk", _TALK],
        once=True,
    ),
    Job("edit", "branch", lambda w, out: ["edit", "member", w.member, '{"address": "改过的地址"}']),
    Job("remove", "branch", lambda w, out: ["remove", "member", w.member]),
    Job("attach", "branch", lambda w, out: ["attach", "member", w.member, w.attachment], once=True),
    Job("import", "branch", lambda w, out: ["import", "members", w.roster]),
    Job(
        "export", "branch", lambda w, out: ["export", "--period", "2026", "--out", out],
        lambda path: read_submission(str(path)),
    ),
    Job(
        "backup", "branch", lambda w, out: ["backup", "--out", out / "副本.partydesk"],
        portable_copy.look_into,
    ),
    Job("restore", "branch", lambda w, out: ["restore", w.archive]),
    Job("merge", "committee", lambda w, out: ["merge", w.submissions, "--accept-unenrolled"]),
    Job("withdraw", "committee", lambda w, out: ["withdraw", "--org", "P0312", "--period", "2026"],
        once=True),
    Job(
        "rollup", "committee",
        lambda w, out: ["rollup", "--period", "2026", "--out", out / "汇总.xlsx"], _opens,
    ),
    Job(
        "slip", "committee",
        lambda w, out: ["slip", sorted(w.submissions.iterdir())[0], "--out", out / "退回.xlsx"],
        _opens,
    ),
    Job("template", "", lambda w, out: ["template", "--out", out / "模板.xlsx"], _opens),
    Job(
        "report", "branch",
        lambda w, out: ["report", "--period", "2026", "--out", out / "述职.docx"], _docx,
    ),
    Job(
        "print", "branch", lambda w, out: ["print", "roster", "--out", out / "花名册.pdf"], _pdf,
    ),
)  # fmt: skip
