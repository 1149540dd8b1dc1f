"""One article in five formats gives the same title, date and sentences (500 of them: `tests.ingest.round_trips`)."""

from __future__ import annotations

import pytest

from tests.ingest.round_trips import differences, made

pytest.importorskip("docx")
pytest.importorskip("pdfplumber")
pytest.importorskip("reportlab")


@pytest.mark.parametrize("number", range(12))
def test_the_same_sentences_come_out(number: int) -> None:
    assert list(differences(made(number), ["md", "html", "docx", "pdf"])) == []
