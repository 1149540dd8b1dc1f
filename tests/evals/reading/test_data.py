"""What the reader is trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from evals.reading.data import EVALS, MOST, Asked, Draw, Paragraph, Window, load, split
from evals.suites.build import NAMES, Suite, build
from evals.suites.datasets import read_rows
from ingest.analysis import folded
from ingest.sentences import split_sentences

PARAGRAPHS = load()
NEAR_MISSES = EVALS / "near_misses"


def test_every_paragraph_has_questions_it_answers_and_near_misses() -> None:
    for one in PARAGRAPHS:
        kinds = Counter(asked.answer is None for asked in one.asked)
        assert kinds[False] >= 3, one
        assert kinds[True] >= 1, one
        assert all(asked.answer is None or one.text[slice(*asked.answer)].strip() for asked in one.asked)


def test_the_readme_counts_what_there_is() -> None:
    readme = (NEAR_MISSES / "README.md").read_text("utf-8").replace(",", "")
    found = load([NEAR_MISSES])
    kinds = Counter(asked.answer is None for one in found for asked in one.asked)
    for count in (len(found), kinds[False], kinds[True]):
        assert str(count) in readme


def test_no_sentence_of_an_article_that_is_judged_by_is_among_it() -> None:
    learned = {folded(each.within(one.text)) for one in PARAGRAPHS for each in split_sentences(one.text)}
    articles = [path.read_text("utf-8") for path in sorted((EVALS / "news").glob("*/*.txt"))]
    judged = {folded(each.within(text)) for text in articles for each in split_sentences(text)}
    assert len(judged) > 1000
    assert {one for one in learned & judged if len(one) > 30} == set()


def test_suites_ask_other_questions() -> None:
    learned = {text.lower() for one in load([NEAR_MISSES]) for each in one.asked for text in each.wordings.values()}
    suites = [one for name in NAMES for one in build(name, None) if isinstance(one, Suite)]
    # A real office, asked for in the words that anyone would; the director whom an invented paragraph names is another.
    assert learned & {case.question.lower() for suite in suites for case in suite.cases} == {
        "giám đốc công an tỉnh tây ninh là ai?"
    }


def test_statements_are_of_paragraphs_that_carry_them() -> None:
    plain, stated = load([NEAR_MISSES]), load([NEAR_MISSES], statements=EVALS / "statements")
    kinds = Counter(asked.answer is None for one in stated for asked in one.asked if asked.is_statement)
    readme = (EVALS / "statements" / "README.md").read_text("utf-8").replace(",", "")
    assert kinds == {False: 5310, True: 5310}
    assert str(sum(len(one.asked) > len(other.asked) for one, other in zip(stated, plain, strict=True))) in readme
    assert not any(asked.is_statement for one in plain for asked in one.asked)
    rows = sum(1 for file in (EVALS / "statements").glob("*.jsonl") for _ in read_rows(file))
    assert rows == sum(any(asked.is_statement for asked in one.asked) for one in stated)


def test_a_statement_is_put_as_it_stands() -> None:
    stated = [one for one in load([NEAR_MISSES], statements=EVALS / "statements") if any(map(_is_stated, one.asked))]
    texts = {asked.wordings["stated"] for one in stated for asked in one.asked if asked.is_statement}
    windows = [window for _, window in zip(range(50), _windows(stated), strict=False)]
    put = [each for window in windows for each in window.put]
    assert {True, False} == {each.answer is None for each in put if each.question in texts}
    assert max(len(window.put) for window in windows) <= MOST


def _is_stated(asked: Asked) -> bool:
    return asked.is_statement


def _windows(paragraphs: Sequence[Paragraph]) -> Iterator[Window]:
    return (one for batch in Draw(paragraphs, seed=3).windows(5) for one in batch)


def test_batches_hold_windows_of_about_one_length() -> None:
    batches = [batch for _, batch in zip(range(40), Draw(PARAGRAPHS, seed=2).windows(5), strict=False)]
    lengths = [[one.length for one in batch] for batch in batches]
    assert {len(one) for one in lengths} == {5}
    spread = sum(max(one) / min(one) for one in lengths) / len(lengths)
    every = [each for one in lengths for each in one]
    assert spread < 1.5 < max(every) / min(every)


def test_whole_stories_are_held_out() -> None:
    learned, held = split(PARAGRAPHS)
    assert {one.story for one in learned}.isdisjoint(one.story for one in held)
    assert len(PARAGRAPHS) / 20 < len(held) < len(PARAGRAPHS) / 6


def test_a_window_holds_the_answers_of_what_it_is_said_to_answer() -> None:
    drawn = Draw(PARAGRAPHS, seed=1)
    answers = {folded(one.text[slice(*each.answer)]) for one in PARAGRAPHS for each in one.asked if each.answer}
    for _ in range(200):
        window = drawn.window()
        told = [window.text[slice(*one.answer)] for one in window.put if one.answer]
        assert all(folded(one) in answers for one in told)
        assert any(one.answer is None for one in window.put)


@pytest.mark.parametrize("seed", [0, 7])
def test_what_is_drawn_depends_on_the_seed_alone(seed: int) -> None:
    first, second = Draw(PARAGRAPHS, seed), Draw(PARAGRAPHS, seed)
    assert [first.window() for _ in range(5)] == [second.window() for _ in range(5)]


def test_a_question_of_the_story_that_this_paragraph_answers_as_well_is_not_put_to_it() -> None:
    one = Paragraph("s", "", "Ông Tư 40 tuổi.", (Asked({"vi": "Tư mấy tuổi?"}, (7, 9)), Asked({"vi": "Nhà Tư?"}, None)))
    other = Paragraph("s", "", "Bà Năm 40 tuổi.", (Asked({"vi": "Năm mấy tuổi?"}, (7, 9)),))
    drawn = Draw([one, other], seed=0)
    put = [(window.text, put) for window in (drawn.window() for _ in range(50)) for put in window.put]
    assert {each.question for text, each in put if each.answer is None} <= {"Nhà Tư?", "nha tu?"}
