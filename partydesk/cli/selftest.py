"""`selftest`: the whole path in a temporary folder; shows that this copy of the program works."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from partydesk.cli import release
from partydesk.cli.outcome import Outcome
from partydesk.records.findings import UserError
from partydesk.store import atomic
from partydesk.store.logs import code_path


def selftest(options: Any) -> Outcome:
    """Do every step, stop at the first that fails, leave nothing behind; with `--release`, only
    look at the program's own files."""
    if options.release:
        return release.check()
    from partydesk.cli.selftest_steps import Walk

    told: list[dict[str, Any]] = []
    folder = Path(tempfile.mkdtemp(prefix="partydesk-"))
    try:
        with ExitStack() as open_:
            for name, act in Walk(folder / "自检 文件夹", open_).steps():
                if not _done(told, name, act):
                    break
    finally:
        _done(told, "清理临时文件夹", lambda: _clear(folder))
    ok = all(each["ok"] for each in told)
    failed = "、".join(each["name"] for each in told if not each["ok"])
    lines = [
        f"{'通过' if each['ok'] else '没通过'}  {each['name']}：{each['said']}" for each in told
    ]
    lines.append("自检通过" if ok else f"自检没有通过：{failed}。请把上面几行告诉维护人员")
    return Outcome({"ok": ok, "steps": told}, lines, findings=not ok)


def _done(told: list[dict[str, Any]], name: str, act: Callable[[], str]) -> bool:
    """Do one step and write down how it went."""
    began = time.perf_counter()
    try:
        ok, said = True, act()
    except UserError as refusal:
        ok, said = False, refusal.message
    except Exception as error:
        # What some library does in a broken copy of the program is what this is here to find.
        ok, said = False, f"出了没有料到的错误（{error}；{code_path(error)}）"
    seconds = round(time.perf_counter() - began, 2)
    told.append({"name": name, "ok": ok, "said": said, "seconds": seconds})
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"{name}…{'好' if ok else '没通过'}", file=sys.stderr)
    return ok


def _clear(folder: Path) -> str:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise atomic.write_error(error, folder) from error
    return "没有留下东西"
