"""Commands on the program's own files: `selftest --release`, `portable-upgrade`."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome
from partydesk.store import release_files


def check() -> Outcome:
    """Whether the installed files are those that were released. Raises UserError for a source."""
    folder = release_files.program_folder()
    found = list(release_files.unlike(folder))
    lines = found + [
        f"与发行的文件不一样，共 {len(found)} 处。请重新安装；记录不受影响"
        if found
        else f"{len(release_files.listed(folder))} 个文件都与发行的一样"
    ]
    return Outcome({"ok": not found, "problems": found}, lines, findings=bool(found))


def portable_upgrade(options: Any) -> Outcome:
    """Put this release in an older portable copy's place. Raises UserError."""
    folder = release_files.upgrade_copy(release_files.program_folder(), options.old)
    return Outcome(
        {"folder": str(folder)},
        [f"已升级：{folder}。“数据”里的记录原样留着。现在打开的这个新文件夹可以删掉了"],
    )
