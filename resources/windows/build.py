"""Builds the Windows release: the frozen program, its installer, its portable copy.

    python resources/windows/build.py            on Windows, with Python 3.11 or newer and NSIS
    python3 resources/windows/build.py --wine    on Debian, with wine wine64 nsis
                                                 gcc-mingw-w64-x86-64 xvfb

Both use partydesk.spec, installer.nsi and the wheels of requirements.txt, and leave
PartyDesk-VERSION-setup.exe, PartyDesk-VERSION-portable.zip and SHA256SUMS in --out. What is needed
on the way lies in --work, outside the source, and is used again the next time. The same commit
built twice on Debian gives the same bytes: every time in it is that of the commit.

Signed with a certificate if PARTYDESK_CERTIFICATE names a .pfx file (its password in
PARTYDESK_CERTIFICATE_PASSWORD; osslsigncode must be there); unsigned otherwise.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from wine import HERE, ROOT, STANDINS, Failed, Wine, told, windows_path  # noqa: E402

VERSION = re.search(
    r'__version__ = "([\d.]+)"', (ROOT / "partydesk/__init__.py").read_text("utf-8")
)[1]
WORK = ROOT.parent / "partydesk-windows"
CONTENTS = f"partydesk-{VERSION}"
FILES = "FILES.sha256"
UPGRADE = "升级旧的便携版.cmd"


def commit_time():
    """Seconds since 1970 of what is built: SOURCE_DATE_EPOCH, else the commit's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True
    )
    return int(done.stdout) if done.returncode == 0 and done.stdout.strip() else 1767225600


def same_bytes():
    """What the builders are told so that nothing hangs on the hour or on chance."""
    return {"SOURCE_DATE_EPOCH": str(commit_time()), "PYTHONHASHSEED": "1"}


def freeze_on_windows(work):
    """PyInstaller in the same Windows Python as on Debian; returns the program's folder."""
    wine = Wine(work)
    wine.make_python()
    told(
        [wine.python, "-m", "PyInstaller", *pyinstaller_options(work, str)],
        cwd=ROOT,
        env=os.environ | same_bytes(),
    )
    return work / "dist/partydesk"


def freeze_with_wine(work):
    """The same in the Windows Python of a Wine prefix."""
    wine = Wine(work)
    wine.make_python()
    try:
        wine.start()
        command = [wine.python, "-m", "PyInstaller", *pyinstaller_options(work, windows_path)]
        wine.checked(*command, limit=1800, folder=ROOT, environment=same_bytes())
    finally:
        wine.close()
    return work / "dist/partydesk"


def pyinstaller_options(work, written):
    """`written` turns a path into what the Python that runs PyInstaller calls it."""
    return [
        *("--noconfirm", "--log-level", "WARN"),
        *("--distpath", written(work / "dist"), "--workpath", written(work / "build")),
        written(ROOT / "partydesk.spec"),
    ]


def refuse_standins(program):
    """Nothing that a test puts in Windows' place may be in a release."""
    made_up = {f"{source.stem}.dll" for source in STANDINS.glob("*.c")}
    found = [path for path in program.rglob("*") if path.name.lower() in made_up]
    if found:
        raise Failed(f"stand-ins of the tests are in the program: {found}")


def size_of(folder):
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def finish(program):
    """The licences beside the programs, the time of the commit on every file, and the list by
    which `selftest --release` checks what is installed."""
    shutil.copy(ROOT / "LICENSE", program / "LICENSE.txt")
    third_party = program / CONTENTS / "partydesk/resources/THIRD-PARTY.txt"
    third_party.replace(program / "THIRD-PARTY.txt")  # half a megabyte, once
    listed = program / CONTENTS / FILES
    listed.unlink(missing_ok=True)
    lines = [
        f"{sha256(path)}  {path.relative_to(program).as_posix()}\n"
        for path in sorted(program.rglob("*"))
        if path.is_file()
    ]
    listed.write_text("".join(lines), encoding="utf-8", newline="\n")
    stamp = commit_time()
    for path in (program, *program.rglob("*")):
        os.utime(path, (stamp, stamp))


