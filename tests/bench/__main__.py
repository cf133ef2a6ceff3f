"""`python -m tests.bench [FOLDER]`: the table of ratios."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# The worlds under test are imported where they are used: worker processes import this module
# again, as they do the program's own, which is as light.

REPEATS = 3


def timed(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def read_with_calamine(paths: list[Path]) -> None:
    """What python-calamine alone needs for the same files, in one thread."""
    import python_calamine

    for path in paths:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def merge_once(paths: list[Path], folder: Path) -> None:
    """Merge into a new committee's file, as the program does."""
    import shutil

    from partydesk.store import store as stores
    from partydesk.store.home import Home
    from tests.exchange.merging import merge

    shutil.rmtree(folder, ignore_errors=True)
    with stores.create(Home(folder), "committee", {"code": "P0000", "name": "园区党委"}) as store:
        merged = merge(store, paths)
    assert all(taken.state == "merged" for taken in merged.files), "a file was not merged"


def merging(work: Path) -> str:
    """60 files: merge ÷ calamine, the two in turn."""
    from tests.bench import files

    paths = files.submissions(work / "files", 60)
    read_with_calamine(paths[:2])
    ratios = []
    for _ in range(REPEATS):
        peer = timed(lambda: read_with_calamine(paths))
        ours = timed(lambda: merge_once(paths, work / "committee"))
        ratios.append(ours / peer)
    return f"{statistics.median(ratios):.2f} × calamine's reading (limit 1.5)"


def sealing(work: Path, count: int = 60) -> str:
    """60 sealed files: merge ÷ calamine's reading of the same unsealed, the two in turn; and the
    seconds that sealing one adds to its export."""
    import shutil

    from partydesk.exchange.submission.writing import export
    from partydesk.store.home import Home
    from partydesk.store.opening import open_store
    from tests.bench import files
    from tests.exchange.merging import merge

    paths = files.submissions(work / "files", count)
    home, shut = files.sealed(work / "sealed", count)

    def ours() -> None:
        with open_store(Home(there)) as store:
            merged = merge(store, shut)
        assert all("已加封" in each.trust for each in merged.files), "a file was not sealed"
        assert all(each.state == "merged" for each in merged.files), "a file was not merged"

    read_with_calamine(paths[:2])
    there, ratios = work / "sealed" / "again", []
    for _ in range(REPEATS):
        shutil.rmtree(there, ignore_errors=True)
        shutil.copytree(home, there)
        ratios.append(timed(ours) / timed(lambda: read_with_calamine(paths)))
    more = []
    with open_store(Home(work / "sealed" / "branch")) as store:
        for _ in range(5):
            bare = timed(lambda: export(store, files.PERIOD, work, unsealed=True))
            more.append(timed(lambda: export(store, files.PERIOD, work)) - bare)
    return (
        f"{statistics.median(ratios):.2f} × calamine's reading of them unsealed (limit 1), "
        f"{statistics.median(more):.2f} s more to write (limit 0.6)"
    )


