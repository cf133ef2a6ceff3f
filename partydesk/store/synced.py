"""A data folder that a cloud drive keeps the same on several computers, and what that leaves there.

A cloud drive copies the database while it is written to and knows nothing of its lock: two people
write at once, and what one of them wrote lies beside the file under another name, if anywhere.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from partydesk.records.findings import Finding
from partydesk.store.home import Home

_DRIVES = re.compile(
    r"onedrive|dropbox|google ?drive|icloud|mobile documents|nextcloud|owncloud|syncthing|nutstore"
    r"|baidusyncdisk|baidunetdisk|weiyun|wps ?(?:drive|cloud)|坚果云|网盘|云盘|微云|云同步",
    re.IGNORECASE,
)
_OURS = re.compile(r"partydesk(?:\.damaged-\d{8}-\d{6})?\.db")


def look(home: Home) -> list[Finding]:
    """What is worth knowing of a home that is, or was, kept the same by a cloud drive."""
    found = []
    doubles = doubled(home)
    if doubles:
        found.append(Finding("synced-twice", doubled_text(doubles), fatal=False))
    drive = next((part for part in home.folder.parts if _DRIVES.search(part)), "")
    if drive:
        words = (
            f"数据文件夹“{home.folder}”像是在网盘的同步文件夹（{drive}）里：两台电脑一起用会互相"
            "覆盖，同步到一半的数据文件打不开。请把整个文件夹移到本机别的位置，"
            "网盘里只放备份（“备份与恢复”里可设为第二备份位置）"
        )
        found.append(Finding("synced-folder", words, fatal=False))
    return found


def doubled(home: Home) -> list[Path]:
    """Copies of the database beside it under names that this program does not give."""
    with contextlib.suppress(OSError):
        return sorted(
            path for path in home.folder.glob("partydesk*.db") if not _OURS.fullmatch(path.name)
        )
    return []


def doubled_text(doubles: list[Path]) -> str:
    """One sentence about such copies."""
    more = f"等 {len(doubles)} 个" if len(doubles) > 1 else ""
    return (
        f"数据文件夹里多出了“{doubles[0].name}”{more}：多半是网盘在两台电脑上各改了一份，"
        "其中一份的记录不在现在的数据里。请与另一台电脑核对，少的补记进来；"
        "以后不要用网盘同步数据文件夹。核对完可把它移走"
    )
