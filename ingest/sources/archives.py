"""`.zip`: the files in an archive, each read as one beside it would be. Nothing is unpacked to a disk. Pure.

A name in an archive is text: it makes an id and tells where a fault is, and never becomes a path.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import PurePosixPath

from ingest.sources import metadata
from ingest.sources.folders import is_aside, is_part_of_saved_page
from ingest.sources.packed import MAX_UNPACKED
from ingest.sources.records import Numbered, place
from trichdan.errors import SourceError

MAX_MEMBERS = 20_000
MAX_RATIO = 200  # of unpacked to packed bytes, of what is larger than this:
_SMALL = 1_000_000
_ENCRYPTED, _UTF8 = 0x1, 0x800  # bits of a member's flags
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UNPACK = "Unpack it, and ingest the folder."
# `zipfile` tells a version or a way of packing that it doesn't know by NotImplementedError.
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)

Read = Callable[[str, bytes], Iterator[Numbered]]


def archive_items(data: bytes, read: Read, limit: Callable[[str], int]) -> Iterator[Numbered]:
    """What `read` makes of each member by its name in the archive, in the order of names.

    Args:
        data: the archive.
        read: reads a file of a name.
        limit: how many bytes a file of that name may have.

    Raises:
        SourceError: it is no archive, or holds more than may be unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {_name(one): one for one in archive.infolist() if not one.is_dir()}
            _refuse(list(members.values()))
            wanted = [name for name in sorted(members) if not _is_left_out(name, members)]
            for name in wanted:
                try:
                    items = read(name, _unpacked(archive, name, members[name], limit(name)))
                    yield from ((place(name, number), item) for number, item in items)
                except SourceError as error:
                    yield name, error
    except _DAMAGE as error:
        raise SourceError(f"The archive can't be read: {error}.", help=_UNPACK) from error


def _refuse(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise SourceError(f"The archive holds {len(members)} files; at most {MAX_MEMBERS} are read.", help=_UNPACK)
    total = sum(one.file_size for one in members)
    if total > MAX_UNPACKED:
        raise SourceError(f"The archive is too large when it is unpacked ({total} bytes).", help=_UNPACK)


def _unpacked(archive: zipfile.ZipFile, name: str, member: zipfile.ZipInfo, limit: int) -> bytes:
    """A member's bytes: no more than the archive says there are. Raises SourceError where it mustn't be unpacked."""
    if ".." in name.split("/"):
        raise SourceError("The name leads out of the archive.")
    if name.rpartition("/")[2].lower() == metadata.NAME:
        raise SourceError("In an archive it says nothing of the other files.", help=_UNPACK)
    if member.flag_bits & _ENCRYPTED:
        raise SourceError("It is encrypted.", help=_UNPACK)
    if member.compress_type not in _METHODS:  # the others' decompressors give all at once
        raise SourceError("It is packed by an unusual method.", help=_UNPACK)
    if member.file_size > limit:
        raise SourceError(f"The file is larger than {limit} bytes.", help="Split it.")
    if member.file_size > max(_SMALL, MAX_RATIO * member.compress_size):
        raise SourceError(f"It unpacks to more than {MAX_RATIO} times its size.", help=_UNPACK)
    return archive.read(member)


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name. Some programs write UTF-8 without saying so, which zipfile reads as the letters of an old PC."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", "."})


def _is_left_out(name: str, names: dict[str, zipfile.ZipInfo]) -> bool:
    """What is left out of a folder without a word, and what macOS puts beside the files."""
    path = PurePosixPath(name)
    if any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in path.parts):
        return True
    return (is_aside(path) and path.name.lower() != metadata.NAME) or is_part_of_saved_page(path, names)