def sha256(path):
    """The digest of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sign(path):
    """Sign an .exe if there is a certificate; says whether it did."""
    certificate = os.environ.get("PARTYDESK_CERTIFICATE")
    if not certificate:
        return False
    signed = path.with_suffix(".signed")
    told(
        [
            *("osslsigncode", "sign", "-pkcs12", certificate, "-h", "sha256"),
            *("-pass", os.environ.get("PARTYDESK_CERTIFICATE_PASSWORD", "")),
            *("-st", str(commit_time()), "-n", "PartyDesk", "-in", path, "-out", signed),
        ]
    )
    signed.replace(path)
    return True


def pack_portable(program, out):
    """The program in a zip, with the files beside it that make it carry its records and upgrade
    an older copy."""
    out.unlink(missing_ok=True)
    when = time.gmtime(commit_time())[:6]
    beside = {"portable.txt": HERE / "portable.txt", UPGRADE: HERE / "portable.cmd"}
    inside = {
        path.relative_to(program).as_posix(): path for path in program.rglob("*") if path.is_file()
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in sorted((inside | beside).items()):
            entry = zipfile.ZipInfo(f"PartyDesk/{name}", when)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=9)


def pack_installer(program, out, version=VERSION, quick=False):
    """The installer of a program's folder. `quick` packs larger and sooner, for tests."""
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    defined = {
        "VERSION": version,
        "PROGRAM": program.absolute(),
        "SOURCE": ROOT,
        "OUT": out.absolute(),
        "KILOBYTES": size_of(program) // 1024,
        "CONTENTS": next(program.glob("partydesk-*/")).name,
        # Debian's NSIS makes 64-bit installers, which 64-bit Wine runs; that of Windows has no
        # 64-bit stub, and a 32-bit installer does the same there.
        "TARGET": "x86-unicode" if sys.platform == "win32" else "amd64-unicode",
    }
    if quick:
        defined["QUICK"] = "1"
    # The installer keeps the time of the picture that it lays out, here that of the checkout.
    os.utime(HERE / "side.bmp", (commit_time(), commit_time()))
    out.unlink(missing_ok=True)
    switch = "/" if sys.platform == "win32" else "-"
    told(
        [
            *(makensis, f"{switch}V2", f"{switch}WX", f"{switch}INPUTCHARSET", "UTF8"),
            *(f"{switch}D{name}={value}" for name, value in defined.items()),
            HERE / "installer.nsi",
        ],
        env=os.environ | same_bytes(),
    )


def main():
    """Returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--wine", action="store_true", help="build on Debian, through Wine")
    options.add_argument("--work", type=Path, default=WORK)
    options.add_argument("--out", type=Path, help="default: release in the work folder")
    given = options.parse_args()
    work = given.work.absolute()
    out = (given.out or work / "release").absolute()
    out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()

    def say(path, size):
        print(f"{time.monotonic() - started:5.0f} s  {path}: {size / 1e6:.1f} MB", flush=True)

    try:
        program = (freeze_with_wine if given.wine else freeze_on_windows)(work)
        refuse_standins(program)
        signed = [sign(program / name) for name in ("partydesk.exe", "partydesk-cli.exe")]
        finish(program)
        say(program, size_of(program))
        portable = out / f"PartyDesk-{VERSION}-portable.zip"
        pack_portable(program, portable)
        say(portable, portable.stat().st_size)
        installer = out / f"PartyDesk-{VERSION}-setup.exe"
        pack_installer(program, installer)
        sign(installer)
        say(installer, installer.stat().st_size)
        sums = [f"{sha256(path)}  {path.name}\n" for path in (portable, installer)]
        (out / "SHA256SUMS").write_text("".join(sums), encoding="ascii", newline="\n")
        print("".join(sums), end="")
        if not all(signed):
            print("unsigned: what Windows says then stands in resources/manual, 安装时的提示")
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
