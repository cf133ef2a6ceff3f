"""THIRD-PARTY.txt: every part of the frozen program that others made, with its licence.

The list is made from the files that are really in the program: each is looked up among the files
of the installed wheels, whose own licence texts are taken. What lies within a wheel or comes with
Python is declared here. A part without a text, or one under the GPL alone, is Failed.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

LICENCES = Path(__file__).resolve().parents[1] / "licences"


class Failed(Exception):
    """A part cannot be handed on as it is; the text says which and why."""


@dataclass(frozen=True)
class Part:
    """Something others made. `texts` are the licence texts, `within` the parts inside it, each as
    (name, licence, address)."""

    name: str
    version: str
    licence: str
    source: str
    texts: tuple[str, ...] = ()
    within: tuple[tuple[str, str, str], ...] = field(default=())


# Wheels that hold no text of their licence.
TEXTS = {
    "chinesecalendar": ("chinesecalendar.txt",),
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
SOURCES = {
    "pyside6-essentials": "https://download.qt.io/official_releases/QtForPython/",
    "shiboken6": "https://download.qt.io/official_releases/QtForPython/",
}
_QT = "https://download.qt.io/official_releases/qt/"
_QT_TOLD = "https://doc.qt.io/qt-6/licenses-used-in-qt.html"
# What a wheel has inside and its metadata do not tell. The texts of those in lxml stand in the
# wheel's own LICENSES.txt; Qt's are told at the address, version by version.
_PDFIUM = "https://pdfium.googlesource.com/pdfium/+/refs/heads/main/third_party/"
WITHIN = {
    "lxml": (
        ("libxml2, libxslt, libexslt", "MIT", "https://gitlab.gnome.org/GNOME/libxml2"),
        ("libiconv", "LGPL-2.1-or-later", "https://ftp.gnu.org/pub/gnu/libiconv/"),
        ("zlib", "Zlib", "https://zlib.net/"),
    ),
    "pypdfium2": (
        ("PDFium", "BSD-3-Clause OR Apache-2.0", "https://pdfium.googlesource.com/pdfium/"),
        ("Abseil, Highway, simdutf, fast_float, dragonbox", "Apache-2.0", _PDFIUM),
        ("AGG 2.3", "AGG licence (as MIT)", _PDFIUM),
        ("FreeType", "FTL", "https://freetype.org/"),
        ("HarfBuzz", "MIT-old-style", "https://github.com/harfbuzz/harfbuzz"),
        ("ICU", "Unicode-3.0", "https://github.com/unicode-org/icu"),
        ("Little CMS, OpenJPEG, libtiff", "MIT, BSD-2-Clause, libtiff", _PDFIUM),
        ("libpng, libjpeg-turbo, zlib", "libpng-2.0, IJG AND BSD-3-Clause, Zlib", _PDFIUM),
    ),
    "sqlcipher3": (
        ("SQLCipher 4", "BSD-3-Clause", "https://github.com/sqlcipher/sqlcipher"),
        ("SQLite", "public domain", "https://www.sqlite.org/download.html"),
        ("OpenSSL 3", "Apache-2.0", "https://www.openssl.org/source/"),
    ),
    "pyinstaller": (
        ("its loader, three sentences of it put into Chinese by resources/windows/loader_words.py",
         "GPL-2.0-or-later WITH Bootloader-exception",
         "https://github.com/pyinstaller/pyinstaller"),
    ),
    "pyside6-essentials": (
        ("Qt (Core, Gui, Widgets, PrintSupport)", "LGPL-3.0-only", _QT),
        ("PCRE2", "BSD-3-Clause", _QT_TOLD),
        ("double-conversion", "BSD-3-Clause", _QT_TOLD),
        ("TinyCBOR, Unicode CLDR, md4c", "MIT, Unicode-3.0", _QT_TOLD),
        ("zlib", "Zlib", _QT_TOLD),
        ("libpng", "libpng-2.0", _QT_TOLD),
        ("libjpeg-turbo", "IJG AND BSD-3-Clause", _QT_TOLD),
        ("FreeType", "FTL", _QT_TOLD),
        ("HarfBuzz", "MIT-old-style", _QT_TOLD),
    ),
}
MORE_TEXTS = {"lxml": ("LGPL-2.1.txt",), "sqlcipher3": ("SQLCipher.txt", "Apache-2.0.txt")}
# The exception for what is frozen stands in the wheel's own text.
WITH_EXCEPTION = {"pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception"}
# What the wheel's metadata does not tell, its licence text does.
LICENCE = {"sqlcipher3": "Zlib"}
PYTHON = (
    ("OpenSSL", "Apache-2.0", "https://www.openssl.org/source/"),
    ("SQLite", "public domain", "https://www.sqlite.org/download.html"),
    ("libffi", "MIT", "https://github.com/libffi/libffi"),
    ("zlib", "Zlib", "https://zlib.net/"),
    ("expat", "MIT", "https://github.com/libexpat/libexpat"),
    ("bzip2", "bzip2-1.0.6", "https://sourceware.org/bzip2/"),
    ("XZ Utils (liblzma)", "0BSD", "https://tukaani.org/xz/"),
    ("libmpdec", "BSD-2-Clause", "https://www.bytereef.org/mpdecimal/"),
    ("Microsoft Visual C++ Runtime", "Microsoft's terms for redistribution",
     "https://learn.microsoft.com/visualstudio/releases/2022/redistribution"),
)  # fmt: skip


def parts_of(files):
    """The parts that `files`, paths of what is in the program, belong to; by name.

    Raises Failed for a part without a licence text and for one under the GPL alone.
    """
    owners = {
        str(Path(dist.locate_file(each)).resolve()): dist
        for dist in metadata.distributions()
        for each in dist.files or ()
    }
    found = {}
    for path in files:
        dist = owners.get(str(Path(path).resolve()))
        if dist is not None and (name := _folded(dist.name)) != "partydesk":
            found.setdefault(name, dist)
    # Its boot loader is the start of both programs; it is no file of the folder.
    found.setdefault("pyinstaller", metadata.distribution("pyinstaller"))
    parts = [_python(), *(_of_wheel(found[name]) for name in sorted(found))]
    for part in parts:
        refuse(part)
    return parts


def _folded(name):
    """A wheel's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def refuse(part):
    """Raises Failed for what cannot be handed on."""
    if not part.texts:
        raise Failed(f"{part.name}: no text of its licence ({part.licence or 'no licence told'})")
    if not part.source:
        raise Failed(f"{part.name}: no address of its source")
    for name, licence, _ in ((part.name, part.licence, ""), *part.within):
        choices = re.split(r" OR |/", licence)
        if all(_is_gpl(choice) for choice in choices):
            raise Failed(f"{part.name}: {name} is under the GPL ({licence})")


