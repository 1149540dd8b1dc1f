"""What stands in a title alone can be cited, wherever the title stands; copies are cited once, with their places."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.embedding.base import Embedder
from ingest.pipeline import Ingestor
from service.engine import Engine
from service.settings import ServiceSettings
from service.verifying.render import verify_citations
from trichdan.replies import fault_of
from trichdan.wire import Answer, ArticleFull, AskRequest

ARTICLES = {
    "so-y-te": (
        "Ông Trần Quang Khải làm Giám đốc Sở Y tế tỉnh Bình Lâm",
        "Sáng 5/8, UBND tỉnh Bình Lâm tổ chức lễ công bố quyết định về công tác cán bộ của ngành y tế. Tân giám đốc 47 "
        "tuổi, quê huyện Tân Châu, từng là phó giám đốc bệnh viện đa khoa tỉnh.\nTân giám đốc hứa sẽ giải quyết dứt "
        "điểm việc đấu thầu thuốc trong quý III.",
    ),
    "gia-vang": (
        "Giá vàng nhẫn tăng lên 152 triệu đồng một lượng",
        "Sáng nay, các tiệm vàng ở quận Bình Thạnh mở cửa trong cảnh đông khách. Nhiều người xếp hàng từ 6 giờ để chờ "
        "mua. Chủ một cửa tiệm cho biết lượng khách tăng gấp ba so với tuần trước.",
    ),
    "cau": (
        "Cầu Rạch Dừa đóng cửa vì dầm chính bị nứt",
        "Từ 0 giờ ngày 12/6, cầu Rạch Dừa nối hai xã Tân Phú và Tân Lợi ngừng cho xe qua lại. Xe tải đi vòng theo quốc "
        "lộ 57, xa thêm 14 km. Sở Giao thông Vận tải dự kiến sửa trong bốn tháng.",
    ),
    "khu-mo": (
        "Bệnh viện Hoa Sen khánh thành khu mổ mới",
        "Chiều 3/9, Bệnh viện Hoa Sen khánh thành khu mổ mới với 12 phòng. Kinh phí xây dựng là 340 tỷ đồng, lấy từ "
        "ngân sách thành phố. Mỗi ngày nơi này thực hiện được 80 ca.",
    ),
}
ONLY_IN_TITLE = [
    ("so-y-te", "Ai làm Giám đốc Sở Y tế tỉnh Bình Lâm?"),
    ("so-y-te", "ai lam giam doc so y te tinh binh lam"),
    ("so-y-te", "Who is the new director of the Bình Lâm health department?"),
    ("gia-vang", "Giá vàng nhẫn bao nhiêu tiền một lượng?"),
    ("cau", "Vì sao cầu Rạch Dừa đóng cửa?"),
]
IN_THE_BODY = [
    ("Tân giám đốc Sở Y tế Bình Lâm bao nhiêu tuổi?", "47"),
    ("Cầu Rạch Dừa ngừng cho xe qua lại từ khi nào?", "12/6"),
    ("Bệnh viện nào khánh thành khu mổ mới?", "Bệnh viện Hoa Sen khánh thành khu mổ mới với 12 phòng"),
]


@contextmanager
def opened(settings: ServiceSettings, embedder: Embedder, files: dict[str, str], folder: Path) -> Iterator[Engine]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert not Ingestor(settings, embedder).run([folder / name for name in files]).failed
    engine = Engine.open(settings)
    try:
        yield engine
    finally:
        engine.close()


def ask(engine: Engine, question: str) -> Answer:
    answer = asyncio.run(engine.ask(AskRequest(question=question)))
    catalog = engine.corpus.catalog
    found = {one.article_id: catalog.article(one.article_id, catalog.published) for one in answer.citations}
    articles = {key: stored[0] for key, stored in found.items() if stored}
    assert not verify_citations(answer.answer if answer.answered else "", answer.citations, articles)
    return answer


def as_lines() -> str:
    lines = [{"id": key, "title": title, "text": text} for key, (title, text) in ARTICLES.items()]
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def test_a_title_in_the_text_is_quoted_for_what_only_it_says(
    settings: ServiceSettings, embedder: Embedder, tmp_path: Path
) -> None:
    files = {f"{key}.txt": f"{title}\n{text}" for key, (title, text) in ARTICLES.items()}
    with opened(settings, embedder, files, tmp_path) as engine:
        for key, question in ONLY_IN_TITLE:
            first = ask(engine, question).citations[0]
            assert (first.article_id, first.quote, first.title_span) == (key, ARTICLES[key][0], None), question
        for question, quote in IN_THE_BODY:
            first = ask(engine, question).citations[0]
            assert quote in first.quote
            assert first.start > 0, "the body is preferred where both carry the answer"


def test_a_title_beside_the_text_is_quoted_with_its_own_span(
    settings: ServiceSettings, embedder: Embedder, tmp_path: Path
) -> None:
    with opened(settings, embedder, {"news.jsonl": as_lines()}, tmp_path) as engine:
        for key, question in ONLY_IN_TITLE:
            answer = ask(engine, question)
            assert answer.answered, question
            first = answer.citations[0]
            title = ARTICLES[key][0]
            assert (first.article_id, first.title, first.title_span) == (key, title, (0, len(title)))
            assert ARTICLES[key][1][first.start : first.end] == first.quote
            assert answer.answer.startswith(title)
        for question, quote in IN_THE_BODY:
            first = ask(engine, question).citations[0]
            assert quote in first.quote
            assert first.title_span is None


def test_a_title_that_was_changed_no_longer_stands(
    settings: ServiceSettings, embedder: Embedder, tmp_path: Path
) -> None:
    with opened(settings, embedder, {"news.jsonl": as_lines()}, tmp_path) as engine:
        first = ask(engine, ONLY_IN_TITLE[0][1]).citations[0]
    title, text = ARTICLES["so-y-te"]
    article = ArticleFull(
        id="so-y-te", title=title, published=None, url=None, source=None, language=None,
        article_sha256=first.article_sha256, characters=len(text), passages=1, text=text,
    )  # fmt: skip
    assert fault_of(first, article) == ""
    assert fault_of(first, article.model_copy(update={"title": "Tiêu đề khác"})) == "quote_differs"


PAPERS = {
    "A": "Bệnh viện Hoa Sen có khu mổ 12 phòng",
    "B": "Khu mổ mới",
    "C": "Kinh phí xây dựng khu mổ là 340 tỷ đồng",
}


@pytest.fixture
def syndicated(settings: ServiceSettings, embedder: Embedder, tmp_path: Path) -> Iterator[Engine]:
    """One report in three papers, and another article."""
    _, report = ARTICLES["khu-mo"]
    line = {"text": report, "published": "2024-09-03"}
    lines = [{"id": paper, **line, "title": title, "source": f"Báo {paper}"} for paper, title in PAPERS.items()]
    lines.append({"id": "cau", "title": ARTICLES["cau"][0], "text": ARTICLES["cau"][1]})
    news = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines)
    with opened(settings, embedder, {"news.jsonl": news}, tmp_path) as engine:
        yield engine


def test_copies_are_one_citation_that_names_its_other_places(syndicated: Engine) -> None:
    answer = ask(syndicated, "Khu mổ mới của Bệnh viện Hoa Sen có bao nhiêu phòng?")
    cited = {one.article_id for one in answer.citations}
    assert len(cited & {"A", "B", "C"}) == 1
    first = answer.citations[0]
    places = [(one.article_id, one.source, one.title, one.published) for one in first.also_in]
    others = {key: title for key, title in PAPERS.items() if key != first.article_id}
    assert places == [(key, f"Báo {key}", title, "2024-09-03") for key, title in others.items()]
    assert ask(syndicated, "Cầu Rạch Dừa ngừng cho xe qua lại từ khi nào?").citations[0].also_in == []


def test_two_parts_of_a_question_quote_the_same_copy(syndicated: Engine) -> None:
    question = "Bệnh viện Hoa Sen có khu mổ bao nhiêu phòng? Kinh phí xây dựng khu mổ là bao nhiêu tiền?"
    cited = {one.article_id for one in ask(syndicated, question).citations}
    assert len(cited & {"A", "B", "C"}) == 1


def test_a_shared_sentence_is_quoted_once(settings: ServiceSettings, embedder: Embedder, tmp_path: Path) -> None:
    told = "Cầu Bà Tồn nối hai xã Tân Phú và Tân Lợi được thông xe sáng 2/1 sau 14 tháng thi công."
    files = {
        "a.txt": f"Thông xe cầu Bà Tồn\n\n{told}\n\nNguồn Báo A: https://a.example/1\n",
        "b.txt": f"Cầu Bà Tồn đã xong\n\n(TTXVN) - {told} Xe tải vẫn đi đường cũ.\n",
        "c.txt": f"Dân Tân Phú có cầu mới\n\n{told} Chợ xã đông hơn.\n",
    }
    with opened(settings, embedder, files, tmp_path) as engine:
        quotes = [one.quote for one in ask(engine, "Cầu Bà Tồn thi công trong bao lâu?").citations]
    assert sum("14 tháng" in quote for quote in quotes) == 1


def test_a_copy_that_is_excluded_is_not_named(syndicated: Engine) -> None:
    question = "Khu mổ mới của Bệnh viện Hoa Sen có bao nhiêu phòng?"
    answer = asyncio.run(syndicated.ask(AskRequest(question=question), exclude=("B",)))
    assert {answer.citations[0].article_id, *(one.article_id for one in answer.citations[0].also_in)} == {"A", "C"}
