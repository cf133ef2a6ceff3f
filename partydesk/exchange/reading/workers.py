"""Worker processes for reading files of strangers: what kills or hangs one is named, not fatal."""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, TypeVar

from partydesk.records.findings import UserError

A = TypeVar("A")
T = TypeVar("T")

# A first start may wait for a virus scanner; it does not count against the file in hand.
_START_SECONDS = 120.0
# Enough for the workers to go on while the results of a few files are being written.
IN_FLIGHT = 4
_SPAWN = multiprocessing.get_context("spawn")
_log = logging.getLogger(__name__)
# Without a handler of its own, Python would print a traceback on the user's terminal.
_log.addHandler(logging.NullHandler())


class Readers:
    """A few worker processes that read files, several at once; use as a context manager.

    `timeout` is seconds per file, `memory` bytes per worker on top of the interpreter itself.
    Processes start when first needed and serve many `map` calls. At most IN_FLIGHT files per
    worker are under way or waiting to be fetched, so memory does not grow with the number of files.
    """

    def __init__(
        self, workers: int | None = None, timeout: float = 60.0, memory: int = 1 << 30
    ) -> None:
        self._count = workers or max(1, min(4, os.cpu_count() or 1))
        self._timeout = timeout
        self._memory = memory
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._busy: set[_Worker] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(self._count, "reader")

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop all workers, the busy ones too; no further `map` is possible."""
        with self._lock:
            self._closed = True
            for worker in self._busy:
                worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._idle.empty():
            self._idle.get_nowait().kill()

    def map(
        self, function: Callable[[str, A], T], jobs: Iterable[tuple[str, A]]
    ) -> Iterator[tuple[str, T | UserError]]:
        """Run `function(path, argument)` in a worker for each job; yield (path, result) in order.

        `function` is a module-level function that leaves its argument as it is. Its UserError is
        the result; so is a UserError reader-crashed, reader-timeout or reader-failed for a file
        that killed its worker, took longer than the timeout, or met an unforeseen error.
        """
        under_way: deque[tuple[str, Future[T | UserError]]] = deque()
        try:
            for path, argument in jobs:
                future = self._threads.submit(self._run, function, path, argument)
                under_way.append((path, future))
                if len(under_way) >= IN_FLIGHT * self._count:
                    first, result = under_way.popleft()
                    yield first, result.result()
            while under_way:
                first, result = under_way.popleft()
                yield first, result.result()
        finally:
            for _, left in under_way:
                left.cancel()

    def _run(self, function: Callable[[str, A], T], path: str, argument: A) -> T | UserError:
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            worker = _Worker(self._memory)
        with self._lock:
            self._busy.add(worker)
            if self._closed:
                worker.kill()
        try:
            kind, value = worker.ask(function, path, argument, self._timeout)
        finally:
            with self._lock:
                self._busy.discard(worker)
            if worker.alive:
                self._idle.put(worker)
        name = Path(path).name
        if kind == "result":
            result: T | UserError = value
            return result
        if kind == "timeout":
            return UserError(
                "reader-timeout",
                f"读“{name}”超过 {self._timeout:g} 秒还没有读完，已停止，其他文件不受影响。"
                "请用 WPS 或 Excel 打开它，删去多余的行列，另存为 .xlsx 后再交来。",
            )
        if kind == "failed":
            _log.error("unforeseen error over %s\n%s", path, value)
            return UserError(
                "reader-failed",
                f"读“{name}”时出了没有料到的错误，已搁置，其他文件不受影响。"
                "请用 WPS 或 Excel 打开它，另存为 .xlsx 后再交来。",
            )
        return UserError(
            "reader-crashed",
            f"“{name}”让读取程序中途停止（内容异常，或表太大超出内存上限），已搁置，其他文件不受影响。"
            "请用 WPS 或 Excel 打开它，删去多余的行列，另存为 .xlsx 后再交来。",
        )


class _Worker:
    """One worker process and the pipe to it."""

    def __init__(self, memory: int) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(far_end, memory), daemon=True)
        self._process.start()
        far_end.close()
        self._ready = False
        self._argument: object = self  # what the last job was given; no job is given a worker
        self.alive = True

    def ask(
        self, function: Callable[[str, A], T], path: str, argument: A, timeout: float
    ) -> tuple[str, Any]:
        """Have one job done: (result, value), (failed, traceback), (timeout, …) or (crashed, …).

        An argument that the job before was given too stays where it is: what submissions are read
        with weighs as much as what is read.
        """
        try:
            if not self._ready:
                self._ready = self._pipe.poll(_START_SECONDS) and bool(self._pipe.recv())
            again = argument is self._argument
            self._pipe.send((function, path, again, None if again else argument))
            self._argument = argument
            if not self._pipe.poll(timeout):
                self.kill()
                return "timeout", None
            kind, value = self._pipe.recv()
        except (EOFError, OSError):
            self.kill()
            return "crashed", None
        if kind == "crashed":
            self.kill()
        return kind, value

    def kill(self) -> None:
        """End the process at once and for good."""
        self.alive = False
        self._process.kill()
        self._process.join(5)


def _serve(pipe: Connection, memory: int) -> None:
    """A worker's life: do jobs until the pipe or the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Reading makes many objects and no cycles worth looking for between them.
    gc.disable()
    _be_quiet()
    _limit_memory(memory)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(True)
        argument = None
        while True:
            function, path, again, given = pipe.recv()
            argument = argument if again else given
            pipe.send_bytes(_answer(function, path, argument))