def _is_gpl(licence):
    return bool(
        re.search(r"(?<!L)\bA?GPL|General Public License", licence)
        and not re.search(r"LGPL|Lesser|WITH [\w-]*exception", licence, re.I)
    )


def _python():
    number = ".".join(map(str, sys.version_info[:3]))
    places = [Path(sys.base_prefix), Path(json.__file__).parents[1], Path(sys.executable).parent]
    texts = [
        (place / name).read_text("utf-8", errors="replace")
        for place in places
        for name in ("LICENSE.txt", "LICENSE")
        if (place / name).is_file()
    ]
    text = tuple(texts[:1]) + _declared(("Apache-2.0.txt",))
    return Part(
        "Python", number, "PSF-2.0", f"https://www.python.org/downloads/source/ ({number})",
        text if texts else (), tuple(one for one in PYTHON if not _left_behind(one[0])),
    )  # fmt: skip


def _left_behind(name):
    """Windows' Python has its own OpenSSL, which partydesk.spec leaves out."""
    return sys.platform == "win32" and name == "OpenSSL"


def _declared(names):
    return tuple((LICENCES / name).read_text("utf-8") for name in names)


# Beside a wheel's metadata; pypdfium2 has a folder of those of what is compiled into it.
_LICENCE = (
    r"\.dist-info/(?:.*/)?(?:licen[cs]es?|copying|notice)[^/]*$"
    r"|\.dist-info/licenses/(?:BUILD_)?LICENSES/[^/]+$"
)


