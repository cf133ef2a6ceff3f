"""What the window costs: frames while scrolling, opening pages and forms, memory of a list.

Run as a program (`python -m tests.bench.screen FOLDER`) it prints the resident kilobytes of a
process that shows the members of that data folder.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def shown(home: Path) -> Iterator[Any]:
    """The window on a data folder, as large as a laptop's."""
    from PySide6.QtWidgets import QApplication

    from partydesk.desk.kit.app_context import AppContext
    from partydesk.desk.shell.application import make_application
    from partydesk.desk.shell.window import Window
    from partydesk.store.home import Home
    from partydesk.store.opening import open_store

    if QApplication.instance() is None:
        make_application()
    with open_store(Home(home)) as store:
        context = AppContext(store)
        window = Window(context)
        window.resize(1366, 728)
        window.show()
        _settle()
        yield window
        context.close()
        window.deleteLater()
        _settle()


def _settle(seconds: float = 0.4) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    # Not QTest.qWait: it keeps the interpreter's lock, and work off the screen would stand still.
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def palette(home: Path) -> str:
    """The keys of some names in the palette, in the processor's time: others may be at work."""
    from partydesk.desk.shell.palette.finding import look
    from partydesk.desk.shell.palette.opening import _sources

    ours, bare = [], []
    with shown(home) as window:
        sources, store = _sources(window, ()), window.context.store
        look(sources, "z")
        with store.read() as connection:
            kinds = [view.kind for view in sources.views]
            records = sum(
                connection.exec_driver_sql(f"SELECT count(*) FROM {kind}").scalar_one()
                for kind in kinds
            )
            keys = connection.exec_driver_sql("SELECT search FROM member LIMIT 8").fetchall()
            typed = {
                w[:n] for (key,) in keys for w in key.split()[:3] for n in range(1, len(w) + 1)
            }
            for text in sorted(typed):

                def count(text: str = text) -> None:
                    for kind in kinds:
                        connection.exec_driver_sql(
                            f"SELECT count(*) FROM {kind} WHERE instr(search, ?) > 0", (text,)
                        ).fetchall()

                runs = [
                    (_milliseconds(lambda: look(sources, text)), _milliseconds(count))  # noqa: B023 # called at once
                    for _ in range(3)
                ]
                ours.append(min(own for own, _ in runs))
                bare.append(min(beside for _, beside in runs))
    at95 = statistics.quantiles(ours, n=20)[-1]
    ratio = statistics.median(each / beside for each, beside in zip(ours, bare, strict=True))
    return (
        f"{at95 * 100_000 / records:.0f} ms for 100,000 records at the 95th percentile of "
        f"{len(ours)} keys (limit 50 ms), {ratio:.2f} × counting them"
    )


def _at_rest(window: Any) -> None:
    """Wait until nothing is worked on off the screen any more."""
    _settle(2)
    while window.context._jobs:
        _settle(0.2)
    _settle(0.5)


def _milliseconds(work: Callable[[], object]) -> float:
    """Of the processor in this thread, which is the screen's: others may be at work beside it."""
    started = time.thread_time()
    work()
    return (time.thread_time() - started) * 1000


