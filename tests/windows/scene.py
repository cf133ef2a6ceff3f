"""Where the steps take place: a fresh Wine prefix, a Chinese user, what is in it."""

from __future__ import annotations

import contextlib
import importlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageGrab

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "resources/windows"))
builder = importlib.import_module("build")
wine = importlib.import_module("wine")

USER = "张三 丰"
SLOW = 180  # seconds that a command may take here
COLOURS = 600  # of the screen; the frame that is drawn before the page has fewer


class Scene:
    """A Windows with one user and, when the steps have got so far, PartyDesk in it."""

    def __init__(self, work: Path, samples: Path | None, skip_build: bool) -> None:
        self.work, self.samples, self.skip_build = work, samples, skip_build
        self.folder = work / "check"
        self.release = work / "release"
        self.program = work / "dist/partydesk"
        self.wine = wine.Wine(self.folder, user=USER)
        self.drive = self.wine.prefix / "drive_c"
        self.profile = self.drive / "users" / USER
        self.installed = self.profile / "AppData/Local/Programs/PartyDesk"
        self.records = self.profile / "AppData/Local/PartyDesk"
        self.windows: list[Any] = []

    @property
    def installer(self) -> Path:
        """The installer that is checked."""
        return self.release / f"PartyDesk-{builder.VERSION}-setup.exe"

    def begin(self) -> None:
        """Everything of an earlier run away."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def end(self) -> None:
        """Close what is open."""
        self.wine.close()

    def take(self, step: Step) -> bool:
        """Do one step and print how it went."""
        title = (step.__doc__ or "").splitlines()[0].rstrip(".")
        started = time.monotonic()
        try:
            seen, good = step(self), True
        except (wine.Failed, AssertionError, OSError, ValueError, KeyError) as error:
            seen, good = f"{type(error).__name__}: {error}", False
        took = time.monotonic() - started
        print(f"{'ok    ' if good else 'FAILED'} {took:5.0f} s  {title}: {seen}", flush=True)
        return good

    def path(self, path: Path) -> str:
        """How Windows calls it."""
        with contextlib.suppress(ValueError):
            return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")
        return str(wine.windows_path(path))

    def command(
        self, *arguments: str, home: Path | None = None, program: Path | None = None
    ) -> Any:
        """Run partydesk-cli with --json; what it answered. Raises Failed on exit code 2."""
        code, text = self.tried(*arguments, "--json", home=home, program=program)
        if code not in (0, 1):
            raise wine.Failed(f"{arguments}: exit code {code}: {text}")
        return json.loads(text[text.index("{") :])

    def tried(
        self, *arguments: str, home: Path | None = None, program: Path | None = None
    ) -> tuple[int, str]:
        """Run partydesk-cli; its exit code and output."""
        where = () if home is None else ("--home", self.path(home))
        exe = (program or self.installed) / "partydesk-cli.exe"
        answer: tuple[int, str] = self.wine.run(exe, *where, *arguments, limit=SLOW)
        return answer

    def open_window(self, *arguments: str) -> None:
        """Open PartyDesk's window and wait until it is drawn."""
        self.watch(self.wine.open(self.installed / "partydesk.exe", *arguments))

    def watch(self, running: Any, colours: int = COLOURS) -> None:
        """Wait until the screen shows something new, of more than so many colours, and that stands
        still."""
        first = self.picture().tobytes()
        self.windows.append(running)
        before: bytes = b""
        for _ in range(60):
            time.sleep(2)
            picture = self.picture()
            content = picture.tobytes()
            found = picture.getcolors(1 << 24) or []
            if len(found) > colours and content == before and content != first:
                return
            before = content
        raise wine.Failed("no window within two minutes")

    def picture(self, name: str | None = None) -> Image.Image:
        """What the screen shows; kept as a file when it has a name."""
        picture = ImageGrab.grab(xdisplay=self.wine.display)
        if name:
            picture.save(self.folder / f"{name}.png")
        return picture

    def close_windows(self) -> list[int | None]:
        """Close every window of PartyDesk as its owner would; their exit codes."""
        self.wine.run("taskkill", "/im", "partydesk.exe", limit=60)
        codes = [window.wait(60) for window in self.windows]
        for window, code in zip(self.windows, codes, strict=True):
            if code is None:
                window.kill()
        self.windows.clear()
        return codes

    def shortcuts(self) -> list[str]:
        """The program's shortcuts in the start menu and on the desktop."""
        links = [*self.profile.rglob("*.lnk"), *self.wine.home.rglob("*.lnk")]
        return [path.name for path in links if path.name.startswith("支部工作台")]

    def registered(self, name: str) -> str | None:
        """A value of what Windows lists under 应用和功能, or None."""
        key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\PartyDesk"
        code, text = self.wine.run("reg", "query", key, "/v", name, limit=60)
        return None if code else text.split("REG_")[-1].split(None, 1)[1].strip()


def files(folder: Path) -> Iterator[Path]:
    """All files below a folder, as paths in it."""
    return (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())


def expect(found: Any, wanted: Any, what: str) -> None:
    """Raise AssertionError in words."""
    assert found == wanted, f"{what}: {found!r} instead of {wanted!r}"


Step = Callable[[Scene], str]
"""One step: its first line is its title; returns what was seen, or raises."""
