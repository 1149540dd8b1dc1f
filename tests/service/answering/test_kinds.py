"""Comparisons, summaries, lists, days and places over small articles, from the question to the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.catalog.reading import Selection
from ingest.models import Article
from ingest.pipeline import Ingestor
from ingest.sources.text import parse_text
from service.answerability.assess import Assessment, assess
from service.answering.comparisons import Sides, compare
from service.answering.follow_ups import Asked
from service.answering.intents import LIST, QUESTION
from service.answering.ordinary import POSSIBLE
from service.engine import Engine
from service.language.intents import Intent
from service.quoting.types import Retrieval
from service.settings import ServiceSettings
from trichdan.wire import Answer, AskRequest, Filters, Kind, Message

COFFEE = """Giá cà phê ngày 4-11 quay đầu giảm sau năm phiên tăng liên tiếp ở Tây Nguyên.

Địa phương | Giá hôm nay (đồng/kg) | Thay đổi
Đắk Lắk | 106.500 | -800
Gia Lai | 106.400 | -600
Lâm Đồng | 105.600 | -1.000

"Hôm qua tôi nhát, hôm nay mất khách quen", chủ đại lý Nông Chí Khuông thừa nhận."""
TRIAL = """Hội đồng xét xử do thẩm phán Thi Ngọc Ánh làm chủ tọa buộc công ty cây xanh trả 214 triệu đồng cho chị M.

Trưa 9-10, một cây xà cừ bật gốc, đè bẹp nóc xe ô tô của chị M. trên đường Trưng Nữ Vương. Không ai bị thương. Đại diện
công ty cho rằng cây đổ do mưa dông. Đài khí tượng trả lời tòa rằng trưa hôm đó gió chỉ cấp 3."""
BUS = (
    """Phiên tòa xét xử chủ xe khách do thẩm phán Quản Trọng Nhân làm chủ tọa. Chủ xe lĩnh 8 năm tù, tài xế 6 năm tù."""
)

FIRE = """Cháy kho vải Tân Bình Hưng sáng 3-6: tường thuật trực tiếp.

5h10: Người dân thấy khói bốc lên từ kho vải Tân Bình Hưng.

5h25: Hai xe chữa cháy đầu tiên tới kho vải.

6h05: Lửa lan sang nhà kho bên cạnh của kho vải.

6h40: Thêm bốn xe được điều đến kho vải Tân Bình Hưng.

7h30: Mái kho vải sập một phần.

8h15: Đường vào kho vải bị phong tỏa.

9h20: Đám cháy ở kho vải được dập tắt hoàn toàn.

11h00: Nguyên nhân cháy kho vải là chập điện ở máy dệt, thiệt hại 12 tỷ đồng, không ai bị thương."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[Engine]:
    settings = ServiceSettings(_env_file=None, data=tmp_path_factory.mktemp("kinds"), models=models_dir)
    ingestor = Ingestor(settings)
    for article in (
        Article("coffee", COFFEE, published="2024-11-05"),
        Article("trial", TRIAL, title="Cây đổ đè ô tô", published="2024-08-22"),
        Article("bus", BUS, title="Tuyên án vụ xe khách", published="2024-08-01"),
        Article("fire", FIRE, title="Cháy kho vải Tân Bình Hưng", published="2024-06-03"),
    ):
        ingestor.put(article)
    opened = Engine.open(settings)
    opened.lookup.today = lambda: date(2025, 1, 2)  # the day that the questions are asked on
    yield opened
    opened.close()


def ask(engine: Engine, question: str, history: list[Message] | None = None, only: str | None = None) -> Answer:
    filters = Filters(article_ids=[only]) if only else None
    return asyncio.run(engine.ask(AskRequest(question=question, history=history or [], filters=filters)))


def test_a_comparison_quotes_both_sides(engine: Engine) -> None:
    answer = ask(engine, "Chủ xe và tài xế, ai bị phạt tù nặng hơn?")
    assert answer.kind is Kind.COMPARISON
    assert "8 năm tù, tài xế 6 năm tù" in answer.citations[0].quote
    assert not answer.unmentioned


def test_a_side_that_is_not_there_is_named(engine: Engine) -> None:
    answer = ask(engine, "Giá cà phê Gia Lai so với Kon Tum?")
    assert (answer.kind, answer.unmentioned) == (Kind.COMPARISON, ["Kon Tum"])
    assert answer.answer.endswith("Các bài báo không nói đến Kon Tum ở điểm này.")


