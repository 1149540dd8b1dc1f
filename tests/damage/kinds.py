"""Kinds of damage to a file, or to its folder: what a disk, a person or another program may leave."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PAGE = 4096
"""Bytes of an SQLite page, and of a block of most disks."""


@dataclass(frozen=True)
class Victim:
    """What is damaged.

    Attributes:
        file: the file.
        other: another file of the same store.
        folder: the folder that is the store.
        older: that folder as it was before the last write.
        foreign: that folder of another catalog.
    """

    file: Path
    other: Path
    folder: Path
    older: Path
    foreign: Path

    def beside(self, folder: Path) -> Path:
        """The file of the same name, or else of the same ending, in a folder like this one."""
        same = folder / self.file.relative_to(self.folder)
        return same if same.exists() else next(folder.rglob(f"*{self.file.suffix}"), same)


Damage = Callable[[Victim], None]


def _on_content(change: Callable[[bytearray], bytes | bytearray]) -> Damage:
    def damage(victim: Victim) -> None:
        victim.file.write_bytes(change(bytearray(victim.file.read_bytes())))

    return damage


def _over(start: Callable[[int], int], new: Callable[[int], bytes]) -> Damage:
    """Write bytes over the content, from `start` on, given its length."""

    def change(content: bytearray) -> bytearray:
        at = max(0, start(len(content)))
        content[at : at + len(new(len(content)))] = new(len(content))
        return content

    return _on_content(change)


def _flipped(at: Callable[[int], int]) -> Damage:
    def change(content: bytearray) -> bytearray:
        if content:
            content[at(len(content))] ^= 0xFF
        return content

    return _on_content(change)


def _every_other_page(content: bytearray) -> bytearray:
    for start in range(PAGE, len(content), 2 * PAGE):
        content[start : start + PAGE] = bytes(len(content[start : start + PAGE]))
    return content


def _replace(path: Path, by: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
        shutil.copytree(by, path)
    else:
        shutil.copyfile(by, path)


def _folder_for_file(victim: Victim) -> None:
    victim.file.unlink()
    victim.file.mkdir()


def _dangling(victim: Victim) -> None:
    victim.file.unlink()
    victim.file.symlink_to("nowhere")


def _swapped(victim: Victim) -> None:
    first, second = victim.file.read_bytes(), victim.other.read_bytes()
    victim.file.write_bytes(second)
    victim.other.write_bytes(first)


def _emptied_folder(victim: Victim) -> None:
    shutil.rmtree(victim.folder)
    victim.folder.mkdir()


def _file_for_folder(victim: Victim) -> None:
    shutil.rmtree(victim.folder)
    victim.folder.write_text("in the way")


_RANDOM = random.Random(7)

TO_A_FILE: dict[str, Damage] = {
    "deleted": lambda victim: victim.file.unlink(),
    "emptied": _on_content(lambda content: b""),
    "cut to half": _on_content(lambda content: content[: len(content) // 2]),
    "cut by a byte": _on_content(lambda content: content[:-1]),
    "cut to a header": _on_content(lambda content: content[:100]),
    "first page zero": _over(lambda length: 0, lambda length: bytes(min(PAGE, length))),
    "last page zero": _over(lambda length: length - PAGE, lambda length: bytes(min(PAGE, length))),
    "every other page zero": _on_content(_every_other_page),
    "all zero": _on_content(lambda content: bytes(len(content))),
    "first byte flipped": _flipped(lambda length: 0),
    "a byte flipped": _flipped(lambda length: length // 3),
    "last byte flipped": _flipped(lambda length: length - 1),
    "garbled in the middle": _over(lambda length: length // 2, lambda length: _RANDOM.randbytes(min(64, length // 2))),
    "garbled": _on_content(lambda content: _RANDOM.randbytes(len(content))),
    "grown by garbage": _on_content(lambda content: content + _RANDOM.randbytes(999)),
    "written twice": _on_content(lambda content: content + content),
    "another file's words": _on_content(lambda content: b"404 Not Found\n"),
    "a folder in its place": _folder_for_file,
    "a dangling link in its place": _dangling,
    "swapped with another": _swapped,
    "an older copy of it": lambda victim: _replace(victim.file, victim.beside(victim.older)),
    "another catalog's": lambda victim: _replace(victim.file, victim.beside(victim.foreign)),
    "unreadable": lambda victim: victim.file.chmod(0),
    "unwritable": lambda victim: victim.file.chmod(0o444),
}

TO_A_FOLDER: dict[str, Damage] = {
    "folder deleted": lambda victim: shutil.rmtree(victim.folder),
    "folder emptied": _emptied_folder,
    "folder is a file": _file_for_folder,
    "an older copy of the folder": lambda victim: _replace(victim.folder, victim.older),
    "another catalog's folder": lambda victim: _replace(victim.folder, victim.foreign),
    "folder unreadable": lambda victim: victim.folder.chmod(0),
    "folder unwritable": lambda victim: victim.folder.chmod(0o555),
}

PERMISSIONS = {name for name in (*TO_A_FILE, *TO_A_FOLDER) if name.endswith(("readable", "writable"))}
"""What bites only who isn't root, or has put root's rights away."""
