"""What readers think of answers: kept line by line, bounded, and given to whoever makes cases of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import feedback
from service.feedback import FeedbackFile
from trichdan.errors import InvalidRequestError, StorageError
from trichdan.wire import Complaint, Feedback, Filters, Place, Verdict

GIVEN = Feedback(
    verdict=Verdict.DOWN,
    reason=Complaint.WRONG,
    comment="Sai năm",
    question="Năm nào?",
    answered=True,
    answer="2023 [1]",
    citations=[Place(article_id="a", start=0, end=4)],
    filters=Filters(source="Báo"),
)


def test_what_is_sent_is_kept_with_its_time(tmp_path: Path) -> None:
    kept = FeedbackFile(tmp_path / "new").add(GIVEN)
    (read,) = FeedbackFile(tmp_path / "new").read()
    assert read == kept
    assert Feedback(**read.model_dump(exclude={"id", "at"})) == GIVEN
    assert read.at.endswith("+00:00")


def test_a_line_that_was_cut_costs_no_other(tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path)
    first = file.add(GIVEN)
    with file.path.open("ab") as end:
        end.write(b'{"verdict": "u')
    second = file.add(GIVEN)
    assert [one.id for one in file.read()] == [first.id, second.id]


def test_neither_a_line_nor_the_file_grows_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = FeedbackFile(tmp_path)
    filters = Filters(article_ids=["x" * 500] * 200)
    with pytest.raises(InvalidRequestError):
        file.add(GIVEN.model_copy(update={"filters": filters}))
    file.add(GIVEN)
    monkeypatch.setattr(feedback, "FILE_BYTES", file.path.stat().st_size + 10)
    with pytest.raises(StorageError, match="full"):
        file.add(GIVEN)
    assert len(file.read()) == 1