def test_a_side_is_quoted_where_it_is_named(engine: Engine) -> None:
    """The article opens with the region; of Gia Lai speaks its table."""
    answer = ask(engine, "Giá cà phê Gia Lai so với Kon Tum?")
    assert "Gia Lai | 106.400" in answer.citations[0].quote


def test_a_guessed_side_that_is_not_there_was_none(engine: Engine) -> None:
    def judge(question: str, selection: Selection) -> tuple[Retrieval, Assessment]:
        found = engine.retrieve(question, 8, selection)
        return found, assess(found)

    names, questions = ("Gia Lai", "Kon Tum"), ("Giá cà phê Gia Lai?", "Giá cà phê Kon Tum?")
    asked = "Giá cà phê Gia Lai so với Kon Tum?"
    assert compare(Sides(names, questions, (True, False)), asked, Selection(), judge, 8) is None
    told = compare(Sides(names, questions, (True, True)), asked, Selection(), judge, 8)
    assert told is not None
    assert told.absent == ("Kon Tum",)


def test_a_summary_is_of_whole_sentences_in_order(engine: Engine) -> None:
    answer = ask(engine, "Tóm tắt vụ cây đổ đè ô tô")
    starts = [one.start for one in answer.citations]
    assert answer.kind is Kind.SUMMARY
    assert {one.article_id for one in answer.citations} == {"trial"}
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert all(one.quote[0].isupper() and one.quote.endswith(".") for one in answer.citations)


def test_a_summary_of_a_live_report_tells_what_came_of_it(engine: Engine) -> None:
    quotes = [one.quote for one in ask(engine, "Tóm tắt vụ cháy kho vải Tân Bình Hưng").citations]
    assert "tường thuật trực tiếp" in quotes[0]
    assert "chập điện" in quotes[-1]
    assert any("dập tắt" in one for one in quotes)


def test_this_article_is_the_one_that_was_spoken_of_or_the_only_one(engine: Engine) -> None:
    alone = ask(engine, "Bài này nói gì?", only="bus")
    said = ask(engine, "Ai làm chủ tọa vụ cây đổ?")
    history = [Message(role="user", content=said.question), Message(role="assistant", content=said.answer)]
    assert {one.article_id for one in alone.citations} == {"bus"}
    assert {one.article_id for one in ask(engine, "Tóm tắt bài này", history).citations} == {"trial"}


def test_a_summary_of_what_no_article_tells_is_refused(engine: Engine) -> None:
    answer = ask(engine, "Tóm tắt vụ chìm tàu Titanic")
    assert (answer.answered, answer.reason_text) == (False, "Không bài nào nói về “vụ chìm tàu Titanic”.")


def test_a_list_gathers_items_of_several_articles(engine: Engine) -> None:
    answer = ask(engine, "Những thẩm phán nào làm chủ tọa?")
    assert answer.kind is Kind.LIST
    assert {one.article_id for one in answer.citations} == {"trial", "bus"}
    assert all("thẩm phán" in one.quote for one in answer.citations)


def test_a_list_of_what_is_mentioned_is_answered_with_a_quote_for_each(engine: Engine) -> None:
    answer = ask(engine, "Liệt kê các thẩm phán được nhắc đến")
    assert (answer.kind, answer.answered, len(answer.citations)) == (Kind.LIST, True, 2)
    assert all(any(name in one.quote for name in ("Thi Ngọc Ánh", "Quản Trọng Nhân")) for one in answer.citations)


def test_a_list_has_no_quotes_beside_its_enumeration(engine: Engine) -> None:
    answer = ask(engine, "Liệt kê giá cà phê ở các địa phương")
    assert answer.kind is Kind.LIST
    assert all("Lâm Đồng | 105.600" in one.quote for one in answer.citations)


def test_what_may_be_a_list_is_one_if_an_enumeration_answers(engine: Engine) -> None:
    """By its words a message is likelier an ordinary question; what is quoted first decides."""
    may = Intent(LIST, "", odds=0.2)
    lookup = replace(engine.lookup, intents=lambda text: Intent(QUESTION, text, other=replace(may, message=text)))
    kinds = {text: lookup(Asked(text), text, 8, Selection()).kind for text in ("Giá cà phê Gia Lai?", "Cây đổ do đâu?")}
    assert kinds == {"Giá cà phê Gia Lai?": Kind.LIST, "Cây đổ do đâu?": Kind.QUESTION}


