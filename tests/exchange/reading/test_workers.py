"""One file that kills or hangs its worker is named; the others are read, in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from partydesk.exchange.reading.book import Book
from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.reading.workers import IN_FLIGHT, Readers
from partydesk.records.findings import UserError
from tests import leftovers
from tests.exchange import hostile
from tests.reader_processes import of_their_own

WORKERS = 2


def behave(path: str, how: str) -> str:
    """Do in a worker what a hostile file would make it do."""
    if how == "abort":
        os.abort()
    elif how == "sleep":
        time.sleep(600)
    elif how == "memory":
        held = bytearray(3 << 30)
        return str(len(held))
    elif how == "error":
        raise ZeroDivisionError(how)
    elif how == "exit":
        sys.exit(3)
    elif how == "refuse":
        raise UserError("not-today", "今天不收，请明天再来。")
    elif how == "noise":
        os.write(2, b"thread panicked")
    elif how == "unpicklable":
        return lambda: path  # type: ignore[return-value]  # exactly what must not come back
    return f"{path}:{os.getpid()}"


def read(path: str, _: None) -> Book:
    """Read a book in a worker."""
    return read_book(path)


@pytest.fixture(scope="module", autouse=True)
def own_processes() -> Iterator[None]:
    with of_their_own():
        yield


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with leftovers.shared("reader_"), Readers(workers=WORKERS, timeout=5) as pool:
        yield pool


def codes(results: Iterator[tuple[str, str | UserError]]) -> list[str]:
    return [
        result.code if isinstance(result, UserError) else result.partition(":")[0]
        for _, result in results
    ]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("abort", "reader-crashed"),
        ("memory", "reader-crashed"),
        ("error", "reader-failed"),
        ("exit", "reader-failed"),
        ("unpicklable", "reader-failed"),
        ("refuse", "not-today"),
    ],
)
def test_a_bad_file_is_named_and_the_others_go_on(readers: Readers, how: str, code: str) -> None:
    if how == "memory" and sys.platform not in ("linux", "win32"):
        pytest.skip("this system does not hold a process to a memory limit")
    jobs = [("甲", "good"), ("乙", how), ("丙", "good"), ("丁", how), ("戊", "good")]
    results = list(readers.map(behave, jobs))
    assert [path for path, _ in results] == ["甲", "乙", "丙", "丁", "戊"]
    assert codes(iter(results)) == ["甲", code, "丙", code, "戊"]
    for _, result in results:
        if isinstance(result, UserError):
            assert result.message.endswith("。")


def test_a_file_that_takes_for_ever(readers: Readers) -> None:
    with Readers(workers=WORKERS, timeout=3.0) as hasty:
        jobs = [("甲", "sleep"), ("乙", "good"), ("丙", "good")]
        assert codes(hasty.map(behave, jobs)) == ["reader-timeout", "乙", "丙"]


def test_results_come_in_the_order_asked_and_workers_are_used_again(readers: Readers) -> None:
    names = [f"文件{number}" for number in range(40)]
    results = list(readers.map(behave, ((name, "good") for name in names)))
    assert [path for path, _ in results] == names
    assert len({str(result).partition(":")[2] for _, result in results}) <= 2


def test_few_files_are_in_flight(readers: Readers) -> None:
    taken = 0

    def jobs() -> Iterator[tuple[str, str]]:
        nonlocal taken
        for taken in range(1, 101):
            yield f"文件{taken}", "good"

    results = readers.map(behave, jobs())
    for given, _ in enumerate(results, 1):
        assert taken - given <= IN_FLIGHT * WORKERS


def test_a_caller_that_stops_halfway_leaves_a_pool_that_works(readers: Readers) -> None:
    results = readers.map(behave, ((f"文件{number}", "good") for number in range(20)))
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator, told to callers as an iterator
    assert codes(readers.map(behave, [("甲", "good")])) == ["甲"]


def test_closing_does_not_wait_for_a_hanging_file() -> None:
    readers = Readers(workers=1, timeout=600)
    results = readers.map(behave, [("甲", "good"), ("乙", "sleep"), ("丙", "good")])
    assert next(results)[0] == "甲"
    readers.close()


def test_workers_write_nothing_on_the_terminal(
    readers: Readers, capfd: pytest.CaptureFixture[str]
) -> None:
    with Readers(workers=1) as quiet:
        list(quiet.map(behave, [("甲", "noise"), ("乙", "error"), ("丙", "abort")]))
    assert capfd.readouterr().err == ""


def test_a_workbook_that_aborts_the_reader(readers: Readers, tmp_path: Path) -> None:
    # Blanks around the equals sign keep the far cell from the quick look; the memory limit holds.
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row><c r = "XFD1048576"><v>1</v></c></row>'
    bad = hostile.xlsx(tmp_path / "坏.xlsx", rows)
    good = hostile.xlsx(tmp_path / "好.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    results = dict(readers.map(read, [(str(bad), None), (str(good), None)]))
    refusal, book = results[str(bad)], results[str(good)]
    assert isinstance(refusal, UserError)
    assert refusal.code in ("reader-crashed", "too-far")
    assert "坏.xlsx" in refusal.message
    assert isinstance(book, Book)
    assert book.sheets[0].rows == [[1]]


def test_reading_loads_nothing_heavy() -> None:
    script = (
        "import sys; import partydesk.exchange.reading.reader, partydesk.exchange.reading.workers; "
        "print([name for name in sys.modules if name in "
        "('sqlalchemy', 'openpyxl', 'msoffcrypto', 'PySide6', 'lxml', 'olefile')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL to send")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    (tmp_path / "orphan_job.py").write_text(
        "import os, time\n"
        "def hang(path, argument):\n"
        "    open(path, 'w').write(str(os.getpid()))\n"
        "    time.sleep(600)\n"
    )
    (tmp_path / "parent.py").write_text(
        "import sys\n"
        "from orphan_job import hang\n"
        "from partydesk.exchange.reading.workers import IN_FLIGHT, Readers\n"
        "if __name__ == '__main__':\n"
        "    list(Readers(workers=1).map(hang, [(sys.argv[1], None)]))\n"
    )
    told = tmp_path / "pid"
    root = Path(__file__).resolve().parents[3]
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py"), str(told)],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
    )
    try:
        worker = int(_when(lambda: told.exists() and told.read_text()))
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    _when(lambda: not _running(worker))


def _when(true: object) -> str:
    assert callable(true)
    for _ in range(600):
        value = true()
        if value:
            return str(value)
        time.sleep(0.05)
    raise AssertionError("it never came true")


def _running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
