"""Questions over news among other things: what is answerable there is so by construction."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.fitting import data as answerability_data
from evals.fitting.data import AMONG, collect_among
from evals.suites.build import build, seed_paths
from evals.suites.cases import Case
from ingest.catalog.reading import Selection


class _Engine:
    def __init__(self, *_: object) -> None: ...
    def __enter__(self) -> _Engine:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Case, str, Selection]]:
    seen: list[tuple[Case, str, Selection]] = []

    def ask(_: object, case: Case, kind: str, corpus: str, selection: Selection) -> None:
        assert corpus == AMONG
        seen.append((case, kind, selection))

    class Sets:
        xquad_articles = Path("nowhere")

        def __init__(self, *_: object) -> None: ...
        def xquad(self) -> list[Case]:
            return []

    monkeypatch.setattr(answerability_data, "_ask", ask)
    monkeypatch.setattr(answerability_data, "_opened", _Engine)
    monkeypatch.setattr(answerability_data, "EvalSets", Sets)
    collect_among(Path(), Path())
    return seen


def test_what_answers_is_there_or_withheld_and_nothing_else_of_its_beat(
    asked: list[tuple[Case, str, Selection]],
) -> None:
    kinds = {kind for _, kind, _ in asked}
    assert kinds == {"answerable", "gold_removed", "near_miss"}
    beats = {suite.name: {path.stem for path in getattr(suite, "paths", ())} for suite in build("beats", None)}
    beats["seeds"] = {path.stem for path in seed_paths()}
    for case, kind, selection in asked:
        gold = {one.article_id for piece in case.pieces for one in piece}
        present = set(selection.article_ids or ())
        assert (case.unanswerable_kind is None) == bool(gold) == (kind != "near_miss")
        assert gold <= present if kind == "answerable" else not gold & present
        assert len(present & beats[case.group]) == (0 if kind == "gold_removed" else 1)