def test_two_periods_are_compared_by_what_was_published_then(tmp_path: Path, models_dir: Path) -> None:
    settings = ServiceSettings(_env_file=None, data=tmp_path, models=models_dir)
    told = ((2023, "1.250"), (2024, "2.050"), (2025, "1.700"))
    head = "Lũ ở huyện Vân Phong\nBáo Vân Phong, 14/9/"
    texts = {
        f"{year}-09-14": f"{head}{year}\n\nHồ Đá Mài xả lũ. Toàn huyện sơ tán {count} hộ dân." for year, count in told
    }
    ingestor = Ingestor(settings)
    for day, text in texts.items():
        ingestor.put(parse_text(text.encode(), day))
    engine = Engine.open(settings)
    try:
        answer = ask(engine, "So sánh số hộ dân phải sơ tán ở huyện Vân Phong năm 2023 và năm 2025")
    finally:
        engine.close()
    assert answer.kind is Kind.COMPARISON
    assert [one.article_id for one in answer.citations] == ["2023-09-14", "2025-09-14"]
    assert all("hộ dân" in one.quote and "14/9" not in one.quote for one in answer.citations)
    assert not answer.conflicts, "what is compared may differ"


def test_what_surely_is_a_comparison_stays_one_though_its_sides_are_not_found(engine: Engine) -> None:
    sides = {"a": (0, 4), "b": (8, 14)}
    text = "Cái này với cái kia, chủ xe khách bị phạt mấy năm tù?"

    def look_up(odds: float) -> Kind:
        told = Intent("comparison", text, sides, frozenset(sides), odds=odds)
        return replace(engine.lookup, intents=lambda _: told)(Asked(text), text, 8, Selection()).kind

    assert (look_up(POSSIBLE), look_up(POSSIBLE / 2)) == (Kind.COMPARISON, Kind.QUESTION)


def test_a_list_that_asks_more_than_what_is_mentioned_is_refused_as_any_question(engine: Engine) -> None:
    answer = ask(engine, "Những thẩm phán nào có quốc tịch Lào?")
    assert (answer.kind, answer.answered) == (Kind.LIST, False)


def test_the_row_of_the_place_that_is_asked_about_comes_first(engine: Engine) -> None:
    assert "Gia Lai | 106.400" in ask(engine, "Giá cà phê Gia Lai?").citations[0].quote


@pytest.mark.parametrize("question", ["gia ca phe kon tum", "What is the coffee price in Kon Tum?"])
def test_a_place_that_is_not_mentioned_is_told_however_it_is_typed(engine: Engine, question: str) -> None:
    answer = ask(engine, question)
    assert not answer.answered or [one.lower() for one in answer.unmentioned] == ["kon tum"]


def test_a_quote_tells_which_day_it_means(engine: Engine) -> None:
    answer = ask(engine, "Chủ đại lý Nông Chí Khuông thừa nhận gì?")
    quote = next(one for one in answer.citations if "Hôm qua" in one.quote)
    days = {one.text: one.date for one in quote.dates}
    assert days["Hôm qua"] == "2024-11-04"
    assert all(COFFEE[one.start : one.end] == one.text for one in quote.dates)


def test_a_question_about_today_hears_how_old_the_news_is(engine: Engine) -> None:
    answer = ask(engine, "Giá cà phê hôm nay ở Đắk Lắk là bao nhiêu?")
    assert answer.answer.endswith("Bài mới nhất là ngày 05-11-2024.")


@pytest.mark.parametrize("question", ["còn tài xế?", "con tai xe", "tài xế thì sao?"])
def test_a_thing_named_alone_is_asked_the_same_as_before(engine: Engine, question: str) -> None:
    first = ask(engine, "Chủ xe khách bị phạt mấy năm tù?")
    history = [Message(role="user", content=first.question), Message(role="assistant", content=first.answer)]
    answer = ask(engine, question, history)
    assert answer.understood is not None
    assert "tài xế 6 năm tù" in answer.citations[0].quote
