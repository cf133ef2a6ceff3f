"""压缩包: sheets inside a zip are read where they lie, within the same limits as files.

A sheet in a zip has a path that goes on behind the zip's own: 甲.zip/乙/表.xlsx. Nothing is
unpacked onto a disk for it. A zip inside a zip is not opened.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from partydesk.exchange.reading.read_errors import MAX_FILE, MIB, damaged, too_big_file
from partydesk.exchange.reading.zip_scan import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, RATIO_FROM
from partydesk.records.findings import UserError

ZIP = ".zip"
_WORKBOOK = ("xl/workbook.xml", "content.xml", "mimetype")
_UTF8 = 0x800
_UNPACK = "请让支部解压后再交里面的表"


def into(path: Path) -> tuple[Path, str] | None:
    """The zip a path leads into and the name inside it; None for a path of any other file."""
    if ZIP not in str(path).lower():
        return None
    for parent in path.parents:
        if parent.suffix.lower() == ZIP and parent.is_file():
            return parent, path.relative_to(parent).as_posix()
    return None


def members(path: Path) -> list[str] | None:
    """The files inside a zip, by name; None where it is no zip but a workbook under that name.

    Raises UserError (too-big, damaged, password, too-many-parts, bomb, part-path) for one that
    is not opened.
    """
    with _opened(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        names = [_name(info) for info in infos]
        if any(name in names for name in _WORKBOOK):
            return None
        _judge(path, infos, names)
        return names


def member_bytes(path: Path, name: str) -> bytes:
    """The bytes of a file inside a zip. Raises UserError for one that cannot be had."""
    with _opened(path) as archive:
        for info in archive.infolist():
            if _name(info) != name:
                continue
            if info.file_size > MAX_FILE:
                raise too_big_file()
            try:
                with archive.open(info) as member:
                    return member.read(MAX_FILE + 1)
            except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, EOFError) as e:
                raise damaged("压缩包里的这份解不开") from e
            except Exception as error:  # zlib and lzma each have errors of their own
                raise damaged("压缩包里的这份解不开") from error
    raise UserError("unreadable", f"压缩包“{path.name}”里没有“{name}”了。请再读一次")


@contextmanager
def on_disk(path: Path) -> Iterator[Path]:
    """A file that can be opened as any other: the one it is, or for the time being a copy of
    what lies in a zip, under its name."""
    inside = into(path)
    if inside is None:
        yield path
        return
    with TemporaryDirectory(prefix="partydesk-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(member_bytes(*inside))
        yield copy


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        if path.stat().st_size > MAX_FILE:
            raise too_big_file()
        archive = zipfile.ZipFile(path)
    except UserError:
        raise
    except OSError as error:
        why = error.strerror or error
        raise UserError(
            "unreadable", f"读不到“{path.name}”：{why}。请看 U 盘是否插好，再试"
        ) from None
    except Exception as error:  # half a dozen kinds over broken bytes; all mean the same here
        raise damaged("压缩包打不开，多半是没有拷贝完") from error
    with archive:
        yield archive


def _judge(path: Path, infos: list[zipfile.ZipInfo], names: list[str]) -> None:
    """Refuse what no honest zip of sheets is. Raises UserError."""
    if any(info.flag_bits & 1 for info in infos):
        raise UserError("password", f"压缩包“{path.name}”设了密码，打不开。{_UNPACK}。")
    if len(infos) > MAX_PARTS:
        raise UserError(
            "too-many-parts",
            f"压缩包“{path.name}”里有 {len(infos):,} 个文件，超过 {MAX_PARTS} 个，没有打开。"
            f"请分成几个，或解压后再交。",
        )
    total = sum(info.file_size for info in infos)
    packed = any(
        info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size)
        for info in infos
    )
    if total > MAX_UNPACKED or packed:
        raise UserError(
            "bomb",
            f"压缩包“{path.name}”展开后有 {total // MIB:,} MB，或里面有压得过紧的文件，没有打开。"
            f"{_UNPACK}。",
        )
    for name in names:
        steps = PurePosixPath(name).parts
        if ".." in steps or name[:1] == "/" or ":" in (steps[0] if steps else ""):
            raise UserError(
                "part-path", f"压缩包“{path.name}”里的文件名指向包外，不是正常的压缩包，没有打开。"
            )


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: Windows programs write Chinese names in GBK and do not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")
