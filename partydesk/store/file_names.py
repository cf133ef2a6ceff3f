"""Names of files that strangers chose: made safe to write anywhere, and which could be programs."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath

_LONGEST = 120  # characters; with the folder before it a path stays below Windows' 260
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")

# What Windows or a desktop would run, or have another program run, when it is opened.
_RUNNING = """
ade adp app appimage application appref-ms appx appxbundle asp bas bat bash bin cdxml chm class cmd
com command cpl crt csh deb der desktop diagcab dll dmg docm dotm elf exe fxp gadget hlp hpj hta
htc htm html inf ins iso isp its jar jnlp js jse ksh lib library-ms lnk mad maf mag mam maq mar mas
mat mau mav maw mda mdb mde mdt mdw mdz mht mhtml msc msh msh1 msh2 mshxml msi msix msp mst msu ocx
ops osd pcd pif pkg pl plg potm ppam ppsm pptm prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 py
pyc pyo pyw pyz rb reg rpm run scf scr sct search-ms settingcontent-ms sh shb shs sldm so svg swf
sys theme themepack tmp udl url vb vbe vbp vbs vbscript vhd vhdx vsmacros vsw website wsb wsc wsf
wsh xbap xhtml xlam xll xlsm xltm xml xnk zsh
"""
_RUNS = frozenset(_RUNNING.split())


def safe_name(name: str) -> str:
    """The name as it can be written on any disk: no path, no marks Windows forbids, no hidden
    or turning characters (a name that reads backwards must show what it is), not too long."""
    plain = unicodedata.normalize("NFC", name)
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    if not plain:
        plain = "附件"
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    suffix = PurePosixPath(plain).suffix if len(PurePosixPath(plain).suffix) <= 12 else ""
    stem = plain.removesuffix(suffix) if suffix else plain
    return stem[: _LONGEST - len(suffix)].rstrip(" .") + suffix


def could_run(name: str) -> bool:
    """Whether opening a file of this name might run something instead of showing it."""
    return PurePosixPath(safe_name(name)).suffix[1:].lower() in _RUNS


def untaken(path: Path) -> Path:
    """The path, or one beside it that nothing has: 述职.docx, 述职2.docx …"""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}{number}{path.suffix}")
    return free
