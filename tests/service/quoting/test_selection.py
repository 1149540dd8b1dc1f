"""Which sentences are quoted beside each other: names, two articles, credits. Scores are given, not computed."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np

from ingest.catalog.rows import StoredPassage
from ingest.models import Article, Passage, Sentence, SentenceKind
from service.language.languages import Language
from service.language.question import Question
from service.quoting.parts import LEAST_REST
from service.quoting.selection import PASSAGES, choose_quotes, credits_somebody, quotable
from service.quoting.types import ScoredSentence
from service.quoting.weighing import SUBJECT_WEIGHT
from service.quoting.windows import QUOTE_WORDS
from service.retrieval.query import Query
from service.retrieval.scoring import PassageScores, Scored
from service.values import RetrievedPassage

LONG = " và nhiều việc khác" * 8
"""Fills sentences up, so that no two of them fit into one quote."""


def asked(text: str) -> Query:
    words = text.split()
    starts = [sum(len(word) + 1 for word in words[:at]) for at in range(len(words))]
    spans = tuple((start, start + len(word)) for start, word in zip(starts, words, strict=True))
    tokens = np.zeros((len(words), 4), np.float32)
    return Query(Question(text, text, Language.VIETNAMESE, spans), np.zeros(4, np.float32), tokens, {"folded": {}})


class Found:
    """Passages of one paragraph a sentence, with the scores that a test gives."""

    def __init__(self) -> None:
        self.sentences: list[ScoredSentence] = []
        self.scored: list[Scored] = []
        self._keys = count()

    def add(self, article_id: str, *lines: tuple[str, float, list[float]], **changes: Any) -> None:
        kinds = changes.pop("kinds", [SentenceKind.PROSE] * len(lines))
        text = "\n\n".join(line for line, *_ in lines)
        article = Article(article_id, text, **changes)
        starts = [text.index(line) for line, *_ in lines]
        spans = tuple(
            Sentence(at, at + len(line), kind) for at, (line, *_), kind in zip(starts, lines, kinds, strict=True)
        )
        passage = Passage(f"{article_id}:{next(self._keys)}", article_id, 0, 0, len(text), text, "", spans)
        retrieved = RetrievedPassage(passage, article, 1.0)
        self.scored.append(
            Scored(
                PassageScores(passage.id, article.id, 1.0, 0.0, 0.0, 0.0, 0.0),
                StoredPassage(passage, article, None, None),
                np.zeros(len(lines), np.float32),
                support=None,
                similarities=None,
                vectors=None,
            )
        )
        for span, (_, score, support) in zip(spans, lines, strict=True):
            mean = sum(support) / len(support)
            self.sentences.append(ScoredSentence(retrieved, span, score, 0.0, mean, tuple(support)))

    def quoted(self, question: str) -> list[str]:
        ordered = sorted(self.sentences, key=lambda one: -one.score)
        return [quote.text.split(" và ")[0] for quote in choose_quotes(asked(question), self.scored, ordered, 3)]


def test_what_the_article_speaks_of_anyway_does_not_decide() -> None:
    found = Found()
    found.add(
        "a",
        ("Họ đã ký biên bản" + LONG, 1.35, [0.1, 0.1, 0.3, 0.3]),
        ("Đoàn Cà Mau vui vẻ" + LONG, 1.40, [0.5, 0.5, 0.3, 0.3]),
    )
    assert found.quoted("Cà Mau ký gì") == ["Họ đã ký biên bản", "Đoàn Cà Mau vui vẻ"]
    assert found.quoted("ca nao ký gì") == ["Đoàn Cà Mau vui vẻ", "Họ đã ký biên bản"]


def test_repeating_words_of_the_question_is_not_more_than_saying_all_of_it() -> None:
    found = Found()
    found.add("a", ("Đoàn mở tiệc" + LONG, 2.65, [1, 1, 0.3, 0.3]), ("Họ dùng bữa" + LONG, 2.60, [0.7, 0.7, 0.5, 0.5]))
    assert found.quoted("đoàn mở gì vậy") == ["Họ dùng bữa", "Đoàn mở tiệc"]
    query = asked("what they hosted there")
    english = replace(query, question=replace(query.question, language=Language.ENGLISH))
    ordered = choose_quotes(english, found.scored, found.sentences, 1)
    assert ordered[0].text.startswith("Đoàn mở tiệc"), "across languages nothing comes near to repeating"


def test_each_article_that_is_asked_about_is_quoted() -> None:
    found = Found()
    same = [0.5] * 7
    found.add("a", *((f"Đoàn Cà Mau dự {what}" + LONG, 2.0, same) for what in ("họp", "lễ", "tiệc")))
    found.add("b", ("Đoàn Sóc Trăng dự họp" + LONG, 2.0 - SUBJECT_WEIGHT + 0.01, same))
    assert "Đoàn Sóc Trăng dự họp" in found.quoted("Cà Mau với Sóc Trăng dự gì")
    assert "Đoàn Sóc Trăng dự họp" not in found.quoted("Cà Mau với nơi nào dự gì")


def test_an_article_on_half_of_what_is_asked_adds_nothing_to_one_on_all_of_it() -> None:
    found = Found()
    same = [0.5] * 8
    found.add("a", ("Đoàn Cà Mau dự họp ở Sóc Trăng" + LONG, 2.0, same))
    found.add("b", ("Đoàn Sóc Trăng dự lễ" + LONG, 1.99, same))
    assert found.quoted("Cà Mau với Sóc Trăng họp gì vậy") == ["Đoàn Cà Mau dự họp ở Sóc Trăng"]
    assert "Đoàn Sóc Trăng dự lễ" in found.quoted("nơi nào với Sóc Trăng họp gì vậy")


def test_what_two_did_together_is_not_told_first_by_an_article_on_one_of_them_and_another() -> None:
    found = Found()
    same = [0.5] * 8
    found.add("a", ("Đoàn Bạc Liêu và Sóc Trăng họp ngày 5-6" + LONG, 2.1, same))
    found.add("b", ("Đoàn Cà Mau và Sóc Trăng họp gấp" + LONG, 2.0, same))
    assert found.quoted("Cà Mau và Sóc Trăng họp ngày nào")[0].startswith("Đoàn Cà Mau")
    assert found.quoted("Đoàn Cà Mau với đoàn Sóc Trăng họp")[0].startswith("Đoàn Cà Mau")
    assert found.quoted("ca mau va soc trang hop khi nao")[0].startswith("Đoàn Cà Mau")
    assert found.quoted("Sóc Trăng họp và ký gì ngày đó")[0].startswith("Đoàn Bạc Liêu"), (
        "of one alone any article tells"
    )


def test_where_no_article_speaks_of_both_either_may_be_quoted() -> None:
    found = Found()
    same = [0.5] * 7
    found.add("a", ("Đoàn Cà Mau dự họp" + LONG, 2.1, same))
    found.add("b", ("Đoàn Sóc Trăng dự họp" + LONG, 2.0, same))
    assert found.quoted("Cà Mau và Sóc Trăng dự gì")[0] == "Đoàn Cà Mau dự họp"


def test_the_date_of_an_article_is_a_year_it_speaks_of() -> None:
    found = Found()
    same = [0.5] * 6
    found.add("a", *((f"Đoàn dự {what}" + LONG, 2.0, same) for what in ("họp", "lễ", "tiệc")), published="2023-01")
    found.add("b", ("Đoàn dự hội" + LONG, 1.5, same), published="2025-01")
    assert "Đoàn dự hội" in found.quoted("dự gì năm 2023 và 2025")
    assert "Đoàn dự hội" not in found.quoted("dự gì năm 2023 và sau")


def test_a_credit_comes_first_where_it_is_asked_for_and_the_rest_as_before() -> None:
    found = Found()
    found.add(
        "a",
        ("Hai đoàn ký kết" + LONG, 2.0, [0.5] * 6),
        ("Toàn cảnh hội trường", 1.9, [0.5] * 6),
        ("Lễ ký kết. Ảnh: TY", 1.0, [0.5] * 6),
        kinds=[SentenceKind.PROSE, SentenceKind.CAPTION, SentenceKind.CAPTION],
    )
    assert found.quoted("Ảnh ký kết do ai chụp") == [
        "Toàn cảnh hội trường\n\nLễ ký kết. Ảnh: TY",
        "Hai đoàn ký kết",
    ]
    assert found.quoted("Ảnh ký kết ở nơi nào")[0] == "Hai đoàn ký kết"


def test_a_caption_without_a_credit_answers_nothing() -> None:
    assert credits_somebody("Toàn cảnh buổi lễ. Ảnh: TY", SentenceKind.CAPTION)
    assert not credits_somebody("Toàn cảnh buổi lễ", SentenceKind.CAPTION)
    assert credits_somebody("Ngọc Lân", SentenceKind.BYLINE)


def test_lines_of_the_kind_asked_for_may_be_quoted_from_any_passage() -> None:
    found = Found()
    for at in range(PASSAGES):
        found.add(f"a{at}", ("Hai đoàn ký kết.", 1.0, [0.5]))
    found.add("b", ("Ngọc Lân", 0.1, [0.1]), kinds=[SentenceKind.BYLINE])
    passages = list(dict.fromkeys(one.passage.passage.id for one in found.sentences))
    by_id = {one.passage.passage.id: one.passage for one in found.sentences}
    given = [by_id[key] for key in passages]
    assert quotable(asked("Hai đoàn ký gì?").question, given) == given[:PASSAGES]
    assert quotable(asked("Tác giả của bài viết là ai?").question, given) == given


def test_left_over_quotes_show_what_was_cut() -> None:
    found = Found()
    clauses = [f"điều {what} có sáu chữ," for what in "abcdefghijklm"]
    found.add("a", (" ".join(clauses), 2.0, [0.5, 0.5]))
    first, rest = found.quoted("Điều gì")
    assert len(first.split()) <= QUOTE_WORDS
    assert len(rest.split()) >= LEAST_REST
    assert not set(clauses) - {clause for clause in clauses if clause in first or clause in rest}


def test_what_sentences_are_worth_stands_beside_their_scores() -> None:
    found = Found()
    found.add("a", ("Hai đoàn dự họp" + LONG, 2.0, [0.5] * 3), ("Hai đoàn ký kết" + LONG, 1.9, [0.5] * 3))
    quotes = choose_quotes(asked("Họ ký gì"), found.scored, found.sentences, 3, [1.0, 1.2])
    assert [(one.text.split(" và ")[0], one.score) for one in quotes[:2]] == [
        ("Hai đoàn ký kết", 1.9),
        ("Hai đoàn dự họp", 2.0),
    ]


def test_nothing_found_is_nothing_quoted() -> None:
    assert choose_quotes(asked("Ai"), [], [], 3) == ()


def test_a_question_of_an_interview_is_quoted_with_what_is_said_to_it() -> None:
    found = Found()
    found.add(
        "a",
        ("Ông Bỉnh nay là giám đốc nhân sự.", 1.5, [0.4, 0.4, 0.4]),
        ("- Số lao động hiện nay?", 2.0, [0.5, 0.5, 0.5]),
        ("- 4.310 người.", 1.0, [0.1, 0.1, 0.1]),
    )
    assert found.quoted("số lao động")[0] == "- Số lao động hiện nay?\n\n- 4.310 người."