def _answer(function: Callable[[str, Any], Any], path: str, argument: Any) -> bytes:
    try:
        # Pickled here, inside the try: a result that cannot travel is a failure like any other.
        return bytes(ForkingPickler.dumps(("result", function(path, argument))))
    except UserError as error:
        return bytes(ForkingPickler.dumps(("result", error)))
    except MemoryError:
        return bytes(ForkingPickler.dumps(("crashed", None)))
    except BaseException:
        # Also what is no Exception: a panic in the reader, a sys.exit in some library.
        return bytes(ForkingPickler.dumps(("failed", traceback.format_exc())))


def _die_with_parent() -> None:
    """End this process when its parent has gone, even in the middle of a file."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _be_quiet() -> None:
    """Keep a panic's text off the user's terminal, and crash dialogs off the screen."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    if sys.platform == "win32":
        import ctypes

        # SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX
        ctypes.windll.kernel32.SetErrorMode(0x8003)


def _limit_memory(memory: int) -> None:
    if sys.platform == "win32":
        _limit_by_job_object(memory)
        return
    import resource

    # The limit counts addresses, which the interpreter itself has already used many of.
    used = 256 << 20
    with contextlib.suppress(OSError, ValueError, IndexError):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_by_job_object(memory: int) -> None:
    """Put this process into a Windows job with a memory limit; without rights to, do nothing."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        class Limits(ctypes.Structure):
            # JOBOBJECT_EXTENDED_LIMIT_INFORMATION, its two inner structures written out.
            _fields_ = [
                ("per_process_user_time", ctypes.c_int64),
                ("per_job_user_time", ctypes.c_int64),
                ("flags", wintypes.DWORD),
                ("minimum_working_set", ctypes.c_size_t),
                ("maximum_working_set", ctypes.c_size_t),
                ("active_processes", wintypes.DWORD),
                ("affinity", ctypes.c_size_t),
                ("priority", wintypes.DWORD),
                ("scheduling", wintypes.DWORD),
                ("io_counters", ctypes.c_uint64 * 6),
                ("process_memory", ctypes.c_size_t),
                ("job_memory", ctypes.c_size_t),
                ("peak_process_memory", ctypes.c_size_t),
                ("peak_job_memory", ctypes.c_size_t),
            ]

        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        limits = Limits(flags=0x100, process_memory=memory)  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
        job = kernel.CreateJobObjectW(None, None)
        if job:
            kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
            kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
