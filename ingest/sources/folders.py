"""What in a folder of articles is none: a project's papers, pictures and scripts, and the parts of a saved page.

Everything else is read, or told with the reason why it can't be: nothing that may be an article is passed over.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path, PurePath

from ingest.sources import metadata

_PAPER_NAMES = """
    readme readme.md license license.md license.txt licence licence.md licence.txt changelog changelog.md
    manifest.json thumbs.db desktop.ini
    """
_PAPERS = frozenset((*_PAPER_NAMES.split(), metadata.NAME))
_OWNERS = "~$"  # Word's note of who has a file open
_PAGES = (".html", ".htm", ".xhtml", ".shtml")
_PAGE_PARTS = (".css", ".js")
# Left out without a word: no one takes them for articles, and folders of articles are full of them.
_ENDINGS_WITHOUT_TEXT = """
    .jpg .jpeg .png .gif .webp .avif .svg .bmp .tif .tiff .ico .heic .mp3 .m4a .wav .ogg .mp4 .mov .avi .mkv
    .webm .css .js .mjs .map .woff .woff2 .ttf .otf .eot .py .sh .lock .tmp .part .crdownload
    """
_NO_TEXT = frozenset(_ENDINGS_WITHOUT_TEXT.split())


def is_aside(path: PurePath) -> bool:
    """Whether a file that was found beside articles is plainly none."""
    return path.name.startswith(_OWNERS) or path.name.lower() in _PAPERS or path.suffix.lower() in _NO_TEXT


def is_saved_page_folder(path: Path, beside: Sequence[Path]) -> bool:
    """Whether a folder holds the parts of a page that a browser saved: `tin_files` beside `tin.html`.

    Where the page is gone, its style sheets and scripts tell.
    """
    stem, mark, rest = path.name.rpartition("_files")
    if not mark or rest or not stem or not path.is_dir():
        return False
    if any(other.stem == stem and other.suffix.lower() in _PAGES for other in beside):
        return True
    try:
        return any(part.suffix.lower() in _PAGE_PARTS for part in path.iterdir())
    except OSError:
        return False


def is_part_of_saved_page(path: PurePath, names: Container[str]) -> bool:
    """Whether a file of an archive, in which the files `names` are, lies in the folder of a page that was saved."""
    folders = [folder for folder in path.parents if folder.name.endswith("_files")]
    return any(
        folder.with_name(folder.name.removesuffix("_files") + ending).as_posix() in names
        for folder in folders
        for ending in _PAGES
        if folder.name != "_files"
    )