def exporting(work: Path) -> str:
    """One submission: export ÷ openpyxl write-only writing the same cells."""
    import openpyxl
    import python_calamine

    from partydesk.exchange.submission.writing import export
    from tests.bench import files

    target = work / "export"
    target.mkdir(exist_ok=True)
    ratios = []
    with files.full_year(work / "branch", 0) as store:
        made = export(store, files.PERIOD, target).file
        book = python_calamine.CalamineWorkbook.from_path(str(made))
        sheets = {
            name: [
                [None if cell == "" else cell for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }

        def peer_write() -> None:
            workbook = openpyxl.Workbook(write_only=True)
            for name, rows in sheets.items():
                sheet = workbook.create_sheet(name)
                for row in rows:
                    sheet.append(row)
            workbook.save(work / "peer.xlsx")

        peer_write()
        for _ in range(5):
            peer = timed(peer_write)
            ratios.append(timed(lambda: export(store, files.PERIOD, target)) / peer)
    return f"{statistics.median(ratios):.2f} × openpyxl write-only (limit 1.5)"


_PEAK = """
import resource, sys
from pathlib import Path
from tests.bench.__main__ import merge_once
if __name__ == "__main__":
    merge_once([Path(line) for line in sys.stdin.read().splitlines()], Path(sys.argv[1]))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(own, workers)
"""


def _peaks(paths: list[Path], work: Path) -> tuple[int, int]:
    """Peak resident kilobytes of the merging process, and of its largest worker."""
    script = work / "peak.py"
    script.write_text(_PEAK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(work / "committee")],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    own, workers = done.stdout.split()
    return int(own), int(workers)


def memory(work: Path) -> str:
    """Peak memory for 300 files ÷ for 60."""
    from tests.bench import files

    paths = files.submissions(work / "files", 300)
    few, many = _peaks(paths[:60], work), _peaks(paths, work)
    return (
        f"{many[0] / few[0]:.2f} × (process {few[0] // 1024} → {many[0] // 1024} MiB, "
        f"worker {few[1] // 1024} → {many[1] // 1024} MiB; limit 1.2)"
    )


_BARE = """
import os, sys
if sys.argv[1] == "usable":
    import sqlalchemy.orm
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        if sys.argv[1] == "painted":
            os._exit(0)
        QTimer.singleShot(0, lambda: os._exit(0))
application = QApplication([]); window = Window(); window.show()
application.exec()
"""

_OURS = """
import gc, os, sys
gc.disable()
if sys.argv[1] == "painted":
    from partydesk.desk.shell import app
    draw = app.window_ahead
    def drawn(*given):
        assert draw(*given).drawn
        os._exit(0)
    app.window_ahead = drawn
else:
    gc.freeze = lambda: os._exit(0)  # what the program does first once it would take a key
from partydesk.__main__ import main
main(["--home", sys.argv[2]])
"""


def processor_time(command: list[str], compiled: Path | None = None) -> float:
    """Seconds of the processor that a whole process took: others may be at work beside it. With
    `compiled` the modules are found compiled there, as an installed program has them."""
    env = dict(os.environ)
    if compiled is not None:
        env |= {"PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def starting(work: Path) -> str:
    """Process start to the first paint (the frame with tabs and greeting) ÷ a bare QMainWindow,
    and to a window that would take a key ÷ one with sqlalchemy.orm imported: the least of several
    runs, whole processes in turn."""
    from partydesk.store.home import Home
    from tests.sample import bulk

    home = work / "fifty"
    if not home.exists():
        bulk.bulk_branch(
            Home(home), "P0312", "中共示例支部委员会", short_name="示例支部", seed=1, members=50
        ).close()
    told = []
    for moment, limit in (("painted", 1.25), ("usable", 1.5)):
        runs = [
            [
                processor_time([sys.executable, "-c", each, moment, str(home)], work / "compiled")
                for each in (_OURS, _BARE)
            ]
            for _ in range(9)  # the first compiles
        ]
        own, bare = (min(each) for each in zip(*runs, strict=True))
        told.append(f"{own / bare:.2f} × ({own * 1000:.0f} ms, limit {limit})")
    return f"first paint {told[0]} a bare window, usable {told[1]} one with sqlalchemy.orm"


def crowd(work: Path, members: int) -> Path:
    """The data folder of a branch with nothing but so many members; made once."""
    from partydesk.store.home import Home
    from tests.sample import bulk

    folder = work / f"members-{members}"
    if not folder.exists():
        bulk.bulk_branch(
            Home(folder), "P0312", "中共示例支部委员会", short_name="示例支部", seed=1,
            members=members, sessions=0, talks=0, tickets=0,
        ).close()  # fmt: skip
    return folder


def scrolling(work: Path) -> str:
    """Frames of a list of 100,000 members."""
    from tests.bench import screen

    return screen.scrolling(crowd(work, 100_000))


def opening(work: Path) -> str:
    """Pages and forms of a branch with a year of records."""
    from tests.bench import files, screen

    home = work / "branch"
    if not home.exists():
        files.full_year(home, 0).close()
    return screen.opening(home)


def resident(work: Path) -> str:
    """Memory of the window with 100,000 members beside the one with none."""
    from tests.bench import screen

    return screen.memory(crowd(work, 0), crowd(work, 100_000))


def searching(work: Path) -> str:
    """A key in the search box over 100,000 members, to the filtered rows."""
    from partydesk.store import queries
    from partydesk.store.home import Home
    from partydesk.store.opening import open_store

    home = Home(crowd(work, 100_000))
    times = []
    with open_store(home, write=False) as store, store.read() as connection:
        names = [
            str(row[0])
            for row in connection.exec_driver_sql(
                "SELECT search FROM member ORDER BY id LIMIT 20"
            ).fetchall()
        ]
        for name in names:
            pinyin, initials, characters = name.split(" ")[:3]
            for word in (pinyin, initials, characters):
                for end in range(1, len(word) + 1):
                    runs = []
                    for _ in range(REPEATS):
                        started = time.thread_time()
                        found = queries.ids(connection, queries.Query("member", text=word[:end]))
                        queries.window(connection, "member", found[:60])
                        runs.append(time.thread_time() - started)
                    times.append(min(runs))
    at95 = statistics.quantiles(times, n=20)[-1] * 1000
    return f"{at95:.0f} ms at the 95th percentile of {len(times)} keys (limit 30 ms)"


def palette(work: Path) -> str:
    """A key in the palette over 100,000 members with their posts and papers, beside the bare
    counting of those in whose key it stands."""
    from tests.bench import screen

    return screen.palette(crowd(work, 100_000))


_JUDGE = """
import resource, sys, time
from pathlib import Path
from partydesk.records.periods import parse_period
from partydesk.rules import indicators, norms
from partydesk.store.home import Home
from partydesk.store.opening import open_store
period = parse_period("2026")
with open_store(Home(Path(sys.argv[1])), write=False) as store, store.read() as connection:
    started = time.process_time()
    indicators.tally(connection, period)
    items = sum(1 for _ in norms.judge(connection, period))
    ours, peak = time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    connection.exec_driver_sql(
        "SELECT member, count(*) FROM attendance GROUP BY member"
    ).cursor.fetchall()
    print(ours, time.process_time() - started, peak, items)
"""


def counting(work: Path) -> str:
    """All indicators and norms of so many organisations ÷ one grouped scan of their attendance, in
    the processor's time, and the peak of a process that does nothing else."""
    from tests.bench import park

    told = []
    for branches in (200, 800, 3_000):
        home = park.park(work / f"park-{branches}", branches)
        command = [sys.executable, "-c", _JUDGE, str(home.folder)]
        runs = []
        for _ in range(REPEATS if branches < 3_000 else 1):
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            runs.append([float(each) for each in done.stdout.split()])
        ours, scan, peak = (min(each) for each in list(zip(*runs, strict=True))[:3])
        told.append(f"{branches}: {ours / scan:.1f} × a scan, {peak / 1024:.0f} MiB")
    return f"{'; '.join(told)} (limits: linear, 200 MiB)"


def reporting(work: Path) -> str:
    """Seconds of the yearly report of 200 organisations beyond counting."""
    from partydesk.documents.report.writing import write_report
    from partydesk.rules import indicators, norms
    from partydesk.store.opening import open_store
    from tests.bench import files, park

    told = []
    with open_store(park.park(work / "park-200", 200), write=False) as store:

        def count() -> None:
            with store.read() as connection:
                indicators.tally(connection, files.PERIOD)
                norms.evaluate(connection, files.PERIOD)

        for suffix in ("docx", "pdf"):
            write_report(store, files.PERIOD, work / f"report.{suffix}")
            beyond = [
                timed(lambda: write_report(store, files.PERIOD, work / f"report.{suffix}"))  # noqa: B023 # called at once
                - timed(count)
                for _ in range(3)
            ]
            told.append(f"{suffix} {statistics.median(beyond):.2f} s")
    return f"{', '.join(told)} beyond indicators and norms (limit 2 s)"


def importing(work: Path) -> str:
    """A roster of 1,155 rows taken, and one of 20,000 read, ÷ calamine's reading of the same."""
    import shutil

    from partydesk.exchange.reading.reader import read_book
    from partydesk.exchange.roster.intake import apply, propose
    from partydesk.store import store as stores
    from partydesk.store.home import Home
    from tests.bench import files

    few, many = (files.roster(work / f"roster-{rows}.xlsx", rows) for rows in (1_155, 20_000))

    def take() -> None:
        folder = work / "taking"
        shutil.rmtree(folder, ignore_errors=True)
        own = {"code": "P0001", "name": "甲支部"}
        with stores.create(Home(folder), "branch", own) as store:
            proposal = propose(store, few)
            assert proposal.added == 1_155, "a row was not taken"
            apply(store, proposal)

    taken, read = [], []
    for _ in range(REPEATS):
        taken.append(timed(take) / timed(lambda: read_with_calamine([few])))
        read.append(timed(lambda: read_book(str(many))) / timed(lambda: read_with_calamine([many])))
    return (
        f"{statistics.median(taken):.0f} × calamine's reading; 20,000 rows read in "
        f"{statistics.median(read):.2f} × (limit 1.2)"
    )


def protecting(work: Path) -> str:
    """What a password costs: merging, saving, counting, starting."""
    from tests.bench import passwords

    return passwords.costs(work)


def main() -> None:
    """Print the table."""
    work = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    wanted = sys.argv[2:]
    for name, measure in {
        "merge 60 submissions": merging,
        "export one": exporting,
        "60 sealed submissions": sealing,
        "import a roster": importing,
        "peak memory, 300 files to 60": memory,
        "start to a usable window": starting,
        "search 100,000 members": searching,
        "palette": palette,
        "scroll 100,000 members": scrolling,
        "open pages and forms": opening,
        "memory with 100,000 members": resident,
        "count up to 3,000 organisations": counting,
        "report of 200 organisations": reporting,
        "a password": protecting,
    }.items():
        if not wanted or any(word in name for word in wanted):
            print(f"{name:32} {measure(work)}", flush=True)


if __name__ == "__main__":
    main()
