"""What commands write: under the right suffix, and over nothing that something else wrote.

As in the window, where one is asked: a file that is there already is replaced for `--replace`, or
where it is just what the same command wrote there before. Every option that names such a file is
declared by `arguments.out`, and judged before its command runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from partydesk.cli.outcome import home_of
from partydesk.records.findings import UserError
from partydesk.store import atomic, written_before
from partydesk.store.file_names import untaken

# What says how a command goes about it, not what it is asked for.
_BESIDE = {"home", "json", "password_file", "new_password_file", "replace", "command", "written"}


@dataclass(frozen=True, slots=True)
class Output:
    """An option that names a file to be written: the suffixes it may have, the first of which a
    name without gets; none where the option names a `folder` alone. Where it may be a folder, too,
    the command names the file in it."""

    name: str
    suffixes: Sequence[str] = ()
    folder: bool = False


@contextmanager
def judged(options: Any) -> Iterator[None]:
    """Put right and judge what the options name, before anything is done, and again as a file is
    about to be there; what is written is remembered for the next time. Raises UserError."""
    files = []
    for each in getattr(options, "written", ()):
        path = getattr(options, each.name, None)
        if path is None or not each.suffixes:
            continue
        if each.folder and (path.is_dir() or getattr(options, "all", False)):
            continue
        files.append(suffixed(path, each.suffixes))
        setattr(options, each.name, files[-1])
    options.act, options.claimed = _act(options), []
    for path in files:
        claim(options, path)
    before, atomic.appearing = atomic.appearing, partial(_appearing, options)
    try:
        yield
    finally:
        atomic.appearing = before


def claim(options: Any, path: Path) -> None:
    """Have a command write this file. Raises UserError 'same-file', 'exists'."""
    if any(_is(path, each) for each in _inputs(options)):
        raise UserError("same-file", f"“{path}”是这次要读的文件，不能写在它上面。请换一个文件名")
    # Without records there is no list of what was written: it shows once it is made.
    if home_of(options).database.is_file():
        _refuse_others(options, path)
    options.claimed.append(path)


def _appearing(options: Any, content: Path, path: Path) -> None:
    if path in options.claimed:
        _refuse_others(options, path, content)
        written_before.note(home_of(options), options.act, path, content)


def _refuse_others(options: Any, path: Path, content: Path | None = None) -> None:
    if getattr(options, "replace", False) or not path.is_file():
        return
    if content is not None and written_before.are_alike(path, content):
        return
    if not written_before.is_of(home_of(options), options.act, path):
        raise UserError(
            "exists",
            f"“{path}”已经有了，没有动它，什么也没有写。请换一个文件名，例如“{untaken(path).name}”；"
            "确实要换掉它的，加 --replace",
        )


def suffixed(path: Path, suffixes: Sequence[str]) -> Path:
    """The name with a suffix of its kind. Raises UserError 'bad-name' for another kind's."""
    kinds = " 或 ".join(suffixes)
    if path.is_dir():
        raise UserError("bad-name", f"“{path}”是一个文件夹。请写文件名，以 {kinds} 结尾")
    if path.suffix.lower() in suffixes:
        return path
    if not path.suffix:
        return path.with_name(path.name + suffixes[0])
    free = untaken(path.with_suffix(suffixes[0])).name
    raise UserError(
        "bad-name", f"这里写的是 {kinds} 文件，“{path.name}”不是。请换一个文件名，例如“{free}”"
    )


def _act(options: Any) -> str:
    """What somebody asks for, but for how and where: the same asked again is the same act."""
    does, where = options.command, {each.name for each in getattr(options, "written", ())}
    told = sorted(
        f"{name}={value}" for name, value in vars(options).items()
        if name not in _BESIDE and name not in where
    )  # fmt: skip
    return "\n".join((f"{does.__module__}.{does.__qualname__}", *told))


def _inputs(options: Any) -> Iterator[Path]:
    """The files that are to be read."""
    own = {"claimed", *(each.name for each in getattr(options, "written", ()))}
    for name, value in vars(options).items():
        if name not in own:
            values = value if isinstance(value, list) else [value]
            yield from (each for each in values if isinstance(each, Path))


def _is(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
