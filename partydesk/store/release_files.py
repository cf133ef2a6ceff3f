"""The files of a frozen release: whether they are as they were built, and putting a portable copy
in an older one's place.

The list of them, `FILES.sha256` in the folder of the version's contents, is made by
resources/windows/build.py. A source tree has none.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import atomic, home
from partydesk.store.lock import FileLock

LIST = "FILES.sha256"
CONTENTS = "partydesk-*"
_PROGRAMS = ("partydesk-cli.exe", "partydesk.exe")
_BEFORE = "_internal"  # the contents of versions before 0.1
_CHUNK = 1 << 20


def program_folder() -> Path:
    """The folder that the running program lies in. Raises UserError where it is not a release."""
    if not getattr(sys, "frozen", False):
        raise UserError("not-a-release", "这是从源码运行的，没有发行文件可以核对")
    return Path(sys.executable).parent


def listed(folder: Path) -> dict[str, str]:
    """Path below `folder` → SHA-256 of the release that lies there. Raises UserError."""
    lists = sorted(folder.glob(f"{CONTENTS}/{LIST}"))
    if len(lists) != 1:
        words = "没有发行文件的清单" if not lists else "有不止一个版本的文件"
        raise UserError("not-a-release", f"“{folder}”里{words}，请重新安装")
    try:
        lines = lists[0].read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("unreadable", f"发行文件的清单“{lists[0]}”读不出来，请重新安装") from error
    split = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in split}


def unlike(folder: Path) -> Iterator[str]:
    """What differs from the list, in words: missing, changed, and what is too much in the
    contents."""
    wanted = listed(folder)
    for name, digest in wanted.items():
        path = folder / name
        if not path.is_file():
            yield f"缺少文件：{name}"
        elif _digest(path) != digest:
            yield f"文件被改过：{name}"
    for contents in _contents(folder):
        for path in contents.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in wanted and path.name != LIST:
                yield f"多出文件：{name}"


def upgrade_copy(new: Path, old: Path) -> Path:
    """Put the release in `new` in the place of that in the portable copy `old`; its records stay.

    The new contents are laid beside the old ones and proved; then each program is changed in one
    step, so that whatever happens one of the two versions works. Returns `old`. Raises UserError
    where `old` is no portable copy or is open, and where it cannot be written.
    """
    old, new = old.absolute(), new.absolute()
    if not (old / home.PORTABLE_MARK).is_file() or not (old / _PROGRAMS[1]).is_file():
        raise UserError(
            "not-portable",
            f"“{old}”不是便携版的文件夹（里面要有 {home.PORTABLE_MARK} 和 {_PROGRAMS[1]}），"
            "没有升级。请把旧的那个文件夹整个拖过来",
        )
    if old.samefile(new):
        raise UserError("same", "拖过来的就是新版自己，没有升级。请把旧的那个文件夹拖过来")
    wrong = next(unlike(new), "")
    if wrong:
        raise UserError("damaged", f"新版的文件不完整（{wrong}），没有升级。请重新解压压缩包再试")
    records = home.Home(old / home.PORTABLE_FOLDER)
    names = [path.name for path in _contents(new)]
    with FileLock(records.lock) if records.folder.is_dir() else nullcontext():
        try:
            for name in names:
                _lay(new / name, old / name)
            for name in (*_PROGRAMS, *(path.name for path in _beside(new))):
                with atomic.written(old / name) as temporary:
                    shutil.copyfile(new / name, temporary)
        except OSError as error:
            raise atomic.write_error(error, old / _PROGRAMS[1]) from error
    for stale in (*_contents(old), old / _BEFORE):
        if stale.name not in names and stale.is_dir():
            shutil.rmtree(stale, ignore_errors=True)
    return old


def _lay(source: Path, final: Path) -> None:
    """A copy of the contents, whole, under its final name."""
    aside = final.with_name(f"{final.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    with atomic.scratch_folder(final.parent) as folder:
        laid = folder / final.name
        for path in sorted(source.rglob("*")):
            if not path.is_file():
                continue
            copy = laid / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            # No modes and times: a stick's file system may have neither.
            shutil.copyfile(path, copy)
            if _digest(copy) != _digest(path):
                raise UserError(
                    "unlike", f"“{copy.name}”抄过去以后与原来不同，没有升级。请换一个盘再试"
                )
        if final.exists():
            atomic.patiently_move(final, aside)
        atomic.patiently_move(laid, final)
    shutil.rmtree(aside, ignore_errors=True)


def _contents(folder: Path) -> list[Path]:
    """The folders of what versions need; one, unless an upgrade broke off."""
    return [path for path in sorted(folder.glob(CONTENTS)) if path.is_dir()]


def _beside(folder: Path) -> Iterator[Path]:
    """What lies beside the programs, but for what an installer adds."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in _PROGRAMS and path.name != "uninstall.exe":
            yield path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        sha = hashlib.sha256()
        while piece := file.read(_CHUNK):
            sha.update(piece)
    return sha.hexdigest()
