"""Builds the Debian package of the program, for Debian 12 and what follows it (UOS, Kylin).

    .venv/bin/python resources/debian/build.py --out DIR [--program DIR]

Freezes the program with partydesk.spec (or takes the frozen folder given) and leaves
partydesk_VERSION_ARCHITECTURE.deb in --out. What it runs on must have a C library as new as that of
the machine it is built on, which the package says. Records lie in each user's data folder: removing
the package leaves them.
"""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = re.search(
    r'__version__ = "([\d.]+)"', (ROOT / "partydesk/__init__.py").read_text("utf-8")
)[1]
PLACE = Path("opt/partydesk")
# What Qt draws and listens with; everything else is in the package.
NEEDS = (
    "libegl1", "libgl1", "libxkbcommon0", "libxkbcommon-x11-0", "libdbus-1-3", "libfontconfig1",
    "libglib2.0-0 | libglib2.0-0t64", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0",
    "libxcb-keysyms1", "libxcb-render-util0", "libxcb-shape0",
)  # fmt: skip
FONTS = "fonts-noto-cjk | fonts-wqy-zenhei | ttf-wqy-zenhei"

CONTROL = """\
Package: partydesk
Version: {version}
Architecture: {architecture}
Maintainer: PartyDesk
Installed-Size: {kilobytes}
Depends: libc6 (>= {libc}), {needs}
Recommends: {fonts}
Section: misc
Priority: optional
Description: 支部工作台 - the desk of a Party branch's secretary
 Keeps members, study sessions, integrity talks and problem tickets, tells what the rules say is
 due, prints, hands in and merges. It works with no network.
"""
DESKTOP = """\
[Desktop Entry]
Type=Application
Name=支部工作台
GenericName=PartyDesk
Comment=党支部的工作台账，不联网也能用
Exec=/usr/bin/partydesk %f
Icon=partydesk
Categories=Office;
MimeType=application/x-partydesk;
StartupWMClass=partydesk
"""
MIME = """\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-partydesk">
    <comment>支部工作台备份</comment>
    <glob pattern="*.partydesk"/>
  </mime-type>
</mime-info>
"""


def freeze(work):
    """PyInstaller's folder of the program."""
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
         "--distpath", work / "dist", "--workpath", work / "work", ROOT / "partydesk.spec"],
        check=True, cwd=ROOT,
    )  # fmt: skip
    return work / "dist/partydesk"


def _linked(source, target):
    """A second name for a file where the disk has them, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def lay(program, tree):
    """The files of the package below `tree`, as they will lie in the system."""
    shutil.copytree(program, tree / PLACE, symlinks=True, copy_function=_linked)
    texts = {
        "usr/share/applications/partydesk.desktop": DESKTOP,
        "usr/share/mime/packages/partydesk.xml": MIME,
        "usr/share/doc/partydesk/copyright": (ROOT / "LICENSE").read_text("utf-8")
        + "\nWhat others made, and its licences: THIRD-PARTY.txt here.\n",
    }
    for name, text in texts.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, "utf-8")
    (third_party,) = program.glob("partydesk-*/partydesk/resources/THIRD-PARTY.txt")
    packed = tree / "usr/share/doc/partydesk/THIRD-PARTY.txt.gz"
    packed.write_bytes(gzip.compress(third_party.read_bytes(), mtime=0))
    icons = tree / "usr/share/icons/hicolor"
    for size, source in (("64x64", "partydesk-64.png"), ("scalable", "partydesk.svg")):
        place = icons / size / "apps" / f"partydesk{Path(source).suffix}"
        place.parent.mkdir(parents=True)
        shutil.copy(ROOT / "resources/icons" / source, place)
    (tree / "usr/bin").mkdir(parents=True)
    for name in ("partydesk", "partydesk-cli"):
        (tree / "usr/bin" / name).symlink_to(Path("/") / PLACE / name)


def describe(tree):
    """The package's own description, DEBIAN/control."""
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir())
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    (tree / "DEBIAN").mkdir()
    control = CONTROL.format(
        version=VERSION,
        architecture=architecture,
        kilobytes=size // 1024,
        libc=os.confstr("CS_GNU_LIBC_VERSION").split()[-1],
        needs=", ".join(NEEDS),
        fonts=FONTS,
    )
    (tree / "DEBIAN/control").write_text(control, "utf-8")
    return architecture


def build(program, out, quick=False):
    """Pack a frozen folder; the package's path. `quick` packs larger and sooner, for tests."""
    with tempfile.TemporaryDirectory(prefix="partydesk-deb-") as folder:
        tree = Path(folder) / "tree"
        lay(program, tree)
        architecture = describe(tree)
        for path in (tree, *tree.rglob("*")):
            if not path.is_symlink():
                executable = path.is_dir() or os.access(path, os.X_OK)
                path.chmod(0o755 if executable else 0o644)
        out.mkdir(parents=True, exist_ok=True)
        package = out / f"partydesk_{VERSION}_{architecture}.deb"
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Znone" if quick else "-Zxz", "--build", tree, package],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return package


def main():
    """Returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--program", type=Path, help="a frozen folder; frozen anew without")
    options.add_argument("--quick", action="store_true", help="pack larger and sooner")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="partydesk-freeze-") as work:
        program = given.program or freeze(Path(work))
        package = build(program, given.out.absolute(), given.quick)
    print(f"{package}: {package.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
