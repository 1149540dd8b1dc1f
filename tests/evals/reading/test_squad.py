"""What the reader learns from SQuAD, and what is left to judge by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.fitting.data import corpora
from evals.reading.squad import load_squad
from evals.suites.squad import held_articles, learned_questions

TEXTS = {"e0": "The Red River is long.", "v0": "Sông Hồng dài.", "e1": "Gold is soft.", "v1": "Vàng mềm."}


def _row(number: int, article: str, passages: tuple[str, str], *, answerable: bool = True) -> dict[str, Any]:
    kinds = zip(("en-en", "en-vi", "vi", "una"), (passages[0], *[passages[1]] * 3), strict=True)
    place = {"start": 0, "end": 3, "text": "…"} if answerable else {}
    variants = [{"kind": kind, "question": f"{kind} {number}?", "passage": passage, **place} for kind, passage in kinds]
    return {"id": f"r{number}", "source": "squad2dev", "group": article, "answerable": answerable, "variants": variants}


@pytest.fixture
def reading(tmp_path: Path) -> Path:
    """Two articles with a paragraph each; the first by name is not learned from."""
    rows = [
        _row(0, "Rivers", ("e0", "v0")),
        _row(1, "Rivers", ("e0", "v0"), answerable=False),
        _row(2, "Gold", ("e1", "v1")),
        {**_row(3, "Rivers", ("e0", "v0")), "source": "squadtrain"},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    texts = (json.dumps({"id": name, "text": text}) for name, text in TEXTS.items())
    (tmp_path / "passages.jsonl").write_text("\n".join(texts), "utf-8")
    return tmp_path


def test_each_passage_is_learned_from_with_what_is_asked_of_it(reading: Path) -> None:
    english, vietnamese = load_squad(reading)
    assert [one.text for one in (english, vietnamese)] == [TEXTS["e0"], TEXTS["v0"]]
    assert [(dict(one.wordings), one.answer) for one in vietnamese.asked] == [
        ({"en": "en-vi 0?", "vi": "vi 0?"}, (0, 3)),
        ({"en": "en-vi 1?", "vi": "vi 1?"}, None),
    ]
    assert [dict(one.wordings) for one in english.asked] == [{"en": "en-en 0?"}, {"en": "en-en 1?"}]
    assert english.story == vietnamese.story


def test_a_question_whose_answer_was_lost_in_translation_is_not_asked(reading: Path) -> None:
    lost = _row(4, "Rivers", ("e0", "v0"))
    for one in lost["variants"]:
        if one["passage"] == "v0":
            del one["start"], one["end"], one["text"]
    with (reading / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps(lost))
    english, vietnamese = load_squad(reading)
    assert (len(english.asked), len(vietnamese.asked)) == (3, 2)


def test_a_third_of_the_articles_is_held_out() -> None:
    assert held_articles(["b", "a", "c", "d", "a"]) == {"a", "d"}


def test_nothing_is_fitted_on_articles_that_the_reader_knows(reading: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sets"
    for name in ("xquad", "squad2_unanswerable"):
        (folder / name).mkdir(parents=True)
    answers = {"answers": [{"text": "Vàng", "start": 0, "end": 4}], "question_vi_unaccented": "-", "question_vi": "-"}
    asked = [
        {"id": "known", "group": "x1", "article_id": "a", "question_en": "en-en 0?", **answers},
        {"id": "of-the-same-article", "group": "x1", "article_id": "a", "question_en": "Which?", **answers},
        {"id": "unknown", "group": "x2", "article_id": "a", "question_en": "en-en 2?", **answers},
    ]
    (folder / "xquad" / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)), "utf-8")
    (folder / "xquad" / "articles.jsonl").write_text(json.dumps({"id": "a", "text": "Vàng mềm."}), "utf-8")
    near = {"id": "n", "group": "x1", "question_en": "Which lake?"}
    (folder / "squad2_unanswerable" / "questions.jsonl").write_text(json.dumps(near), "utf-8")
    assert "en-en 0?" in learned_questions(reading)
    found = {one.name: {case.group for case in one.cases} for one in corpora(folder, reading, tmp_path)}
    assert found["xquad"] == {"x2"}
    assert found["reading"] == {"Gold"}