def _of_wheel(dist):
    name = _folded(dist.name)
    texts = [
        dist.locate_file(each).read_text("utf-8", errors="replace")
        for each in sorted(dist.files or (), key=str)
        if re.search(_LICENCE, str(each), re.I) and not str(each).endswith(".json")
    ]
    texts += _declared((*TEXTS.get(name, ()), *MORE_TEXTS.get(name, ())))
    told = dist.metadata
    licence = WITH_EXCEPTION.get(name) or LICENCE.get(name) or told.get("License-Expression") or told.get("License")
    if not licence or "\n" in licence or len(licence) > 90:
        kinds = [each.rpartition(":: ")[2] for each in told.get_all("Classifier") or ()
                 if each.startswith("License ::")]  # fmt: skip
        licence = " OR ".join(kinds) or (licence or "").strip().partition("\n")[0]
    return Part(
        dist.name, dist.version, licence, SOURCES.get(name) or _source(told, dist),
        tuple(dict.fromkeys(texts)), (*WITHIN.get(name, ()), *_crates(dist)),
    )  # fmt: skip


def _source(told, dist):
    """Where its source is to be had: that of this version at the index, unless it says better."""
    addresses = dict(
        (label.strip().lower(), address.strip())
        for label, _, address in (each.partition(",") for each in told.get_all("Project-URL") or ())
    )
    for label in ("source", "source code", "repository", "homepage"):
        if label in addresses:
            return addresses[label]
    return told.get("Home-page") or f"https://pypi.org/project/{dist.name}/{dist.version}/#files"


def _crates(dist):
    """What a compiled wheel's bill of materials lists, with its licences."""
    for each in dist.files or ():
        if "/sboms/" not in str(each) or not str(each).endswith(".json"):
            continue
        bill = json.loads(dist.locate_file(each).read_text("utf-8"))
        for one in bill.get("components", ()):
            if one.get("scope") == "excluded" or _left_out(dist, one["name"]):
                continue
            licences = [
                told.get("expression") or told.get("license", {}).get("id")
                or told.get("license", {}).get("name", "")
                for told in one.get("licenses") or ()
            ]  # fmt: skip
            address = next(
                (ref["url"] for ref in one.get("externalReferences", ()) if ref["type"] == "vcs"), ""
            )
            if any(licences):
                yield f"{one['name']} {one.get('version', '')}", " AND ".join(licences), address


def _left_out(dist, name):
    """Whether what the bill of Pillow lists as optional is not in its wheel; asked of the wheel."""
    if _folded(dist.name) != "pillow" or name != "libimagequant":
        return False
    from PIL import features

    return not features.check(name)


def written(parts):
    """The text of THIRD-PARTY.txt, the same for the same parts."""
    head = [
        "支部工作台（PartyDesk）里用到的第三方组成部分，各按自己的许可使用和分发。",
        "PartyDesk itself: MIT licence, see LICENSE.txt. Parts made by others, each under its own",
        "licence. Those under the LGPL (PySide6, Qt, shiboken, python-stdnum, libiconv) are used",
        "unchanged; their source is at the addresses given, and you may replace them: the Qt and",
        "PySide6 libraries and lxml lie as files of their own in partydesk-VERSION; it can be built",
        "anew with another python-stdnum from its own source and partydesk.spec.",
        "",
        *(f"  {part.name} {part.version} — {part.licence}" for part in parts),
    ]
    blocks = ["\n".join(head)]
    for part in parts:
        lines = [f"{part.name} {part.version}", f"Licence: {part.licence}", f"Source: {part.source}"]
        if part.within:
            lines.append("Within it:")
            lines += ["  " + " — ".join(filter(None, each)) for each in sorted(part.within)]
        blocks.append("\n".join([*lines, "", *(text.strip() for text in part.texts)]))
    rule = "\n\n" + "=" * 78 + "\n\n"
    # As Windows' own editor reads it.
    return rule.join(blocks).replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n"


def write(files, out):
    """Write the notices of what is in `files` to `out`. Raises Failed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(written(parts_of(files)), encoding="utf-8-sig", newline="")
