"""What all tests share: small real files, Qt without a screen, moderate hypothesis runs."""

from __future__ import annotations

import gc
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from partydesk.records import clock
from partydesk.sample.makers import make_branch, make_committee
from partydesk.store.home import Home
from partydesk.store.store import Store
from tests import compiled_once
from tests import once_made as keeping
from tests.leftovers import put_away
from tests.reader_processes import handed_on

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def at_present_on(day: date) -> Callable[[], datetime]:
    """A clock (`clock.source`) that goes as the computer's does, but always on that day."""
    return lambda: datetime.combine(day, datetime.now().time())


for profile, examples in (("partydesk", 12), ("dear", 50)):
    settings.register_profile(
        profile,
        deadline=None,
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )

settings.load_profile("partydesk")

if "PARTYDESK_TODAY" in os.environ:
    # The whole suite on another day: PARTYDESK_TODAY=2028-02-29 python -m tests
    clock.source = at_present_on(date.fromisoformat(os.environ["PARTYDESK_TODAY"]))

_ENDED = count()  # tests of this process
BRANCH_NAME = "中共示例园区甲科技有限公司支部委员会"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--shuffle 7`: the files, and the tests within each, in an order of their own; `--dear`."""
    parser.addoption("--dear", action="store_true", help="also the tests that take longest")
    parser.addoption("--shuffle", type=int, metavar="SEED", help="in another order, by this seed")


def pytest_configure(config: pytest.Config) -> None:
    """What a run of everything leaves out, since it has to end in a quarter of an hour."""
    config.addinivalue_line(
        "markers", "dear: takes long; runs with --dear, or when its file is named"
    )
    if config.getoption("--dear"):
        settings.load_profile("dear")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is dear, and shuffle what was collected, as is wanted."""
    named = any(".py" in argument for argument in config.args)
    if not (named or config.getoption("--dear")):
        items[:] = [item for item in items if item.get_closest_marker("dear") is None]
    seed = config.getoption("--shuffle")
    if seed is None:
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    order = random.Random(seed)
    for tests in files.values():
        order.shuffle(tests)
    paths = sorted(files)
    order.shuffle(paths)
    items[:] = [item for path in paths for item in files[path]]


def pytest_collection_finish() -> None:
    """What is there before the first test is no test's."""
    set_apart()


def set_apart() -> None:
    """The collector need not go again through the hundreds of thousands of objects that are there,
    nor whoever looks for what a test left behind."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test that leaves something behind fails for it, and the next one begins without it."""
    yield
    left = put_away()
    if next(_ENDED) % 25 == 0:
        set_apart()  # what was imported since, and what is kept once worked out
    assert not left, f"{item.nodeid} left behind: {'; '.join(left)}"


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder of the tests' own for temporary files: what is in it after a test is left over."""
    tempfile.tempdir = str(tmp_path_factory.mktemp("temporary"))


@pytest.fixture(scope="session", autouse=True)
def reader_processes() -> Iterator[None]:
    """All tests of this process read with the same workers."""
    with handed_on():
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> Iterator[None]:
    """All tests of this process ask with the same compiled statements."""
    with compiled_once.shared():
        yield


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[QtBot]:
    """That of pytest-qt, but its widgets live until the test is over. It holds them weakly, and the
    collector, coming while one is painted that nobody holds any more, would take it away."""
    held: dict[int, QWidget] = {}
    add = qtbot.addWidget

    def add_and_hold(widget: QWidget, **how: Any) -> None:
        held[id(widget)] = widget
        widget.destroyed.connect(partial(held.pop, id(widget), None))
        add(widget, **how)

    monkeypatch.setattr(qtbot, "addWidget", add_and_hold)
    yield qtbot
    held.clear()


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Makes it another day for the program, until the test is over."""
    return lambda day: monkeypatch.setattr(clock, "source", at_present_on(day))


@pytest.fixture(scope="session", autouse=True)
def kept_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where the files lie that are made once in this process."""
    with keeping.kept_in(tmp_path_factory.mktemp("once")):
        yield


@pytest.fixture(scope="session")
def once_made() -> Callable[..., Store]:
    """`once_made(make, folder)` opens a copy, in that folder, of the file that `make(home)` makes
    (`tests/once_made.py`)."""
    return keeping.copy_of


def _branch(home: Home) -> Store:
    return make_branch(
        home,
        "P0312",
        BRANCH_NAME,
        short_name="甲科技支部",
        seed=3,
        members=14,
        through=date(2026, 3, 31),
    )


def _committee(home: Home) -> Store:
    return make_committee(home, seed=1, firms=20)


@pytest.fixture
def branch_store(tmp_path: Path, once_made: Callable[..., Store]) -> Iterator[Store]:
    """A branch of 14 people with its records up to the end of March."""
    with once_made(_branch, tmp_path / "支部 甲") as store:
        yield store


@pytest.fixture
def committee_store(tmp_path: Path, once_made: Callable[..., Store]) -> Iterator[Store]:
    """A committee with its own year and twenty firms."""
    with once_made(_committee, tmp_path / "党委") as store:
        yield store


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    """A branch's file that holds nothing but the branch."""
    with keeping.new_file(tmp_path / "空 支部", "branch", code="P0001", name="空支部") as store:
        yield store


@pytest.fixture
def add(empty_store: Store) -> Callable[..., str]:
    """Add one record to `empty_store` in an operation of its own, and get its uid."""

    def adding(kind: str, /, **values: Any) -> str:
        with empty_store.write(f"添加{kind}") as writer:
            return writer.add(kind, values)

    return adding
