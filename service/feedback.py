"""What readers think of answers: a line of JSON each in the data folder, kept only because they sent it."""

from __future__ import annotations

import json
import logging
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from ingest.locks import translated
from trichdan.errors import InvalidRequestError, StorageError
from trichdan.wire import Feedback

log = logging.getLogger(__name__)

NAME = "feedback.jsonl"
LINE_BYTES = 64_000
FILE_BYTES = 64_000_000
"""Beyond these nothing is taken: anybody who may ask may send."""


class StoredFeedback(Feedback):
    """A line of the file. `at`: when it was taken, ISO 8601 in UTC."""

    id: str
    at: str


class FeedbackFile:
    """The file. Lines are appended whole, so that several processes may write."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def add(self, given: Feedback) -> StoredFeedback:
        """Keep one more.

        Raises:
            InvalidRequestError: it is too long.
            StorageError: the file is full, or can't be written.
        """
        at = datetime.now(UTC).isoformat(timespec="seconds")
        kept = StoredFeedback(**given.model_dump(), id=f"fb_{uuid.uuid4().hex}", at=at)
        line = kept.model_dump_json(exclude_defaults=True).encode() + b"\n"
        if len(line) > LINE_BYTES:
            raise InvalidRequestError(f"The feedback is longer than {LINE_BYTES} bytes.")
        with translated(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered and appending: one write a line, which several processes can't mix up.
            with self.path.open("a+b", buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                if size + len(line) > FILE_BYTES:
                    raise StorageError(f"{self.path.name} is full.", help="Put the file aside.")
                # A line that a full disk cut off would swallow the next one.
                file.write(line if self._ends_whole(size) else b"\n" + line)
        return kept

    def _ends_whole(self, size: int) -> bool:
        """Whether the last line is complete; a full disk may have cut it."""
        if not size:
            return True
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"

    def read(self) -> list[StoredFeedback]:
        """All that is kept, oldest first; a line that can't be read is told in the log, and left out."""
        if not self.path.is_file():
            return []
        found = []
        for number, line in enumerate(self.path.read_bytes().splitlines(), 1):
            try:
                found.append(StoredFeedback.model_validate(json.loads(line)))
            except (ValidationError, ValueError):
                log.warning("Line %d of %s is no feedback.", number, self.path.name)
        return found
