"""What a PDF holds, read by another program than the one that wrote it."""

from __future__ import annotations

import base64
import re
import subprocess
import zlib
from pathlib import Path


def pages(path: Path) -> list[str]:
    """The text of each page in the order it was set: a cell's lines one after the other."""
    run = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, timeout=120
    )
    assert not run.stderr, run.stderr.decode()
    return run.stdout.decode().split("\f")[:-1]


def text(path: Path) -> str:
    """All text without blanks and line ends: where a line breaks is not what is asked."""
    return squeezed("".join(pages(path)))


def squeezed(found: str) -> str:
    """A text without blanks and line ends."""
    return re.sub(r"\s+", "", found)


def size(path: Path, page: int = 1) -> tuple[int, int]:
    """The width and height of a page in mm."""
    run = subprocess.run(
        ["pdfinfo", "-f", str(page), "-l", str(page), str(path)],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    found = re.search(r"size:\s+([\d.]+) x ([\d.]+)", run.stdout)
    assert found is not None, run.stdout
    return round(float(found[1]) / 72 * 25.4), round(float(found[2]) / 72 * 25.4)


def fonts_of(path: Path) -> str:
    """What pdffonts says: the fonts and whether they are embedded."""
    run = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, timeout=60)
    return run.stdout.decode("utf-8", "replace")


def drawn_with_readers_font(path: Path) -> str:
    """The text that is set in STSong-Light, read from the page streams themselves.

    Not every machine has the tables pdftotext needs for a font that is not embedded.
    """
    data = path.read_bytes()
    assert b"/BaseFont /STSong-Light" in data
    assert b"/Encoding /UniGB-UCS2-H" in data
    shown = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            content = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        except (ValueError, zlib.error):
            continue
        for piece in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", content, re.DOTALL):
            shown += re.sub(
                rb"\\([0-7]{3}|.)",
                lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else _escaped(m[1]),
                piece,
                flags=re.DOTALL,
            )
    return shown.decode("utf-16-be", "replace")


def _escaped(char: bytes) -> bytes:
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(char, char)
