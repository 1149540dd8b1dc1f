"""How much articles repeat each other."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.catalog.rows import StoredPassage
from ingest.models import Article, Passage
from service.retrieval.kinship import kinship
from service.retrieval.scoring import Scored
from service.retrieval.types import PassageScores


def scored(article_id: str, text: str) -> Scored:
    passage = Passage(f"{article_id}-{text[:9]}", article_id, 0, 0, len(text), text, "", ())
    stored = StoredPassage(passage, Article(article_id, text), None, None)
    return Scored(PassageScores(passage.id, 0.0, 0.0, 0.0, 0.0, None, 0.0), stored, np.zeros(0), None, None)


def test_only_other_articles_count() -> None:
    one, same = scored("a", "hai bên tuần tra chung"), scored("a", "hai bên tuần tra chung ở biên giới")
    assert kinship([one, same]) == 0.0
    assert kinship([]) == kinship([one]) == kinship([scored("a", ""), scored("b", "hai bên")]) == 0.0


def test_the_share_of_runs_that_others_hold() -> None:
    first = scored("a", "Hai bên tuần tra chung")  # 3 runs of three words
    second = scored("b", "hai bên tuan tra")  # 2 of them, without diacritics
    assert kinship([first, second]) == pytest.approx((2 / 3 + 1) / 2)
    assert kinship([second, first]) == kinship([first, second])
