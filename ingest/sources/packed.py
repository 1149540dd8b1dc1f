"""Files that are archives of parts (`.docx`, `.xlsx`, `.zip`): how much is unpacked of them. Pure."""

from __future__ import annotations

import io
import zipfile

from trichdan.errors import SourceError

MAX_UNPACKED = 512_000_000  # bytes, of all parts: pictures are most of a Word file
MAX_MARKUP = 100_000_000  # bytes, of one part of markup, whose tree takes ten times as much
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK"


def refuse_packed(data: bytes, kind: str) -> None:
    """Raise SourceError for an office file whose parts are far larger than they are packed: libraries read all of them.

    Raises zipfile.BadZipFile where it is no archive.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    markup = max((part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels"))), default=0)
    if total > MAX_UNPACKED or markup > MAX_MARKUP:
        raise SourceError(
            f"The {kind} is too large when it is unpacked ({total} bytes).", help="Save what it holds as text."
        )
