"""The error tree of trichdan. Every error says what went wrong and what to do next.

TrichdanError                 code, HTTP status and whether trying again may help
├── SettingsError             a setting that can't work, refused at start
├── SourceError               a file or line that can't be read as an article
├── CatalogError              the catalog is missing, of another version, or can't be reached
├── ArticleDamagedError       a stored article isn't what was ingested: its hashes tell
├── IdentityError             an id belongs to another article, or to none
├── StorageError              the data folder can't be written: read-only, full, another user's
├── LockedError               another process is writing
├── IndexUnavailableError     a derived index can't be opened, reached or rebuilt
├── IndexMismatchError        the index was built with another embedder or chunker
└── EmbedderError             the embedding model can't be loaded or called

The service adds its own branch in `service.errors`. Errors of foreign libraries are translated where the
library is called, never higher up.
"""

from __future__ import annotations

from typing import ClassVar

REPAIR = "Run: trichdan repair"


class TrichdanError(Exception):
    """Base of all errors that are raised on purpose. `str(error)` is a sentence for a person.

    Attributes:
        code: stable machine-readable name, as in the `code` of a problem document.
        status: HTTP status that stands for it.
        retryable: whether the same call may succeed later.
        help: what the reader can do about it; empty where there is nothing to do.
    """

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.help = help

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} {self.help}" if self.help else message


class SettingsError(TrichdanError):
    """A setting has a value that can't work."""

    code = "bad_settings"


class SourceError(TrichdanError):
    """A file, or a line of one, can't be read as an article."""

    code = "bad_source"
    status = 422


class CatalogError(TrichdanError):
    """The catalog can't be opened, or is of a version that this program doesn't know."""

    code = "catalog_unavailable"
    status = 503
    retryable = True


class ArticleDamagedError(TrichdanError):
    """A stored article isn't what was ingested, as its hashes tell; nothing of it is served."""

    code = "article_damaged"


class IdentityError(TrichdanError):
    """An article id belongs to another article, or to none."""

    code = "duplicate_id"
    status = 409


class StorageError(TrichdanError):
    """The data folder can't be written: it is read-only, full, or another user's."""

    code = "storage_unavailable"
    status = 503
    retryable = True


class LockedError(TrichdanError):
    """Another process holds the write lock of the data folder."""

    code = "locked"
    status = 503
    retryable = True


class IndexUnavailableError(TrichdanError):
    """A derived index can't be opened, reached or rebuilt."""

    code = "index_unavailable"
    status = 503
    retryable = True


class IndexMismatchError(TrichdanError):
    """The stored index was built with another embedder or chunker than the settings ask for."""

    code = "index_mismatch"
    status = 503


class EmbedderError(TrichdanError):
    """The embedding model can't be loaded or called."""

    code = "embedder_unavailable"
    status = 503
    retryable = True