def scrolling(home: Path) -> str:
    """Frames of a list of 100,000 rows: by the wheel, by pages, by dragging to far places."""
    from PySide6.QtWidgets import QApplication

    frames: list[float] = []
    with shown(home) as window:
        window.turn_to("members")
        _settle()
        view = window.space.list_page.view
        bar = view.verticalScrollBar()

        def frame(value: int) -> None:
            bar.setValue(value)
            QApplication.processEvents()  # paints what came into sight

        whole = bar.maximum()
        steps = [(3 * n) for n in range(300)]
        steps += [900 + 14 * n for n in range(150)]
        steps += [whole * n // 60 for n in range(60)]
        frames = [_milliseconds(lambda value=value: frame(value)) for value in steps]
    at95 = statistics.quantiles(frames, n=20)[-1]
    within = sum(each < 16 for each in frames) / len(frames)
    return (
        f"{within:.1%} of {len(frames)} frames under 16 ms (limit 99 %), "
        f"the 95th percentile {at95:.1f} ms, the longest {max(frames):.0f} ms (limit 33)"
    )


def opening(home: Path) -> str:
    """Every page and form of a branch with its year of records, each for the first time.

    Until it is painted; what a page then asks for off the screen is not waited for. The window
    has stood a few seconds, as it has when somebody opens the first page.
    """
    from PySide6.QtWidgets import QApplication

    from partydesk.desk.shell.preload import Preload, questions
    from partydesk.records.base import kinds
    from partydesk.store import queries

    times: dict[str, float] = {}
    with shown(home) as window:
        loaded = Preload(window, questions(window.context.store))
        with_all: list[bool] = []
        loaded.ended.connect(lambda: with_all.append(True))
        while not with_all:
            _settle(0.1)
        gc.freeze()  # as shell/app.py does then

        def painted(do: Callable[[], object]) -> None:
            do()
            QApplication.sendPostedEvents()
            window.repaint()

        for tab in window.places.tabs:
            times[tab.title] = _milliseconds(
                lambda tab=tab: painted(lambda: window.turn_to(tab.key))
            )
            _settle(0.3)
        listed = [listing.kind for tab in window.places.tabs for listing in tab.listings]
        for kind in listed:
            with window.context.store.read() as connection:
                found = queries.ids(connection, queries.Query(kind))[:1]
                rows = queries.window(connection, kind, found)
            for uid in ("", *(str(rows[each]["uid"]) for each in found)):
                name = f"{kinds()[kind].title}表{'（已有）' if uid else ''}"
                open_it = lambda kind=kind, uid=uid: window.space.open_form(kind, uid)  # noqa: E731 # named for the next line
                times[name] = _milliseconds(lambda do=open_it: painted(do))
                _settle(0.2)
                window.space.pop_page(window.space.stack.currentWidget())
    slowest = sorted(times.items(), key=lambda pair: -pair[1])[:4]
    over = sum(each > 100 for each in times.values())
    told = "、".join(f"{name} {each:.0f}" for name, each in slowest)
    return f"{over} of {len(times)} over 100 ms (limit 0); slowest, ms: {told}"


def memory(empty: Path, full: Path) -> str:
    """Resident memory with 100,000 members less that of the empty window.

    Of the list alone, and when 总览 has asked the rules about all of them too.
    """
    lists, everything = [], []
    for home in (empty, full):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.screen", str(home)],
            capture_output=True,
            text=True,
            check=True,
        )
        only, all_of_it = done.stdout.split()[-2:]
        lists.append(int(only))
        everything.append(int(all_of_it))
    return (
        f"the list {(lists[1] - lists[0]) / 1024:.0f} MiB over the empty window's "
        f"{lists[0] // 1024} (limit 60); with 总览 "
        f"{(everything[1] - everything[0]) / 1024:.0f} over {everything[0] // 1024}"
    )


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise OSError("the system does not tell how much memory is in use")


def _tell(home: Path) -> None:
    """Print what is resident with the list of members alone, then with the whole window."""
    from partydesk.desk.kinds import view_of
    from partydesk.desk.kit.app_context import AppContext
    from partydesk.desk.lists.page import ListPage
    from partydesk.desk.shell.application import make_application
    from partydesk.store.home import Home
    from partydesk.store.opening import open_store

    application = make_application()
    with open_store(Home(home)) as store:
        context = AppContext(store)
        page = ListPage(context, view_of("member"))
        page.resize(1366, 600)
        page.show()
        _settle(1)
        only = _resident()
        page.deleteLater()
        context.close()
    with shown(home) as window:
        window.turn_to("members")
        _at_rest(window)
        print(only, _resident())
    application.quit()


if __name__ == "__main__":
    _tell(Path(sys.argv[1]))
