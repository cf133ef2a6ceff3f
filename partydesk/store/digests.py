"""Digests of files."""

from __future__ import annotations

from pathlib import Path


def file_digest(path: Path) -> str:
    """SHA-256 of the bytes of the file, in hex. Raises OSError."""
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
