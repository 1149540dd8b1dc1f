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

    Reads every byte: about a second for a gigabyte. A writer may merge segments meanwhile, and delete the old ones:
    only what the newest list of segments names has to be there.
    """
    try:
        listed = _segment_list(folder)
        while (found := _first_damage(folder, listed)) and listed != (listed := _segment_list(folder)):
            continue
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        return f"{type(error).__name__}: {error}"
    return found


def _segment_list(folder: Path) -> str:
    return (folder / "meta.json").read_text(encoding="utf-8")


def _first_damage(folder: Path, listed: str) -> str | None:
    for name in _files(listed):
        try:
            whole = _is_whole(folder / name)
        except FileNotFoundError:
            return f"{name} is missing"
        if not whole:
            return f"{name} is damaged"
    return None


def _files(listed: str) -> Iterator[str]:
    """The files of the segments that `meta.json` lists."""
    for segment in json.loads(listed)["segments"]:
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
