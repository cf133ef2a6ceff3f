"""Using the installed program: commands, the window, where it writes, how soon it starts."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import zipfile
from contextlib import closing
from pathlib import Path

from tests.exchange.roster.rosters import identity, workbook
from tests.windows.scene import ROOT, SLOW, Scene, builder, expect, files, wine

START_LIMIT = 0.75
STARTS = 5
MEMBERS = 'SELECT count(*) FROM "member" WHERE deleted_at IS NULL'


def migrate(scene: Scene) -> str:
    """The first opening brings the older records up to date and keeps a copy of them."""
    database = scene.records / "partydesk.db"
    was, members = version(database), asked(database, MEMBERS)
    code, text = scene.tried("--quit-when-usable")
    expect(code, 0, f"exit code ({text})")
    copies = list((scene.records / "backups").glob("*-upgrade-*.db"))
    expect([version(copy) for copy in copies], [was], "versions of the copies")
    expect(asked(database, MEMBERS), members, "members")
    expect(len(scene.command("list", "member")["rows"]), members, "members listed")
    expect(scene.command("check")["ok"], True, "check")
    return f"version {was} to {version(database)}, {members} members, copy {copies[0].name}"


def every_version(scene: Scene) -> str:
    """Records of every earlier version open, and a copy of each is kept."""
    seen = []
    for stored in sorted((ROOT / "tests/store/files").glob("v*.db")):
        home = scene.folder / f"记录 {stored.stem}"
        home.mkdir()
        shutil.copy(stored, home / "partydesk.db")
        was, members = version(home / "partydesk.db"), asked(home / "partydesk.db", MEMBERS)
        code, text = scene.tried("--quit-when-usable", home=home)
        expect(code, 0, f"exit code of {stored.name} ({text})")
        expect(asked(home / "partydesk.db", MEMBERS), members, f"members of {stored.name}")
        seen.append(f"{was} to {version(home / 'partydesk.db')}")
        if was != version(home / "partydesk.db"):
            assert list((home / "backups").glob("*-upgrade-*")), f"no copy of {stored.name}"
    return ", ".join(seen)


def self_test(scene: Scene) -> str:
    """The self test of the installed program."""
    code, text = scene.tried("selftest")
    expect(code, 0, f"exit code ({text})")
    return f"{len(text.splitlines())} lines, last: {text.splitlines()[-1]}"


def window(scene: Scene) -> str:
    """The window opens on the upgraded records."""
    scene.open_window()
    scene.picture("window")
    return "check/window.png"


def only_once(scene: Scene) -> str:
    """While it is open, a command writes nothing to its file and a second start opens nothing."""
    code, text = scene.tried("add", "member", '{"name": "王五"}')
    expect(code, 2, f"exit code ({text})")
    assert "另一个窗口" in text, text
    second = scene.wine.open(scene.installed / "partydesk.exe")
    expect(second.wait(SLOW), 0, f"exit code of the second start ({second.printed})")
    expect([window.wait(0.1) for window in scene.windows], [None], "exit code of the first")
    return text.strip()


def closed(scene: Scene) -> str:
    """The window closes when told to; the closing backup is there."""
    expect(scene.close_windows(), [0], "exit code")
    made = sorted(path.name for path in (scene.records / "backups").iterdir())
    return f"exit code 0, backups {', '.join(made)}"


def rosters(scene: Scene) -> str:
    """Rosters are imported, from a path with spaces and Chinese in it."""
    folder = scene.folder / "花名 册"
    folder.mkdir()
    if scene.samples is None:
        rows = [(f"陈{chr(0x4E00 + n)}", identity(n), "2015-07-01") for n in range(1, 21)]
        workbook(folder / "花名册.xlsx", [("姓名", "公民身份号码", "入党日期"), *rows])
    else:
        for path in filter(Path.is_file, scene.samples.iterdir()):
            shutil.copyfile(path, folder / path.name)
    seen = []
    for number, path in enumerate(sorted(folder.iterdir())):
        home = branch(scene, f"导入 {number}", f"P100{number}")
        kind = "enterprises" if "企业" in path.name else "members"
        told = scene.command("import", kind, scene.path(path), home=home)
        listed = scene.command("list", kind.removesuffix("s"), home=home)["rows"]
        assert told["added"] and len(listed) == told["added"], f"{path.name}: {told}"
        seen.append(f"{path.name} {told['added']} added, {told['refused']} refused")
    return "; ".join(seen)


def merge(scene: Scene) -> str:
    """A branch hands in, the committee merges and rolls up."""
    committee = scene.folder / "党 委"
    scene.command("init", "--as", "committee", "--code", "C1", "--name", "园区党委", home=committee)
    home = branch(scene, "报 送", "P2001")
    roster = workbook(scene.folder / "名单.xlsx", [("姓名", "公民身份号码"), ("甲一", identity(1))])
    scene.command("import", "members", scene.path(roster), home=home)
    stick = scene.folder / "U 盘"
    stick.mkdir()
    scene.command("export", "--period", "2026Q3", "--out", scene.path(stick), home=home)
    told = scene.command("merge", scene.path(stick), "--accept-unenrolled", home=committee)
    states = [each["state"] for each in told["files"]]
    expect(states, ["merged"], f"states ({told})")
    again = scene.command("merge", scene.path(stick), home=committee)
    expect([each["state"] for each in again["files"]], ["unchanged"], "states of the second time")
    out = scene.folder / "汇总.xlsx"
    scene.command("rollup", "--period", "2026Q3", "--out", scene.path(out), home=committee)
    return f"{told['files'][0]['file']} merged, roll-up {out.stat().st_size} bytes"


def long_path(scene: Scene) -> str:
    """A data folder with a long path, spaces and Chinese in it."""
    home = scene.drive / "支部 数据" / "一个很长的文件夹名字" / ("长" * 60) / ("路 径" * 20)
    branch(scene, str(home.relative_to(scene.folder)), "P3001")
    scene.command("add", "member", '{"name": "赵六", "category": "正式党员"}', home=home)
    code, text = scene.tried("--quit-when-usable", home=home)
    expect(code, 0, f"exit code ({text})")
    backups = list((home / "backups").iterdir())
    return f"{len(scene.path(backups[0]))} characters to its backup"


def portable(scene: Scene) -> str:
    """The portable copy keeps its records beside it, and nothing with the user."""
    before = set(files(scene.records))
    with zipfile.ZipFile(scene.release / f"PartyDesk-{builder.VERSION}-portable.zip") as archive:
        archive.extractall(scene.folder / "便携 盘")
    place = scene.folder / "便携 盘/PartyDesk"
    name = ("--as", "branch", "--code", "P4001", "--name", "便携支部")
    scene.command("init", *name, program=place)
    assert (place / "数据/partydesk.db").is_file(), list(place.iterdir())
    expect(set(files(scene.records)), before, "files of the user's records")
    return scene.path(place / "数据/partydesk.db")


def inside_the_zip(scene: Scene) -> str:
    """Started without what it needs, as inside the zip: a message in Chinese, nothing else."""
    alone = scene.folder / "临时 压缩包"
    alone.mkdir()
    shutil.copy(scene.program / "partydesk.exe", alone)
    scene.watch(scene.wine.open(alone / "partydesk.exe"), colours=2)
    scene.picture("inside-the-zip")
    codes = scene.close_windows()
    assert codes[0] not in (None, 0), codes
    expect([path.name for path in alone.iterdir()], ["partydesk.exe"], "files")
    return f"check/inside-the-zip.png, exit code {codes[0]}"


def portable_upgrade(scene: Scene) -> str:
    """An older portable copy is upgraded by the new one; its records stay, no old file does."""
    old = scene.folder / "旧便携 盘"
    shutil.copytree(scene.folder / "older", old)
    shutil.copy(scene.folder / "便携 盘/PartyDesk/portable.txt", old)
    shutil.copytree(scene.folder / "便携 盘/PartyDesk/数据", old / "数据")
    new = scene.folder / "便携 盘/PartyDesk"
    scene.command("portable-upgrade", scene.path(old), program=new)
    wanted = {str(path) for path in files(new) if path.parts[0] != "数据"}
    found = {str(path) for path in files(old) if path.parts[0] != "数据"}
    expect(wanted ^ found, set(), "files that differ")
    listed = scene.command("list", "organisation", program=old)["rows"]
    expect([row["code"] for row in listed], ["P4001"], "records")
    expect(scene.command("selftest", "--release", program=old)["ok"], True, "its files")
    return scene.path(old)


def double_click(scene: Scene) -> str:
    """A copy of records, opened where there are none yet, is offered for restoring."""
    # Wine 8 looks for file types in the machine's registry alone, Windows in the user's as well:
    # so what a double click would run is read here, and run.
    key = r"HKCU\Software\Classes\PartyDesk.Copy\shell\open\command"
    code, text = scene.wine.run("reg", "query", key, "/ve", limit=60)
    expect(code, 0, "exit code of reg")
    assert r'partydesk.exe" "%1"' in text, text
    copy = scene.folder / "我的 备份.partydesk"
    scene.command("backup", "--out", scene.path(copy))
    nothing = {"PARTYDESK_HOME": scene.path(scene.folder / "新电脑")}
    program = scene.installed / "partydesk.exe"
    scene.watch(scene.wine.open(program, scene.path(copy), environment=nothing))
    scene.picture("double-click")
    expect(scene.close_windows(), [0], "exit codes")
    return f"check/double-click.png; {text.split('REG_SZ')[-1].strip()}"


def nowhere_else(scene: Scene) -> str:
    """All this wrote nothing into the program's folder, and with the user only the records."""
    wanted = {*map(str, files(scene.program)), "uninstall.exe"}
    expect(wanted ^ set(map(str, files(scene.installed))), set(), "program files that differ")
    ours = ("AppData/Local/PartyDesk/", "AppData/Local/Programs/PartyDesk/")
    made = [path for path in map(str, files(scene.profile)) if not path.startswith(ours)]
    named = [path for path in made if not path.endswith(".lnk")]
    return f"others of the user's files: {', '.join(named) or 'none'}"


