"""The chapters of the manual, as they lie in `resources/manual`: which page each is about, search.

A chapter is a Markdown file; the number its name begins with gives the order. Above its title may
stand `page: …`, the keys of the pages that it tells about: F1 on such a page opens it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from partydesk.store.resources import resource

PAGE = "page:"
NEWS = "whats_new.md"  # beside the chapters, but none of them
_AROUND = 18  # characters shown before and after what was found
_MARKUP = re.compile(
    r"!\[[^\]]*\]\([^)]*\)"  # pictures
    r"|\]\([^)]*\)"  # targets of links
    r"|^#+ |^\|[-|]+$|^- |[\[`|]",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: the name of its file, its title, the pages it is about, its Markdown."""

    name: str
    title: str
    pages: tuple[str, ...]
    markdown: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where words were found: the chapter, and some text around them; "" for its title."""

    chapter: Chapter
    around: str


def folder() -> Path:
    """Where the chapters and their pictures lie."""
    return resource("manual")


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in the order of the manual."""
    return tuple(_read(path) for path in sorted(folder().glob("[0-9]*.md")))


def chapter_of(page: str) -> Chapter:
    """The chapter about a page; of a part (report.星级评定) that of the whole where it has none of
    its own; the first one for a page that no chapter names."""
    known = {key: chapter for chapter in chapters() for key in chapter.pages}
    return known.get(page) or known.get(page.partition(".")[0]) or chapters()[0]


def news() -> Chapter:
    """What is new, version by version."""
    return _read(folder() / NEWS)


def find(words: str) -> tuple[Found, ...]:
    """The chapters in which all the words (between blanks) stand; titles count first."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    found = []
    for chapter in chapters():
        plain = plain_text(chapter.markdown)
        low = plain.casefold()
        if all(word in low for word in wanted):
            titled = all(word in chapter.title.casefold() for word in wanted)
            found.append(Found(chapter, "" if titled else _around(plain, low.index(wanted[0]))))
    return tuple(sorted(found, key=lambda each: each.around != ""))


def plain_text(markdown: str) -> str:
    """What is read of Markdown: no marks, no targets of links."""
    return _MARKUP.sub("", markdown)


def _around(plain: str, at: int) -> str:
    start, end = max(0, at - _AROUND), min(len(plain), at + 2 * _AROUND)
    return f"…{' '.join(plain[start:end].split())}…"


def _read(path: Path) -> Chapter:
    text = path.read_text(encoding="utf-8")
    pages: tuple[str, ...] = ()
    if text.startswith(PAGE):
        line, _, text = text.partition("\n")
        pages = tuple(line.removeprefix(PAGE).split())
    text = text.strip()
    return Chapter(path.name, text.splitlines()[0].removeprefix("# ").strip(), pages, text)
