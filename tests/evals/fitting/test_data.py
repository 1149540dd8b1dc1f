"""What is fitted on: what is answerable is so by construction, what is counted only is never asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.fitting.data import ANSWERABLE, Asked, Corpus, ask, collect, corpora, reading_corpus, write
from evals.suites.build import NEWS_HELD, seed_paths, strangers_suite
from evals.suites.cases import Typing

ASKED = Asked("a", "g", "vi", "foreign", "news-a", "news", found_gold=False, features={"cosine": 0.5})


def test_what_was_asked_is_kept_and_not_asked_again(tmp_path: Path) -> None:
    write([ASKED], tmp_path / "asked" / "news-a.jsonl")
    nowhere = Corpus("news-a", "news", (tmp_path / "absent",), ())
    assert collect([nowhere], tmp_path) == [ASKED]


def test_a_reading_set_is_asked_in_one_typing_a_question(tmp_path: Path) -> None:
    text = "Sông Hằng chảy qua thành phố."
    variants = [
        {"kind": kind, "question": "Sông nào?", "passage": "p1", "start": 0, "end": 9, "text": "Sông Hằng"}
        for kind in ("vi", "una", "en-vi")
    ]
    lost = [{**one, "start": None} for one in variants]
    rows = [
        {"id": f"r{number}", "source": source, "group": "g", "answerable": number % 2 == 0, "variants": them}
        for number, (source, them) in enumerate([("squad2dev", variants)] * 8 + [("other", variants)])
    ]
    rows.append({"id": "lost", "source": "squad2dev", "group": "g", "answerable": True, "variants": lost})
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (tmp_path / "passages.jsonl").write_text(json.dumps({"id": "p1", "text": text}), "utf-8")
    found = reading_corpus(tmp_path, tmp_path / "made")
    assert len(found.cases) == 3
    assert {case.language for case in found.cases} <= set(Typing)
    assert [case.answerable for case in found.cases] == [True, False, True]
    assert all(case.gold[0].quote == "Sông Hằng" for case in found.cases if case.answerable)


def test_nothing_that_is_only_counted_is_fitted_on(tmp_path: Path, evalsets: Path) -> None:
    found = corpora(evalsets, None, tmp_path)
    assert not {f"news-{name}" for name in NEWS_HELD} & {one.name for one in found}
    assert "strangers-held" not in {one.name for one in found}
    assert {one.genre for one in found} == {"xquad", "beats", "seeds", "news"}


def test_the_article_that_answers_is_there_or_withheld(tmp_path: Path) -> None:
    case = next(one for one in strangers_suite().cases if len({gold.article_id for gold in one.gold}) == 1)
    asked = list(ask(Corpus("strangers", "seeds", seed_paths(), (case,)), tmp_path))
    assert [one.kind for one in asked] == [ANSWERABLE, "gold_removed"]
    assert asked[0].features is not None
    assert asked[1].features is not None
    assert not asked[1].found_gold


@pytest.fixture
def evalsets(tmp_path: Path) -> Path:
    """One paragraph with a question of each set."""
    folder = tmp_path / "sets"
    (folder / "xquad").mkdir(parents=True)
    (folder / "squad2_unanswerable").mkdir()
    (folder / "xquad" / "articles.jsonl").write_text(json.dumps({"id": "a", "text": "Sông Hằng."}), "utf-8")
    asked = {"question_vi": "Sông nào?", "question_vi_unaccented": "song nao", "question_en": "Which river?"}
    answers = [{"text": "Sông Hằng", "start": 0, "end": 9}]
    row = {"id": "q", "group": "g", "article_id": "a", "answers": answers, **asked}
    (folder / "xquad" / "questions.jsonl").write_text(json.dumps(row), "utf-8")
    near = {"id": "n", "group": "g", "question_en": "Which lake?", "question_vi_machine_translated": "Hồ nào?"}
    (folder / "squad2_unanswerable" / "questions.jsonl").write_text(json.dumps(near), "utf-8")
    return folder