def start_time(scene: Scene) -> str:
    """From the start to a window that takes keys: the frozen program against the source."""
    home = branch(scene, "开始", "P5001")
    python = scene.work / "python/python.exe"
    ways = {
        "frozen": (scene.installed / "partydesk-cli.exe",),
        "source": (python, "-m", "partydesk"),
    }
    whole: dict[str, list[float]] = {name: [] for name in ways}
    told: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(STARTS + 1):
        for name, way in ways.items():
            running = scene.wine.open(*way, "--home", scene.path(home), "--quit-when-usable")
            expect(running.wait(SLOW), 0, f"exit code of {name} ({running.printed})")
            if turn:  # the first of each fills the disk's cache
                # Not until its end: without a window manager Wine waits there for two seconds.
                whole[name].append(running.told_after)
                told[name].append(float(running.printed.split()[-1]))
    middle = {name: statistics.median(times) for name, times in whole.items()}
    inside = {name: statistics.median(times) for name, times in told.items()}
    seen = (
        f"frozen {middle['frozen']:.2f} s, source {middle['source']:.2f} s"
        f" ({middle['frozen'] / middle['source']:.2f} ×); of that since their first line"
        f" {inside['frozen']:.2f} and {inside['source']:.2f} s"
    )
    assert middle["frozen"] <= START_LIMIT * middle["source"], seen
    return seen


def other_user(scene: Scene) -> str:
    """Another user of the same Windows does not find these records."""
    scene.wine.close()
    other = wine.Wine(scene.folder, user="李四")
    try:
        other.start()
        # The user's folders are made by Windows when somebody logs on.
        other.run("wineboot", limit=SLOW)
        code, text = other.run(scene.installed / "partydesk-cli.exe", "list", "member", limit=SLOW)
    finally:
        other.close()
        scene.wine.start()
    expect(code, 2, f"exit code ({text})")
    assert "李四" in text, text
    return text.strip()


def branch(scene: Scene, name: str, code: str) -> Path:
    """A new branch in a folder of its own."""
    home = scene.folder / name
    scene.command("init", "--as", "branch", "--code", code, "--name", f"{code}支部", home=home)
    return home


def version(database: Path) -> int:
    """The version of a file's data."""
    return asked(database, "PRAGMA user_version")


def asked(database: Path, sql: str) -> int:
    """One number from a file that nothing has open."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        return int(opened.execute(sql).fetchone()[0])
