"""From a draft to the wire: what articles without a title are called, and contradictions by their markers."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ingest.models import Article
from service.answerability.assess import Assessment
from service.answering.choose import Composed
from service.answering.remarks import with_remarks
from service.answering.types import Looked
from service.language.detection import detect_language
from service.language.question import read_question
from service.quoting.types import Retrieval
from service.values import Draft, QuoteSpan, Statement
from service.wire.answers import Circumstances, finish
from trichdan.wire import Answer, AskRequest, Conflict

OLDER = "Hai tỉnh đã tổ chức 12 đợt tuần tra chung trên biên giới."
NEWER = "Hai tỉnh tổ chức 15 đợt tuần tra chung dọc biên giới."


def quote(key: str, text: str, published: str, title: str | None = None) -> QuoteSpan:
    return QuoteSpan(Article(key, text, title, published), f"{key}-0", 0, len(text), 1.0)


QUESTION = "Hai tỉnh tổ chức bao nhiêu đợt tuần tra?"


def answer_of(
    draft: Draft,
    question: str = QUESTION,
    mode: Literal["extractive", "llm"] = "extractive",
    *,
    uncertain: bool = False,
) -> Answer:
    how, judged = Circumstances("a model", "f", {}, 0.0), Assessment(0.9, None, uncertain=uncertain)
    return finish(AskRequest(question=question), found_for(question), judged, Composed(draft, mode), how, {})


def found_for(question: str) -> Retrieval:
    return Retrieval(read_question(question, detect_language(question)), (), (), 0, 0)


def test_a_contradiction_names_its_markers_and_its_sentence() -> None:
    quotes = (quote("a", OLDER, "2023-10-27"), quote("b", NEWER, "2023-12-27", "Tuần tra"))
    draft = Draft(tuple(Statement(one.text, (one,)) for one in quotes))
    retrieval = found_for(QUESTION)
    looked = Looked(retrieval, Assessment(0.9, None), missing="Còn một phần.")
    answer = answer_of(with_remarks(draft, looked))
    (found,) = answer.conflicts
    start, end = found.span
    assert found == Conflict(markers=(2, 1), numbers=("15 đợt tuần", "12 đợt tuần"), span=(start, end))
    assert answer.answer[start:end] == (
        "Các bài báo nêu khác nhau: 15 đợt tuần (2023-12-27) và 12 đợt tuần (2023-10-27)."
    )
    assert answer.answer[end:] == " Còn một phần."
    assert [one.opening for one in answer.citations] == [OLDER.rstrip("."), None]


def test_without_one_there_is_no_field() -> None:
    draft = Draft((Statement(OLDER, (quote("a", OLDER, "2023"),)),))
    sent = answer_of(replace(draft, missing="Còn một phần.")).model_dump(mode="json")
    assert "conflicts" not in sent
    assert sent["citations"][0]["opening"] == OLDER.rstrip(".")


def test_an_answer_that_is_hardly_one_says_so() -> None:
    draft = Draft((Statement(OLDER, (quote("a", OLDER, "2023"),)),), missing="Còn một phần.")
    unsure = answer_of(draft, uncertain=True)
    remark = "Những gì được trích gần với câu hỏi, nhưng chưa chắc là câu trả lời."
    assert unsure.uncertain
    assert unsure.answer == f"{OLDER} [1] {remark} Còn một phần."
    english = answer_of(draft, "How many joint patrols?", uncertain=True)
    assert english.answer.endswith(" but may not answer it. Còn một phần.")
    # What is surer isn't remarked on, nor what an LLM has written.
    assert (
        answer_of(draft).answer == answer_of(draft, mode="llm", uncertain=True).answer == f"{OLDER} [1] Còn một phần."
    )
    assert "uncertain" not in answer_of(draft).model_dump(mode="json")
