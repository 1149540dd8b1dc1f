"""Is a local Chroma index whole? Reads the files of its HNSW segments, without opening Chroma.

Chroma rewrites these files in place at every flush. A process killed during one leaves an index that opens
without an error and then corrupts itself further, so it has to be told before it is opened (measured: 24 kills
at flush time, 8 of 8 torn indexes found, no false alarm; docs/decisions/0003-storage.md). The layout is
hnswlib's: header, level-0 records of `stride` bytes with the label at `label_offset`, link lists per element.
"""

from __future__ import annotations

import io
import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_FILES = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin")
_HEADER = struct.Struct("<iQQQQQQiIQQQ")
_DELETED = 1


@dataclass(frozen=True, slots=True)
class _Header:
    elements: int
    stride: int
    label_offset: int
    top_level: int
    link_bytes: int


def damage(folder: Path) -> str | None:
    """Why the Chroma folder must not be opened, in a few words; None if all its segments are whole."""
    for segment in sorted(path for path in folder.glob("*-*-*-*-*") if path.is_dir()):
        reason = segment_damage(segment)
        if reason:
            return f"segment {segment.name[:8]}: {reason}"
    return None


def segment_damage(segment: Path) -> str | None:
    """Why one segment folder is torn; None if it is whole or still empty."""
    present = [(segment / name).exists() for name in _FILES]
    labels = segment / "index_metadata.pickle"
    if not any(present):
        return "labels without an index" if labels.exists() else None
    if not all(present):
        return "a file is missing"
    header = _read_header(segment / "header.bin")
    if header is None:
        return "short header"
    if header.elements == 0:
        return None
    return _links_damage(segment, header) or _labels_damage(segment, header, labels)


def element_count(folder: Path) -> int:
    """Elements in the segments of a whole index, deleted ones included, whose space is never used again."""
    headers = (_read_header(path) for path in folder.glob("*-*-*-*-*/header.bin"))
    return sum(header.elements for header in headers if header)


def _read_header(path: Path) -> _Header | None:
    raw = path.read_bytes()
    if len(raw) < 100:
        return None
    _, _, _, elements, stride, label_offset, _, top_level, _, links, _, _ = _HEADER.unpack_from(raw)
    return _Header(elements, stride, label_offset, max(0, top_level), links * 4 + 4)


def _links_damage(segment: Path, header: _Header) -> str | None:
    sizes = {name: (segment / name).stat().st_size for name in _FILES}
    if sizes["data_level0.bin"] < header.elements * header.stride:
        return "vectors are missing"
    if sizes["length.bin"] < header.elements * 4:
        return "lengths are missing"
    # A torn header makes the next writer grow this file to terabytes: never read more than can be right.
    if sizes["link_lists.bin"] > header.elements * (4 + header.link_bytes * max(1, header.top_level)):
        return "link lists are too large"
    links, position = (segment / "link_lists.bin").read_bytes(), 0
    for _ in range(header.elements):
        if position + 4 > len(links):
            return "link lists are short"
        (length,) = struct.unpack_from("<I", links, position)
        if length % header.link_bytes or length // header.link_bytes > header.top_level:
            return "a link list is malformed"
        position += 4 + length
    return "link lists overrun" if position > len(links) else None


def _labels_damage(segment: Path, header: _Header, pickled: Path) -> str | None:
    if not pickled.exists() or pickled.stat().st_size == 0:
        return "labels are missing"
    try:
        known = _PlainUnpickler(io.BytesIO(pickled.read_bytes())).load()
        expected = set((known if isinstance(known, dict) else vars(known))["id_to_label"].values())
    except Exception as error:  # a torn pickle can raise anything
        return f"labels can't be read ({type(error).__name__})"
    level0 = np.memmap(segment / "data_level0.bin", dtype=np.uint8, mode="r")
    records = level0[: header.elements * header.stride].reshape(header.elements, header.stride)
    labels = records[:, header.label_offset : header.label_offset + 8].copy().view(np.uint64).ravel()
    live = labels[(records[:, 2] & _DELETED) == 0]
    return None if {int(label) for label in live} == expected else "labels differ"


class _PlainUnpickler(pickle.Unpickler):
    """Loads plain data and Chroma's own record class as an empty shell: nothing in the file is run."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        if name == "PersistentData":
            return type(name, (), {})
        raise pickle.UnpicklingError(f"{module}.{name} doesn't belong here")
