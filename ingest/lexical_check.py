"""Is a tantivy index whole? Its files are read without tantivy, which panics on damaged ones, or answers wrongly.

Each file of a segment ends in a footer: JSON with the CRC-32 of what is before it, then the footer's length and a
magic number, four bytes each. `meta.json` names the segments.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

_KINDS = ("term", "idx", "pos", "fieldnorm", "fast", "store")
_END = struct.Struct("<II")
_MAGIC = 1337


def damage(folder: Path) -> str | None:
    """What is wrong with the index, in a few words; None if every file is as tantivy wrote it.

    Reads every byte: about a second for a gigabyte.
    """
    try:
        names = list(_files(folder))
        return next((f"{name} is damaged" for name in names if not _is_whole(folder / name)), None)
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        return f"{type(error).__name__}: {error}"


def _files(folder: Path) -> Iterator[str]:
    """The files of the segments that `meta.json` names."""
    for segment in json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]:
        name = segment["segment_id"].replace("-", "")
        yield from (f"{name}.{kind}" for kind in _KINDS)
        if segment["deletes"]:
            yield f"{name}.{segment['deletes']['opstamp']}.del"


def _is_whole(file: Path) -> bool:
    content = file.read_bytes()
    length, magic = _END.unpack(content[-_END.size :])
    start = len(content) - _END.size - length
    if magic != _MAGIC or start < 0:
        return False
    footer = json.loads(content[start : -_END.size])
    return bool(zlib.crc32(content[:start]) == footer["crc"])
