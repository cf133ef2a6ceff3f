"""A process that has everything imported and runs commands in copies of itself, to be killed.

A line of JSON on standard input runs one command: {"arguments": […], "out": file, "tmp": folder,
"under": folder, "kill_at": event, "limit": bytes}. A line tells its process, another one how it
ended: {"status": …, "events": how many times it touched files under the folder}.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any


class Zygote:
    """The process, as its parent sees it; use as a context manager."""

    def __enter__(self) -> Zygote:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def begin(self, under: Path, arguments: list[str], **more: Any) -> int:
        """Start a command whose files lie under a folder; its process, which leads a group."""
        (under / "tmp").mkdir(exist_ok=True)
        told = {
            "arguments": arguments, "out": str(under / "said.txt"), "under": str(under),
            "tmp": str(under / "tmp"), "kill_at": 0, "limit": 0, **more,
        }  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return int(self._answer()["pid"])

    def end(self) -> tuple[int, int]:
        """Wait for it: its exit status (-9 when killed) and how often it touched files."""
        told = self._answer()
        return int(told["status"]), int(told["events"])

    def run(self, under: Path, *arguments: str | Path, **more: Any) -> tuple[int, str, int]:
        """Run to the end: exit status, all it said, how often it touched files."""
        self.begin(under, list(map(str, arguments)), **more)
        status, events = self.end()
        return status, (under / "said.txt").read_text("utf-8"), events

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _serve() -> None:
    import openpyxl  # noqa: F401 - what the commands import when they need it
    import reportlab.platypus  # noqa: F401

    import partydesk.cli.parser
    import partydesk.documents.fonts
    import partydesk.exchange.merge.merge
    import partydesk.exchange.merge.withdrawal
    import partydesk.exchange.replies.answer
    import partydesk.exchange.rollup.workbook
    import partydesk.exchange.roster.intake
    import partydesk.exchange.submission.writing
    import partydesk.store.portable_copy  # noqa: F401

    for line in sys.stdin:
        told = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _command(told, writing)
        os.close(writing)
        print(json.dumps({"pid": child}), flush=True)
        _, status = os.waitpid(child, 0)
        with os.fdopen(reading) as pipe:
            events = pipe.read()
        exited = os.waitstatus_to_exitcode(status)
        print(json.dumps({"status": exited, "events": int(events or 0)}), flush=True)


def _command(told: dict[str, Any], pipe: int) -> None:
    """Run one command in this process and end it."""
    from partydesk.__main__ import main

    os.setsid()
    said = os.open(told["out"], os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, handle in ((0, nothing), (1, said), (2, said)):
        os.dup2(handle, number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115, PTH123
    tempfile.tempdir = None
    os.environ["TMPDIR"] = told["tmp"]
    if told["limit"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["limit"], told["limit"]))
    events = 0

    def touched(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal events
        if any(str(one).startswith(told["under"]) for one in arguments):
            events += 1
            if events == told["kill_at"]:
                os.killpg(0, signal.SIGKILL)

    sys.addaudithook(touched)
    status = 99
    try:
        status = main(told["arguments"])
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os.write(pipe, str(events).encode())
        os._exit(status)


if __name__ == "__main__":
    _serve()
