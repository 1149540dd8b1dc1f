"""`trichdan ask` and `trichdan search`, as a person reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from ingest.embedding.base import Embedder
from ingest.pipeline import Ingestor
from scripts import answer_view
from service.settings import ServiceSettings
from tests.evals.fakes import answer_of
from trichdan.wire import ArticleSpan, Citation

MARKDOWN = (
    "# Cầu Rạch Dừa\n\nCầu **Rạch Dừa** dài *120 mét*; xem [bản đồ](https://example.vn/a). Cầu thông xe năm 2024.\n"
)
QUESTION = "Cầu Rạch Dừa dài bao nhiêu mét?"


@pytest.fixture
def bridge(tmp_path: Path, seeds_settings: ServiceSettings, embedder: Embedder) -> ServiceSettings:
    (tmp_path / "cầu.md").write_text(MARKDOWN, "utf-8")
    settings = ServiceSettings(_env_file=None, data=tmp_path / "data", models=seeds_settings.models)
    assert not Ingestor(settings, embedder).run([tmp_path / "cầu.md"]).failed
    return settings


def test_people_read_no_marks_and_programs_read_the_article(bridge: ServiceSettings) -> None:
    shown = answer_view.ask_once(bridge, QUESTION, 8, "extractive", as_read=True)
    told = answer_view.ask_once(bridge, QUESTION, 8, "extractive")
    assert "Cầu Rạch Dừa dài 120 mét; xem bản đồ." in shown.answer
    assert all("*" not in one.quote and "](" not in one.quote for one in shown.citations)
    assert all(MARKDOWN[one.start : one.end] == one.quote for one in told.citations)
    assert any("**" in one.quote for one in told.citations)
    assert [(one.start, one.end) for one in shown.citations] == [(one.start, one.end) for one in told.citations]
    hits = answer_view.search_once(bridge, QUESTION, 8, as_read=True).hits
    assert all("**" not in one.text for one in hits)


def citation(quote: str, title: str | None = None) -> Citation:
    return Citation(
        marker=1, article_id="bài/dài-tên-như-tên-tệp-của-một-tòa-soạn", title=title, published="2024-06-27", url=None,
        quote=quote, start=0, end=len(quote), article_sha256="x", passage_id="p", score=1.0, answer_spans=[(0, 3)],
    )  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_date_is_never_cut_off(width: int) -> None:
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    one = citation("Giá gạo giảm 50%.", "Một tiêu đề rất dài mà một dòng của cửa sổ tám mươi cột không chứa được")
    console.print(answer_view._citation_panel(one, answer_of([one]), width))
    assert "2024-06-27" in console.export_text()


def test_a_title_is_shown_to_the_letter() -> None:
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    one = citation("Giá gạo giảm 50%.", "Lúc :100: [đỏ] :smile:")
    console.print(answer_view._citation_panel(one, answer_of([one]), 100))
    shown = console.export_text()
    assert "─ [1] ─" in shown
    assert "Lúc :100: [đỏ] :smile:" in shown


def test_the_short_answer_is_bold_where_it_stands() -> None:
    one = citation("Giá 5 và 50 nghìn.")
    span = ArticleSpan(article_id=one.article_id, start=9, end=11)
    text = answer_view._quoted(one, answer_of([one], short_answer="50", short_answer_span=span))
    assert [(part.start, part.end) for part in text.spans] == [(9, 11)]
