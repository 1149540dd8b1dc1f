"""How much articles repeat each other: by the words they share, and by what they say."""

from __future__ import annotations

import numpy as np

from ingest.catalog.rows import StoredPassage
from ingest.late_interaction import LateVectors
from ingest.models import Article, Passage
from service.retrieval.kinship import kinship
from service.retrieval.scoring import PassageScores, Scored

SAME = "Hai bên tuần tra chung trên tuyến biên giới"


def scored(article_id: str, text: str, says: tuple[float, float] | None = None) -> Scored:
    passage = Passage(f"{article_id}-{text[:9]}", article_id, 0, 0, len(text), text, "", ())
    stored = StoredPassage(passage, Article(article_id, text), None, None)
    scores = PassageScores(passage.id, article_id, 0.0, 0.0, 0.0, 0.0, None, 0.0)
    return Scored(scores, stored, np.zeros(0), None, None if says is None else vectors(says))


def vectors(says: tuple[float, float]) -> LateVectors:
    none = np.zeros(0, np.int64)
    no_codes = np.zeros((0, 2), np.float32)
    return LateVectors(np.array([says], np.float32), none, none, no_codes, np.zeros(0, np.float32))


def test_only_other_articles_count() -> None:
    one, same = scored("a", SAME), scored("a", f"{SAME} năm nay")
    assert kinship([one, same]) == 0.0
    assert kinship([]) == kinship([one]) == kinship([scored("a", ""), scored("b", SAME)]) == 0.0


def test_articles_that_share_their_words_and_say_alike_are_of_one_beat() -> None:
    first, second = scored("a", SAME, (1.0, 0.0)), scored("b", SAME.upper(), (1.0, 0.1))
    assert kinship([first, second]) == kinship([second, first]) == 1.0


def test_what_shares_its_words_alone_or_its_sense_alone_is_not() -> None:
    assert kinship([scored("a", SAME, (1.0, 0.0)), scored("b", SAME, (0.0, 1.0))]) == 0.0
    other = "Lễ hội đua ghe ngo khai mạc ở Sóc Trăng"
    assert kinship([scored("a", SAME, (1.0, 0.0)), scored("b", other, (1.0, 0.0))]) == 0.0


def test_without_vectors_the_words_decide() -> None:
    assert kinship([scored("a", SAME), scored("b", SAME)]) == 1.0
