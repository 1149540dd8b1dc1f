"""The questions that the adapter is trained on: whole, and none of any suite."""

from __future__ import annotations

from evals.adapter.data import ENGLISH, WORDINGS, load
from evals.suites.build import NAMES, Suite, build
from evals.suites.datasets import read_rows


def test_every_answer_stands_in_its_passage_and_every_wording_is_read() -> None:
    data = load(WORDINGS)

    assert (len(data.passages), len(data.questions)) == (1661, 5899)
    for one in data.questions:
        assert 0 <= one.answer < len(data.passages[one.passage]), one
        assert [language for language, _ in one.wordings] == ["vi", "vi", "vi", ENGLISH, ENGLISH], one
        assert one.full == one.wordings[0][1], one
    near = [row for file in WORDINGS.glob("*.jsonl") for one in read_rows(file) for row in one["near"]]
    assert len(near) == 2577
    assert all(set(row) - {"why"} == {"vi", "chat", "en"} for row in near)


def test_suites_ask_other_questions() -> None:
    known = {text.lower() for one in load(WORDINGS).questions for _, text in one.wordings}
    suites = [one for name in NAMES for one in build(name, None) if isinstance(one, Suite)]

    asked = {case.question.lower() for suite in suites for case in suite.cases}

    assert len(asked) > 3000
    # Two writers' satellites, of other names over other lagoons.
    assert known & asked == {"which place appears in the satellite's first picture?"}
